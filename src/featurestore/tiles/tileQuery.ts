import { identifier } from '../../sql/identifiers.js';
import type { Aggregation, PartialKind, Tiles } from './aggregation.js';
import {
  cumulativeColumn,
  distinctColumns,
  isDistinctList,
  isKeyArray,
  partialColumn,
  partialsOf,
  takesLast,
  tileStart,
} from './aggregation.js';
import { isLifetime, readInterval } from './interval.js';

/** What the tiles are made of; stored names. */
export interface TileSource {
  readonly joinKeys: readonly string[];
  readonly timestamp: string;
  /** One SELECT that gives the events. */
  readonly query: string;
}

/** The query of a dynamic table of tiles, and where the source's text begins and what was put into it. */
export interface TileQuery {
  readonly sql: string;
  /** A position in the source's text → its position in `sql`. */
  readonly position: (offset: number) => number;
}

/** The most values that one tile keeps of a list, so that an array stays below Snowflake's size limit. */
const longestList = 100_000;

/**
 * The dynamic table's query: one row for each key and slice of time, with partial results from which every window is
 * put together. It has the official client's tokens, on more lines: that is the form that every client reads.
 */
export function tileQuery(tiles: Tiles, source: TileSource): TileQuery {
  const keys = source.joinKeys.map(identifier);
  const groups = [...keys, ...tiles.secondaryKeys.map(identifier)];
  const slice = timeSlice(tiles, source.timestamp);
  const distinct = tiles.aggregations.filter(isDistinctList);
  const columns = [
    ...groups,
    distinct.length === 0 ? `${slice} AS ${tileStart}` : tileStart,
    ...tileColumns(tiles.aggregations, identifier(source.timestamp)),
  ];
  const events = distinct.length === 0 ? [theSource] : rankedEvents(distinct, keys, slice, source);
  const select = [
    'SELECT',
    ...listed(columns),
    'FROM (',
    ...indented(events),
    ')',
    `GROUP BY ${[...groups, tileStart].join(', ')}`,
  ];
  const lifetime = tiles.aggregations.filter(({ window }) => isLifetime(window));
  if (lifetime.length === 0) return filled(select, source.query);
  const totals = ['base.*', ...cumulativeColumns(lifetime, keys)];
  return filled(['SELECT', ...listed(totals), 'FROM (', ...indented(select), ') base'], source.query);
}

type Lines = readonly string[];

/** The line that the source's text takes the place of. */
const theSource = '\0';

const indented = (lines: Lines): Lines => lines.map((line) => `  ${line}`);
const listed = (items: readonly string[]): Lines =>
  indented(items.map((item, index) => (index < items.length - 1 ? `${item},` : item)));

/** Events with their tile and, for each value that is listed once, whether they are its first in the tile. */
function rankedEvents(
  distinct: readonly Aggregation[],
  keys: readonly string[],
  slice: string,
  source: TileSource,
): Lines {
  const ranks = distinct.map((aggregation) => {
    const same = [...keys, tileStart, identifier(aggregation.sourceColumn)].join(', ');
    const order = `${identifier(source.timestamp)} ${takesLast(aggregation) ? 'DESC' : 'ASC'}`;
    return `ROW_NUMBER() OVER (PARTITION BY ${same} ORDER BY ${order}) AS ${rankColumn(aggregation)}`;
  });
  const columns = ['src.*', `${slice} AS ${tileStart}`, ...new Set(ranks)];
  return ['SELECT', ...listed(columns), 'FROM (', ...indented([theSource]), ') src'];
}

function rankColumn(aggregation: Aggregation): string {
  return `_DUP_RN_${takesLast(aggregation) ? 'LAST' : 'FIRST'}_${aggregation.sourceColumn}`;
}

function timeSlice({ granularity }: Tiles, timestamp: string): string {
  const { count, unit } = readInterval(granularity) ?? { count: 0, unit: 'SECOND' };
  return `TIME_SLICE(${identifier(timestamp)}, ${count}, '${unit}', 'START')`;
}

