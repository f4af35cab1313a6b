import { isReserved } from '../../sql/reserved.js';
import type { Aggregation, AggregationFunction } from './aggregation.js';
import { isList, isSketch, offsetSeconds, partialColumn, tileStart } from './aggregation.js';
import type { Interval } from './interval.js';
import { isLifetime, readInterval } from './interval.js';

/** What is to become a tiled feature view, as far as it is known. Stored names. */
export interface TilesDraft {
  /** null: none was given. */
  readonly granularity: string | null;
  /** As they were asked for, without arrays of secondary keys. */
  readonly aggregations: readonly Aggregation[];
  readonly secondaryKeys: readonly string[];
  readonly timestamp: string | null;
  readonly refresh: string | null;
  readonly joinKeys: readonly string[];
  /** The source query's columns; null where they are not known. */
  readonly columns: readonly { readonly name: string; readonly type: string | null }[] | null;
}

export type TileProblemCode =
  | 'granularity-invalid'
  | 'granularity-uneven'
  | 'tiles-need-timestamp'
  | 'tiles-need-refresh'
  | 'timestamp-invalid'
  | 'window-invalid'
  | 'offset-invalid'
  | 'lifetime-unsupported'
  | 'aggregation-parameter'
  | 'aggregation-type'
  | 'aggregation-column'
  | 'duplicate-feature'
  | 'feature-name-reserved'
  | 'secondary-key-invalid';

/** What breaks a rule: an option of the feature view, or a part of one of its features. */
export interface TileProblem {
  readonly code: TileProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly part: TilePart;
  /** Which feature; absent for an option of the feature view. */
  readonly index?: number;
}

export type TilePart =
  | 'granularity'
  | 'aggregations'
  | 'timestamp'
  | 'refresh'
  | 'secondaryKeys'
  | 'column'
  | 'window'
  | 'offset'
  | 'name'
  | 'n'
  | 'percentile'
  | 'precision';

/** What the official client's constructor refuses, in its words, and what it accepts and then answers wrongly. */
export function* tileProblems(draft: TilesDraft): Generator<TileProblem> {
  yield* granularityProblems(draft);
  yield* timestampProblems(draft);
  yield* secondaryKeyProblems(draft);
  if (draft.columns?.some(({ name }) => name === tileStart) === true)
    yield error(
      'feature-name-reserved',
      'aggregations',
      `\`from\` has a column ${tileStart}, which is what tiles call their beginning: the query would group by the wrong one. Rename it.`,
    );
  const slice = draft.granularity === null ? null : readInterval(draft.granularity);
  for (const [index, aggregation] of draft.aggregations.entries())
    for (const problem of [
      ...windowProblems(aggregation, draft.granularity, slice),
      ...parameterProblems(aggregation),
      ...columnProblems(aggregation, draft),
      ...nameProblems(aggregation, draft),
    ])
      yield { ...problem, index };
  yield* repeatProblems(draft.aggregations);
}

function error(code: TileProblemCode, part: TilePart, message: string): TileProblem {
  return { code, severity: 'error', part, message };
}

const spans = "Write a whole number and a unit, such as '15m', '24h' or '7d'.";
const shortest = 60;

function* granularityProblems({ granularity, aggregations }: TilesDraft): Generator<TileProblem> {
  if (granularity === null) {
    yield error(
      'granularity-invalid',
      'aggregations',
      "features requires feature_granularity to be specified. Give the feature view a `granularity`, the width of a tile (such as '1h' or '1d').",
    );
    return;
  }
  if (aggregations.length === 0)
    yield error(
      'granularity-invalid',
      'granularity',
      'feature_granularity requires features to be specified. Give the feature view `aggregations`, or leave `granularity` out.',
    );
  const slice = readInterval(granularity);
  if (slice === null)
    yield error('granularity-invalid', 'granularity', `Invalid interval format: '${granularity}'. ${spans}`);
  else if (slice.seconds < shortest)
    yield error(
      'granularity-invalid',
      'granularity',
      `feature_granularity '${granularity}' is below the minimum of '1m'.`,
    );
  else if (slice.count > 1) yield uneven(granularity, slice);
}

