/**
 * The Python that loads one method of a packaged model and answers rows: a line of JSON in, a line of JSON out. What the
 * model prints goes to stderr. It gives the packaged code what Snowflake's own runtime gives it: the import folder and
 * the module `_snowflake`.
 */
export const DRIVER = `
import importlib, json, os, sys, types

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
folder, handler = sys.argv[1], sys.argv[2]

def say(value):
    answers.write(json.dumps(value, default=lambda o: o.item() if hasattr(o, "item") else o.tolist() if hasattr(o, "tolist") else str(o)) + "\\n")
    answers.flush()

def vectorized(**options):
    def mark(function):
        function._vectorized = options
        return function
    return mark

snowflake = types.ModuleType("_snowflake")
snowflake.vectorized = vectorized
sys.modules["_snowflake"] = snowflake
sys._xoptions["snowflake_import_directory"] = folder + os.sep
sys.path.insert(0, folder)
# What is installed comes before what is packaged with the model.
for runtime in sorted(os.listdir(os.path.join(folder, "runtimes")) if os.path.isdir(os.path.join(folder, "runtimes")) else []):
    sys.path.append(os.path.join(folder, "runtimes", runtime, "snowflake-ml-python.zip"))
try:
    module, name = handler.rsplit(".", 1)
    function = getattr(importlib.import_module(module), name)
    is_vectorized = hasattr(function, "_vectorized")
    if is_vectorized:
        import pandas
    say({"results": []})
except BaseException as error:
    say({"failure": type(error).__name__ + ": " + str(error)})
    sys.exit(1)
for line in sys.stdin:
    try:
        rows = json.loads(line)
        results = list(function(pandas.DataFrame(rows))) if is_vectorized else [function(*row) for row in rows]
        if len(results) != len(rows):
            raise ValueError("%d results for %d rows" % (len(results), len(rows)))
        say({"results": [json.dumps(r, default=lambda o: o.item() if hasattr(o, "item") else o.tolist() if hasattr(o, "tolist") else str(o)) for r in results]})
    except BaseException as error:
        say({"failure": type(error).__name__ + ": " + str(error)})
`;
