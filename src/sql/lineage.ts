import { nodeOf } from '../dataframe/frame.js';
import type { Frame } from '../dataframe/frame.js';
import type { Lineage } from './lineage/model.js';
import { Tracer } from './lineage/trace.js';

/**
 * Where every column of the frame comes from: the exact source columns, with each operation on the way. It is read from
 * the plan that the SQL is compiled from, so the two cannot disagree. The frame must have no problems.
 */
export function lineageOf(
  frame: Frame<unknown>,
  options: { readonly resolveTable: (name: string) => string },
): Lineage {
  const root = nodeOf(frame);
  const tracer = new Tracer(options.resolveTable);
  const columns = root.fields.map(({ name }) =>
    Object.freeze({ name, step: tracer.column(root, name, null) }),
  );
  return Object.freeze({ steps: Object.freeze(tracer.steps), columns: Object.freeze(columns) });
}
