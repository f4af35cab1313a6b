import { invalidValue } from '../catalog/refusals.js';

const UNITS: readonly { readonly seconds: number; readonly name: string; readonly spellings: RegExp }[] = [
  { seconds: 86_400, name: 'day', spellings: /^(?:d|days?)$/i },
  { seconds: 3600, name: 'hour', spellings: /^(?:h|hr|hrs|hours?)$/i },
  { seconds: 60, name: 'minute', spellings: /^(?:m|mins?|minutes?)$/i },
  { seconds: 1, name: 'second', spellings: /^(?:s|secs?|seconds?)$/i },
];

/** The least lag Snowflake takes (documentation: CREATE DYNAMIC TABLE). */
const LEAST_SECONDS = 60;

/** Seconds of a lag such as `60 minute`; null for DOWNSTREAM. */
export function lagSeconds(lag: string): number | null {
  if (/^downstream$/i.test(lag.trim())) return null;
  const found = /^\s*(\d+)\s*([a-z]+)\s*$/i.exec(lag);
  const unit = UNITS.find((u) => u.spellings.test(found?.[2] ?? ''));
  if (found === null || unit === undefined) {
    throw invalidValue(lag, 'TARGET_LAG', "write '<number> seconds|minutes|hours|days' or DOWNSTREAM");
  }
  return Number(found[1]) * unit.seconds;
}

/**
 * As Snowflake shows it: `60 minute` is `1 hour`, `1m` is `1 minute`.
 *
 * @param least in seconds
 */
export function normalisedLag(lag: string, least = LEAST_SECONDS): string {
  const seconds = lagSeconds(lag);
  if (seconds === null) return 'DOWNSTREAM';
  if (seconds < least) throw invalidValue(lag, 'TARGET_LAG', 'the least target lag is 1 minute');
  const unit = UNITS.find((u) => seconds % u.seconds === 0);
  const count = seconds / (unit?.seconds ?? 1);
  return `${count} ${unit?.name ?? 'second'}${count === 1 ? '' : 's'}`;
}
