import type { Column } from '../columns/column.js';
import type { Order } from '../columns/order.js';
import type { Interval, IntervalUnit } from './intervals.js';

/** The windows of `rolling`: one column for each number of days, rows or interval. */
export interface RollingSpec {
  /** Only rows with the same values here (PARTITION BY). */
  readonly by?: Column | readonly Column[];
  readonly orderBy: Order | readonly Order[];
  /** The last so many dates, this one included: `_7D`. */
  readonly days?: readonly number[];
  /** The last so many rows, this one included: `_3_ROWS`. */
  readonly rows?: readonly number[];
  /** The time up to this row's, the interval's start excluded: `_24H`, `_30MIN`, `_7D`, `_10S`. */
  readonly last?: readonly Interval[];
  /** The time before this row's, the interval's start included, this row not: `_24H_BEFORE`, `_7D_BEFORE`. */
  readonly before?: readonly Interval[];
}

interface Letters {
  readonly second: 'S';
  readonly minute: 'MIN';
  readonly hour: 'H';
  readonly day: 'D';
}

const LETTERS: Letters = { second: 'S', minute: 'MIN', hour: 'H', day: 'D' };

type IntervalName<I> =
  I extends Interval<infer N, infer U extends IntervalUnit> ? `${N}${Letters[U]}` : never;

/** The names of the windows. */
export type RollingNames<W extends RollingSpec> =
  | (W['days'] extends readonly (infer D extends number)[] ? `${D}D` : never)
  | (W['rows'] extends readonly (infer R extends number)[] ? `${R}_ROWS` : never)
  | (W['last'] extends readonly (infer I)[] ? IntervalName<I> : never)
  | (W['before'] extends readonly (infer I)[] ? `${IntervalName<I>}_BEFORE` : never);

/**
 * One aggregate over several windows, for use in `withColumns` and `select`:
 * `...rolling('SPEND', sum(r.AMOUNT), { by: r.CUSTOMER, orderBy: r.DAY, days: [7, 30] })` gives SPEND_7D and SPEND_30D.
 * NULLs in the order have a frame of their own. (`OVER (… ROWS/RANGE BETWEEN …)`.)
 */
export function rolling<const P extends string, C extends Column, const W extends RollingSpec>(
  name: P,
  aggregate: C,
  windows: W,
): { [K in RollingNames<W> as `${P}_${K}`]: C } {
  const { days = [], rows = [], last = [], before = [], ...window } = windows;
  const named = (i: Interval) => `${i.amount}${LETTERS[i.unit]}`;
  const columns = [
    ...days.map((n) => [`${n}D`, aggregate.over({ ...window, lastDays: n })] as const),
    ...rows.map((n) => [`${n}_ROWS`, aggregate.over({ ...window, rows: [1 - n, 0] })] as const),
    ...last.map((i) => [named(i), aggregate.over({ ...window, last: i })] as const),
    ...before.map((i) => [`${named(i)}_BEFORE`, aggregate.over({ ...window, before: i })] as const),
  ];
  return Object.fromEntries(columns.map(([suffix, column]) => [`${name}_${suffix}`, column])) as {
    [K in RollingNames<W> as `${P}_${K}`]: C;
  };
}
