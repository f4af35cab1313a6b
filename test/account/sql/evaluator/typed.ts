import { attempt, Failure, Loose, Uncertain } from './value.js';
import type { Known, Row, Value } from './value.js';
import { common } from './type.js';
import type { Type } from './type.js';
import { checked, decimalToFloat, rescaled } from './decimal.js';

/** Where an expression is computed: a row among its group's, or among all rows of the frame. */
export interface Place {
  readonly row: Row;
  readonly rows: readonly Row[];
  readonly index: number;
}

/** An expression ready to be computed. */
export interface Typed {
  readonly type: Type;
  readonly of: (place: Place) => Value;
}

export const constant = (type: Type, value: Value): Typed => ({ type, of: () => value });

/** NULL where an argument is NULL, a failure where one is. */
export function strict(
  args: readonly Typed[],
  type: Type,
  compute: (...values: readonly Known[]) => Value,
): Typed {
  return {
    type,
    of: (place) => {
      const values: Known[] = [];
      let missing = false;
      let failure: Failure | undefined;
      for (const arg of args) {
        const value = arg.of(place);
        if (value instanceof Loose) throw new Uncertain(value.described);
        if (value instanceof Failure) failure ??= value;
        else if (value === null) missing = true;
        else values.push(value);
      }
      // NULL beside an error may be found first.
      if (missing && failure) throw new Uncertain('an error beside NULL');
      return failure ?? (missing ? null : attempt(() => compute(...values)));
    },
  };
}

/** The same value as another type, where that needs no rounding: more digits after the point, or FLOAT. */
export function widened(typed: Typed, type: Type): Typed {
  const from = typed.type;
  if (from.kind === 'NULL') return { ...typed, type };
  if (from.kind === 'NUMBER' && type.kind === 'NUMBER') {
    if (from.scale === type.scale) return { ...typed, type };
    return strict([typed], type, (v) => checked(rescaled(v as bigint, from.scale, type.scale)));
  }
  if (from.kind === 'NUMBER' && type.kind === 'FLOAT')
    return strict([typed], type, (v) => decimalToFloat(v as bigint, from.scale));
  return typed;
}

/** All as their common type. */
export function together(typed: readonly Typed[]): { readonly type: Type; readonly all: readonly Typed[] } {
  const type = typed.map((t) => t.type).reduce(common);
  return { type, all: typed.map((t) => widened(t, type)) };
}
