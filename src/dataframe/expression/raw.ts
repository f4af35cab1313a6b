import type { CallId } from '../trace.js';
import type { Expression, ExpressionBase } from './expression.js';

/** SQL text of the author, with expressions between its pieces: `texts[0] values[0] texts[1] …`. */
export interface Raw extends ExpressionBase {
  readonly kind: 'raw';
  readonly texts: readonly string[];
  readonly values: readonly Expression[];
}

export function raw(texts: readonly string[], values: readonly Expression[], call?: CallId): Raw {
  return Object.freeze({
    kind: 'raw',
    texts: Object.freeze([...texts]),
    values: Object.freeze([...values]),
    type: null,
    call,
  });
}
