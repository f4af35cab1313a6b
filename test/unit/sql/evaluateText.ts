import { init } from '@polyglot-sql/sdk';
import { Frame } from '../../../src/dataframe/frame.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import type { FrameProblem } from '../../../src/dataframe/problems.js';
import * as trace from '../../../src/dataframe/trace.js';
import * as firn from '../../../src/index.js';
import { setQueryReader } from '../../../src/dataframe/queryReader.js';
import { operatorHooks } from '../../../src/project/evaluation/operatorHooks.js';
import { TemplateReader } from '../../../src/project/evaluation/queryReader.js';
import { readCatalog } from '../../../src/project/evaluation/readCatalog.js';
import { FileCallIds } from '../../../src/project/evaluation/callIds.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import type { TransformedModule } from '../../../src/project/evaluation/transform.js';
import { SourceText } from '../../../src/project/text.js';
import { compile } from '../../../src/sql/compile.js';
import { parseStatement } from '../../../src/sql/read/syntax/parse.js';
import * as sources from '../dataframe/sources.js';

const TABLE_NAMES = ['CUSTOMER', 'EVENTS', 'LINEITEM', 'ORDERS', 'ORDER_RETURNS'] as const;

/** The library's names that a text uses. */
const usedNames = (code: string): readonly string[] =>
  Object.keys(firn).filter((name) => new RegExp(`\\b${name}\\b`).test(code));

export interface Evaluated {
  readonly exported: Readonly<Record<string, unknown>>;
  readonly problems: readonly FrameProblem[];
  /** The file, with the imports that were put before it. */
  readonly module: TransformedModule;
}

interface Options {
  /** Whether the project has operators. */
  readonly operators: boolean;
}

/** Runs the text of a file as an evaluation does, with names and places; gives what it exports. */
export function runText(text: string, options: Options): Readonly<Record<string, unknown>> {
  const module = transform(new SourceText('/p/definition.ts', text), new FileCallIds(1), options);
  if (module.diagnostics.length > 0) throw new Error(module.diagnostics.map((d) => d.message).join('\n'));
  return run(module);
}

/** Runs a definition, before which its imports are put; gives what is wrong with it, too. */
export function evaluateText(code: string, options: Options): Evaluated {
  const text = `import { ${usedNames(code).join(', ')} } from 'firn'; import { ${TABLE_NAMES.join(', ')} } from './sources';\n${code}`;
  const module = transform(new SourceText('/p/definition.ts', text), new FileCallIds(1), options);
  if (module.diagnostics.length > 0) throw new Error(module.diagnostics.map((d) => d.message).join('\n'));
  takeProblems();
  return { exported: run(module), problems: takeProblems(), module };
}

await init();
const reader = new TemplateReader();
reader.catalog = readCatalog(
  {
    version: 1,
    source: 'SHOP.TRAINING',
    tables: Object.entries(sources.TABLES).map(([name, columns]) => ({
      name,
      kind: 'BASE TABLE',
      comment: '',
      columns: columns.map(([column, type]) => ({ name: column, type, nullable: true, comment: '' })),
    })),
  },
  'SHOP.TRAINING',
);
setQueryReader(reader.read);

function run({ code, queries }: TransformedModule): Readonly<Record<string, unknown>> {
  reader.update(
    'definition',
    queries.flatMap((text) => {
      const statement = parseStatement(text);
      return statement.kind === 'query' ? [{ text, query: statement.query }] : [];
    }),
  );
  const exported: Record<string, unknown> = {};
  const hooks = {
    ...trace,
    ...operatorHooks(trace.enter),
    tick: () => undefined,
    load: (specifier: string) => (/sources(\.js)?$/.test(specifier) ? sources : firn),
    export: (values: object) => void Object.assign(exported, values),
  };
  trace.reset();
  new Function('__firn', code)(hooks);
  return exported;
}

/** The SQL of every exported frame, and of the frames of feature views. */
export function sqlOf({ exported }: Evaluated): Readonly<Record<string, string>> {
  const frames = Object.entries(exported).flatMap(([name, value]) => {
    const frame = value instanceof Frame ? value : (value as Partial<firn.FeatureView>).from;
    return frame instanceof Frame ? [[name, frame] as const] : [];
  });
  return Object.fromEntries(
    frames.map(([name, frame]) => [
      name,
      compile(frame, { resolveTable: (table) => `SHOP.TRAINING.${table}` }).sql,
    ]),
  );
}
