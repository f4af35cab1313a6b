/** Source: "Date & time functions". */
import type { SnowflakeType } from '../../account.js';
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { asDate, asText, byMoment, convert, unify } from '../bind/coerce.js';
import { atOffset, wallTime } from '../bind/zoned.js';
import { badArgument, unsupportedFeature, wrongType } from '../bind/errors.js';
import {
  DATE,
  FLOAT,
  number,
  TEXT,
  TIME,
  TIMESTAMP_LTZ,
  TIMESTAMP_NTZ,
  TIMESTAMP_TZ,
} from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { asInteger, asMoment, scalar, special } from './build.js';
import { datePart, isDatePart } from './dateParts.js';
import { firstWeek, weekOf, weekPart } from './weeks.js';
import { DAY_AND_UP } from '../../../sql/read/dateParts.js';
import type { DatePart } from '../../../sql/read/dateParts.js';

const TIME_PARTS: ReadonlySet<DatePart> = new Set([
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
]);

/** `n` of a part as a DuckDB interval. */
const INTERVALS: Partial<Readonly<Record<DatePart, (n: string) => string>>> = {
  year: (n) => `to_years(CAST(${n} AS INTEGER))`,
  quarter: (n) => `to_months(CAST(3 * ${n} AS INTEGER))`,
  month: (n) => `to_months(CAST(${n} AS INTEGER))`,
  week: (n) => `to_weeks(CAST(${n} AS INTEGER))`,
  day: (n) => `to_days(CAST(${n} AS INTEGER))`,
  hour: (n) => `to_hours(${n})`,
  minute: (n) => `to_minutes(${n})`,
  second: (n) => `to_seconds(${n})`,
  millisecond: (n) => `to_microseconds(1000 * ${n})`,
  microsecond: (n) => `to_microseconds(${n})`,
};

function interval(part: DatePart, n: string, site: CallSite): string {
  const build = INTERVALS[part];
  if (build === undefined)
    throw badArgument(
      `'${part}' is not a valid date/time component for function ${site.call.name}.`,
      site.where,
    );
  return build(n);
}

/** A DATE stays a DATE when whole days are added, and becomes a TIMESTAMP_NTZ otherwise. */
function add(site: CallSite): Bound {
  const part = datePart(site.call.args[0], site);
  const n = asInteger(site.bind(site.call.args[1]!)).sql;
  const given = site.bind(site.call.args[2]!);
  const value = given.type.kind === 'TIME' ? given : asMoment(wallTime(given), site);
  const sql = `(${value.sql} + ${interval(part, n, site)})`;
  if (given.type.kind === 'TIMESTAMP_TZ') return atOffset(sql, given);
  if (value.type.kind !== 'DATE') return bound(sql, value.type);
  return DAY_AND_UP.has(part) ? bound(`CAST(${sql} AS DATE)`, DATE) : bound(sql, TIMESTAMP_NTZ);
}

/** Counts the boundaries of the part between two moments. */
function difference(site: CallSite): Bound {
  const part = datePart(site.call.args[0], site);
  const moments = [site.bind(site.call.args[1]!), site.bind(site.call.args[2]!)].map((v) =>
    v.type.kind === 'TIME' && TIME_PARTS.has(part)
      ? onFirstDay(v)
      : asMoment(forDifference(v, part, site), site),
  );
  const [a, b] = unify(moments).values.map((v) =>
    v.type.kind === 'DATE' && !DAY_AND_UP.has(part) ? convert(v, TIMESTAMP_NTZ) : v,
  );
  if (INTERVALS[part] === undefined)
    throw badArgument(
      `'${part}' is not a valid date/time component for function ${site.call.name}.`,
      site.where,
    );
  const sql =
    part === 'week'
      ? `(date_diff('day', ${weekOf(a!.sql, site)}, ${weekOf(b!.sql, site)}) // 7)`
      : `date_diff('${part}', ${a!.sql}, ${b!.sql})`;
  const type = number(DAY_AND_UP.has(part) || part === 'hour' ? 9 : 18, 0);
  return bound(`CAST(${sql} AS ${duckdbType(type)})`, type);
}

