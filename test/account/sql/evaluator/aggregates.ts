import type { AggregateCall } from '../../../../src/dataframe/expression/aggregate.js';
import { quotient, quotientScale } from './arithmetic.js';
import { toVariant } from './casts.js';
import { cellOf } from './cells.js';
import { comparator, compareKnown, inOrder, keyOf } from './compare.js';
import { checked, decimalToFloat, divideRounded, parseDecimal, power10 } from './decimal.js';
import type { Compile } from './expressions.js';
import { constantOf } from './functions/definition.js';
import { jsonArray } from './json.js';
import { ARRAY, BOOLEAN, exact, FLOAT, TEXT } from './type.js';
import type { Type } from './type.js';
import { constant, widened } from './typed.js';
import type { Place, Typed } from './typed.js';
import { attempt, decided, Failure, Loose, SqlError, Uncertain } from './value.js';
import type { Known, Row, Value } from './value.js';

/** An aggregate over rows: a group's, or a window's. */
export interface Aggregate {
  readonly type: Type;
  readonly of: (rows: readonly Row[]) => Value;
}

/** Over the argument's values that are not NULL, one for each row. */
type OfValues = (values: readonly Known[], argument: Typed) => Value;

interface Rule {
  readonly type: (argument: Typed) => Type;
  readonly of: OfValues;
}

export const alone = (row: Row): Place => ({ row, rows: [row], index: 0 });

export function compileAggregate(e: AggregateCall, compile: Compile): Aggregate {
  const special = SPECIAL[e.name];
  if (special) return guarded(special(e, compile));
  const rule = RULES[e.name];
  if (!rule) throw new Error(`The evaluator has no aggregate ${e.name}.`);
  const [first] = e.args;
  // COUNT(*) counts rows.
  const argument = first ? compile(first) : constant(BOOLEAN, true);
  return guarded({
    type: rule.type(argument),
    of: (rows) => {
      const values = rows.map((row) => argument.of(alone(row)));
      const failure = values.find((v) => v instanceof Failure);
      if (failure) return failure;
      const present = values.map(decided).filter((v) => v !== null);
      return rule.of(e.distinct ? distinctOf(present, argument.type) : present, argument);
    },
  });
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

function variance(values: readonly Known[], argument: Typed): number | null {
  const floats = asFloats(values, argument);
  if (floats.length < 2) return null;
  const mean = floats.reduce((a, b) => a + b, 0) / floats.length;
  return floats.reduce((a, b) => a + (b - mean) ** 2, 0) / (floats.length - 1);
}

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

const RULES: Readonly<Record<string, Rule>> = {
  COUNT: { type: () => COUNT, of: (values) => BigInt(values.length) },
  COUNT_IF: { type: () => COUNT, of: (values) => BigInt(values.filter((v) => v === true).length) },
  SUM: {
    type: ({ type }) => (type.kind === 'NUMBER' ? exact(38, type.scale) : FLOAT),
    of: (values, argument) => {
      if (values.length === 0) return null;
      const sum = total(values, argument);
      return typeof sum === 'bigint' ? checked(sum) : sum;
    },
  },
  AVG: {
    type: ({ type }) => (type.kind === 'NUMBER' ? exact(38, quotientScale(type.scale)) : FLOAT),
    of: average,
  },
  MIN: { type: same, of: (values) => best(values, -1) },
  MAX: { type: same, of: (values) => best(values, 1) },
  STDDEV: {
    type: () => FLOAT,
    of: (values, argument) => {
      const found = variance(values, argument);
      return found === null ? null : Math.sqrt(found);
    },
  },
  VARIANCE: { type: () => FLOAT, of: variance },
  MEDIAN: { type: interpolatedType, of: (values, argument) => interpolated(values, argument, 1n, 2n) },
  MODE: { type: same, of: mode },
  BOOLAND_AGG: {
    type: () => BOOLEAN,
    of: (values) => (values.length === 0 ? null : values.every((v) => v === true)),
  },
  BOOLOR_AGG: {
    type: () => BOOLEAN,
    of: (values) => (values.length === 0 ? null : values.some((v) => v === true)),
  },
  /** About right is right: one value or a tenth off. */
  APPROX_COUNT_DISTINCT: {
    type: () => exact(38, 0),
    of: (values, { type }) => {
      const n = distinctOf(values, type).length;
      const close = (cell: string | null) => Math.abs(Number(cell) - n) <= Math.max(1, n / 10);
      return n === 0 ? 0n : new Loose(close, `about ${n}`);
    },
  },
};

const SPECIAL: Readonly<Record<string, (e: AggregateCall, compile: Compile) => Aggregate>> = {
  MIN_BY: pickedBy(-1),
  MAX_BY: pickedBy(1),
  CORR: ofPairs((xs, ys) => {
    const [x, y] = [deviations(xs), deviations(ys)];
    const [a, b] = [dot(x, x), dot(y, y)];
    return a === 0 || b === 0 ? null : dot(x, y) / Math.sqrt(a * b);
  }),
  COVAR_SAMP: ofPairs((xs, ys) =>
    xs.length < 2 ? null : dot(deviations(xs), deviations(ys)) / (xs.length - 1),
  ),
  PERCENTILE_CONT: (e, compile) => {
    const [order] = e.withinGroup;
    if (!order) throw new Error('PERCENTILE_CONT without an order.');
    const argument = compile(order.expression);
    const share = shareOf(e);
    return {
      type: interpolatedType(argument),
      of: (rows) =>
        ofPresent(rows, argument, (values) =>
          interpolated(values, argument, share.digits, power10(share.scale)),
        ),
    };
  },
  APPROX_PERCENTILE: (e, compile) => {
    const argument = widened(compile(e.args[0] as never), FLOAT);
    return {
      type: FLOAT,
      of: (rows) =>
        ofPresent(rows, argument, (values) => {
          if (values.length === 0) return null;
          const [low, high] = [Number(best(values, -1)), Number(best(values, 1))];
          const close = (cell: string | null) =>
            cell !== null && Number(cell) >= low - 1e-9 && Number(cell) <= high + 1e-9;
          return new Loose(close, `from ${low} to ${high}`);
        }),
    };
  },
  LISTAGG: (e, compile) => {
    const [text, separator] = e.args.map(compile) as [Typed, Typed];
    const listed = listing(e, compile, text);
    return { type: TEXT, of: (rows) => listed(rows, (v) => v.join(String(constantOf(separator)))) };
  },
  ARRAY_AGG: (e, compile) => {
    const [value] = e.args.map(compile) as [Typed];
    const listed = listing(e, compile, value);
    return {
      type: ARRAY,
      of: (rows) => listed(rows, (values) => jsonArray(values.map((v) => toVariant(v, value.type)))),
    };
  },
};

function shareOf(e: AggregateCall) {
  const [fraction] = e.args;
  const share = fraction?.kind === 'literal' ? parseDecimal(String(fraction.value)) : null;
  if (!share) throw new Error('A share is expected.');
  return share;
}

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
function listing(e: AggregateCall, compile: Compile, value: Typed) {
  const compare = comparator(e.withinGroup, compile);
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
  return (e: AggregateCall, compile: Compile): Aggregate => {
    const [value, by] = e.args.map(compile) as [Typed, Typed];
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
  return (e: AggregateCall, compile: Compile): Aggregate => {
    const [x, y] = e.args.map((a) => widened(compile(a), FLOAT)) as [Typed, Typed];
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

function deviations(values: readonly number[]): readonly number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((v) => v - mean);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
