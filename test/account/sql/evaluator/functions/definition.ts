import { SqlError } from '../value.js';
import type { Known } from '../value.js';
import { strict } from '../typed.js';
import type { Typed } from '../typed.js';
import type { Type } from '../type.js';

/** A scalar function: its arguments, ready to be computed, to its result. */
export type ScalarFunction = (args: readonly Typed[]) => Typed;
export type ScalarFunctions = Readonly<Record<string, ScalarFunction>>;

/** A function of values that are not NULL. */
export const of =
  (type: Type, compute: (...values: readonly Known[]) => Known | null): ScalarFunction =>
  (args) =>
    strict(args, type, compute);

export function argument(args: readonly Typed[], index: number): Typed {
  const found = args[index];
  if (!found) throw new Error(`There is no argument ${index}.`);
  return found;
}

/** The value of an argument that is a constant. */
export function constantOf(typed: Typed): Known {
  const value = typed.of({ row: [], rows: [], index: 0 });
  if (value === null) throw new SqlError('A constant is expected.');
  return value as Known;
}
