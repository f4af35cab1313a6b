import type { WindowFrame } from '../../../../src/dataframe/expression/frame.js';
import type { Ranking } from '../../../../src/dataframe/expression/ranking.js';
import type { Window } from '../../../../src/dataframe/expression/window.js';
import { compileAggregate } from './aggregates.js';
import { arithmetic } from './arithmetic.js';
import { comparator, inOrder, keyOf } from './compare.js';
import type { Comparator } from './compare.js';
import { DAY, SECOND } from './calendar.js';
import type { Compile } from './expressions.js';
import { constantOf } from './functions/definition.js';
import { sameRow } from './relation.js';
import { exact, FLOAT } from './type.js';
import type { Type } from './type.js';
import { constant, together, widened } from './typed.js';
import type { Place, Typed } from './typed.js';
import { decided, Failure, Uncertain } from './value.js';
import type { Row, Value } from './value.js';

/** One partition in its order. */
interface Partition {
  readonly places: readonly Place[];
  readonly compare: Comparator;
  readonly ordered: boolean;
}

/** The value for each place of a partition. */
interface Computed {
  readonly type: Type;
  readonly of: (partition: Partition) => readonly Value[];
}

/** A window function: computed for all rows at once, the first time that one of them is asked for. */
export function compileWindow(e: Window, compile: Compile): Typed {
  const by = e.by.map(compile);
  const compare = comparator(e.orderBy, compile);
  const computed = e.function.kind === 'aggregate' ? framed(e, compile) : ranked(e, e.function, compile);
  const known = new WeakMap<readonly Row[], readonly Value[]>();
  const all = (rows: readonly Row[]): readonly Value[] => {
    const values: Value[] = [];
    for (const places of partitions(rows, by)) {
      const partition = { places: inOrder(places, compare), compare, ordered: e.orderBy.length > 0 };
      computed.of(partition).forEach((value, i) => {
        values[(partition.places[i] as Place).index] = value;
      });
    }
    return values;
  };
  return {
    type: computed.type,
    of: ({ rows, index }) => {
      const values = known.get(rows) ?? all(rows);
      known.set(rows, values);
      return values[index] ?? null;
    },
  };
}

function partitions(rows: readonly Row[], by: readonly Typed[]): Iterable<readonly Place[]> {
  const found = new Map<string, Place[]>();
  rows.forEach((row, index) => {
    const place = { row, rows, index };
    const key = JSON.stringify(by.map((typed) => keyOf(typed.of(place), typed.type)));
    const others = found.get(key);
    if (others) others.push(place);
    else found.set(key, [place]);
  });
  return found.values();
}

/** Rows that the order does not tell apart must be the same rows, or the result is not certain. */
function expectTotal({ places, compare }: Partition): void {
  for (let i = 1; i < places.length; i++) {
    const [a, b] = [places[i - 1] as Place, places[i] as Place];
    if (compare(a, b) === 0 && !sameRow(a.row, b.row)) throw new Uncertain('a window over ties');
  }
}

function framed(e: Window, compile: Compile): Computed {
  if (e.function.kind !== 'aggregate') throw new Error('An aggregate is expected.');
  const { type, of } = compileAggregate(e.function, compile);
  const rowsOf = framesOf(e, compile);
  return {
    type,
    of: (partition) => rowsOf(partition).map((places) => of(places.map((p) => p.row))),
  };
}

/** The places that each place of a partition sees. */
function framesOf(e: Window, compile: Compile): (partition: Partition) => readonly (readonly Place[])[] {
  const { frame } = e;
  const [order] = e.orderBy;
  const time = order && compile(order.expression);
  return (partition) => {
    const { places } = partition;
    if (!frame) return places.map(() => places);
    if (frame.unit === 'rows') {
      expectTotal(partition);
      return places.map((_, i) => places.filter((__, j) => inRows(j - i, frame)));
    }
    return places.map((place) => places.filter((other) => inRange(other, place, frame, partition, time)));
  };
}

