import { binary } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { DATE, NUMBER, TIME, timestamp } from '../type.js';
import type { DateCol } from './date.js';
import { expressionOf } from './expressionOf.js';
import type { Int, NumberColumn } from './number.js';
import { operand } from './operand.js';
import { Temporal } from './temporal.js';
import type { DayPart, TimePart } from './temporal.js';
import type { TimeCol } from './time.js';
import type { Value } from './operand.js';
import { wrap } from './wrap.js';

/** What the three kinds of timestamps share. */
abstract class Timestamp<V extends Value> extends Temporal<V> {
  /** 0 to 23; of TIMESTAMP_LTZ in the session's time zone (HOUR). */
  hour(): Int {
    return this.part('HOUR', 2);
  }

  /** 0 to 59 (MINUTE). */
  minute(): Int {
    return this.part('MINUTE', 2);
  }

  /** 0 to 59 (SECOND). */
  second(): Int {
    return this.part('SECOND', 2);
  }

  /** Boundaries of hours from this to `end`: 9:59 to 10:01 is one hour (DATEDIFF). Negative when `end` is before. */
  hoursBetween(end: V): Int {
    return this.difference('hour', end);
  }

  /** Boundaries of minutes from this to `end` (DATEDIFF). */
  minutesBetween(end: V): Int {
    return this.difference('minute', end);
  }

  /** Boundaries of seconds from this to `end` (DATEDIFF). */
  secondsBetween(end: V): Int {
    return this.difference('second', end);
  }

  /**
   * The start of the unit that the time lies in (DATE_TRUNC); a week begins on Monday, whatever the session's WEEK_START
   * is. Of TIMESTAMP_LTZ in the session's time zone.
   */
  dateTrunc(part: DayPart | TimePart): this {
    return this.truncated(part);
  }

  /** Days of 24 hours from this to `end` that are over (`TRUNC(DATEDIFF(second, …) / 86400)`). Negative when `end` is before. */
  fullDaysBetween(end: V): Int {
    const seconds = expressionOf(this.difference('second', end));
    const daysPassed = binary('/', seconds, operand(86_400), NUMBER, here());
    return wrap(functionCall('TRUNC', [daysPassed], NUMBER, here()));
  }

  /** So much later, earlier if negative; months keep the day where it exists (DATEADD). */
  dateAdd(part: DayPart | TimePart, amount: NumberColumn | number): this {
    return wrap<Timestamp<V>>(this.shifted(part, amount)) as this;
  }

  /** The day; of TIMESTAMP_LTZ in the session's time zone (`CAST(t AS DATE)`). */
  toDate(): DateCol {
    return wrap(cast(expressionOf(this), DATE, false, here()));
  }

  /** The time of day; of TIMESTAMP_LTZ in the session's time zone (`CAST(t AS TIME)`). */
  toTime(): TimeCol {
    return wrap(cast(expressionOf(this), TIME, false, here()));
  }
}

/** TIMESTAMP_NTZ: date and time without a time zone. Constants are texts such as `'2026-01-31 10:00:00'`. */
export class TimestampNtz extends Timestamp<TimestampNtz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_NTZ';

  /**
   * The start of the slice of so many units that the time lies in; slices are counted from 1970 (TIME_SLICE, which takes
   * no other timestamps than these).
   */
  timeSlice(amount: number, part: Exclude<DayPart, 'week'> | TimePart): this {
    return this.sliced(amount, part);
  }

  /**
   * The time that clocks show in zone `to` when they show this one in zone `from`: `('UTC', 'Europe/Berlin')`. Names are
   * those of the IANA database; an unknown one is an error of the query (CONVERT_TIMEZONE with three arguments).
   */
  convertTimezone(from: string, to: string): TimestampNtz {
    const args = [operand(from), operand(to), expressionOf(this)];
    return wrap(functionCall('CONVERT_TIMEZONE', args, expressionOf(this).type, here()));
  }
}

/** TIMESTAMP_LTZ: a moment, shown in the session's time zone. */
export class TimestampLtz extends Timestamp<TimestampLtz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_LTZ';

  /**
   * The time that clocks in the zone show at that moment, whatever the session's zone is: `toTimestamp('Europe/Berlin')`
   * (`CAST(CONVERT_TIMEZONE('Europe/Berlin', t) AS TIMESTAMP_NTZ)`). An unknown zone is an error of the query.
   */
  toTimestamp(zone: string): TimestampNtz {
    return wallClock(this, zone);
  }
}

/** TIMESTAMP_TZ: a moment with its own offset. */
export class TimestampTz extends Timestamp<TimestampTz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_TZ';

  /** The time that clocks in the zone show at that moment (`CAST(CONVERT_TIMEZONE('UTC', t) AS TIMESTAMP_NTZ)`). */
  toTimestamp(zone: string): TimestampNtz {
    return wallClock(this, zone);
  }
}

function wallClock(column: TimestampLtz | TimestampTz, zone: string): TimestampNtz {
  const type = timestamp('TIMESTAMP_NTZ');
  const there = functionCall(
    'CONVERT_TIMEZONE',
    [operand(zone), expressionOf(column)],
    timestamp('TIMESTAMP_TZ'),
    here(),
  );
  return wrap(cast(there, type, false, here()));
}