function uneven(granularity: string, { unit }: Interval): TileProblem {
  const word = unit.toLowerCase();
  return {
    code: 'granularity-uneven',
    severity: 'warning',
    part: 'granularity',
    message: `Windows end at the last whole ${word}, and tiles of ${granularity} rarely do: the newest tile, up to ${granularity} of events, is missed, and so is part of the oldest. A granularity of one ${word} (or one minute, hour or day) has no such gap.`,
  };
}

function* timestampProblems(draft: TilesDraft): Generator<TileProblem> {
  const { timestamp, refresh, columns, granularity } = draft;
  if (refresh === null)
    yield error(
      'tiles-need-refresh',
      'aggregations',
      'refresh_freq is required for tile-based aggregations. Tiled feature views must be managed (Dynamic Tables): give the feature view a `refresh`.',
    );
  if (timestamp === null) {
    yield error(
      'tiles-need-timestamp',
      'aggregations',
      'timestamp_col is required for tile-based aggregations. Name the column that says when an event happened as `timestamp`.',
    );
    return;
  }
  const type = columns?.find(({ name }) => name === timestamp)?.type ?? null;
  if (type === null) return;
  const slice = granularity === null ? null : readInterval(granularity);
  if (!/^(DATE|TIMESTAMP_NTZ)\b/.test(type))
    yield error(
      'timestamp-invalid',
      'timestamp',
      `Tiles are cut with TIME_SLICE, which takes a DATE or a TIMESTAMP_NTZ; ${timestamp} is ${type}. Convert it in \`from\`.`,
    );
  else if (type === 'DATE' && slice !== null && slice.unit !== 'DAY')
    yield error(
      'timestamp-invalid',
      'granularity',
      `${timestamp} is a DATE, which TIME_SLICE cuts into days at the least. Use a granularity of '1d', or a timestamp.`,
    );
}

function* secondaryKeyProblems(draft: TilesDraft): Generator<TileProblem> {
  const { secondaryKeys, joinKeys, columns, aggregations } = draft;
  const invalid = (message: string) => error('secondary-key-invalid', 'secondaryKeys', message);
  if (secondaryKeys.length > 1)
    yield invalid(
      `aggregation_secondary_keys currently supports a single element; got ${secondaryKeys.length}.`,
    );
  for (const key of secondaryKeys) {
    if (joinKeys.includes(key))
      yield invalid(`aggregation_secondary_keys '${key}' cannot be an entity join key.`);
    if (columns !== null && !columns.some(({ name }) => name === key))
      yield invalid(
        `aggregation_secondary_keys '${key}' is not found in the columns of \`from\`: ${columns.map(({ name }) => name).join(', ')}.`,
      );
  }
  if (secondaryKeys.length === 0) return;
  for (const [index, { function: name, outputColumn, window }] of aggregations.entries()) {
    const refuse = (what: string) => ({ ...invalid(what), part: 'column' as const, index });
    if (isList({ function: name }))
      yield refuse(
        `aggregation_secondary_keys is not supported with list aggregations (feature '${outputColumn}' uses ${name.toUpperCase()}).`,
      );
    if (isLifetime(window))
      yield refuse(
        `aggregation_secondary_keys is not supported with lifetime windows (feature '${outputColumn}').`,
      );
  }
}

