import type { CallId } from '../trace.js';
import type { AggregateCall } from './aggregate.js';
import type { Expression, ExpressionBase } from './expression.js';
import type { WindowFrame } from './frame.js';
import type { Ranking } from './ranking.js';

export interface Ordering {
  readonly expression: Expression;
  readonly descending: boolean;
  /** Null where the place of NULLs is not written, because they are skipped. */
  readonly nulls: 'first' | 'last' | null;
}

export interface Window extends ExpressionBase {
  readonly kind: 'window';
  readonly function: AggregateCall | Ranking;
  readonly by: readonly Expression[];
  readonly orderBy: readonly Ordering[];
  readonly frame: WindowFrame | null;
}

export function window(
  fn: AggregateCall | Ranking,
  by: readonly Expression[],
  orderBy: readonly Ordering[],
  frame: WindowFrame | null,
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
