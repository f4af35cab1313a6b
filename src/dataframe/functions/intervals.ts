export type IntervalUnit = 'second' | 'minute' | 'hour' | 'day';

/** A length of time that is the same everywhere in the calendar. Its numbers are part of its type, for `rolling`. */
export interface Interval<N extends number = number, U extends IntervalUnit = IntervalUnit> {
  readonly amount: N;
  readonly unit: U;
}

/** So many seconds. */
export function seconds<const N extends number>(amount: N): Interval<N, 'second'> {
  return Object.freeze({ amount, unit: 'second' });
}

/** So many minutes. */
export function minutes<const N extends number>(amount: N): Interval<N, 'minute'> {
  return Object.freeze({ amount, unit: 'minute' });
}

/** So many hours. */
export function hours<const N extends number>(amount: N): Interval<N, 'hour'> {
  return Object.freeze({ amount, unit: 'hour' });
}

/** Days of 24 hours. */
export function days<const N extends number>(amount: N): Interval<N, 'day'> {
  return Object.freeze({ amount, unit: 'day' });
}
