import { FeatureStoreError } from './errors.js';

/** How a managed feature view is kept fresh: a target lag, or a schedule run by a task. */
export type RefreshFrequency =
  { readonly kind: 'lag'; readonly lag: string } | { readonly kind: 'cron'; readonly expression: string };

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const duration = /^(\d+)\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/i;
const cron = /^[\d*,/\-LW]+(\s+[\w*,/\-#]+){4}\s+[A-Za-z][\w+\-/]*$/;
/** The shortest target lag (CREATE DYNAMIC TABLE, TARGET_LAG). */
const shortest = 60;

/**
 * Reads a refresh frequency. The official client takes every text that is no duration for a cron expression, so a typo
 * becomes a task with a schedule that never works; here it is refused before anything is sent.
 */
export function readRefreshFrequency(text: string): RefreshFrequency {
  const written = text.trim();
  if (written.toUpperCase() === 'DOWNSTREAM') return { kind: 'lag', lag: 'DOWNSTREAM' };
  const seconds = lagSeconds(written);
  if (seconds !== null) {
    if (seconds >= shortest) return { kind: 'lag', lag: written };
    throw invalid(text, `is shorter than Snowflake's shortest target lag, 1 minute`);
  }
  if (cron.test(written)) return { kind: 'cron', expression: written };
  throw invalid(text, 'is neither a duration nor a cron expression with a time zone');
}

function invalid(text: string, why: string): FeatureStoreError {
  return new FeatureStoreError('feature-view-invalid', `The refresh frequency \`${text}\` ${why}.`, {
    hint: 'Write a duration such as `60 minute` or `1 day`, `DOWNSTREAM`, or a cron expression such as `0 3 * * * UTC`.',
  });
}

/** A duration in seconds; null for what is none. */
export function lagSeconds(text: string): number | null {
  const match = duration.exec(text);
  if (match === null) return null;
  return Number(match[1]) * (secondsOf[(match[2] ?? '')[0]?.toLowerCase() ?? ''] ?? 0);
}

/** Whether two refresh frequencies mean the same: Snowflake prints `60 minute` as `60 minutes` or `1 hour`. */
export function sameRefreshFrequency(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [left, right] = [lagSeconds(a.trim()), lagSeconds(b.trim())];
  if (left !== null || right !== null) return left === right;
  return a.trim().toUpperCase().replace(/\s+/g, ' ') === b.trim().toUpperCase().replace(/\s+/g, ' ');
}
