/** Weeks as the session counts them. Source: "Date & time functions" (calendar weeks and weekdays), WEEK_START, WEEK_OF_YEAR_POLICY. */
import type { DatePart } from '../../../sql/read/dateParts.js';
import type { CallSite } from './definition.js';

const parameter = ({ env }: CallSite, name: 'WEEK_START' | 'WEEK_OF_YEAR_POLICY'): number =>
  Number(env.resolver.parameter?.(name) ?? 0);

/** 1 is Monday, 7 Sunday; 0, Snowflake's default, begins weeks on Monday, too. */
const firstDay = (site: CallSite): number => parameter(site, 'WEEK_START') || 1;

/** Days since the first day of the week. */
const daysIn = (x: string, site: CallSite): string => `((isodow(${x}) + ${7 - firstDay(site)}) % 7)`;

/** The first day of the week that a date or timestamp is in. */
export function weekOf(x: string, site: CallSite): string {
  if (firstDay(site) === 1) return `date_trunc('week', ${x})`;
  return `(date_trunc('day', ${x}) - to_days(CAST(${daysIn(x, site)} AS INTEGER)))`;
}

/** The first day of the week of 1970-01-01, a Thursday. */
export function firstWeek(site: CallSite): string {
  const days = (4 + 7 - firstDay(site)) % 7;
  return new Date(-days * 86_400_000).toISOString().slice(0, 10);
}

/** How the session reads a part that depends on its weeks; undefined where it is as the default. */
export function weekPart(part: DatePart, site: CallSite): ((x: string) => string) | undefined {
  if (part === 'dayofweek')
    return parameter(site, 'WEEK_START') === 0 ? undefined : (x) => `(${daysIn(x, site)} + 1)`;
  if (part !== 'week' && part !== 'yearofweek') return undefined;
  if (parameter(site, 'WEEK_OF_YEAR_POLICY') === 1)
    return part === 'yearofweek'
      ? (x) => `year(${x})`
      : (x) =>
          `(date_diff('day', ${weekOf(`make_date(year(${x}), 1, 1)`, site)}, ${weekOf(`CAST(${x} AS DATE)`, site)}) // 7 + 1)`;
  if (firstDay(site) === 1) return undefined;
  // The year in which four of the week's days are, of which the fourth is one.
  const fourth = (x: string): string => `(${weekOf(x, site)} + to_days(3))`;
  return part === 'yearofweek'
    ? (x) => `year(${fourth(x)})`
    : (x) => `((dayofyear(${fourth(x)}) - 1) // 7 + 1)`;
}
