/** Names of date and time parts. Source: "Supported date and time parts". */
import type { Expression } from './syntax/tree.js';

export type DatePart =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'
  | 'nanosecond'
  | 'dayofweek'
  | 'dayofweekiso'
  | 'dayofyear'
  | 'weekiso'
  | 'yearofweek'
  | 'yearofweekiso'
  | 'epoch_second'
  | 'epoch_millisecond'
  | 'epoch_microsecond'
  | 'epoch_nanosecond';

const SPELLINGS: Readonly<Record<DatePart, string>> = {
  year: 'year y yy yyy yyyy yr years yrs',
  quarter: 'quarter q qtr qtrs quarters',
  month: 'month mm mon mons months',
  week: 'week w wk weekofyear woy wy weeks',
  day: 'day d dd days dayofmonth',
  hour: 'hour h hh hr hours hrs',
  minute: 'minute m mi min minutes mins',
  second: 'second s sec seconds secs',
  millisecond: 'millisecond ms msec milliseconds',
  microsecond: 'microsecond us usec microseconds',
  nanosecond: 'nanosecond ns nsec nanosec nsecond nanoseconds nanosecs nseconds',
  dayofweek: 'dayofweek weekday dow dw',
  dayofweekiso: 'dayofweekiso weekday_iso dow_iso dw_iso dayofweek_iso',
  dayofyear: 'dayofyear yearday doy dy',
  weekiso: 'weekiso week_iso weekofyeariso weekofyear_iso',
  yearofweek: 'yearofweek',
  yearofweekiso: 'yearofweekiso',
  epoch_second: 'epoch_second epoch epoch_seconds',
  epoch_millisecond: 'epoch_millisecond epoch_milliseconds',
  epoch_microsecond: 'epoch_microsecond epoch_microseconds',
  epoch_nanosecond: 'epoch_nanosecond epoch_nanoseconds',
};

const PARTS: ReadonlyMap<string, DatePart> = new Map(
  Object.entries(SPELLINGS).flatMap(([part, names]) =>
    names.split(' ').map((name) => [name, part as DatePart] as const),
  ),
);

/** A part is written as a bare word or as text: `DATEADD(day, …)`, `DATEADD('day', …)`. */
export function writtenPart(value: Expression | undefined): string | undefined {
  if (value?.kind === 'column' && value.path.length === 1) return value.path[0]?.text;
  return value?.kind === 'literal' && value.type === 'string' ? value.value : undefined;
}

export function datePartNamed(word: string): DatePart | undefined {
  return PARTS.get(word.toLowerCase());
}

export function datePartOf(value: Expression | undefined): DatePart | undefined {
  return datePartNamed(writtenPart(value) ?? '');
}

/** Parts that leave a DATE a DATE. */
export const DAY_AND_UP: ReadonlySet<DatePart> = new Set(['year', 'quarter', 'month', 'week', 'day']);