function inRows(
  distance: number,
  { from, to }: { readonly from: number | null; readonly to: number | null },
) {
  return (from === null || distance >= from) && (to === null || distance <= to);
}

function inRange(
  other: Place,
  place: Place,
  frame: Extract<WindowFrame, { readonly unit: 'range' }>,
  { compare }: Partition,
  time: Typed | undefined,
): boolean {
  if (frame.from === null && frame.to === null) return compare(other, place) <= 0;
  if (!time) throw new Error('A range needs an order.');
  const [x, y] = [decided(time.of(other)), decided(time.of(place))];
  // NULLs are peers of each other, and no time is near them.
  if (x === null || y === null) return x === y;
  const [a, b] = [nanoseconds(x, time.type), nanoseconds(y, time.type)];
  return (
    (frame.from === null || a >= b - intervalOf(frame.from)) &&
    a <= (frame.to === null ? b : b - intervalOf(frame.to))
  );
}

const nanoseconds = (value: unknown, type: Type): bigint =>
  type.kind === 'DATE' ? BigInt(value as number) * DAY : (value as bigint);

const UNITS: Readonly<Record<string, bigint>> = {
  day: DAY,
  hour: 3600n * SECOND,
  minute: 60n * SECOND,
  second: SECOND,
  millisecond: 1_000_000n,
  microsecond: 1000n,
  nanosecond: 1n,
};

function intervalOf(text: string): bigint {
  return text
    .split(',')
    .map((part) => {
      const match = /^\s*(\d+) (\w+?)s?$/.exec(part);
      const unit = UNITS[match?.[2] ?? ''];
      if (!match?.[1] || unit === undefined) throw new Error(`No interval: ${text}`);
      return BigInt(match[1]) * unit;
    })
    .reduce((a, b) => a + b, 0n);
}

const PLACE = exact(18, 0);

function ranked(e: Window, fn: Ranking, compile: Compile): Computed {
  const make = RANKINGS[fn.name];
  if (!make) throw new Error(`The evaluator has no window function ${fn.name}.`);
  return make(fn, fn.args.map(compile), framesOf(e, compile));
}

type RankingRule = (
  fn: Ranking,
  args: readonly Typed[],
  frames: (partition: Partition) => readonly (readonly Place[])[],
) => Computed;

/** How many places stand before the first peer of each. */
const placesBefore = ({ places, compare }: Partition): readonly number[] =>
  places.map((place) => places.filter((other) => compare(other, place) < 0).length);