/** The partial results, each once. */
function tileColumns(aggregations: readonly Aggregation[], timestamp: string): readonly string[] {
  const columns = new Map<string, string>();
  const add = (name: string, sql: string) => columns.has(name) || columns.set(name, `${sql} AS ${name}`);
  for (const aggregation of aggregations) {
    if (isKeyArray(aggregation)) continue;
    if (isDistinctList(aggregation)) {
      const { values, times } = distinctColumns(aggregation);
      const list = distinctList(aggregation, timestamp);
      add(values, list(identifier(aggregation.sourceColumn)));
      add(times, list(timestamp));
    }
    for (const kind of partialsOf(aggregation.function))
      add(partialColumn(kind, aggregation), partialResult(kind, aggregation, timestamp));
  }
  return [...columns.values()];
}

function partialResult(kind: PartialKind, aggregation: Aggregation, timestamp: string): string {
  const column = identifier(aggregation.sourceColumn);
  const list = (value: string, order: 'ASC' | 'DESC') =>
    `ARRAY_SLICE(ARRAY_AGG(${value}) WITHIN GROUP (ORDER BY ${timestamp} ${order}), 0, ${longestList})`;
  switch (kind) {
    case 'SUM':
    case 'COUNT':
    case 'MIN':
    case 'MAX':
      return `${kind}(${column})`;
    case 'SUM_SQ':
      return `SUM(${column} * ${column})`;
    case 'DS_HLL':
      return `DATASKETCHES_HLL_ACCUMULATE(${column}, ${aggregation.params.hll_lg_k ?? defaultPrecision})`;
    case 'TDIGEST':
      return `APPROX_PERCENTILE_ACCUMULATE(${column})`;
    case 'LAST':
      return list(column, 'DESC');
    case 'LAST_TS':
      return list(timestamp, 'DESC');
    case 'FIRST':
      return list(column, 'ASC');
    case 'FIRST_TS':
      return list(timestamp, 'ASC');
  }
}

/** The official client's default size of a sketch, 2^8 buckets. */
const defaultPrecision = 8;

/** ARRAY_AGG leaves NULLs out, and so all but the first event of each value. */
function distinctList(aggregation: Aggregation, timestamp: string): (value: string) => string {
  const order = takesLast(aggregation) ? 'DESC' : 'ASC';
  return (value) =>
    `ARRAY_SLICE(ARRAY_AGG(CASE WHEN ${rankColumn(aggregation)} = 1 THEN ${value} END) WITHIN GROUP (ORDER BY ${timestamp} ${order}), 0, ${aggregation.params.n ?? 0})`;
}

/** A query of tiles with the running totals that features of all time are read from; itself where there are none. */
export function withRunningTotals(tiles: Tiles, keys: readonly string[], query: string): string {
  const lifetime = tiles.aggregations.filter(({ window }) => isLifetime(window));
  if (lifetime.length === 0) return query;
  return [
    'SELECT',
    ...listed(['base.*', ...cumulativeColumns(lifetime, keys)]),
    `FROM (\n${query}\n) base`,
  ].join('\n');
}

/** Running totals over a key's tiles, each once. */
function cumulativeColumns(lifetime: readonly Aggregation[], keys: readonly string[]): readonly string[] {
  const over = `OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${tileStart} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  const columns = lifetime.flatMap((aggregation) =>
    partialsOf(aggregation.function).map((kind) => {
      const total = kind === 'MIN' || kind === 'MAX' ? kind : 'SUM';
      return `${total}(${partialColumn(kind, aggregation)}) ${over} AS ${cumulativeColumn(kind, aggregation)}`;
    }),
  );
  return [...new Set(columns)];
}

/** The lines with the source's text, its lines moved to the right, in its place. */
function filled(lines: Lines, source: string): TileQuery {
  const at = lines.findIndex((line) => line.trimStart() === theSource);
  const margin = (lines[at] ?? '').slice(0, -theSource.length);
  const before = lines.slice(0, at).join('\n');
  const breaks = lineBreaks(source);
  const moved = breaks.reduceRight(
    (text, end) => `${text.slice(0, end + 1)}${margin}${text.slice(end + 1)}`,
    source,
  );
  return {
    sql: [before, margin + moved, ...lines.slice(at + 1)].join('\n'),
    position: (offset) =>
      before.length + 1 + margin.length * (1 + breaks.filter((end) => end < offset).length) + offset,
  };
}

const pieces = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|\/\*[\s\S]*?\*\/|--[^\n]*|\n/g;

/** Line ends that are white space: none inside a literal, a quoted name or a comment. */
function lineBreaks(sql: string): readonly number[] {
  return [...sql.matchAll(pieces)].filter(([piece]) => piece === '\n').map(({ index }) => index);
}
