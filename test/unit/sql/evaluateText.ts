import { Frame } from '../../../src/dataframe/frame.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import type { FrameProblem } from '../../../src/dataframe/problems.js';
import * as trace from '../../../src/dataframe/trace.js';
import * as firn from '../../../src/index.js';
import { operatorHooks } from '../../../src/project/evaluation/operatorHooks.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import type { TransformedModule } from '../../../src/project/evaluation/transform.js';
import { SourceText } from '../../../src/project/text.js';
import { compile } from '../../../src/sql/compile.js';
import * as sources from '../dataframe/sources.js';

export const TABLE_NAMES = ['CUSTOMER', 'EVENTS', 'LINEITEM', 'ORDERS', 'ORDER_RETURNS'] as const;

/** The library's names that a text uses. */
export const usedNames = (code: string): readonly string[] =>
  Object.keys(firn).filter((name) => new RegExp(`\\b${name}\\b`).test(code));

export interface Evaluated {
  readonly exported: Readonly<Record<string, unknown>>;
  readonly problems: readonly FrameProblem[];
  /** The file, with the imports that were put before it. */
  readonly module: TransformedModule;
}

/** Runs a definition as an evaluation does, with names and places; imports stand before it by themselves. */
export function evaluateText(code: string, { operators }: { readonly operators: boolean }): Evaluated {
  const text = `import { ${usedNames(code).join(', ')} } from 'firn'; import { ${TABLE_NAMES.join(', ')} } from './sources';\n${code}`;
  const module = transform(new SourceText('/p/example.ts', text), 1, { operators });
  const { diagnostics } = module;
  if (diagnostics.length > 0) throw new Error(diagnostics[0]?.message);
  const exported: Record<string, unknown> = {};
  const hooks = {
    ...trace,
    ...operatorHooks(trace.enter),
    tick: () => undefined,
    load: (specifier: string) => (specifier === 'firn' ? firn : sources),
    export: (values: object) => void Object.assign(exported, values),
  };
  takeProblems();
  trace.reset();
  new Function('__firn', module.code)(hooks);
  return { exported, problems: takeProblems(), module };
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
