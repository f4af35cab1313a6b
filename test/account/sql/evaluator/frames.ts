import type { Comparator } from './compare.js';
import { DAY, SECOND } from './calendar.js';
import { sameRow } from './relation.js';
import type { Type } from './type.js';
import type { Place, Typed } from './typed.js';
import { decided, Uncertain } from './value.js';
import type { Sentence } from './words.js';
import { wordsOf } from './words.js';

/** One partition in its order. */
export interface Partition {
  readonly places: readonly Place[];
  readonly compare: Comparator;
}

const UNITS = { second: SECOND, minute: 60n * SECOND, hour: 3600n * SECOND, day: DAY } as const;

/** A length of time as a program says it. */
export interface Span {
  readonly amount: number;
  readonly unit: keyof typeof UNITS;
}

export const length = ({ amount, unit }: Span): bigint => BigInt(amount) * UNITS[unit];

export const nanoseconds = (value: unknown, type: Type): bigint =>
  type.kind === 'DATE' ? BigInt(value as number) * DAY : (value as bigint);

/** The words that say which rows a window has. */
export interface FrameWords {
  readonly orderBy?: unknown;
  readonly rows?: 'toHere' | readonly [number | null, number | null];
  readonly lastDays?: number;
  readonly last?: Span;
  readonly before?: Span;
}

/** How far before this row's time another one is, in nanoseconds. */
type Near = (distance: bigint) => boolean;

/** The places that each place of a partition sees: with an order all up to itself, unless the words say otherwise. */
export function framesOf(
  words: FrameWords,
  ordered: boolean,
  said: Sentence,
): (partition: Partition) => readonly (readonly Place[])[] {
  const near = nearnessOf(words);
  if (near) {
    const time = timeOf(words.orderBy, said);
    return ({ places }) => places.map((place) => places.filter((other) => isNear(other, place, near, time)));
  }
  if (!ordered) return ({ places }) => places.map(() => places);
  const [from, to] = words.rows === undefined || words.rows === 'toHere' ? [null, 0] : words.rows;
  return (partition) => {
    expectTotal(partition);
    return partition.places.map((_, i) =>
      partition.places.filter((__, j) => (from === null || j - i >= from) && (to === null || j - i <= to)),
    );
  };
}

function nearnessOf({ lastDays, last, before }: FrameWords): Near | undefined {
  // The last so many dates, this one included.
  if (lastDays !== undefined) return (d) => d >= 0n && d < BigInt(lastDays) * DAY;
  // (t - span, t].
  if (last) return (d) => d >= 0n && d < length(last);
  // [t - span, t).
  return before && ((d) => d > 0n && d <= length(before));
}

function timeOf(orderBy: unknown, said: Sentence): Typed {
  const only: unknown = Array.isArray(orderBy) ? orderBy[0] : orderBy;
  const words = wordsOf(only);
  return said.value(words?.word === 'asc' ? words.args[0] : only);
}

/** NULLs are peers of each other, and no time is near them. */
function isNear(other: Place, place: Place, near: Near, time: Typed): boolean {
  const [x, y] = [decided(time.of(other)), decided(time.of(place))];
  if (x === null || y === null) return x === y;
  return near(nanoseconds(y, time.type) - nanoseconds(x, time.type));
}

/** Rows that the order does not tell apart must be the same rows, or the result is not certain. */
export function expectTotal({ places, compare }: Partition): void {
  for (let i = 1; i < places.length; i++) {
    const [a, b] = [places[i - 1] as Place, places[i] as Place];
    if (compare(a, b) === 0 && !sameRow(a.row, b.row)) throw new Uncertain('a window over ties');
  }
}