/** Hours and less lie between the moments of TIMESTAMP_TZ; days and more between dates, which have to be chosen. */
function forDifference(value: Bound, part: DatePart, site: CallSite): Bound {
  if (value.type.kind === 'TIMESTAMP_TZ' && DAY_AND_UP.has(part))
    throw unsupportedFeature(
      `${site.call.name} of a TIMESTAMP_TZ by ${part}; cast it to TIMESTAMP_NTZ for its own dates or to TIMESTAMP_LTZ for the session's`,
      site.where,
    );
  return byMoment(value);
}

/** A time of day on the day from which the epoch counts. */
const onFirstDay = (time: Bound): Bound =>
  bound(`(DATE '1970-01-01' + ${time.sql})`, TIMESTAMP_NTZ, time.nullable);

function truncated(part: DatePart, value: Bound, site: CallSite): Bound {
  if (INTERVALS[part] === undefined)
    throw badArgument(
      `'${part}' is not a valid date/time component for function ${site.call.name}.`,
      site.where,
    );
  if (value.type.kind === 'DATE' && !DAY_AND_UP.has(part)) return value;
  const type = value.type as SnowflakeType;
  const start = part === 'week' ? weekOf(value.sql, site) : `date_trunc('${part}', ${value.sql})`;
  return bound(`CAST(${start} AS ${duckdbType(type)})`, type, value.nullable);
}

/** DATE_TRUNC(part, x), and TRUNC's order of arguments. */
export function truncate(site: CallSite): Bound {
  const [first, second] = site.call.args;
  const [part, value] = isDatePart(first) ? [first, second] : [second, first];
  const wanted = datePart(part, site);
  const given = site.bind(value!);
  if (given.type.kind === 'TIMESTAMP_TZ')
    return atOffset(truncated(wanted, wallTime(given), site).sql, given, given.nullable);
  if (given.type.kind !== 'TIME' || !TIME_PARTS.has(wanted))
    return truncated(wanted, asMoment(given, site), site);
  const { sql, nullable } = truncated(wanted, onFirstDay(given), site);
  return bound(`CAST(${sql} AS TIME)`, TIME, nullable);
}

/** Slices are aligned to 1970-01-01, weeks to the first day of the week that it is in. */
function slice(site: CallSite): Bound {
  const bindAt = (i: number): Bound | undefined =>
    site.call.args[i] === undefined ? undefined : site.bind(site.call.args[i]);
  const first = bindAt(0);
  const length = bindAt(1);
  const edge = bindAt(3);
  const value = asMoment(first!, site);
  const n = Number(length?.constant);
  if (!Number.isInteger(n) || n < 1)
    throw badArgument('TIME_SLICE needs a positive constant length', site.where);
  const part = datePart(site.call.args[2], site);
  const width = interval(part, `CAST(${n} AS BIGINT)`, site);
  const origin = part === 'week' ? firstWeek(site) : '1970-01-01';
  const base =
    value.type.kind === 'DATE' ? 'DATE' : value.type.kind === 'TIMESTAMP_LTZ' ? 'TIMESTAMPTZ' : 'TIMESTAMP';
  const start = `time_bucket(${width}, ${value.sql}, ${base} '${origin}')`;
  const place = edge?.constant?.toUpperCase() ?? 'START';
  if (place !== 'START' && place !== 'END')
    throw badArgument(`TIME_SLICE takes 'START' or 'END', not '${place}'`, site.where);
  const type = value.type as SnowflakeType;
  return bound(`CAST(${place === 'END' ? `(${start} + ${width})` : start} AS ${duckdbType(type)})`, type);
}

interface Extraction {
  readonly text: (x: string) => string;
  readonly digits: number;
}
const field = (name: string, digits: number): Extraction => ({
  text: (x) => `date_part('${name}', ${x})`,
  digits,
});

