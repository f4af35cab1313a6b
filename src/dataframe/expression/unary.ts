import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

export interface Unary extends ExpressionBase {
  readonly kind: 'unary';
  readonly operator: 'NOT' | '-';
  readonly operand: Expression;
}

export function unary(
  operator: Unary['operator'],
  operand: Expression,
  type: SqlType | null,
  call?: CallId,
): Unary {
  return Object.freeze({ kind: 'unary', operator, operand, type, call });
}
