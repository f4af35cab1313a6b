import { identifier } from '../../sql/identifiers.js';
import type { Aggregation, Tiles } from '../tiles/aggregation.js';
import { offsetSeconds, tileStart } from '../tiles/aggregation.js';
import { isLifetime, readInterval } from '../tiles/interval.js';
import type { KnownRows } from './knownRows.js';
import type { FeatureUse } from './trainingQuery.js';

/** One row of a spine as a query. */
export interface SpineRow {
  readonly query: string;
  readonly timestamp: string | null;
}

/** How many rows before the moment, and after it, are shown. */
export const shownBefore = 5;
const shownAfter = 2;

const ofKey = ({ keys }: KnownRows): string => keys.map((key) => `F.${key} = S.${key}`).join(' AND ');

/** The row under the names of the other queries: its keys, its moment and what that sees. */
function spine({ keys, seenAt }: KnownRows, { query, timestamp }: SpineRow): string {
  const moment = timestamp === null ? 'NULL' : identifier(timestamp);
  const seen = timestamp === null ? 'NULL' : seenAt(moment);
  return `SPINE AS (\n${query}\n),\nSEEN AS (SELECT ${keys.join(', ')}, ${moment} AS MOMENT, ${seen} AS SEEN_AT FROM SPINE)`;
}

/** The feature view's rows, with the time since when they are known. */
function rowsOf({ object }: FeatureUse, { knownAt }: KnownRows): string {
  return `(SELECT *, ${knownAt ?? 'NULL'} AS KNOWN_AT FROM ${object})`;
}

/** How many rows the key has, when the first is of, and how many of them the moment sees. */
export function totalsQuery(use: FeatureUse, known: KnownRows, row: SpineRow): string {
  const timed = known.knownAt !== null;
  return [
    `WITH ${spine(known, row)}`,
    `SELECT MIN(S.MOMENT) AS MOMENT, MIN(S.SEEN_AT) AS SEEN_AT, ${known.keys.map((key) => `MIN(S.${key}) IS NULL`).join(' OR ')} AS WITHOUT_KEY,`,
    `  COUNT(${timed ? 'F.KNOWN_AT' : `F.${known.keys[0]}`}) AS N, MIN(F.KNOWN_AT) AS FIRST_AT, ${timed ? 'COUNT_IF(F.KNOWN_AT <= S.SEEN_AT)' : '0'} AS SEEN_ROWS`,
    `FROM SEEN S`,
    `LEFT JOIN ${rowsOf(use, known)} F ON ${ofKey(known)}`,
  ].join('\n');
}

/** The rows of the key around the moment: which side they are on, counted from the moment on, their time, their values. */
export function candidatesQuery(
  use: FeatureUse,
  known: KnownRows,
  row: SpineRow,
): { readonly sql: string; readonly columns: readonly string[] } {
  const columns = use.view.tiles === null ? use.features : [];
  const list = [
    ...columns.map((name) => `F.${identifier(name)}`),
    ...(columns.length === 0 && known.knownAt === null ? ['1'] : []),
  ];
  const from = `FROM SEEN S\nJOIN ${rowsOf(use, known)} F ON ${ofKey(known)}`;
  const side = (name: string, where: string, order: string, most: number) =>
    [
      `${name} AS (`,
      `SELECT '${name}' AS SIDE, ROW_NUMBER() OVER (ORDER BY F.KNOWN_AT ${order}) AS PLACE, F.KNOWN_AT, ${list.join(', ')}`.replace(
        /, $/,
        '',
      ),
      `${from}${where}`,
      `QUALIFY PLACE <= ${most}\n)`,
    ].join('\n');
  const sides =
    known.knownAt === null
      ? [side('KNOWN', '', '', shownBefore)]
      : [
          side('KNOWN', '\nWHERE F.KNOWN_AT <= S.SEEN_AT', 'DESC', shownBefore),
          side('LATER', '\nWHERE F.KNOWN_AT > S.SEEN_AT', 'ASC', shownAfter),
        ];
  return {
    sql: [
      `WITH ${[spine(known, row), ...sides].join(',\n')}`,
      sides.map((_, at) => `SELECT * FROM ${at === 0 ? 'KNOWN' : 'LATER'}`).join('\nUNION ALL\n'),
    ].join('\n'),
    columns,
  };
}

/** How many tiles are in each feature's window. */
export function tilesQuery(
  use: FeatureUse,
  known: KnownRows,
  row: SpineRow,
  tiles: Tiles,
  asked: readonly Aggregation[],
): string {
  const slice = readInterval(tiles.granularity)?.seconds ?? 86_400;
  const counted = asked.map((aggregation) => {
    const complete = 'F.KNOWN_AT <= S.SEEN_AT';
    if (isLifetime(aggregation.window)) return `COUNT_IF(${complete})`;
    const window = Math.ceil((readInterval(aggregation.window)?.seconds ?? 0) / slice);
    const offset = Math.floor(offsetSeconds(aggregation) / slice);
    const before = (count: number) => `DATEADD(SECOND, -${count * slice}, S.SEEN_AT)`;
    const until = offset === 0 ? '' : ` AND F.${tileStart} < ${before(offset)}`;
    return `COUNT_IF(${complete} AND F.${tileStart} >= ${before(window + offset)}${until})`;
  });
  return [
    `WITH ${spine(known, row)}`,
    `SELECT ${counted.join(', ')}`,
    `FROM SEEN S`,
    `JOIN ${rowsOf(use, known)} F ON ${ofKey(known)}`,
  ].join('\n');
}
