import type { CallId } from '../trace.js';
import type { AggregateCall } from './aggregate.js';
import type { Expression, ExpressionBase } from './expression.js';
import type { Ranking } from './ranking.js';

export interface Ordering {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last';
}

/** Rows relative to the current one; null is unbounded on that side. */
export interface RowsFrame {
  readonly from: number | null;
  readonly to: number | null;
}

export interface Window extends ExpressionBase {
  readonly kind: 'window';
  readonly function: AggregateCall | Ranking;
  readonly by: readonly Expression[];
  readonly orderBy: readonly Ordering[];
  readonly frame: RowsFrame | null;
}

export function window(
  fn: AggregateCall | Ranking,
  by: readonly Expression[],
  orderBy: readonly Ordering[],
  frame: RowsFrame | null,
  call?: CallId,
): Window {
  return Object.freeze({
    kind: 'window',
    function: fn,
    by: Object.freeze([...by]),
    orderBy: Object.freeze([...orderBy]),
    frame,
    type: fn.type,
    call,
  });
}