function* windowProblems(
  aggregation: Aggregation,
  granularity: string | null,
  slice: Interval | null,
): Generator<TileProblem> {
  const { window, offset, outputColumn } = aggregation;
  if (isLifetime(window)) {
    yield* lifetimeProblems(aggregation, granularity, slice);
    return;
  }
  const length = readInterval(window);
  if (length === null)
    yield error(
      'window-invalid',
      'window',
      `Invalid window for aggregation '${outputColumn}': Invalid interval format: '${window}'. ${spans}`,
    );
  else if (length.seconds === 0)
    yield error(
      'window-invalid',
      'window',
      `Aggregation window must be positive for '${outputColumn}', got: '${window}'.`,
    );
  else if (slice !== null && slice.seconds > 0 && length.seconds % slice.seconds !== 0)
    yield error(
      'window-invalid',
      'window',
      `Window '${window}' for feature '${outputColumn}' must be a multiple of feature_granularity '${granularity}'. Window (${length.seconds}s) is not divisible by granularity (${slice.seconds}s).`,
    );
  if (offset !== '0' && readInterval(offset) === null)
    yield error(
      'offset-invalid',
      'offset',
      `Invalid offset for aggregation '${outputColumn}': Invalid interval format: '${offset}'. ${spans}`,
    );
  else if (slice !== null && slice.seconds > 0 && offsetSeconds(aggregation) % slice.seconds !== 0)
    yield error(
      'offset-invalid',
      'offset',
      `Offset '${offset}' for feature '${outputColumn}' must be a multiple of feature_granularity '${granularity}'. Offset (${offsetSeconds(aggregation)}s) is not divisible by granularity (${slice.seconds}s).`,
    );
}

function* lifetimeProblems(
  aggregation: Aggregation,
  granularity: string | null,
  slice: Interval | null,
): Generator<TileProblem> {
  const { function: name, offset, outputColumn } = aggregation;
  if (isList(aggregation) || isSketch(aggregation))
    yield error(
      'lifetime-unsupported',
      'window',
      `Lifetime window is not supported for ${name} aggregation '${outputColumn}'. Lifetime is only supported for: SUM, COUNT, AVG, MIN, MAX, STD, VAR.`,
    );
  if (offset !== '0')
    yield error(
      'offset-invalid',
      'offset',
      `Offset is not supported with lifetime windows for aggregation '${outputColumn}'.`,
    );
  if (slice !== null && slice.count > 1)
    yield error(
      'lifetime-unsupported',
      'window',
      `With tiles of ${granularity}, a lifetime would count events that come after the moment that is asked for. Use a granularity of one minute, hour or day.`,
    );
}

const mostListed = 100;

function* parameterProblems(aggregation: Aggregation): Generator<TileProblem> {
  const { function: name, params, outputColumn } = aggregation;
  const { n, percentile, hll_lg_k: precision } = params;
  if (isList(aggregation) && (n === undefined || !Number.isInteger(n) || n < 1 || n > mostListed))
    yield error(
      'aggregation-parameter',
      'n',
      `Parameter 'n' must be between 1 and ${mostListed} for ${name} aggregation '${outputColumn}', got: ${n}.`,
    );
  if (name === 'approx_percentile' && !(percentile !== undefined && percentile >= 0 && percentile <= 1))
    yield error(
      'aggregation-parameter',
      'percentile',
      `Parameter 'percentile' must be a float between 0.0 and 1.0 for aggregation '${outputColumn}', got: ${percentile}.`,
    );
  if (
    name === 'approx_count_distinct' &&
    !(precision !== undefined && Number.isInteger(precision) && precision >= 4 && precision <= 21)
  )
    yield error(
      'aggregation-parameter',
      'precision',
      `Parameter 'precision' must be an integer between 4 and 21 for aggregation '${outputColumn}', got: ${precision}.`,
    );
}

const numbers = /^(NUMBER|FLOAT)/;
/** Types that a function takes, as DESCRIBE prints them, and their words. */
const accepted: Readonly<Partial<Record<AggregationFunction, readonly [RegExp, string]>>> = {
  sum: [numbers, 'numbers'],
  avg: [numbers, 'numbers'],
  std: [numbers, 'numbers'],
  var: [numbers, 'numbers'],
  approx_percentile: [numbers, 'numbers'],
  min: [/^(?!ARRAY|OBJECT)/, 'values that have an order'],
  max: [/^(?!ARRAY|OBJECT)/, 'values that have an order'],
  last_distinct_n: [/^(?!ARRAY|OBJECT|VARIANT)/, 'values that can be compared'],
  first_distinct_n: [/^(?!ARRAY|OBJECT|VARIANT)/, 'values that can be compared'],
  approx_count_distinct: [
    /^(VARCHAR|BINARY|FLOAT|NUMBER\(\d+,0\)|NUMBER$)/,
    'text, binary, FLOAT and whole numbers (DATASKETCHES_HLL_ACCUMULATE); convert other values to text in `from`',
  ],
};

