import type { CallId } from '../trace.js';
import { BOOLEAN } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** `x IN (a, b)`. A list, never a sub-query: that would make a dynamic table refresh in full. */
export interface InList extends ExpressionBase {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly values: readonly Expression[];
  readonly negated: boolean;
}

export function inList(
  operand: Expression,
  values: readonly Expression[],
  negated: boolean,
  call?: CallId,
): InList {
  return Object.freeze({
    kind: 'in',
    operand,
    values: Object.freeze([...values]),
    negated,
    type: BOOLEAN,
    call,
  });
}
