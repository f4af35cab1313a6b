import type { Bool } from '../columns/boolean.js';
import type { Column } from '../columns/column.js';
import type { Comparable } from '../columns/comparable.js';
import { expressionOf } from '../columns/expressionOf.js';
import { expectSameFamily } from '../columns/family.js';
import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import { wrap } from '../columns/wrap.js';
import { binary } from '../expression/binary.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { BOOLEAN } from '../type.js';

/** Aggregates of the rows for which a condition is true, by the first part of their name. */
export type PivotAggregates = Readonly<Record<string, (is: Bool) => Column>>;

/** The values, or names for them: `{ IN_STORE: 'in store' }`. */
export type PivotValues = readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** What a value is called in the names of the columns. */
export type PivotNames<N extends PivotValues> = N extends readonly (infer V extends string | number)[]
  ? V
  : keyof N & string;

/** `N_WEB`, `N_APP`, `SPEND_WEB`, …: every aggregate for every value, in upper case. */
export type Pivoted<V extends string | number, A extends PivotAggregates> = {
  [P in keyof A & string as `${P}_${Uppercase<`${V}`>}`]: ReturnType<A[P]>;
};

/**
 * One column for each aggregate and value of `column`, for use in `agg`:
 * `...pivot(r.CHANNEL, ['web', 'app'], { SPEND: is => sumIf(r.AMOUNT, is) })` gives SPEND_WEB and SPEND_APP. The values
 * are a fixed list, so that the columns are always the same; other values are left out, and so is NULL. Values that
 * make no good name get one: `{ IN_STORE: 'in store' }`. Compiled to conditional aggregates, without PIVOT.
 */
export function pivot<const N extends PivotValues, const A extends PivotAggregates>(
  column: Comparable<never>,
  values: N,
  aggregates: A,
): Pivoted<PivotNames<N>, A> {
  const named: readonly (readonly [string, Value])[] = Array.isArray(values)
    ? (values as (string | number)[]).map((value) => [String(value).toUpperCase(), value] as const)
    : Object.entries(values as Record<string, string | number>).map(([name, v]) => [name.toUpperCase(), v]);
  if (named.length === 0)
    report({
      code: 'invalid-argument',
      severity: 'error',
      message: 'pivot needs at least one value.',
      place: { call: here() },
    });
  return Object.fromEntries(
    Object.entries<PivotAggregates[string]>(aggregates).flatMap(([aggregate, of]) =>
      named.map(([name, value]) => [`${aggregate}_${name}`, of(equals(column, value))]),
    ),
  ) as Pivoted<PivotNames<N>, A>;
}

function equals(column: Column, value: Value): Bool {
  const left = expressionOf(column);
  const right = operand(value, left.type);
  expectSameFamily('pivot', left, right);
  return wrap(binary('=', left, right, BOOLEAN, here()));
}
