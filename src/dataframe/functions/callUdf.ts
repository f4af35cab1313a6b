import { expectObjectName } from '../build/accountNames.js';
import { typeNamed } from '../columns/typeNames.js';
import type { ColumnOfType, SqlTypeName } from '../columns/typeNames.js';
import type { Column } from '../columns/column.js';
import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import { wrap } from '../columns/wrap.js';
import { external } from '../expression/external.js';
import { POISON } from '../expression/poison.js';
import { here } from '../trace.js';

/**
 * A function of your own in the account, by its name, the type it gives, and its arguments:
 * `callUdf('TOOLS.PUBLIC.SCORE', 'FLOAT', r.PRICE, 3)`. Nothing checks that the account's function has that type or
 * takes these arguments; whether it gives NULL for NULL is its own affair. Dynamic tables refresh it incrementally only
 * where it is IMMUTABLE.
 */
export function callUdf<const T extends SqlTypeName>(
  name: string,
  type: T,
  ...args: readonly Value[]
): ColumnOfType<T> {
  const result = typeNamed(type);
  const valid = expectObjectName('a function', name);
  const values = args.map((arg) => operand(arg));
  const call = valid ? external({ kind: 'udf', name }, values, result, here()) : POISON;
  return wrap<Column>(call) as ColumnOfType<T>;
}