const EXTRACTIONS: Readonly<Record<DatePart, Extraction>> = {
  year: field('year', 4),
  quarter: field('quarter', 2),
  month: field('month', 2),
  week: field('week', 2),
  weekiso: field('week', 2),
  day: field('day', 2),
  dayofweek: field('dayofweek', 2),
  dayofweekiso: field('isodow', 2),
  dayofyear: field('dayofyear', 3),
  yearofweek: field('isoyear', 4),
  yearofweekiso: field('isoyear', 4),
  hour: field('hour', 2),
  minute: field('minute', 2),
  second: field('second', 2),
  millisecond: { text: (x) => `(date_part('millisecond', ${x}) % 1000)`, digits: 3 },
  microsecond: { text: (x) => `(date_part('microsecond', ${x}) % 1000000)`, digits: 6 },
  nanosecond: { text: (x) => `((date_part('microsecond', ${x}) % 1000000) * 1000)`, digits: 9 },
  epoch_second: { text: (x) => `floor(epoch_us(${x}) / 1000000)`, digits: 18 },
  epoch_millisecond: { text: (x) => `epoch_ms(${x})`, digits: 18 },
  epoch_microsecond: { text: (x) => `epoch_us(${x})`, digits: 18 },
  epoch_nanosecond: { text: (x) => `(epoch_us(${x}) * 1000)`, digits: 38 },
};

function extracted(part: DatePart, given: Bound, site: CallSite): Bound {
  const zoned = part.startsWith('epoch') ? byMoment(given) : wallTime(given);
  const moment = given.type.kind === 'TIME' && TIME_PARTS.has(part) ? given : asMoment(zoned, site);
  const value =
    moment.type.kind === 'DATE' && !DAY_AND_UP.has(part) ? convert(moment, TIMESTAMP_NTZ) : moment;
  const { digits } = EXTRACTIONS[part];
  const text = weekPart(part, site) ?? EXTRACTIONS[part].text;
  return bound(`CAST(${text(value.sql)} AS DECIMAL(${digits},0))`, number(digits, 0), value.nullable);
}

const extract = (part: DatePart): FunctionDefinition =>
  special(1, 1, (site) => extracted(part, site.args[0]!, site));
const extractNamed = special(2, 2, (site) =>
  extracted(datePart(site.call.args[0], site), site.bind(site.call.args[1]!), site),
);

/** The last day of the month, or of another part. */
function lastDay(site: CallSite): Bound {
  const value = asDate(asMoment(wallTime(site.bind(site.call.args[0]!)), site));
  const part = site.call.args[1] === undefined ? 'month' : datePart(site.call.args[1], site);
  const next = interval(part, 'CAST(1 AS BIGINT)', site);
  return bound(`CAST(${truncated(part, value, site).sql} + ${next} - to_days(1) AS DATE)`, DATE);
}

const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

/** NEXT_DAY and PREVIOUS_DAY: strictly after or before. */
const neighbour = (direction: 1 | -1): FunctionDefinition =>
  special(2, 2, (site) => {
    const value = asDate(asMoment(site.args[0]!, site)).sql;
    const day = WEEKDAYS.indexOf((site.args[1]?.constant ?? '').trim().toLowerCase().slice(0, 2)) + 1;
    if (day === 0) throw badArgument(`${site.call.name} needs a constant day of the week`, site.where);
    const offset =
      direction === 1
        ? `((${day} - isodow(${value}) + 6) % 7 + 1)`
        : `(-((isodow(${value}) - ${day} + 6) % 7 + 1))`;
    return bound(`CAST(${value} + to_days(CAST(${offset} AS INTEGER)) AS DATE)`, DATE);
  });

