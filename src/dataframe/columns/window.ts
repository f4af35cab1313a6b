import type { Expression } from '../expression/expression.js';
import { POISON } from '../expression/poison.js';
import { window } from '../expression/window.js';
import type { RowsFrame } from '../expression/window.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import type { Column } from './column.js';
import { expressionOf } from './expressionOf.js';
import { orderings } from './order.js';
import type { Order } from './order.js';

/** The rows that a window function sees from one row. */
export interface WindowSpec {
  /** Only rows with the same values here (PARTITION BY). */
  readonly by?: Column | readonly Column[];
  /** In this order; NULLs last unless `asc`/`desc` say otherwise. */
  readonly orderBy?: Order | readonly Order[];
  /**
   * Rows from … to, counted from this one: `[-2, 0]` is the last three rows, `null` is no end. `'toHere'` is all rows
   * up to this one. Default: `'toHere'` with an order, the whole partition without.
   */
  readonly rows?: readonly [number | null, number | null] | 'toHere';
}

const TO_HERE: RowsFrame = Object.freeze({ from: null, to: 0 });

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
  if (expression.kind === 'ranking' && !ordered)
    return misuse(`${expression.name} needs orderBy: without an order its result is arbitrary.`);
  const framed = expression.kind === 'aggregate' || expression.takesFrame;
  if (spec.rows !== undefined && !framed)
    return misuse(`${expression.name} takes no rows: it counts from the current row.`);
  if (spec.rows !== undefined && !ordered)
    return misuse('rows needs orderBy: without an order there is no row before this one.');
  const frame = framed && ordered ? frameOf(spec.rows) : null;
  return window(expression, by.map(expressionOf), orderBy, frame, here());
}

function frameOf(rows: WindowSpec['rows']): RowsFrame {
  if (rows === undefined || rows === 'toHere') return TO_HERE;
  const [from, to] = rows;
  return Object.freeze({ from, to });
}

function misuse(message: string): Expression {
  report({ code: 'window-misuse', severity: 'error', message, place: { call: here() } });
  return POISON;
}
