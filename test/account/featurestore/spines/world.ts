/** Feature views and spines made at random, as plain values that SQL and a plain evaluator are both given. */
import type { Random } from '../../faults/random.js';

/** What the time of a feature view's rows or of a spine is; `none`: rows have no time and are found by key alone. */
export type Moments = 'none' | 'DATE' | 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ';

export interface FeatureRow {
  readonly id: number | null;
  readonly place: string | null;
  /** Milliseconds of the epoch. */
  readonly at: number | null;
  readonly features: readonly (number | string | null)[];
}

export interface PlainView {
  readonly name: string;
  /** Whether the join keys are ID and PLACE; ID alone otherwise. */
  readonly byPlace: boolean;
  readonly moments: Moments;
  readonly rows: readonly FeatureRow[];
}

export interface SpineRow {
  readonly n: number;
  readonly id: number | null;
  readonly place: string | null;
  readonly at: number | null;
}

export interface PlainSpine {
  readonly moments: Exclude<Moments, 'none'>;
  readonly rows: readonly SpineRow[];
}

export const FEATURES = ['AMT', 'WORD'] as const;

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** Few different moments a few milliseconds, hours or days apart, so that many are equal; whole days where they are dates. */
function moment(random: Random, moments: Moments): number | null {
  if (random.below(12) === 0) return null;
  const day = START + random.below(6) * DAY;
  return moments === 'DATE' ? day : day + random.pick([0, 0, 1, 3_600_000, DAY - 1]);
}

const id = (random: Random, most: number): number | null =>
  random.below(10) === 0 ? null : random.below(most);
const place = (random: Random, of: string): string | null =>
  random.below(10) === 0 ? null : of.charAt(random.below(of.length));

export function plainView(random: Random, name: string): PlainView {
  const byPlace = random.below(2) === 0;
  const moments = random.pick<Moments>(['none', 'DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ']);
  // One row for each key and moment: which of equals is taken is nobody's promise.
  const rows = new Map<string, FeatureRow>();
  for (let left = random.below(40); left > 0; left--) {
    const row: FeatureRow = {
      id: id(random, 4),
      place: place(random, 'ab'),
      at: moment(random, moments),
      features: [random.pick([null, 0, 1, 2.5, -7]), random.pick([null, '', "o'clock", 'x'])],
    };
    const key = [row.id, byPlace ? row.place : '', moments === 'none' ? '' : row.at];
    rows.set(JSON.stringify(key), row);
  }
  return { name, byPlace, moments, rows: [...rows.values()] };
}

export function plainSpine(random: Random): PlainSpine {
  const moments = random.pick(['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ'] as const);
  const rows = Array.from({ length: random.below(9) }, (_, n) => ({
    n,
    id: id(random, 5),
    place: place(random, 'abc'),
    at: moment(random, moments),
  }));
  return { moments, rows };
}
