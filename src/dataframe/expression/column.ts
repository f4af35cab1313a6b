import type { SqlType } from '../type.js';
import type { ExpressionBase } from './expression.js';

/** A column of the row `owner`. Rows are told apart by identity: the same table joined to itself is two rows. */
export interface ColumnReference extends ExpressionBase {
  readonly kind: 'column';
  readonly owner: object;
  readonly name: string;
}

export function columnReference(owner: object, name: string, type: SqlType | null): ColumnReference {
  return Object.freeze({ kind: 'column', owner, name, type });
}
