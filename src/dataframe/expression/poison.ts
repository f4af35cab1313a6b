import type { ExpressionBase } from './expression.js';

/** Stands for a column that could not be found. Its problem is reported; nothing built on it is reported again. */
export interface Poison extends ExpressionBase {
  readonly kind: 'poison';
}

export const POISON: Poison = Object.freeze({ kind: 'poison', type: null });
