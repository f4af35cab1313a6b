import type { ExpressionBase } from './expression.js';

/** A bare word that a function takes, such as the `day` of `DATEADD(day, 1, D)`. */
export interface Keyword extends ExpressionBase {
  readonly kind: 'keyword';
  readonly text: string;
}

export function keyword(text: string): Keyword {
  return Object.freeze({ kind: 'keyword', text, type: null });
}