/** ADD_MONTHS keeps the last day of a month on the last day. */
function addMonths(site: CallSite): Bound {
  const value = asMoment(site.args[0]!, site);
  const n = `CAST(${asInteger(site.args[1]!).sql} AS INTEGER)`;
  const moved = `(${value.sql} + to_months(${n}))`;
  const type = value.type as SnowflakeType;
  const atEnd = `(CAST(${moved} AS TIMESTAMP) + (last_day(CAST(${moved} AS TIMESTAMP)) - CAST(CAST(${moved} AS TIMESTAMP) AS DATE)) * INTERVAL 1 DAY)`;
  const isLast = `last_day(CAST(${value.sql} AS TIMESTAMP)) = CAST(${value.sql} AS DATE)`;
  return bound(
    `CAST(CASE WHEN ${isLast} THEN ${atEnd} ELSE CAST(${moved} AS TIMESTAMP) END AS ${duckdbType(type)})`,
    type,
  );
}

function convertTimezone(site: CallSite): Bound {
  if (site.args.length === 2) {
    const [zone, given] = site.args;
    const moment = convert(asMoment(byMoment(given!), site), TIMESTAMP_LTZ);
    return bound(`sf_in_zone(${moment.sql}, ${asText(zone!).sql})`, TIMESTAMP_TZ);
  }
  const [from, to, value] = site.args;
  const stamp = convert(asMoment(value!, site), TIMESTAMP_NTZ).sql;
  return bound(
    `((${stamp} AT TIME ZONE ${asText(from!).sql}) AT TIME ZONE ${asText(to!).sql})`,
    TIMESTAMP_NTZ,
  );
}

/** Months and days beyond their range carry over: month 13 is January of the next year, day 0 the last of the month before. */
function dateFromParts(site: CallSite): Bound {
  const [y, m, d] = site.args.slice(0, 3).map((a) => `CAST(${asInteger(a).sql} AS INTEGER)`);
  return bound(
    `CAST(make_date(CAST(${y!} AS BIGINT), 1, 1) + to_months(${m!} - 1) + to_days(${d!} - 1) AS DATE)`,
    DATE,
  );
}

function timestampFromParts(site: CallSite): Bound {
  if (site.args.length === 2) {
    return bound(`(${asDate(site.args[0]!).sql} + ${convert(site.args[1]!, TIME).sql})`, TIMESTAMP_NTZ);
  }
  const [hours, minutes, seconds, nanos] = site.args.slice(3).map((a) => asInteger(a).sql);
  const fraction = nanos === undefined ? '' : ` + to_microseconds(${nanos} // 1000)`;
  const time = `to_hours(${hours ?? '0'}) + to_minutes(${minutes ?? '0'}) + to_seconds(${seconds ?? '0'})`;
  return bound(`(CAST(${dateFromParts(site).sql} AS TIMESTAMP) + ${time}${fraction})`, TIMESTAMP_NTZ);
}

/** In the session's time zone, or in the one that is named last. */
function timestampWithZone(site: CallSite): Bound {
  const zone = site.args[7];
  const wall = timestampFromParts({ ...site, args: site.args.slice(0, 7) });
  if (zone === undefined) return convert(wall, TIMESTAMP_TZ);
  const name = asText(zone).sql;
  return bound(`sf_in_zone(${wall.sql} AT TIME ZONE ${name}, ${name})`, TIMESTAMP_TZ);
}

/** Parts beyond their range carry over. */
function timeFromParts(site: CallSite): Bound {
  const [hours, minutes, seconds, nanos] = site.args.map((a) => asInteger(a).sql);
  const fraction = nanos === undefined ? '' : ` + to_microseconds(${nanos} // 1000)`;
  return bound(
    `CAST(TIMESTAMP '1970-01-01' + to_hours(${hours!}) + to_minutes(${minutes!}) + to_seconds(${seconds!})${fraction} AS TIME)`,
    TIME,
  );
}

function named(format: string): FunctionDefinition {
  return special(1, 1, (site) =>
    bound(`strftime(${asMoment(wallTime(site.args[0]!), site).sql}, '${format}')`, TEXT),
  );
}