/** Names that the tiles' columns can be made of without quotes, as every client writes them. */
const bareName = /^[A-Za-z_][A-Za-z0-9_$]*$/;

function* columnProblems(aggregation: Aggregation, { columns }: TilesDraft): Generator<TileProblem> {
  const { function: name, sourceColumn } = aggregation;
  if (!bareName.test(sourceColumn)) {
    yield error(
      'aggregation-column',
      'column',
      `Tiles have columns named after "${sourceColumn}", which the official client writes without quotes. Give the column a name of letters, digits and _ in \`from\`.`,
    );
    return;
  }
  const column = columns?.find((candidate) => candidate.name === sourceColumn);
  if (columns !== null && column === undefined)
    yield error('aggregation-column', 'column', `There is no column ${sourceColumn} in \`from\`.`);
  const [types, words] = accepted[name] ?? [/^/, ''];
  const type = column?.type ?? null;
  if (type !== null && !types.test(type))
    yield error(
      'aggregation-type',
      'column',
      `${name.toUpperCase()} takes ${words}; ${sourceColumn} is ${type}.`,
    );
}

/** Columns that the statements which put features together have already. */
const ownNames: ReadonlySet<string> = new Set([tileStart, 'TILE_BOUNDARY']);

function* nameProblems({ outputColumn }: Aggregation, draft: TilesDraft): Generator<TileProblem> {
  const { joinKeys, secondaryKeys } = draft;
  if (isReserved(outputColumn))
    yield error(
      'feature-name-reserved',
      'name',
      `${outputColumn} is a reserved word, which the official client writes without quotes. Choose another name.`,
    );
  else if (ownNames.has(outputColumn) || [...joinKeys, ...secondaryKeys].includes(outputColumn))
    yield error(
      'feature-name-reserved',
      'name',
      `A feature cannot be called ${outputColumn}: ${ownNames.has(outputColumn) ? 'tiles have such a column' : 'it is a key'}. Choose another name.`,
    );
}

/** What two features, or two tiles' columns, have in common and must not. */
function* repeatProblems(aggregations: readonly Aggregation[]): Generator<TileProblem> {
  const outputs = new Set<string>();
  const sources = new Map<string, string>();
  const precisions = new Map<string, number | undefined>();
  for (const [index, aggregation] of aggregations.entries()) {
    const { outputColumn, sourceColumn, params } = aggregation;
    const alias = outputColumn.toUpperCase();
    if (outputs.has(alias))
      yield {
        ...error(
          'duplicate-feature',
          'name',
          `Duplicate feature alias '${outputColumn}' found. Each feature must have a unique alias: name it with \`as\`.`,
        ),
        index,
      };
    outputs.add(alias);
    const twin = sources.get(sourceColumn.toUpperCase()) ?? sourceColumn;
    sources.set(sourceColumn.toUpperCase(), twin);
    if (twin !== sourceColumn)
      yield {
        ...error(
          'aggregation-column',
          'column',
          `${sourceColumn} and ${twin} differ by case alone, which the tiles' columns do not keep apart. Give one of them another name in \`from\`.`,
        ),
        index,
      };
    if (aggregation.function !== 'approx_count_distinct') continue;
    const sketch = partialColumn('DS_HLL', aggregation);
    const before = precisions.get(sketch) ?? params.hll_lg_k;
    precisions.set(sketch, before);
    if (before !== params.hll_lg_k)
      yield {
        ...error(
          'aggregation-parameter',
          'precision',
          `Tiles keep one sketch of ${sourceColumn}, and another feature asks for the precision ${before}. Use one precision for both.`,
        ),
        index,
      };
  }
}
