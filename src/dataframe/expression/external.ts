import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { Expression, ExpressionBase } from './expression.js';

/** What is called: a function of the account's own, or a method of a model in its registry. Names are as written in SQL. */
export type Callee =
  | { readonly kind: 'udf'; readonly name: string }
  | { readonly kind: 'model'; readonly name: string; readonly version: string; readonly method: string };

/** A call of something that lives in the account, `DB.S.F(x)` or `MODEL(DB.S.M, V_1)!PREDICT(x)`. */
export interface External extends ExpressionBase {
  readonly kind: 'external';
  readonly callee: Callee;
  readonly args: readonly Expression[];
}

export function external(
  callee: Callee,
  args: readonly Expression[],
  type: SqlType | null,
  call?: CallId,
): External {
  return Object.freeze({
    kind: 'external',
    callee: Object.freeze({ ...callee }),
    args: Object.freeze([...args]),
    type,
    call,
  });
}
