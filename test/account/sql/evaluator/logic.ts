import { compareKnown, keyOf } from './compare.js';
import { BOOLEAN } from './type.js';
import { strict, together } from './typed.js';
import type { Typed } from './typed.js';
import { Failure, Loose, Uncertain } from './value.js';
import type { Value } from './value.js';

export const negation = (typed: Typed): Typed => strict([typed], BOOLEAN, (v) => !(v as boolean));

/** AND and OR of three-valued logic: what decides (false, true) decides beside NULL and beside an error too. */
export function both(left: Typed, right: Typed, deciding: boolean): Typed {
  const combine = (a: Value, b: Value): Value => {
    if (a === deciding || b === deciding) return deciding;
    const failure = [a, b].find((v) => v instanceof Failure);
    // NULL beside an error may be found first.
    if (failure && (a === null || b === null)) throw new Uncertain('an error beside NULL');
    return failure ?? (a === null || b === null ? null : !deciding);
  };
  return { type: BOOLEAN, of: (place) => combine(left.of(place), right.of(place)) };
}

export function nullTest(operand: Typed, wanted: boolean): Typed {
  return {
    type: BOOLEAN,
    of: (place) => {
      const value = operand.of(place);
      if (value instanceof Failure) return value;
      if (value instanceof Loose) throw new Uncertain(value.described);
      return (value === null) === wanted;
    },
  };
}

const TESTS = {
  eq: (d: number) => d === 0,
  ne: (d: number) => d !== 0,
  lt: (d: number) => d < 0,
  le: (d: number) => d <= 0,
  gt: (d: number) => d > 0,
  ge: (d: number) => d >= 0,
};

export type Test = keyof typeof TESTS;

/** NULL where either is NULL. */
export function comparison(test: Test, left: Typed, right: Typed): Typed {
  const { all } = together([left, right]);
  return strict(all, BOOLEAN, (a, b) => TESTS[test](compareKnown(a, b)));
}

/** NULL is the same as NULL. */
export function sameness(left: Typed, right: Typed): Typed {
  const { type, all } = together([left, right]);
  const [a, b] = all as [Typed, Typed];
  return {
    type: BOOLEAN,
    of: (place) => {
      const [x, y] = [a.of(place), b.of(place)];
      if (x instanceof Failure) return x;
      if (y instanceof Failure) return y;
      return keyOf(x, type) === keyOf(y, type);
    },
  };
}
