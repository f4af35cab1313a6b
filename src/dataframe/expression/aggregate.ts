import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';
import type { Ordering } from './window.js';

/** An aggregate function over the rows of a group. No argument means `*`. */
export interface AggregateCall extends ExpressionBase {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  /** `WITHIN GROUP (ORDER BY …)`; empty for none. */
  readonly withinGroup: readonly Ordering[];
}

export function aggregateCall(
  name: string,
  args: readonly Expression[],
  type: SqlType | null,
  options: {
    readonly distinct?: boolean;
    readonly withinGroup?: readonly Ordering[];
    readonly call?: CallId;
  } = {},
): AggregateCall {
  return Object.freeze({
    kind: 'aggregate',
    name,
    args: Object.freeze([...args]),
    distinct: options.distinct ?? false,
    withinGroup: Object.freeze([...(options.withinGroup ?? [])]),
    type,
    call: options.call,
  });
}
