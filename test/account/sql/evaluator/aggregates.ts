import { quotient, quotientScale } from './arithmetic.js';
import { toVariant } from './casts.js';
import { cellOf } from './cells.js';
import { compareKnown, inOrder, keyOf } from './compare.js';
import type { Comparator } from './compare.js';
import { checked, decimalToFloat, divideRounded, parseDecimal, power10 } from './decimal.js';
import { choose, NULL } from './functions/conditional.js';
import { jsonArray } from './json.js';
import { correlation, covariance, determination, kurtosis, line, skewness, variance } from './moments.js';
import { ARRAY, BOOLEAN, exact, FLOAT, INTEGER, TEXT } from './type.js';
import type { Type } from './type.js';
import { constant, widened } from './typed.js';
import type { Place, Typed } from './typed.js';
import { attempt, decided, Failure, Loose, SqlError, Uncertain } from './value.js';
import type { Known, Row, Value } from './value.js';
import type { Sentence } from './words.js';

/** An aggregate over rows: a group's, or a window's. */
export interface Aggregate {
  readonly type: Type;
  readonly of: (rows: readonly Row[]) => Value;
}

/** Over the argument's values that are not NULL, one for each row. */
type OfValues = (values: readonly Known[], argument: Typed) => Value;

export const alone = (row: Row): Place => ({ row, rows: [row], index: 0 });

export function compileAggregate(said: Sentence): Aggregate {
  const make = WORDS[said.word];
  if (!make) throw new Error(`The evaluator has no aggregate ${said.word}.`);
  return guarded(make(said));
}

export const isAggregate = (word: string): boolean => word in WORDS;

type AggregateWord = (said: Sentence) => Aggregate;

/** Over the values of the first argument. */
const ofValues =
  (type: (argument: Typed) => Type, compute: OfValues): AggregateWord =>
  (s) =>
    over(s.typed(0), type, compute);

function over(argument: Typed, type: (argument: Typed) => Type, compute: OfValues): Aggregate {
  return {
    type: type(argument),
    of: (rows) => ofPresent(rows, argument, (values) => compute(values, argument)),
  };
}

/** The value where the condition is true, NULL elsewhere. */
function where(s: Sentence): Typed {
  return choose([{ when: s.typed(1), then: s.typed(0) }], NULL);
}

const guarded = ({ type, of }: Aggregate): Aggregate => ({ type, of: (rows) => attempt(() => of(rows)) });

const distinctOf = (values: readonly Known[], type: Type): readonly Known[] => [
  ...new Map(values.map((v) => [keyOf(v, type), v])).values(),
];

const best = (values: readonly Known[], sign: 1 | -1): Value =>
  values.length === 0 ? null : values.reduce((a, b) => (compareKnown(a, b) * sign >= 0 ? a : b));

const COUNT = exact(18, 0);
const same = (argument: Typed) => argument.type;

function total(values: readonly Known[], { type }: Typed): bigint | number {
  return type.kind === 'NUMBER'
    ? (values as readonly bigint[]).reduce((a, b) => a + b, 0n)
    : (values as readonly number[]).reduce((a, b) => a + b, 0);
}

function average(values: readonly Known[], argument: Typed): Value {
  if (values.length === 0) return null;
  const sum = total(values, argument);
  if (argument.type.kind !== 'NUMBER') return (sum as number) / values.length;
  const { scale } = argument.type;
  const count = { digits: BigInt(values.length), scale: 0 };
  return checked(quotient({ digits: sum as bigint, scale }, count, quotientScale(scale)));
}

const asFloats = (values: readonly Known[], { type }: Typed): readonly number[] =>
  values.map((v) => (type.kind === 'NUMBER' ? decimalToFloat(v as bigint, type.scale) : (v as number)));

/** Interpolated values have three more digits than the values have. */
function interpolatedType({ type }: Typed): Type {
  return type.kind === 'NUMBER' ? exact(type.precision + 3, Math.min(type.scale + 3, 37)) : FLOAT;
}