function momentOnly(site: CallSite): Bound {
  const value = wallTime(site.args[0]!);
  if (!['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TEXT', 'NULL'].includes(value.type.kind))
    throw wrongType(site.call.name, [value.type], site.where);
  return asMoment(value, site);
}

export const DATES: FunctionGroup = {
  DATEADD: special(3, 3, add),
  TIMEADD: special(3, 3, add),
  TIMESTAMPADD: special(3, 3, add),
  DATEDIFF: special(3, 3, difference),
  TIMEDIFF: special(3, 3, difference),
  TIMESTAMPDIFF: special(3, 3, difference),
  DATE_TRUNC: special(2, 2, truncate),
  TIME_SLICE: special(3, 4, slice),
  DATE_PART: extractNamed,
  EXTRACT: extractNamed,
  YEAR: extract('year'),
  QUARTER: extract('quarter'),
  MONTH: extract('month'),
  WEEK: extract('week'),
  WEEKOFYEAR: extract('week'),
  WEEKISO: extract('weekiso'),
  DAY: extract('day'),
  DAYOFMONTH: extract('day'),
  DAYOFWEEK: extract('dayofweek'),
  DAYOFWEEKISO: extract('dayofweekiso'),
  DAYOFYEAR: extract('dayofyear'),
  YEAROFWEEK: extract('yearofweek'),
  YEAROFWEEKISO: extract('yearofweekiso'),
  HOUR: extract('hour'),
  MINUTE: extract('minute'),
  SECOND: extract('second'),
  LAST_DAY: special(1, 2, lastDay),
  NEXT_DAY: neighbour(1),
  PREVIOUS_DAY: neighbour(-1),
  DAYNAME: named('%a'),
  MONTHNAME: named('%b'),
  ADD_MONTHS: special(2, 2, addMonths),
  MONTHS_BETWEEN: special(2, 2, (site) => {
    const [a, b] = site.args.map((v) => convert(asMoment(v, site), TIMESTAMP_NTZ).sql);
    return bound(`sf_months_between(${a}, ${b})`, FLOAT);
  }),
  CONVERT_TIMEZONE: special(2, 3, convertTimezone),
  DATE_FROM_PARTS: special(3, 3, dateFromParts),
  DATEFROMPARTS: special(3, 3, dateFromParts),
  TIMESTAMP_FROM_PARTS: special(2, 7, timestampFromParts),
  TIMESTAMPFROMPARTS: special(2, 7, timestampFromParts),
  TIMESTAMP_NTZ_FROM_PARTS: special(2, 7, timestampFromParts),
  TIMESTAMPNTZFROMPARTS: special(2, 7, timestampFromParts),
  TIMESTAMP_TZ_FROM_PARTS: special(6, 8, timestampWithZone),
  TIMESTAMP_LTZ_FROM_PARTS: special(6, 7, (site) => convert(timestampFromParts(site), TIMESTAMP_LTZ)),
  TIME_FROM_PARTS: special(3, 4, timeFromParts),
  TIMEFROMPARTS: special(3, 4, timeFromParts),
  DATE: special(1, 1, (site) => asDate(momentOnly(site))),
  CURRENT_DATE: scalar([], DATE, 'current_date'),
  CURRENT_TIMESTAMP: scalar(['any'], TIMESTAMP_LTZ, 'now()', 0),
  LOCALTIMESTAMP: scalar(['any'], TIMESTAMP_LTZ, 'now()', 0),
  GETDATE: scalar([], TIMESTAMP_LTZ, 'now()'),
  SYSTIMESTAMP: scalar([], TIMESTAMP_LTZ, 'now()'),
  SYSDATE: scalar([], TIMESTAMP_NTZ, "(now() AT TIME ZONE 'UTC')"),
  CURRENT_TIME: scalar(['any'], TIME, 'CAST(CAST(now() AS TIMESTAMP) AS TIME)', 0),
  LOCALTIME: scalar([], TIME, 'CAST(CAST(now() AS TIMESTAMP) AS TIME)'),
};
