import { binary } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { DATE, NUMBER, TIME } from '../type.js';
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
  /** 0 to 23. */
  hour(): Int {
    return this.part('HOUR', 2);
  }

  minute(): Int {
    return this.part('MINUTE', 2);
  }

  second(): Int {
    return this.part('SECOND', 2);
  }

  /** Boundaries of hours from this to `end`. */
  hoursBetween(end: V): Int {
    return this.difference('hour', end);
  }

  /** Boundaries of minutes from this to `end`. */
  minutesBetween(end: V): Int {
    return this.difference('minute', end);
  }

  /** Boundaries of seconds from this to `end`. */
  secondsBetween(end: V): Int {
    return this.difference('second', end);
  }

  /** The start of the unit the time lies in. */
  dateTrunc(part: DayPart | TimePart): this {
    return this.truncated(part);
  }

  /** The start of the slice of so many units that the time lies in; slices are counted from 1970 (TIME_SLICE). */
  timeSlice(amount: number, part: DayPart | TimePart): this {
    const self = expressionOf(this);
    const args = [self, operand(amount), operand(part.toUpperCase()), operand('START')];
    return wrap<Timestamp<V>>(functionCall('TIME_SLICE', args, self.type, here())) as this;
  }

  /** Days of 24 hours from this to `end` that are over. */
  fullDaysBetween(end: V): Int {
    const seconds = expressionOf(this.difference('second', end));
    const daysPassed = binary('/', seconds, operand(86_400), NUMBER, here());
    return wrap(functionCall('TRUNC', [daysPassed], NUMBER, here()));
  }

  /** So much later. */
  dateAdd(part: DayPart | TimePart, amount: NumberColumn | number): this {
    return wrap<Timestamp<V>>(this.shifted(part, amount)) as this;
  }

  /** The day; of TIMESTAMP_LTZ in the session's time zone. */
  toDate(): DateCol {
    return wrap(cast(expressionOf(this), DATE, false, here()));
  }

  /** The time of day; of TIMESTAMP_LTZ in the session's time zone. */
  toTime(): TimeCol {
    return wrap(cast(expressionOf(this), TIME, false, here()));
  }
}

/** TIMESTAMP_NTZ: date and time without a time zone. Constants are texts such as `'2026-01-31 10:00:00'`. */
export class TimestampNtz extends Timestamp<TimestampNtz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_NTZ';

  /** The time that clocks show in zone `to` when they show this one in zone `from`: `('UTC', 'Europe/Berlin')`. */
  convertTimezone(from: string, to: string): TimestampNtz {
    const args = [operand(from), operand(to), expressionOf(this)];
    return wrap(functionCall('CONVERT_TIMEZONE', args, expressionOf(this).type, here()));
  }
}

/** TIMESTAMP_LTZ: a moment, shown in the session's time zone. */
export class TimestampLtz extends Timestamp<TimestampLtz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_LTZ';
}

/** TIMESTAMP_TZ: a moment with its own offset. */
export class TimestampTz extends Timestamp<TimestampTz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_TZ';
}
