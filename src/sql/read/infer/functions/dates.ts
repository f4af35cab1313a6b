/** Source: "Date & time functions". */
import { datePartOf } from '../../dateParts.js';
import type { DatePart } from '../../dateParts.js';
import { DATE, FLOAT, number, TEXT, TIME, TIMESTAMP_LTZ, TIMESTAMP_NTZ, TIMESTAMP_TZ } from '../../types.js';
import type { SnowflakeType } from '../../types.js';
import type { Call } from '../../syntax/tree.js';
import type { CallInput, Result, Signature, Signatures } from './signature.js';
import { named, scalar } from './signature.js';
import { momentOf } from './results.js';

const DAY_AND_UP: ReadonlySet<DatePart> = new Set(['year', 'quarter', 'month', 'week', 'day']);

const partAt = (index: number, signature: Signature): Signature => ({ ...signature, part: () => index });

/** A DATE stays a DATE when whole days are added, and becomes a TIMESTAMP_NTZ otherwise. */
function added({ args, part }: CallInput): Result {
  const value = args[2];
  if (value?.type?.kind === 'TIME') return value.type;
  const type = momentOf(value);
  if (type === null || typeof type === 'string' || type.kind !== 'DATE') return type;
  if (part === undefined) return null;
  return DAY_AND_UP.has(part) ? DATE : TIMESTAMP_NTZ;
}

function difference({ part }: CallInput): Result {
  if (part === undefined) return null;
  return number(DAY_AND_UP.has(part) || part === 'hour' ? 9 : 18, 0);
}

const DIGITS: Readonly<Record<DatePart, number>> = {
  year: 4,
  quarter: 2,
  month: 2,
  week: 2,
  weekiso: 2,
  day: 2,
  dayofweek: 2,
  dayofweekiso: 2,
  dayofyear: 3,
  yearofweek: 4,
  yearofweekiso: 4,
  hour: 2,
  minute: 2,
  second: 2,
  millisecond: 3,
  microsecond: 6,
  nanosecond: 9,
  epoch_second: 18,
  epoch_millisecond: 18,
  epoch_microsecond: 18,
  epoch_nanosecond: 38,
};

const extracted = (part: DatePart | undefined): Result =>
  part === undefined ? null : number(DIGITS[part], 0);
const extract = (part: DatePart): Signature => scalar(1, 1, extracted(part) as SnowflakeType, 'args');

/** DATE_TRUNC(part, x), and TRUNC's order of arguments. */
const truncationPart = (call: Call): number => (datePartOf(call.args[0]) === undefined ? 1 : 0);

function truncated({ args, call }: CallInput): Result {
  const value = args[1 - truncationPart(call)];
  return value?.type?.kind === 'TIME' ? value.type : momentOf(value);
}

function converted({ args }: CallInput): Result {
  return args.length === 2 ? TIMESTAMP_TZ : TIMESTAMP_NTZ;
}

const parsed = (type: SnowflakeType): Signature => scalar(1, 2, type);
const fromParts = scalar(2, 8, TIMESTAMP_NTZ);

export const DATES: Signatures = {
  ...named('DATEADD TIMEADD TIMESTAMPADD', partAt(0, scalar(3, 3, added))),
  ...named('DATEDIFF TIMEDIFF TIMESTAMPDIFF', partAt(0, scalar(3, 3, difference))),
  DATE_TRUNC: { ...scalar(2, 2, truncated, 'args'), part: truncationPart },
  TIME_SLICE: partAt(
    2,
    scalar(3, 4, ({ args }) => momentOf(args[0])),
  ),
  ...named(
    'DATE_PART EXTRACT',
    partAt(
      0,
      scalar(2, 2, ({ part }) => extracted(part), 'args'),
    ),
  ),
  YEAR: extract('year'),
  QUARTER: extract('quarter'),
  MONTH: extract('month'),
  ...named('WEEK WEEKOFYEAR', extract('week')),
  WEEKISO: extract('weekiso'),
  ...named('DAY DAYOFMONTH', extract('day')),
  DAYOFWEEK: extract('dayofweek'),
  DAYOFWEEKISO: extract('dayofweekiso'),
  DAYOFYEAR: extract('dayofyear'),
  YEAROFWEEK: extract('yearofweek'),
  YEAROFWEEKISO: extract('yearofweekiso'),
  HOUR: extract('hour'),
  MINUTE: extract('minute'),
  SECOND: extract('second'),
  LAST_DAY: partAt(1, scalar(1, 2, DATE)),
  ...named('NEXT_DAY PREVIOUS_DAY', scalar(2, 2, DATE)),
  ...named('DAYNAME MONTHNAME', scalar(1, 1, TEXT)),
  ADD_MONTHS: scalar(2, 2, ({ args }) => momentOf(args[0])),
  MONTHS_BETWEEN: scalar(2, 2, FLOAT),
  CONVERT_TIMEZONE: scalar(2, 3, converted),
  ...named('DATE_FROM_PARTS DATEFROMPARTS', scalar(3, 3, DATE)),
  ...named('TIME_FROM_PARTS TIMEFROMPARTS', scalar(3, 4, TIME)),
  ...named(
    'TIMESTAMP_FROM_PARTS TIMESTAMPFROMPARTS TIMESTAMP_NTZ_FROM_PARTS TIMESTAMPNTZFROMPARTS',
    fromParts,
  ),
  TIMESTAMP_LTZ_FROM_PARTS: scalar(6, 7, TIMESTAMP_LTZ),
  TIMESTAMP_TZ_FROM_PARTS: scalar(6, 8, TIMESTAMP_TZ),
  DATE: scalar(1, 2, DATE, 'args'),
  TIME: scalar(1, 2, TIME, 'args'),
  TO_DATE: parsed(DATE),
  TO_TIME: parsed(TIME),
  ...named('TO_TIMESTAMP TO_TIMESTAMP_NTZ', parsed(TIMESTAMP_NTZ)),
  TO_TIMESTAMP_LTZ: parsed(TIMESTAMP_LTZ),
  TO_TIMESTAMP_TZ: parsed(TIMESTAMP_TZ),
  CURRENT_DATE: scalar(0, 0, DATE),
  ...named('CURRENT_TIMESTAMP LOCALTIMESTAMP', scalar(0, 1, TIMESTAMP_LTZ)),
  ...named('GETDATE SYSTIMESTAMP', scalar(0, 0, TIMESTAMP_LTZ)),
  SYSDATE: scalar(0, 0, TIMESTAMP_NTZ),
  ...named('CURRENT_TIME LOCALTIME', scalar(0, 1, TIME)),
};
