import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** A function that exists only over a window: ROW_NUMBER, LAG, FIRST_VALUE, … */
export interface Ranking extends ExpressionBase {
  readonly kind: 'ranking';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly ignoreNulls: boolean;
  /** FIRST_VALUE and its like read the frame; ranks and LAG do not take one. */
  readonly takesFrame: boolean;
  /** RATIO_TO_REPORT is about the whole partition and takes no order; the others need one. */
  readonly unordered: boolean;
}

export function ranking(
  name: string,
  args: readonly Expression[],
  type: SqlType | null,
  options: {
    readonly ignoreNulls?: boolean;
    readonly takesFrame?: boolean;
    readonly unordered?: boolean;
    readonly call?: CallId;
  } = {},
): Ranking {
  return Object.freeze({
    kind: 'ranking',
    name,
    args: Object.freeze([...args]),
    ignoreNulls: options.ignoreNulls ?? false,
    takesFrame: options.takesFrame ?? false,
    unordered: options.unordered ?? false,
    type,
    call: options.call,
  });
}
