import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** `CAST(x AS type)`, or `TRY_CAST`, which gives NULL where the text cannot be read. */
export interface Cast extends ExpressionBase {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: SqlType;
  readonly attempt: boolean;
}

export function cast(operand: Expression, type: SqlType, attempt: boolean, call?: CallId): Cast {
  return Object.freeze({ kind: 'cast', operand, type, attempt, call });
}
