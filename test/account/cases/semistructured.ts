import { answers, refuses, typed, value } from './case.js';
import type { Topic } from './case.js';

export const semistructured: Topic = {
  name: 'semistructured',
  given: [
    `CREATE TABLE car_sales (src VARIANT) AS SELECT PARSE_JSON(column1) FROM VALUES ('{"date": "2017-04-28", "dealership": "Valley View Auto Sales", "salesperson": {"id": "55", "name": "Frank Beasley"}, "customer": [{"name": "Joyce Ridgely", "address": "San Francisco, CA"}], "vehicle": [{"make": "Honda", "price": "20275", "extras": ["ext warranty", "paint protection"]}]}'), ('{"dealership": "Tindel Toyota", "customer": [], "vehicle": null}')`,
  ],
  pages: {
    'Querying semi-structured data': [
      answers(
        'SELECT src:dealership FROM car_sales ORDER BY 1',
        '"Tindel Toyota"',
        '"Valley View Auto Sales"',
      ),
      answers('SELECT src:salesperson.name::STRING FROM car_sales ORDER BY 1', 'Frank Beasley', 'NULL'),
      answers(
        "SELECT src['salesperson']['name'] FROM car_sales WHERE src:date = '2017-04-28'",
        '"Frank Beasley"',
      ),
      answers(
        'SELECT src:customer[0].name, src:vehicle[0].extras[1]::STRING FROM car_sales LIMIT 1',
        '"Joyce Ridgely" | paint protection',
      ),
      answers('SELECT src:DEALERSHIP FROM car_sales LIMIT 1', 'NULL'),
      answers('SELECT src:vehicle[0].price::NUMBER(10,2) * 0.10 FROM car_sales LIMIT 1', '2027.5000'),
      answers('SELECT src:date::DATE + 1 FROM car_sales WHERE src:date IS NOT NULL', '2017-04-29'),
      answers(
        'SELECT src:vehicle IS NULL, IS_NULL_VALUE(src:vehicle), src:nothing IS NULL FROM car_sales ORDER BY src:dealership LIMIT 1',
        'FALSE | TRUE | TRUE',
      ),
      typed('SELECT src:salesperson.id FROM car_sales LIMIT 1', 'VARIANT', '"55"'),
    ],
    FLATTEN: [
      answers(
        'SELECT f.index, f.value:name::STRING FROM car_sales, LATERAL FLATTEN(INPUT => src:customer) f',
        '0 | Joyce Ridgely',
      ),
      answers(
        'SELECT src:dealership::STRING, f.value:name::STRING FROM car_sales, LATERAL FLATTEN(INPUT => src:customer, OUTER => TRUE) f ORDER BY 1',
        'Tindel Toyota | NULL',
        'Valley View Auto Sales | Joyce Ridgely',
      ),
      answers(
        'SELECT key, path, index, value FROM TABLE(FLATTEN(INPUT => PARSE_JSON(\'{"a": 1, "b": [77, 88]}\'))) ORDER BY key',
        'a | a | NULL | 1',
        'b | b | NULL | [77,88]',
      ),
      answers(
        'SELECT index, value, path FROM TABLE(FLATTEN(INPUT => PARSE_JSON(\'{"a": 1, "b": [77, 88]}\'), PATH => \'b\')) ORDER BY index',
        '0 | 77 | b[0]',
        '1 | 88 | b[1]',
      ),
      answers(
        'SELECT v.value::STRING, e.value::STRING FROM car_sales, LATERAL FLATTEN(INPUT => src:vehicle) vm, LATERAL FLATTEN(INPUT => vm.value:extras) e, LATERAL FLATTEN(INPUT => ARRAY_CONSTRUCT(1)) v ORDER BY 2',
        '1 | ext warranty',
        '1 | paint protection',
      ),
      answers("SELECT COUNT(*) FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{}')))", '0'),
      // A null in an array is a value, as it is in the array itself.
      answers(
        "SELECT index, TYPEOF(value), IS_NULL_VALUE(value) FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[null, 1]'))) ORDER BY index",
        '0 | NULL_VALUE | TRUE',
        '1 | INTEGER | FALSE',
      ),
      answers('SELECT COUNT(*) FROM TABLE(FLATTEN(INPUT => NULL, OUTER => TRUE))', '1'),
      answers(
        'SELECT key, path, index, value, this FROM TABLE(FLATTEN(INPUT => PARSE_JSON(\'{"a":1, "b":[77,88], "c": {"d":"X"}}\'), RECURSIVE => TRUE)) ORDER BY path',
        'a | a | NULL | 1 | {"a":1,"b":[77,88],"c":{"d":"X"}}',
        'b | b | NULL | [77,88] | {"a":1,"b":[77,88],"c":{"d":"X"}}',
        'NULL | b[0] | 0 | 77 | [77,88]',
        'NULL | b[1] | 1 | 88 | [77,88]',
        'c | c | NULL | {"d":"X"} | {"a":1,"b":[77,88],"c":{"d":"X"}}',
        'd | c.d | NULL | "X" | {"d":"X"}',
      ),
      answers(
        'SELECT key, path FROM TABLE(FLATTEN(INPUT => PARSE_JSON(\'{"a":1, "b":[{"z": 1}], "c": {"d":"X"}}\'), RECURSIVE => TRUE, MODE => \'OBJECT\')) ORDER BY path',
        'a | a',
        'b | b',
        'c | c',
        'd | c.d',
      ),
      answers(
        'SELECT path, value FROM TABLE(FLATTEN(INPUT => PARSE_JSON(\'{"a":{"b":[1,[2]]}}\'), PATH => \'a\', RECURSIVE => TRUE)) ORDER BY path',
        'a.b | [1,[2]]',
        'a.b[0] | 1',
        'a.b[1] | [2]',
        'a.b[1][0] | 2',
      ),
      answers(
        "SELECT v.n, f.path, f.value FROM (SELECT 1 AS n, PARSE_JSON('[[5]]') AS j UNION ALL SELECT 2, PARSE_JSON('3') UNION ALL SELECT 3, NULL UNION ALL SELECT 4, PARSE_JSON('[[5]]')) v, LATERAL FLATTEN(INPUT => v.j, RECURSIVE => TRUE, OUTER => TRUE) f ORDER BY 1, 2",
        '1 | [0] | [5]',
        '1 | [0][0] | 5',
        '2 | NULL | NULL',
        '3 | NULL | NULL',
        '4 | [0] | [5]',
        '4 | [0][0] | 5',
      ),
      answers("SELECT * FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[7]')))", '1 | NULL | [0] | 0 | 7 | [7]'),
      // One number for what comes of one row, another for every other row, equal ones too.
      answers(
        "SELECT n, f.index, DENSE_RANK() OVER (ORDER BY f.seq) AS row_of FROM (SELECT COLUMN1 AS n, PARSE_JSON('[5, 6]') AS j FROM VALUES (1), (2)) v, LATERAL FLATTEN(INPUT => v.j) f QUALIFY COUNT(DISTINCT n) OVER (PARTITION BY f.seq) = 1 ORDER BY n, f.index",
        '1 | 0 | 1',
        '1 | 1 | 1',
        '2 | 0 | 2',
        '2 | 1 | 2',
      ),
      // The input records of the second are the pairs of a row with an element.
      answers(
        "SELECT COUNT(*), COUNT(DISTINCT f.seq), COUNT(DISTINCT g.seq) FROM (SELECT PARSE_JSON('[[1, 2], [1, 2]]') AS j FROM VALUES (1), (2)) a CROSS JOIN (VALUES (1), (2), (3)) b, LATERAL FLATTEN(INPUT => a.j) f, LATERAL FLATTEN(INPUT => f.value) g",
        '24 | 6 | 12',
      ),
      answers(
        "SELECT v.n, COUNT(f.seq), COUNT(DISTINCT f.seq) FROM (SELECT 1 AS n, PARSE_JSON('[5, 6]') AS j UNION ALL SELECT 2, PARSE_JSON('[]')) v LEFT JOIN LATERAL FLATTEN(INPUT => v.j) f GROUP BY v.n ORDER BY v.n",
        '1 | 2 | 1',
        '2 | 0 | 0',
      ),
      answers(
        "SELECT * EXCLUDE (seq, this) FROM (SELECT PARSE_JSON('[5]') AS j) v, LATERAL FLATTEN(INPUT => v.j) f",
        '[5] | NULL | [0] | 0 | 5',
      ),
      refuses(
        `SELECT * FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[1]'), MODE => 'LIST'))`,
        '001015',
        /MODE LIST/,
      ),
    ],
    PARSE_JSON: [
      value('PARSE_JSON(\'{"a": [1, 2.5, null, true]}\')', '{"a":[1,2.5,null,true]}', 'VARIANT'),
      value("PARSE_JSON(NULL), PARSE_JSON('')", 'NULL | NULL'),
      value("PARSE_JSON('null') IS NULL, TYPEOF(PARSE_JSON('null'))", 'FALSE | NULL_VALUE'),
      value("TRY_PARSE_JSON('{bad')", 'NULL'),
      refuses("SELECT PARSE_JSON('{bad')", '100069', /Error parsing JSON/),
    ],
    OBJECT_CONSTRUCT: [
      value("OBJECT_CONSTRUCT('a', 1, 'b', 'BBBB', 'c', NULL)", '{"a":1,"b":"BBBB"}', 'OBJECT'),
      value("OBJECT_CONSTRUCT_KEEP_NULL('a', 1, 'b', NULL)", '{"a":1,"b":null}'),
      value('OBJECT_CONSTRUCT()', '{}'),
      value("{'k': 1, 'l': {'m': 'x'}}", '{"k":1,"l":{"m":"x"}}'),
      answers("SELECT OBJECT_CONSTRUCT(*) FROM VALUES (1, 'x') AS t (a, b)", '{"A":1,"B":"x"}'),
      answers(
        "SELECT OBJECT_CONSTRUCT(* EXCLUDE a), OBJECT_CONSTRUCT(t.* ILIKE '%A%'), HASH(t.* EXCLUDE (a)) = HASH(b) FROM VALUES (1, 'x') AS t (a, b)",
        '{"B":"x"} | {"A":1} | TRUE',
      ),
      answers(
        "SELECT OBJECT_CONSTRUCT(t.*) FROM VALUES (1, 'x') AS t (a, b) JOIN (SELECT 1 AS c) u ON t.a = u.c",
        '{"A":1,"B":"x"}',
      ),
      refuses("SELECT OBJECT_CONSTRUCT(* EXCLUDE c) FROM VALUES (1, 'x') AS t (a, b)", '000904', /'C'/),
      refuses(
        "SELECT OBJECT_CONSTRUCT(* RENAME a AS c) FROM VALUES (1, 'x') AS t (a, b)",
        '000002',
        /RENAME and REPLACE/,
      ),
    ],
    'OBJECT_INSERT, OBJECT_DELETE, OBJECT_PICK, OBJECT_KEYS': [
      value("OBJECT_INSERT(OBJECT_CONSTRUCT('a', 1), 'b', 2)", '{"a":1,"b":2}'),
      value("OBJECT_INSERT(OBJECT_CONSTRUCT('a', 1), 'a', 2, TRUE)", '{"a":2}'),
      refuses("SELECT OBJECT_INSERT(OBJECT_CONSTRUCT('a', 1), 'a', 2)", '100095', /[Dd]uplicate/),
      value("OBJECT_DELETE(OBJECT_CONSTRUCT('a', 1, 'b', 2, 'c', 3), 'a', 'b')", '{"c":3}'),
      value("OBJECT_PICK(OBJECT_CONSTRUCT('a', 1, 'b', 2, 'c', 3), 'a', 'b')", '{"a":1,"b":2}'),
      value("OBJECT_KEYS(OBJECT_CONSTRUCT('a', 1, 'b', 2))", '["a","b"]'),
    ],
    ARRAY_CONSTRUCT: [
      value("ARRAY_CONSTRUCT(10, 'twenty', NULL, 3.5)", '[10,"twenty",null,3.5]', 'ARRAY'),
      value("[1, 'a'], ARRAY_CONSTRUCT()", '[1,"a"] | []'),
      value('ARRAY_CONSTRUCT_COMPACT(NULL, 1, NULL, 2)', '[1,2]'),
    ],
    'ARRAY_SIZE, GET': [
      value(
        "GET([1, 2], 1), GET([1, 2], 2), GET([1, 2], -1), PARSE_JSON('[1, 2]')[-1], PARSE_JSON('[1, 2]')[CEIL(-0.5 - 0.1)]",
        '2 | NULL | NULL | NULL | 1',
      ),
      answers(
        'SELECT PARSE_JSON(column2)[column1] FROM VALUES (1, $$[1, 2]$$), (-1, $$[1, 2]$$) ORDER BY column1',
        'NULL',
        '2',
      ),
      value("ARRAY_SIZE(ARRAY_CONSTRUCT(1, 2)), ARRAY_SIZE(PARSE_JSON('{}'))", '2 | NULL'),
      value(
        "GET(ARRAY_CONSTRUCT(1, 2), 1), GET(OBJECT_CONSTRUCT('a', 'x'), 'a'), GET(ARRAY_CONSTRUCT(1), 5)",
        '2 | "x" | NULL',
      ),
      value('GET_PATH(PARSE_JSON(\'{"a": {"b": [5]}}\'), \'a.b[0]\')', '5'),
    ],
    'ARRAY_CONTAINS, ARRAY_POSITION': [
      value(
        "ARRAY_CONTAINS('hello'::VARIANT, ARRAY_CONSTRUCT('hello', 'hi')), ARRAY_CONTAINS(9::VARIANT, ARRAY_CONSTRUCT(1))",
        'TRUE | FALSE',
      ),
      value(
        "ARRAY_POSITION('hi'::VARIANT, ARRAY_CONSTRUCT('hello', 'hi')), ARRAY_POSITION('x'::VARIANT, ARRAY_CONSTRUCT('hi'))",
        '1 | NULL',
      ),
    ],
    'ARRAY_APPEND, ARRAY_PREPEND, ARRAY_CAT, ARRAY_INSERT': [
      value(
        'ARRAY_CAT([1], NULL), ARRAY_CAT(NULL, [1]), ARRAY_APPEND(NULL, 1), ARRAY_PREPEND(NULL, 1), ARRAY_APPEND([1], NULL)',
        'NULL | NULL | NULL | NULL | [1,null]',
      ),
      value(
        'ARRAY_APPEND(ARRAY_CONSTRUCT(1, 2), 3), ARRAY_PREPEND(ARRAY_CONSTRUCT(1), 0)',
        '[1,2,3] | [0,1]',
      ),
      value("ARRAY_CAT(ARRAY_CONSTRUCT(1, 2), ARRAY_CONSTRUCT('a'))", '[1,2,"a"]'),
      value('ARRAY_INSERT(ARRAY_CONSTRUCT(0, 1, 2, 3), 2, 9)', '[0,1,9,2,3]'),
      value('ARRAY_INSERT(ARRAY_CONSTRUCT(0, 1), -1, 9)', '[0,9,1]'),
    ],
    'ARRAY_SLICE, ARRAY_COMPACT, ARRAY_DISTINCT, ARRAY_FLATTEN': [
      value(
        'ARRAY_SLICE(ARRAY_CONSTRUCT(0, 1, 2, 3, 4, 5, 6), 0, 2), ARRAY_SLICE(ARRAY_CONSTRUCT(0, 1, 2, 3), 1, -1)',
        '[0,1] | [1,2]',
      ),
      value(
        'ARRAY_COMPACT(ARRAY_CONSTRUCT(1, NULL, 2)), ARRAY_DISTINCT(ARRAY_CONSTRUCT(1, 1, 2))',
        '[1,2] | [1,2]',
      ),
      value('ARRAY_FLATTEN([[1, 2], [3], [4, [5]]])', '[1,2,3,4,[5]]'),
    ],
    ARRAY_SORT: [
      value(
        "ARRAY_SORT([20, PARSE_JSON('null'), 0, NULL, 10]), ARRAY_SORT([20, NULL, 0], FALSE), ARRAY_SORT([20, NULL, 0], TRUE, TRUE), ARRAY_SORT(['b', 'a', 'B'])",
        '[0,10,20,null,null] | [null,20,0] | [null,0,20] | ["B","a","b"]',
      ),
    ],
    'ARRAY_MIN, ARRAY_MAX': [
      value('ARRAY_MIN([20, 3, 100]), ARRAY_MAX([20, 3, NULL, 100]), ARRAY_MAX([])', '3 | 100 | NULL'),
    ],
    'ARRAY_REMOVE, ARRAY_REVERSE': [
      value(
        'ARRAY_REMOVE([1, 5, 5.00, 5, 2], 5::VARIANT), ARRAY_REVERSE([1, 2, NULL])',
        '[1,2] | [null,2,1]',
      ),
      value("ARRAY_REMOVE(['a', 'b'], 'a'::VARIANT), ARRAY_REMOVE([1], NULL)", '["b"] | NULL'),
    ],
    'CHECK_JSON, GET_IGNORE_CASE': [
      value(
        `CHECK_JSON('{"a": 1}'), CHECK_JSON('{') IS NULL, GET_IGNORE_CASE(PARSE_JSON('{"aa": 1, "aA": 2}'), 'AA') IS NULL, GET_IGNORE_CASE(PARSE_JSON('{"Ab": 3}'), 'aB')`,
        'NULL | FALSE | FALSE | 3',
      ),
    ],
    'ARRAY_EXCEPT, ARRAY_INTERSECTION, ARRAYS_OVERLAP, ARRAY_REMOVE': [
      value("ARRAY_INTERSECTION(ARRAY_CONSTRUCT('A', 'B'), ARRAY_CONSTRUCT('B', 'C'))", '["B"]'),
      // Arrays are multisets.
      value(
        "ARRAY_INTERSECTION(['A', 'B', 'B', 'B'], ['B', 'B', 'C']), ARRAY_INTERSECTION([1, NULL], [NULL]), ARRAY_INTERSECTION([1], NULL), ARRAY_EXCEPT([1], NULL)",
        '["B","B"] | [null] | NULL | NULL',
      ),
      value(
        "ARRAYS_OVERLAP(ARRAY_CONSTRUCT('A', 'B'), ARRAY_CONSTRUCT('B')), ARRAYS_OVERLAP([1], [2])",
        'TRUE | FALSE',
      ),
      value(
        "ARRAY_EXCEPT(['A', 'B', 'B'], ['B']), ARRAY_EXCEPT(['A', 'C'], ['B', 'C'])",
        '["A","B"] | ["A"]',
      ),
      value('ARRAY_REMOVE_AT([2, 5, 7], 1)', '[2,7]'),
    ],
    ARRAYS_OVERLAP: [
      value(
        'ARRAYS_OVERLAP([1, 2], [2, 3]), ARRAYS_OVERLAP([1], [2]), ARRAYS_OVERLAP([1], NULL)',
        'TRUE | FALSE | NULL',
      ),
      // A null is a value here.
      value("ARRAYS_OVERLAP(PARSE_JSON('[null, 1]')::ARRAY, PARSE_JSON('[null, 2]')::ARRAY)", 'TRUE'),
    ],
    'ARRAY_GENERATE_RANGE, ARRAY_TO_STRING': [
      value(
        'ARRAY_GENERATE_RANGE(2, 5), ARRAY_GENERATE_RANGE(5, 25, 10), ARRAY_GENERATE_RANGE(2, 2)',
        '[2,3,4] | [5,15] | []',
      ),
      value("ARRAY_TO_STRING(ARRAY_CONSTRUCT(1, 'a', NULL), ',')", '1,a,'),
    ],
    ARRAYS_ZIP: [
      value(
        "ARRAYS_ZIP([1, 2], ['a', NULL, 'c']), ARRAYS_ZIP([1]), ARRAYS_ZIP([1], NULL)",
        '[{"$1":1,"$2":"a"},{"$1":2,"$2":null},{"$1":null,"$2":"c"}] | [{"$1":1}] | NULL',
      ),
    ],
    JSON_EXTRACT_PATH_TEXT: [
      value(
        `JSON_EXTRACT_PATH_TEXT('{"a": {"b": [1, "x"]}}', 'a.b[1]'), JSON_EXTRACT_PATH_TEXT('{"a": 1}', 'b')`,
        'x | NULL',
      ),
    ],
    TYPEOF: [
      value(
        "TYPEOF(1.5::FLOAT::VARIANT), TYPEOF(TO_VARIANT(2::FLOAT)), TYPEOF('2024-01-01'::DATE::VARIANT), TYPEOF('2024-01-01'::TIMESTAMP_NTZ::VARIANT), TYPEOF('61'::BINARY::VARIANT), TYPEOF(NULL::FLOAT::VARIANT)",
        'DOUBLE | DOUBLE | DATE | TIMESTAMP_NTZ | BINARY | NULL',
      ),
      value(
        "TYPEOF(1::VARIANT), TYPEOF(1.5::VARIANT), TYPEOF('a'::VARIANT), TYPEOF(TRUE::VARIANT)",
        'INTEGER | DECIMAL | VARCHAR | BOOLEAN',
      ),
      value(
        'TYPEOF(ARRAY_CONSTRUCT()), TYPEOF(OBJECT_CONSTRUCT()), TYPEOF(NULL::VARIANT)',
        'ARRAY | OBJECT | NULL',
      ),
    ],
    'IS_<object_type>, AS_<object_type>': [
      value(
        "AS_DECIMAL(1.25::VARIANT, 5, 1), AS_NUMBER(7::VARIANT), AS_NUMBER('7'::VARIANT), AS_TIME('10:11:12'::TIME::VARIANT)",
        '1.3 | 7 | NULL | 10:11:12',
      ),
      value(
        "IS_INTEGER(1::VARIANT), IS_VARCHAR('a'::VARIANT), IS_ARRAY([1]::VARIANT), IS_OBJECT([1]::VARIANT)",
        'TRUE | TRUE | TRUE | FALSE',
      ),
      value(
        "IS_DECIMAL(1.5::VARIANT), IS_DOUBLE(1.5::VARIANT), IS_REAL('a'::VARIANT)",
        'TRUE | TRUE | FALSE',
      ),
      value("AS_INTEGER(5::VARIANT), AS_INTEGER('5'::VARIANT), AS_VARCHAR('x'::VARIANT)", '5 | NULL | x'),
    ],
    'Semi-structured data types': [
      value("'1.0'::VARIANT = 1::VARIANT, PARSE_JSON('1')::INT + 1", 'FALSE | 2'),
      value(
        "TO_VARIANT('2024-01-01'::DATE)::DATE, TO_JSON(OBJECT_CONSTRUCT('a', 1))",
        '2024-01-01 | {"a":1}',
      ),
      value(
        "PARSE_JSON('\"text\"')::VARCHAR, PARSE_JSON('[1,2]')::VARCHAR, PARSE_JSON('null')::VARCHAR",
        'text | [1,2] | NULL',
      ),
      value('STRIP_NULL_VALUE(PARSE_JSON(\'{"a": null}\'):a)', 'NULL'),
      refuses('SELECT PARSE_JSON(\'"x"\')::INT', '100038', /./),
    ],
    'TRANSFORM, FILTER, REDUCE': [
      value(
        "TRANSFORM([1, 2, 3], a INT -> a * 2), TRANSFORM(['1.26', '2'], x NUMBER(3, 1) -> x), FILTER(['10', '9'], x INT -> x > 9)",
        '[2,4,6] | [1.3,2] | ["10"]',
      ),
      value('REDUCE([1, 2, 3], 0, (acc INT, val NUMBER(10, 0)) -> acc + val)', '6', 'NUMBER(38,0)'),
      value(
        'TRANSFORM([1, 2, 3], a -> a * 2), FILTER([1, 5, 10], x -> x > 3), REDUCE([1, 2, 3], 0, (acc, v) -> acc + v)',
        '[2,4,6] | [5,10] | 6',
      ),
      value(
        "TRANSFORM(['a', NULL], x -> UPPER(x)), REDUCE(['a', 'b'], '', (acc, v) -> acc || v), TRANSFORM(NULL::ARRAY, x -> x)",
        '["A",null] | ab | NULL',
      ),
      // A lambda reads the columns around it, and lambdas stand in lambdas.
      answers('SELECT TRANSFORM(a, x -> x + n) FROM (SELECT 10 AS n, [1, 2] AS a)', '[11,12]'),
      value('TRANSFORM([[1, 2], [3]], x -> TRANSFORM(x, y -> y * 10))', '[[10,20],[30]]'),
      answers(
        'SELECT n, FILTER(ARRAY_AGG(m), x -> x > n) FROM VALUES (1, 5), (1, 0), (2, 7) v(n, m) GROUP BY n ORDER BY 1',
        '1 | [5]',
        '2 | [7]',
      ),
      answers(
        `SELECT FILTER(a, o -> o:value >= 50) FROM (SELECT PARSE_JSON('[{"name":"Pat","value":50},{"name":"Terry","value":20}]')::ARRAY AS a)`,
        '[{"name":"Pat","value":50}]',
      ),
      refuses('SELECT TRANSFORM([1], 2)', '001015', /lambda expression with one parameter/),
      refuses('SELECT x -> 1', '000002', /lambda expression outside/),
    ],
  },
};
