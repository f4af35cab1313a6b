import { compileAggregate, isAggregate } from './aggregates.js';
import { arithmetic } from './arithmetic.js';
import { inOrder, keyOf } from './compare.js';
import { expectTotal, framesOf } from './frames.js';
import type { FrameWords, Partition } from './frames.js';
import { exact, FLOAT } from './type.js';
import type { Type } from './type.js';
import { constant, together, widened } from './typed.js';
import type { Place, Typed } from './typed.js';
import { decided, Failure } from './value.js';
import type { Row, Value } from './value.js';
import { Sentence, wordsOf } from './words.js';

/** The value for each place of a partition. */
interface Computed {
  readonly type: Type;
  readonly of: (partition: Partition) => readonly Value[];
}

/** What a window was said to be. */
interface WindowWords extends FrameWords {
  readonly by?: unknown;
  readonly orderBy?: unknown;
}

/** A window function: computed for all rows at once, the first time that one of them is asked for. */
export function compileWindow(said: Sentence): Typed {
  const window = said.plain<WindowWords>(1);
  const words = wordsOf(said.plain(0));
  if (!words) throw new Error('A window over nothing that was said.');
  const fn = new Sentence(words, said.compile);
  const by = columnsOf(window.by).map((c) => said.value(c));
  const ordered = window.orderBy !== undefined;
  const compare = said.order(window.orderBy);
  const frames = framesOf(window, ordered, said);
  const computed = isAggregate(words.word) ? framed(fn, frames) : ranked(fn, frames);
  const known = new WeakMap<readonly Row[], readonly Value[]>();
  const all = (rows: readonly Row[]): readonly Value[] => {
    const values: Value[] = [];
    for (const places of partitions(rows, by)) {
      const partition = { places: inOrder(places, compare), compare };
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

function framed(fn: Sentence, rowsOf: Frames): Computed {
  const { type, of } = compileAggregate(fn);
  return {
    type,
    of: (partition) => rowsOf(partition).map((places) => of(places.map((p) => p.row))),
  };
}

const PLACE = exact(18, 0);

type Frames = (partition: Partition) => readonly (readonly Place[])[];
type RankingRule = (fn: Sentence, frames: Frames) => Computed;

function ranked(fn: Sentence, frames: Frames): Computed {
  const make = RANKINGS[fn.word];
  if (!make) throw new Error(`The evaluator has no window function ${fn.word}.`);
  return make(fn, frames);
}

const columnsOf = (columns: unknown): readonly unknown[] =>
  columns === undefined ? [] : Array.isArray(columns) ? columns : [columns];

/** How many places stand before the first peer of each. */
const placesBefore = ({ places, compare }: Partition): readonly number[] =>
  places.map((place) => places.filter((other) => compare(other, place) < 0).length);

const RANKINGS: Readonly<Record<string, RankingRule>> = {
  rowNumber: () => ({
    type: PLACE,
    of: (partition) => {
      expectTotal(partition);
      return partition.places.map((_, i) => BigInt(i + 1));
    },
  }),
  rank: () => ({ type: PLACE, of: (p) => placesBefore(p).map((n) => BigInt(n + 1)) }),
  denseRank: () => ({
    type: PLACE,
    of: (p) => {
      const before = placesBefore(p);
      const steps = [...new Set(before)].sort((a, b) => a - b);
      return before.map((n) => BigInt(steps.indexOf(n) + 1));
    },
  }),
  percentRank: () => ({
    type: FLOAT,
    of: (p) => placesBefore(p).map((n) => (p.places.length === 1 ? 0 : n / (p.places.length - 1))),
  }),
  cumeDist: () => ({
    type: FLOAT,
    of: ({ places, compare }) =>
      places.map((place) => places.filter((other) => compare(other, place) <= 0).length / places.length),
  }),
  /** The first parts are the larger ones. */
  ntile: (fn) => ({
    type: PLACE,
    of: (partition) => {
      expectTotal(partition);
      const parts = fn.plain<number>(0);
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
  lag: shifted(-1),
  lead: shifted(1),
  firstValue: edge((places) => places[0]),
  lastValue: edge((places) => places.at(-1)),
  nthValue: (fn, frames) => {
    const n = fn.plain<number>(1);
    return edge((places) => places[n - 1], 2)(fn, frames);
  },
  /** A row counts when it and the row before have values that differ. */
  changeCount: (fn) => {
    const value = fn.typed(0);
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
  shareOf: (fn) => {
    const value = fn.typed(0);
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
  return (fn) => {
    const given = fn.typed(0);
    const { all, type } = together(fn.has(2) ? [given, fn.typed(2, given.type)] : [given]);
    const value = all[0] as Typed;
    const otherwise = all[1];
    const offset = fn.plain(1, 1);
    const skips = ignoresNulls(fn, 3);
    return {
      type,
      of: (partition) => {
        expectTotal(partition);
        const { places } = partition;
        for (const place of places) value.of(place);
        return places.map((place, i) => {
          const found = skips
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

/** The options stand after the other arguments. */
const ignoresNulls = (fn: Sentence, options: number): boolean =>
  fn.plain<{ readonly ignoreNulls?: boolean }>(options, {}).ignoreNulls === true;

function edge(pick: (places: readonly Place[]) => Place | undefined, options = 1): RankingRule {
  return (fn, frames) => {
    const value = fn.typed(0);
    const skips = ignoresNulls(fn, options);
    return {
      type: value.type,
      of: (partition) => {
        expectTotal(partition);
        for (const place of partition.places) value.of(place);
        return frames(partition).map((places) => {
          const found = pick(skips ? places.filter((p) => value.of(p) !== null) : places);
          return found ? value.of(found) : null;
        });
      },
    };
  };
}
