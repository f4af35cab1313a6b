import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

export interface Branch {
  readonly when: Expression;
  readonly then: Expression;
}

/** `CASE WHEN … THEN … ELSE … END`; NULL where no branch holds and there is no ELSE. */
export interface Case extends ExpressionBase {
  readonly kind: 'case';
  readonly branches: readonly Branch[];
  readonly otherwise: Expression | null;
}

export function caseOf(
  branches: readonly Branch[],
  otherwise: Expression | null,
  type: SqlType | null,
  call?: CallId,
): Case {
  return Object.freeze({ kind: 'case', branches: Object.freeze([...branches]), otherwise, type, call });
}