/** The value at the share `part / whole` of the sorted values. */
function interpolated(values: readonly Known[], { type }: Typed, part: bigint, whole: bigint): Value {
  if (values.length === 0) return null;
  const sorted = [...values].sort(compareKnown);
  const scaled = part * BigInt(sorted.length - 1);
  const below = sorted[Number(scaled / whole)] as Known;
  const above = (sorted[Number(scaled / whole) + 1] ?? below) as Known;
  const rest = scaled % whole;
  if (type.kind !== 'NUMBER')
    return (below as number) + ((above as number) - (below as number)) * (Number(rest) / Number(whole));
  const [a, b] = [below as bigint, above as bigint];
  return divideRounded((a * whole + (b - a) * rest) * power10(3), whole);
}

/** The most frequent values; several are all right. */
function mode(values: readonly Known[], argument: Typed): Value {
  const counts = new Map<string, { value: Known; n: number }>();
  for (const value of values) {
    const key = keyOf(value, argument.type);
    counts.set(key, { value, n: (counts.get(key)?.n ?? 0) + 1 });
  }
  const most = Math.max(...[...counts.values()].map((c) => c.n));
  return oneOf(
    [...counts.values()].filter((c) => c.n === most).map((c) => c.value),
    argument.type,
  );
}

/** Any of these; NULL for none. */
function oneOf(values: readonly Value[], type: Type): Value {
  const cells = new Map(values.map((v) => [cellOf(v, type), v]));
  if (cells.size <= 1) return values[0] ?? null;
  return new Loose((cell) => cells.has(cell), `one of ${[...cells.keys()].join(', ')}`);
}

const countAll: OfValues = (values) => BigInt(values.length);

const sumOf: OfValues = (values, argument) => {
  if (values.length === 0) return null;
  const sum = total(values, argument);
  return typeof sum === 'bigint' ? checked(sum) : sum;
};
const sumType = ({ type }: Typed): Type => (type.kind === 'NUMBER' ? exact(38, type.scale) : FLOAT);
const averageType = ({ type }: Typed): Type =>
  type.kind === 'NUMBER' ? exact(38, quotientScale(type.scale)) : FLOAT;

/** Moments are computed of FLOATs. */
const moment = (compute: (values: readonly number[]) => number | null): AggregateWord =>
  ofValues(
    () => FLOAT,
    (values, argument) => compute(asFloats(values, argument)),
  );

/** About right is right: one value or a tenth off. */
const aboutDistinct: OfValues = (values, { type }) => {
  const n = distinctOf(values, type).length;
  const close = (cell: string | null) => Math.abs(Number(cell) - n) <= Math.max(1, n / 10);
  return n === 0 ? 0n : new Loose(close, `about ${n}`);
};

const fraction = (s: Sentence) => {
  const share = parseDecimal(String(s.plain<number>(1)));
  if (!share) throw new Error('A share is expected.');
  return share;
};

/** Between the least and the largest. */
const aboutPercentile: OfValues = (values) => {
  if (values.length === 0) return null;
  const [low, high] = [Number(best(values, -1)), Number(best(values, 1))];
  const close = (cell: string | null) =>
    cell !== null && Number(cell) >= low - 1e-9 && Number(cell) <= high + 1e-9;
  return new Loose(close, `from ${low} to ${high}`);
};

