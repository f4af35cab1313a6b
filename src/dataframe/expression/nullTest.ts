import type { CallId } from '../trace.js';
import { BOOLEAN } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** `x IS NULL`, or `x IS NOT NULL` when negated. Never NULL itself. */
export interface NullTest extends ExpressionBase {
  readonly kind: 'nullTest';
  readonly operand: Expression;
  readonly negated: boolean;
}

export function nullTest(operand: Expression, negated: boolean, call?: CallId): NullTest {
  return Object.freeze({ kind: 'nullTest', operand, negated, type: BOOLEAN, call });
}
