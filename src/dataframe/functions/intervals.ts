/** A length of time that is the same everywhere in the calendar. */
export interface Interval {
  readonly amount: number;
  readonly unit: IntervalUnit;
}

export type IntervalUnit = 'second' | 'minute' | 'hour' | 'day';

export function seconds(amount: number): Interval {
  return Object.freeze({ amount, unit: 'second' });
}

export function minutes(amount: number): Interval {
  return Object.freeze({ amount, unit: 'minute' });
}

export function hours(amount: number): Interval {
  return Object.freeze({ amount, unit: 'hour' });
}

/** Days of 24 hours. */
export function days(amount: number): Interval {
  return Object.freeze({ amount, unit: 'day' });
}
