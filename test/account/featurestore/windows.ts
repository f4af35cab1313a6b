/** Features over windows in plain arithmetic: what any client must find in tiles, computed from the events. */
import type { Aggregation } from '../../../src/featurestore/tiles/aggregation.js';
import { isLifetime, readInterval } from '../../../src/featurestore/tiles/interval.js';

export interface Event {
  readonly id: number;
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly amount: number | null;
  readonly page: string | null;
}

const hour = 3_600_000;

const length = (text: string): number => (text === '0' ? 0 : (readInterval(text)?.seconds ?? NaN) * 1000);

/** How far a feature's window begins before the hour. */
const reach = ({ window, offset }: Aggregation): number =>
  isLifetime(window) ? 0 : length(window) + length(offset);

/**
 * The feature's value at a moment, where tiles are of one hour; events of the hour that runs are not seen.
 * `together` are the features asked for at once: the tiles that are read are those of the farthest window.
 */
export function plainFeature(
  feature: Aggregation,
  events: readonly Event[],
  id: number,
  moment: number,
  together: readonly Aggregation[],
): unknown {
  const boundary = Math.floor(moment / hour) * hour;
  const to = boundary - length(feature.offset);
  const from = isLifetime(feature.window) ? -Infinity : to - length(feature.window);
  const own = events.filter((event) => event.id === id).sort((a, b) => a.at - b.at);
  const seen = own.filter((event) => event.at >= from && event.at < to);
  const column = feature.sourceColumn === 'PAGE' ? 'page' : 'amount';
  const values = seen.map((event) => event[column]).filter((value) => value !== null);
  // A running total of no tile is none; a window of no tile is empty.
  if (isLifetime(feature.window) && seen.length === 0) return null;
  // What is outside of a window adds 0 to its sum; where nothing is, a sum of nulls alone is null.
  const start = boundary - Math.max(...together.map(reach));
  const read = own.filter((event) => event.at >= start && event.at < boundary);
  const nulls = seen.length > 0 && values.length === 0 && read.length === seen.length;
  if (feature.function === 'sum' && nulls) return null;
  return summary(feature, values);
}

function summary(feature: Aggregation, values: readonly (number | string)[]): unknown {
  const numbers = values.map(Number);
  const total = numbers.reduce((sum, value) => sum + value, 0);
  const mean = total / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  const orNull = (value: number) => (numbers.length === 0 ? null : value);
  const { n = 0, percentile = 0.5 } = feature.params;
  switch (feature.function) {
    case 'sum':
      return isLifetime(feature.window) ? orNull(total) : total;
    case 'count':
      return numbers.length;
    case 'avg':
      return orNull(mean);
    case 'min':
      return orNull(Math.min(...numbers));
    case 'max':
      return orNull(Math.max(...numbers));
    case 'var':
      return orNull(variance);
    case 'std':
      return orNull(Math.sqrt(variance));
    case 'approx_count_distinct':
      return new Set(values).size;
    case 'approx_percentile':
      return orNull(interpolated(numbers, percentile));
    case 'first_n':
      return values.length === 0 ? null : values.slice(0, n);
    case 'last_n':
      return values.length === 0 ? null : values.slice(-n);
    case 'first_distinct_n':
      return values.length === 0 ? null : [...new Set(values)].slice(0, n);
    case 'last_distinct_n':
      return values.length === 0 ? null : [...new Set([...values].reverse())].slice(0, n).reverse();
    default:
      throw new Error(`No arithmetic for ${feature.function}.`);
  }
}

function interpolated(numbers: readonly number[], percentile: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = percentile * (sorted.length - 1);
  const [low = NaN, high = NaN] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return low + (high - low) * (rank - Math.floor(rank));
}