/** What each word means, by its documentation. */
const WORDS: Readonly<Record<string, AggregateWord>> = {
  count: (s) =>
    s.has(0) ? over(s.typed(0), () => COUNT, countAll) : over(constant(BOOLEAN, true), () => COUNT, countAll),
  countDistinct: ofValues(
    () => COUNT,
    (values, { type }) => BigInt(distinctOf(values, type).length),
  ),
  countIf: ofValues(
    () => COUNT,
    (values) => BigInt(values.filter((v) => v === true).length),
  ),
  approxCountDistinct: ofValues(() => INTEGER, aboutDistinct),
  sum: ofValues(sumType, sumOf),
  avg: ofValues(averageType, average),
  sumIf: (s) => over(where(s), sumType, sumOf),
  avgIf: (s) => over(where(s), averageType, average),
  min: ofValues(same, (values) => best(values, -1)),
  max: ofValues(same, (values) => best(values, 1)),
  variance: moment(variance),
  stddev: moment((values) => {
    const found = variance(values);
    return found === null ? null : Math.sqrt(found);
  }),
  skew: moment(skewness),
  kurtosis: moment(kurtosis),
  median: ofValues(interpolatedType, (values, argument) => interpolated(values, argument, 1n, 2n)),
  percentile: (s) => {
    const { digits, scale } = fraction(s);
    return over(s.typed(0), interpolatedType, (values, argument) =>
      interpolated(values, argument, digits, power10(scale)),
    );
  },
  approxPercentile: (s) => over(widened(s.typed(0), FLOAT), () => FLOAT, aboutPercentile),
  mode: ofValues(same, mode),
  every: ofValues(
    () => BOOLEAN,
    (values) => (values.length === 0 ? null : values.every((v) => v === true)),
  ),
  some: ofValues(
    () => BOOLEAN,
    (values) => (values.length === 0 ? null : values.some((v) => v === true)),
  ),
  minBy: pickedBy(-1),
  maxBy: pickedBy(1),
  corr: ofPairs(correlation),
  covar: ofPairs(covariance),
  regrSlope: ofPairs((ys, xs) => line(ys, xs)?.slope ?? null),
  regrIntercept: ofPairs((ys, xs) => line(ys, xs)?.intercept ?? null),
  regrR2: ofPairs(determination),
  listAgg: (s) => {
    const { separator, orderBy } = s.plain<{ readonly separator: string; readonly orderBy: unknown }>(1);
    const listed = listing(s.typed(0), s.order(orderBy));
    return { type: TEXT, of: (rows) => listed(rows, (values) => values.join(separator)) };
  },
  arrayAgg: (s) => {
    const value = s.typed(0);
    const listed = listing(value, s.order(s.plain<{ readonly orderBy: unknown }>(1).orderBy));
    return {
      type: ARRAY,
      of: (rows) => listed(rows, (values) => jsonArray(values.map((v) => toVariant(v, value.type)))),
    };
  },
};

function ofPresent(
  rows: readonly Row[],
  argument: Typed,
  compute: (values: readonly Known[]) => Value,
): Value {
  const values = rows.map((row) => argument.of(alone(row)));
  const failure = values.find((v) => v instanceof Failure);
  if (failure) return failure;
  return compute(values.map(decided).filter((v) => v !== null));
}

/** The values that are not NULL, in the aggregate's order. Ties of different values have no certain order. */
function listing(value: Typed, compare: Comparator) {
  return (rows: readonly Row[], compute: (values: readonly Known[]) => Value): Value => {
    const places = inOrder(rows.map(alone), compare);
    const values = places.map((place) => value.of(place));
    const failure = values.find((v) => v instanceof Failure);
    if (failure) return failure;
    for (let i = 1; i < places.length; i++) {
      const [a, b] = [places[i - 1] as Place, places[i] as Place];
      if (compare(a, b) === 0 && keyOf(value.of(a), value.type) !== keyOf(value.of(b), value.type))
        throw new Uncertain('an order of ties');
    }
    return compute(values.map(decided).filter((v) => v !== null));
  };
}

/** Rows whose second argument is NULL do not count; the value found may be NULL. */
function pickedBy(sign: 1 | -1) {
  return (s: Sentence): Aggregate => {
    const [value, by] = [s.typed(0), s.typed(1)];
    return {
      type: value.type,
      of: (rows) => {
        const keyed = rows.map((row) => ({ value: value.of(alone(row)), by: by.of(alone(row)) }));
        const failed = keyed.find((k) => k.value instanceof Failure || k.by instanceof Failure);
        if (failed) throw new SqlError('a failure in it');
        const present = keyed.filter((k) => decided(k.by) !== null);
        const top = best(
          present.map((k) => k.by as Known),
          sign,
        );
        if (top === null) return null;
        const found = present.filter((k) => compareKnown(k.by as Known, top as Known) === 0);
        return oneOf(
          found.map((k) => decided(k.value)),
          value.type,
        );
      },
    };
  };
}

/** Over the rows where both have values, as FLOAT. */
function ofPairs(compute: (xs: readonly number[], ys: readonly number[]) => number | null) {
  return (s: Sentence): Aggregate => {
    const [x, y] = [widened(s.typed(0), FLOAT), widened(s.typed(1), FLOAT)];
    return {
      type: FLOAT,
      of: (rows) => {
        const pairs = rows.map((row) => [x.of(alone(row)), y.of(alone(row))] as const);
        const failure = pairs.flat().find((v) => v instanceof Failure);
        if (failure) return failure;
        const present = pairs.filter(([a, b]) => decided(a) !== null && decided(b) !== null);
        return compute(
          present.map(([a]) => a as number),
          present.map(([, b]) => b as number),
        );
      },
    };
  };
}
