import type { ArithmeticOperator } from '../arithmetic.js';
import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

export type ComparisonOperator =
  '=' | '<>' | '<' | '<=' | '>' | '>=' | 'IS NOT DISTINCT FROM' | 'LIKE' | 'ILIKE';
export type LogicalOperator = 'AND' | 'OR';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | LogicalOperator | '||';

export interface Binary extends ExpressionBase {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  type: SqlType | null,
  call?: CallId,
): Binary {
  return Object.freeze({ kind: 'binary', operator, left, right, type, call });
}
