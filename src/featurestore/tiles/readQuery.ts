import { identifier } from '../../sql/identifiers.js';
import type { Tiles } from './aggregation.js';
import { mergeCtes } from './mergeQuery.js';
import type { Cte } from './mergeQuery.js';

export interface TileReading {
  /** What has the tiles, as SQL writes its name: a dynamic table, or one of `before`. */
  readonly tileTable: string;
  /** CTEs that stand in front. */
  readonly before?: readonly Cte[];
  /** Stored names. */
  readonly joinKeys: readonly string[];
  /** Absent: all of them. */
  readonly features?: readonly string[];
  /** ` WHERE …`, which keys are asked for; empty for all. */
  readonly where?: string;
}

const moment = '"_QUERY_TS"';

/** The features of every key that has tiles, as of now: of the tiles that are complete. */
export function readTilesQuery(tiles: Tiles, reading: TileReading): string {
  const { tileTable, joinKeys, before = [], where = '' } = reading;
  const keys = joinKeys.map(identifier);
  const features = reading.features ?? tiles.aggregations.map(({ outputColumn }) => outputColumn);
  const ctes = [
    ...before,
    {
      name: 'SPINE',
      body: `SELECT DISTINCT ${keys.join(', ')}, CURRENT_TIMESTAMP()::TIMESTAMP_NTZ AS ${moment}\nFROM ${tileTable}${where}`,
    },
    ...mergeCtes(tiles, { tileTable, joinKeys, moment, index: 0 }),
  ];
  return `WITH ${ctes.map(({ name, body }) => `${name} AS (\n${body}\n)`).join(',\n')}\nSELECT ${[...keys, ...features.map(identifier)].join(', ')}\nFROM FV000`;
}
