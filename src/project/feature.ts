import type { Binary } from '../dataframe/columns/binary.js';
import { openRows } from '../dataframe/build/rowProxy.js';
import type { Column } from '../dataframe/columns/column.js';
import { expressionOf, isColumn } from '../dataframe/columns/expressionOf.js';
import type { NumberColumn } from '../dataframe/columns/number.js';
import type { Text } from '../dataframe/columns/text.js';
import { Frame, nodeOf } from '../dataframe/frame.js';
import { report } from '../dataframe/problems.js';
import { here } from '../dataframe/trace.js';
import type { CallId } from '../dataframe/trace.js';

/**
 * Features over windows of time, as the official client's `Feature` has them: a feature view's `aggregations`. They are
 * not SQL aggregates but descriptions: the store keeps partial results (tiles) and puts every window together from them,
 * for any moment that is asked for.
 */

type Unit =
  | 's'
  | 'sec'
  | 'secs'
  | 'second'
  | 'seconds'
  | 'm'
  | 'min'
  | 'mins'
  | 'minute'
  | 'minutes'
  | 'h'
  | 'hr'
  | 'hrs'
  | 'hour'
  | 'hours'
  | 'd'
  | 'day'
  | 'days';

/** A span of time in the official form: a whole number and a unit, such as `15m`, `24h`, `7d` or `24 hours`. */
export type TimeSpan = `${bigint}${Unit}` | `${bigint} ${Unit}`;

/** How far back a feature looks; `lifetime` counts every event there ever was. */
export type FeatureWindow = TimeSpan | 'lifetime';

export interface FeatureOptions {
  /** Moves the window into the past: with the window `7d` and the offset `7d`, the week before the last one. */
  readonly offset?: TimeSpan;
  /** The feature's name. Default: the official client's, `<COLUMN>_<FUNCTION>_<WINDOW>[_OFFSET_<OFFSET>]`. */
  readonly as?: string;
  /** Stored with the feature, as other feature columns' descriptions are. */
  readonly desc?: string;
}

/** One feature over a window. */
export interface WindowFeature {
  readonly kind: 'windowFeature';
  /** The function's name in the store's metadata. */
  readonly function: string;
  readonly column: Column;
  readonly window: string;
  readonly offset: string | null;
  readonly as: string | null;
  readonly desc: string;
  readonly params: Readonly<Record<string, number>>;
}

const places = new WeakMap<object, CallId | null>();

/** A feature of a feature view, with the column of `from` that it is computed of. */
export interface ViewFeature {
  readonly feature: WindowFeature;
  /** null: it is computed of something else than a column, or of one that there is not (which has been reported). */
  readonly column: string | null;
  readonly isExpression: boolean;
}

/** Calls back with an event of the frame. What is no feature is reported and left out. */
export function featuresOf<S>(
  from: Frame<S>,
  callback: (event: S) => readonly WindowFeature[],
): readonly ViewFeature[] {
  if (!(from instanceof Frame)) return [];
  const node = nodeOf(from);
  const [open] = openRows(callback, [node]);
  if (!open) throw new Error('A row for every frame.');
  const names = new Map<unknown, string>();
  // The columns of raw SQL whose names are not known have none: what was asked for is remembered here.
  const event = new Proxy(open.proxy, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === 'string' && isColumn(value)) names.set(value, name);
      return value;
    },
  });
  const features: unknown = callback(event as S);
  if (!Array.isArray(features)) {
    notFeatures(
      "aggregations takes a callback that gives a list, such as (e) => [feature.sum(e.AMOUNT, '24h')]",
    );
    return [];
  }
  return features.flatMap((item: unknown, index): ViewFeature[] => {
    if (!isWindowFeature(item)) {
      notFeatures(
        `Element ${index + 1} of aggregations is no feature: make one with feature.sum(…), feature.count(…), …`,
      );
      return [];
    }
    const isPoison = isColumn(item.column) && expressionOf(item.column).kind === 'poison';
    const name = isPoison && !node.open ? undefined : names.get(item.column);
    return [{ feature: item, column: name ?? null, isExpression: name === undefined && !isPoison }];
  });
}

function notFeatures(message: string): void {
  report({ code: 'invalid-argument', severity: 'error', message: `${message}.`, place: { call: here() } });
}

