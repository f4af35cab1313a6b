import type { Expression } from '../expression/expression.js';
import { POISON } from '../expression/poison.js';
import { window } from '../expression/window.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import type { Column } from './column.js';
import { expressionOf } from './expressionOf.js';
import { FRAMES, frameOf } from './frame.js';
import type { FrameSpec } from './frame.js';
import { orderings } from './order.js';
import type { Order } from './order.js';

/** The rows that a window function sees from one row. */
export interface WindowSpec extends FrameSpec {
  /** Only rows with the same values here (PARTITION BY). */
  readonly by?: Column | readonly Column[];
  /** In this order; NULLs last unless `asc`/`desc` say otherwise. */
  readonly orderBy?: Order | readonly Order[];
}

/** `expression OVER (…)`. Reports what cannot stand over a window. */
export function overWindow(expression: Expression, spec: WindowSpec): Expression {
  if (expression.kind === 'poison') return POISON;
  if (expression.kind === 'raw')
    return misuse('over() cannot be added to sql`…`: write OVER (…) into its text.');
  if (expression.kind !== 'aggregate' && expression.kind !== 'ranking')
    return misuse('over() follows an aggregate or a window function: sum(r.X).over({ … }).');
  const by =
    spec.by === undefined ? [] : Array.isArray(spec.by) ? (spec.by as Column[]) : [spec.by as Column];
  const orderBy = orderings(spec.orderBy);
  const ordered = orderBy.length > 0;
  if (expression.kind === 'ranking' && ordered === expression.unordered)
    return misuse(
      expression.unordered
        ? `${expression.name} takes no orderBy: it is about the whole partition.`
        : `${expression.name} needs orderBy: without an order its result is arbitrary.`,
    );
  const framed = expression.kind === 'aggregate' || expression.takesFrame;
  const asked = FRAMES.find((key) => spec[key] !== undefined);
  if (asked !== undefined && !framed)
    return misuse(`${expression.name} takes no ${asked}: it counts from the current row.`);
  if (asked !== undefined && !ordered)
    return misuse(`${asked} needs orderBy: without an order there is no row before this one.`);
  const only = orderBy.length === 1 && !orderBy[0]?.descending ? orderBy[0]?.expression.type : undefined;
  const frame = framed && ordered ? frameOf(spec, only) : null;
  if (typeof frame === 'string') return misuse(frame);
  return window(expression, by.map(expressionOf), orderBy, frame, here());
}

function misuse(message: string): Expression {
  report({ code: 'window-misuse', severity: 'error', message, place: { call: here() } });
  return POISON;
}
