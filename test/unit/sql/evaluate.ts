import * as trace from '../../../src/dataframe/trace.js';
import * as firn from '../../../src/index.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import { SourceText } from '../../../src/project/text.js';
import * as sources from '../dataframe/sources.js';

/** Runs a definition file's text as an evaluation does, with names and places; gives the frame that it exports. */
export function evaluate(text: string): firn.Frame<unknown> {
  const module = transform(new SourceText('/p/definition.ts', text), 1);
  if (module.diagnostics.length > 0) throw new Error(module.diagnostics.map((d) => d.message).join('\n'));
  const exported: Record<string, firn.Frame<unknown>> = {};
  const hooks = {
    ...trace,
    tick: () => undefined,
    load: (specifier: string) => (/sources(\.js)?$/.test(specifier) ? sources : firn),
    export: (values: object) => void Object.assign(exported, values),
  };
  new Function('__firn', module.code)(hooks);
  const [frame] = Object.values(exported);
  if (!frame) throw new Error('The file exports no frame.');
  return frame;
}
