import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** A scalar function of one row. */
export interface Call extends ExpressionBase {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
}

export function functionCall(
  name: string,
  args: readonly Expression[],
  type: SqlType | null,
  call?: CallId,
): Call {
  return Object.freeze({ kind: 'call', name, args: Object.freeze([...args]), type, call });
}
