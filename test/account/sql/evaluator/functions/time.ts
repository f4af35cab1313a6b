import {
  addToDay,
  addToTime,
  boundaries,
  civil,
  DAY_NAMES,
  dayFromParts,
  dayOfTime,
  dayOfYear,
  isoDayOfWeek,
  isoWeek,
  isoYear,
  lastDay,
  midnight,
  MONTH_NAMES,
  monthsBetween,
  SECOND,
  sliceStart,
  timeOfDay,
  truncateDay,
  truncateTime,
} from '../calendar.js';
import type { Unit } from '../calendar.js';
import { convert } from '../casts.js';
import { DATE, FLOAT, INTEGER, TEXT, TIMESTAMP } from '../type.js';
import type { Type } from '../type.js';
import { strict } from '../typed.js';
import type { Typed } from '../typed.js';
import type { Known } from '../value.js';
import { argument, constantOf } from './definition.js';
import type { ScalarFunction, ScalarFunctions } from './definition.js';

/** Snowflake documentation, "Date & time functions". Weeks begin on Monday. */
const unitOf = (typed: Typed): Unit => String(constantOf(typed)).toLowerCase() as Unit;
const dayIn = (value: Known, type: Type): number =>
  type.kind === 'DATE' ? (value as number) : dayOfTime(value as bigint);
const timeIn = (value: Known, type: Type): bigint =>
  type.kind === 'DATE' ? midnight(value as number) : (value as bigint);

const ofDay =
  (type: Type, compute: (day: number) => Known): ScalarFunction =>
  (args) => {
    const value = argument(args, 0);
    return strict(args, type, (v) => compute(dayIn(v, value.type)));
  };
const part = (compute: (day: number) => number) => ofDay(INTEGER, (day) => BigInt(compute(day)));
/** Parts of the clock; a TIME is nanoseconds too. */
const clock =
  (compute: (seconds: bigint) => bigint): ScalarFunction =>
  (args) =>
    strict(args, INTEGER, (v) => compute(timeOfDay(timeIn(v, argument(args, 0).type)) / SECOND));

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** The nearest such day of the week after or before, never the day itself. */
function weekday(args: readonly Typed[], direction: 1 | -1): Typed {
  const wanted = WEEKDAYS.indexOf(String(constantOf(argument(args, 1)))) + 1;
  return ofDay(DATE, (day) => {
    const distance = (((wanted - isoDayOfWeek(day)) * direction + 6) % 7) + 1;
    return day + direction * distance;
  })(args.slice(0, 1));
}

/** The wall clock in a zone at a moment, as if it were UTC. */
function inZone(moment: bigint, zone: string): bigint {
  const millis = Number(moment / 1_000_000n);
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(millis);
  const get = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const shown = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
  const whole = Math.floor(millis / 1000) * 1000;
  return moment + BigInt(shown - whole) * 1_000_000n;
}

export const TIME_FUNCTIONS: ScalarFunctions = {
  YEAR: part((d) => civil(d).year),
  QUARTER: part((d) => Math.ceil(civil(d).month / 3)),
  MONTH: part((d) => civil(d).month),
  DAY: part((d) => civil(d).day),
  DAYOFWEEKISO: part(isoDayOfWeek),
  WEEKISO: part(isoWeek),
  DAYOFYEAR: part(dayOfYear),
  HOUR: clock((s) => s / 3600n),
  MINUTE: clock((s) => (s / 60n) % 60n),
  SECOND: clock((s) => s % 60n),
  DAYNAME: ofDay(TEXT, (d) => DAY_NAMES[isoDayOfWeek(d) - 1] ?? ''),
  YEAROFWEEKISO: part(isoYear),
  MONTHNAME: ofDay(TEXT, (d) => MONTH_NAMES[civil(d).month - 1] ?? ''),
  NEXT_DAY: (args) => weekday(args, 1),
  PREVIOUS_DAY: (args) => weekday(args, -1),
  LAST_DAY: (args) => {
    const unit = args[1] ? unitOf(args[1]) : 'month';
    return ofDay(DATE, (d) => lastDay(d, unit))(args.slice(0, 1));
  },
  DATEDIFF: (args) => {
    const unit = unitOf(argument(args, 0));
    const [from, to] = [argument(args, 1), argument(args, 2)];
    return strict([from, to], INTEGER, (a, b) =>
      BigInt(boundaries(unit, timeIn(a, from.type), timeIn(b, to.type))),
    );
  },
  DATEADD: (args) => {
    const unit = unitOf(argument(args, 0));
    const [amount, value] = [argument(args, 1), argument(args, 2)];
    return strict([amount, value], value.type, (n, v) => {
      const whole = Number(convert(n, amount.type, INTEGER));
      return value.type.kind === 'DATE'
        ? addToDay(v as number, unit, whole)
        : addToTime(v as bigint, unit, whole);
    });
  },
  DATE_TRUNC: (args) => {
    const unit = unitOf(argument(args, 0));
    const value = argument(args, 1);
    return strict([value], value.type, (v) =>
      value.type.kind === 'DATE' ? truncateDay(unit, v as number) : truncateTime(unit, v as bigint),
    );
  },
  TIME_SLICE: (args) => {
    const value = argument(args, 0);
    const [amount, unit] = [Number(constantOf(argument(args, 1))), unitOf(argument(args, 2))];
    return strict([value], value.type, (v) => sliceStart(timeIn(v, value.type), amount, unit));
  },
  MONTHS_BETWEEN: (args) => {
    const [a, b] = [argument(args, 0), argument(args, 1)];
    return strict([a, b], FLOAT, (x, y) => monthsBetween(timeIn(x, a.type), timeIn(y, b.type)));
  },
  DATE_FROM_PARTS: (args) =>
    strict(args, DATE, (...parts) => {
      const [year, month, day] = parts.map((p, i) => Number(convert(p, argument(args, i).type, INTEGER)));
      return dayFromParts(year ?? 0, month ?? 0, day ?? 0);
    }),
  /** What clocks in the zone show at a moment. */
  WALL_CLOCK: (args) => {
    const zone = String(constantOf(argument(args, 1)));
    return strict([argument(args, 0)], TIMESTAMP, (v) => inZone(v as bigint, zone));
  },
  /** From UTC; the other zones of a wall clock are not always certain. */
  CONVERT_TIMEZONE: (args) => {
    const [from, to] = [constantOf(argument(args, 0)), constantOf(argument(args, 1))];
    if (from !== 'UTC') throw new Error('Only from UTC.');
    return strict([argument(args, 2)], TIMESTAMP, (v) => inZone(v as bigint, String(to)));
  },
};
