import { identifier } from '../../sql/identifiers.js';
import { joinKeysOf } from '../plan.js';
import { tileStart } from '../tiles/aggregation.js';
import { readInterval } from '../tiles/interval.js';
import type { FeatureUse } from './trainingQuery.js';

/**
 * How a training set finds a feature view's values: the latest row that is not later (`asOf`), the tiles that were complete
 * (`tiles`), or the row of the key whatever its time (`key`).
 */
export type JoinKind = 'asOf' | 'tiles' | 'key';

/** When a feature view's rows were known, and what a moment of the spine sees, as SQL. */
export interface KnownRows {
  readonly join: JoinKind;
  /** Names of its join keys, as SQL. */
  readonly keys: readonly string[];
  /** Since when a row counts: its timestamp, or the end of a tile; null where a join has no time. */
  readonly knownAt: string | null;
  /** The moment with which that is compared: of tiles the last full hour, minute or day. */
  readonly seenAt: (moment: string) => string;
}

export function knownRows({ view }: FeatureUse, spineTimestamp: string | null): KnownRows {
  const keys = [...joinKeysOf(view.entities)].map(identifier);
  if (view.tiles !== null) {
    const { count, unit } = readInterval(view.tiles.granularity) ?? { count: 1, unit: 'DAY' };
    return {
      join: 'tiles',
      keys,
      knownAt: `DATEADD(${unit}, ${count}, ${tileStart})`,
      seenAt: (moment) => `DATE_TRUNC('${unit.toLowerCase()}', ${moment})`,
    };
  }
  const timed = spineTimestamp !== null && view.timestampCol !== null;
  return {
    join: timed ? 'asOf' : 'key',
    keys,
    knownAt: timed && view.timestampCol !== null ? identifier(view.timestampCol) : null,
    seenAt: (moment) => moment,
  };
}
