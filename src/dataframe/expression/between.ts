import type { CallId } from '../trace.js';
import { BOOLEAN } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** `x BETWEEN low AND high`, both ends included. */
export interface Between extends ExpressionBase {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export function between(operand: Expression, low: Expression, high: Expression, call?: CallId): Between {
  return Object.freeze({ kind: 'between', operand, low, high, type: BOOLEAN, call });
}
