import { isLifetime, readInterval } from './interval.js';

/** Functions of time-windowed features, by their names in the store's metadata. */
export const aggregationFunctions = [
  'sum',
  'count',
  'avg',
  'min',
  'max',
  'std',
  'var',
  'approx_count_distinct',
  'approx_percentile',
  'last_n',
  'last_distinct_n',
  'first_n',
  'first_distinct_n',
  'secondary_key_array',
] as const;
export type AggregationFunction = (typeof aggregationFunctions)[number];

/** One time-windowed feature as the store's metadata holds it. Names are stored names, spans of time as written. */
export interface Aggregation {
  readonly function: AggregationFunction;
  readonly sourceColumn: string;
  /** How far back it looks, or `lifetime`. */
  readonly window: string;
  /** How far its window is moved into the past; `0` when it is not. */
  readonly offset: string;
  readonly outputColumn: string;
  readonly params: AggregationParams;
}

export interface AggregationParams {
  /** How many values a list keeps. */
  readonly n?: number;
  /** Which percentile, from 0 to 1. */
  readonly percentile?: number;
  /** The sketch's size, as a power of two: `approx_count_distinct`. */
  readonly hll_lg_k?: number;
}

/** What makes a feature view a tiled one. */
export interface Tiles {
  /** The width of a tile, as written. */
  readonly granularity: string;
  /** The features in order; where there is a secondary key, its arrays of keys come first. */
  readonly aggregations: readonly Aggregation[];
  /** The columns by which every feature becomes an array; at most one. */
  readonly secondaryKeys: readonly string[];
}

/** What the tiles' columns are called: partial results of each tile, and running totals of all tiles up to it. */
export type PartialKind =
  | 'SUM'
  | 'COUNT'
  | 'SUM_SQ'
  | 'MIN'
  | 'MAX'
  | 'DS_HLL'
  | 'TDIGEST'
  | 'LAST'
  | 'LAST_TS'
  | 'FIRST'
  | 'FIRST_TS';

export const tileStart = 'TILE_START';

/** Lists keep N values of each tile, of which every further one is forgotten. */
const lists: ReadonlySet<AggregationFunction> = new Set([
  'last_n',
  'last_distinct_n',
  'first_n',
  'first_distinct_n',
]);
const sketches: ReadonlySet<AggregationFunction> = new Set(['approx_count_distinct', 'approx_percentile']);

export const isList = ({ function: name }: Pick<Aggregation, 'function'>): boolean => lists.has(name);
export const isSketch = ({ function: name }: Pick<Aggregation, 'function'>): boolean => sketches.has(name);
export const isDistinctList = ({ function: name }: Pick<Aggregation, 'function'>): boolean =>
  name === 'last_distinct_n' || name === 'first_distinct_n';
/** Whether the newest values count, and not the oldest. */
export const takesLast = ({ function: name }: Pick<Aggregation, 'function'>): boolean =>
  name === 'last_n' || name === 'last_distinct_n';
export const isKeyArray = ({ function: name }: Pick<Aggregation, 'function'>): boolean =>
  name === 'secondary_key_array';

/** The column that holds a partial result, without quotes: the official client prints it so, whatever its case. */
export function partialColumn(
  kind: PartialKind,
  { sourceColumn }: Pick<Aggregation, 'sourceColumn'>,
): string {
  return `_PARTIAL_${kind}_${sourceColumn}`;
}

/** Running totals, for windows that have no beginning. */
export function cumulativeColumn(
  kind: PartialKind,
  { sourceColumn }: Pick<Aggregation, 'sourceColumn'>,
): string {
  return `_CUM_${kind}_${sourceColumn}`;
}

/** Values and times of a list of different values; they are kept for each N of their own. */
export function distinctColumns(aggregation: Aggregation): {
  readonly values: string;
  readonly times: string;
} {
  const start = `_PARTIAL_${takesLast(aggregation) ? 'LAST' : 'FIRST'}_DISTINCT_${aggregation.params.n ?? 0}`;
  return {
    values: `${start}_${aggregation.sourceColumn}`,
    times: `${start}_TS_${aggregation.sourceColumn}`,
  };
}

/** The partial results that a function is computed from. */
export function partialsOf(name: AggregationFunction): readonly PartialKind[] {
  switch (name) {
    case 'sum':
      return ['SUM'];
    case 'count':
      return ['COUNT'];
    case 'avg':
      return ['SUM', 'COUNT'];
    case 'min':
      return ['MIN'];
    case 'max':
      return ['MAX'];
    case 'std':
    case 'var':
      return ['SUM', 'COUNT', 'SUM_SQ'];
    case 'approx_count_distinct':
      return ['DS_HLL'];
    case 'approx_percentile':
      return ['TDIGEST'];
    case 'last_n':
      return ['LAST', 'LAST_TS'];
    case 'first_n':
      return ['FIRST', 'FIRST_TS'];
    case 'last_distinct_n':
    case 'first_distinct_n':
    case 'secondary_key_array':
      return [];
  }
}

/** The name that the official client gives a feature without an alias: `AMT_SUM_24H`, `AMT_SUM_7D_OFFSET_7D`. */
export function defaultOutputColumn(
  aggregation: Pick<Aggregation, 'function' | 'sourceColumn' | 'window' | 'offset'>,
): string {
  const short = (text: string) => text.replaceAll(' ', '');
  const { sourceColumn, window, offset } = aggregation;
  const name = isKeyArray(aggregation) ? 'keys' : aggregation.function;
  const base = `${sourceColumn}_${name}_${isLifetime(window) ? 'lifetime' : short(window)}`;
  return `${base}${isMoved(offset) ? `_offset_${short(offset)}` : ''}`.toUpperCase();
}

function isMoved(offset: string): boolean {
  return offset !== '0' && readInterval(offset)?.seconds !== 0;
}

/** Features with, before them, the secondary key's own array for each window that they have. */
export function withKeyArrays(
  features: readonly Aggregation[],
  secondaryKeys: readonly string[],
): readonly Aggregation[] {
  const windows = new Map(
    features
      .filter(({ window }) => !isLifetime(window))
      .map(({ window, offset }) => [JSON.stringify([window, offset]), { window, offset }]),
  );
  const arrays = [...windows.values()].flatMap(({ window, offset }) =>
    secondaryKeys.map((sourceColumn): Aggregation => {
      const array = { function: 'secondary_key_array', sourceColumn, window, offset, params: {} } as const;
      return { ...array, outputColumn: defaultOutputColumn(array) };
    }),
  );
  return [...arrays, ...features];
}

/** An offset in seconds; 0 where there is none, or none that can be read. */
export function offsetSeconds({ offset }: Pick<Aggregation, 'offset'>): number {
  return offset === '0' ? 0 : (readInterval(offset)?.seconds ?? 0);
}

/** A feature in a few words: `sum(AMT) 24h, offset 1h`, `last_n(PAGE) 7d, n 5`. */
export function aggregationText({
  function: name,
  sourceColumn,
  window,
  offset,
  params,
}: Aggregation): string {
  const values = Object.entries(params).map(([key, value]) => `${key} ${String(value)}`);
  const moved = offset === '0' ? [] : [`offset ${offset}`];
  return [`${name}(${sourceColumn}) ${window}`, ...moved, ...values].join(', ');
}