function isWindowFeature(value: unknown): value is WindowFeature {
  return typeof value === 'object' && value !== null && places.has(value);
}

/** The call that made a feature; null outside the loader. */
export function featurePlace(feature: WindowFeature): CallId | null {
  return places.get(feature) ?? null;
}

function windowFeature(
  name: string,
  column: Column,
  window: string,
  { offset, as, desc }: FeatureOptions = {},
  params: Readonly<Record<string, number>> = {},
): WindowFeature {
  const feature: WindowFeature = Object.freeze({
    kind: 'windowFeature',
    function: name,
    column,
    window,
    offset: offset ?? null,
    as: as ?? null,
    desc: desc ?? '',
    params: Object.freeze(params),
  });
  places.set(feature, here() ?? null);
  return feature;
}

/** The official client's default size of a sketch: 2^8 buckets, about 6.5 % of error. */
const DEFAULT_PRECISION = 8;

/**
 * The functions. A window W moved by the offset O sees, at a moment whose last whole tile ends at b, the events in
 * [b − W − O, b − O): the tile that is still running is never seen. NULLs are skipped.
 */
export const feature = Object.freeze({
  /** The sum. 0 where no event is in the window; of a lifetime, NULL before the first event. */
  sum: (column: NumberColumn, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('sum', column, window, options),

  /** The number of values that are not NULL. 0 where there are none; of a lifetime, NULL before the first event. */
  count: (column: Column, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('count', column, window, options),

  /** The mean. NULL where there are no values. */
  avg: (column: NumberColumn, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('avg', column, window, options),

  /** The smallest value. NULL where there are none. */
  min: (column: Column, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('min', column, window, options),

  /** The largest value. NULL where there are none. */
  max: (column: Column, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('max', column, window, options),

  /** The standard deviation of the population (not of a sample, as STDDEV has it). NULL where there are no values. */
  stddev: (column: NumberColumn, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('std', column, window, options),

  /** The variance of the population (not of a sample, as VARIANCE has it). NULL where there are no values. */
  variance: (column: NumberColumn, window: FeatureWindow, options?: FeatureOptions): WindowFeature =>
    windowFeature('var', column, window, options),

  /**
   * About how many different values (DATASKETCHES_HLL). `precision` is the sketch's size as a power of two, 4 to 21;
   * every feature of one column has the same. Default 8.
   */
  approxCountDistinct: (
    column: Text | Binary | NumberColumn,
    window: TimeSpan,
    options: FeatureOptions & { readonly precision?: number } = {},
  ): WindowFeature =>
    windowFeature('approx_count_distinct', column, window, options, {
      hll_lg_k: options.precision ?? DEFAULT_PRECISION,
    }),

  /** About the value below which that part of the values is (t-digest): `percentile` from 0 to 1, default 0.5, the median. */
  approxPercentile: (
    column: NumberColumn,
    window: TimeSpan,
    options: FeatureOptions & { readonly percentile?: number } = {},
  ): WindowFeature =>
    windowFeature('approx_percentile', column, window, options, { percentile: options.percentile ?? 0.5 }),

  /** The newest `n` values (1 to 100), the oldest of them first: an ARRAY. NULL where there are none. */
  lastN: (
    column: Column,
    window: TimeSpan,
    options: FeatureOptions & { readonly n: number },
  ): WindowFeature => windowFeature('last_n', column, window, options, { n: options.n }),

  /** The oldest `n` values (1 to 100), the oldest first: an ARRAY. NULL where there are none. */
  firstN: (
    column: Column,
    window: TimeSpan,
    options: FeatureOptions & { readonly n: number },
  ): WindowFeature => windowFeature('first_n', column, window, options, { n: options.n }),

  /** The newest `n` different values (1 to 100), by when each was seen last, the oldest first: an ARRAY. */
  lastDistinctN: (
    column: Column,
    window: TimeSpan,
    options: FeatureOptions & { readonly n: number },
  ): WindowFeature => windowFeature('last_distinct_n', column, window, options, { n: options.n }),

  /** The oldest `n` different values (1 to 100), by when each was seen first, the oldest first: an ARRAY. */
  firstDistinctN: (
    column: Column,
    window: TimeSpan,
    options: FeatureOptions & { readonly n: number },
  ): WindowFeature => windowFeature('first_distinct_n', column, window, options, { n: options.n }),
});