const RANKINGS: Readonly<Record<string, RankingRule>> = {
  ROW_NUMBER: () => ({
    type: PLACE,
    of: (partition) => {
      expectTotal(partition);
      return partition.places.map((_, i) => BigInt(i + 1));
    },
  }),
  RANK: () => ({ type: PLACE, of: (p) => placesBefore(p).map((n) => BigInt(n + 1)) }),
  DENSE_RANK: () => ({
    type: PLACE,
    of: (p) => {
      const before = placesBefore(p);
      const steps = [...new Set(before)].sort((a, b) => a - b);
      return before.map((n) => BigInt(steps.indexOf(n) + 1));
    },
  }),
  PERCENT_RANK: () => ({
    type: FLOAT,
    of: (p) => placesBefore(p).map((n) => (p.places.length === 1 ? 0 : n / (p.places.length - 1))),
  }),
  CUME_DIST: () => ({
    type: FLOAT,
    of: ({ places, compare }) =>
      places.map((place) => places.filter((other) => compare(other, place) <= 0).length / places.length),
  }),
  /** The first parts are the larger ones. */
  NTILE: (_fn, args) => ({
    type: PLACE,
    of: (partition) => {
      expectTotal(partition);
      const parts = Number(constantOf(args[0] as Typed));
      const size = Math.floor(partition.places.length / parts);
      const larger = partition.places.length % parts;
      return partition.places.map((_, i) =>
        BigInt(
          i < larger * (size + 1)
            ? Math.floor(i / (size + 1)) + 1
            : larger + Math.floor((i - larger * (size + 1)) / size) + 1,
        ),
      );
    },
  }),
  LAG: shifted(-1),
  LEAD: shifted(1),
  FIRST_VALUE: edge((places) => places[0]),
  LAST_VALUE: edge((places) => places.at(-1)),
  NTH_VALUE: (fn, args, frames) => {
    const n = Number(constantOf(args[1] as Typed));
    return edge((places) => places[n - 1])(fn, args, frames);
  },
  /** A row counts when it and the row before have values that differ. */
  CONDITIONAL_CHANGE_EVENT: (_fn, args) => {
    const value = args[0] as Typed;
    return {
      type: PLACE,
      of: (partition) => {
        expectTotal(partition);
        const { places } = partition;
        const values = places.map((p) => value.of(p));
        const failure = values.find((v) => v instanceof Failure);
        if (failure) return places.map(() => failure);
        let changes = 0n;
        return places.map((place, i) => {
          const [before, now] = [
            i === 0 ? null : decided(values[i - 1] as Value),
            decided(values[i] as Value),
          ];
          const differ =
            before !== null &&
            now !== null &&
            keyOf(value.of(places[i - 1] as Place), value.type) !== keyOf(value.of(place), value.type);
          return differ ? ++changes : changes;
        });
      },
    };
  },
  RATIO_TO_REPORT: (_fn, args) => {
    const [value] = args as [Typed];
    const type: Type = value.type.kind === 'NUMBER' ? exact(38, value.type.scale) : FLOAT;
    const ratio = (total: Value) => arithmetic('/', value, constant(type, total));
    return {
      type: ratio(null).type,
      of: ({ places }) => {
        const values = places.map((p) => value.of(p));
        const failure = values.find((v) => v instanceof Failure);
        if (failure) return places.map(() => failure);
        const present = values.map(decided).filter((v) => v !== null);
        const total = present.reduce(
          (a, b) => ((a as bigint) + (b as bigint)) as never,
          type.kind === 'NUMBER' ? 0n : 0,
        );
        const zero = total === 0n || total === 0;
        return places.map((p) => (zero ? null : ratio(total).of(p)));
      },
    };
  },
};

/** The value so many places before or after; with IGNORE NULLS only places with a value count. */
function shifted(direction: 1 | -1): RankingRule {
  return (fn, args) => {
    const { all, type } = together(args[2] ? [args[0] as Typed, args[2]] : [args[0] as Typed]);
    const value = all[0] as Typed;
    const otherwise = all[1];
    const offset = args[1] ? Number(constantOf(args[1])) : 1;
    return {
      type,
      of: (partition) => {
        expectTotal(partition);
        const { places } = partition;
        for (const place of places) value.of(place);
        return places.map((place, i) => {
          const found = fn.ignoreNulls
            ? placeWithValue(places, i, direction, offset, value)
            : places[i + direction * offset];
          return found ? value.of(found) : otherwise ? widened(otherwise, type).of(place) : null;
        });
      },
    };
  };
}

function placeWithValue(
  places: readonly Place[],
  from: number,
  direction: 1 | -1,
  offset: number,
  value: Typed,
): Place | undefined {
  if (offset === 0) return places[from];
  let left = offset;
  for (let i = from + direction; i >= 0 && i < places.length; i += direction) {
    const place = places[i] as Place;
    if (value.of(place) !== null && --left === 0) return place;
  }
  return undefined;
}

function edge(pick: (places: readonly Place[]) => Place | undefined): RankingRule {
  return (fn, args, frames) => {
    const value = args[0] as Typed;
    return {
      type: value.type,
      of: (partition) => {
        expectTotal(partition);
        for (const place of partition.places) value.of(place);
        return frames(partition).map((places) => {
          const found = pick(fn.ignoreNulls ? places.filter((p) => value.of(p) !== null) : places);
          return found ? value.of(found) : null;
        });
      },
    };
  };
}
