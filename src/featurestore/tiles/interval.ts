/** A span of time as the official client reads it: a whole number and a unit (`24h`, `7 days`, `30 MIN`). */
export interface Interval {
  readonly count: number;
  readonly unit: IntervalUnit;
  readonly seconds: number;
}

export type IntervalUnit = 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY';

const form =
  /^\s*(\d+)\s*(?:(?<SECOND>s|secs?|seconds?)|(?<MINUTE>m|mins?|minutes?)|(?<HOUR>h|hrs?|hours?)|(?<DAY>d|days?))\s*$/i;

const secondsIn: Readonly<Record<IntervalUnit, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };
const units = Object.keys(secondsIn) as readonly IntervalUnit[];

/** null when the text is no span of time. */
export function readInterval(text: string): Interval | null {
  const match = form.exec(text);
  if (match === null) return null;
  const count = Number(match[1]);
  const unit = units.find((name) => match.groups?.[name] !== undefined) ?? 'SECOND';
  return { count, unit, seconds: count * secondsIn[unit] };
}

/** Every event up to the moment that is asked for, however old. */
export function isLifetime(window: string): boolean {
  return window.trim().toLowerCase() === 'lifetime';
}
