import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { DATE, TIME } from '../type.js';
import type { DateCol } from './date.js';
import { expressionOf } from './expressionOf.js';
import type { Int, NumberColumn } from './number.js';
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
}

/** TIMESTAMP_LTZ: a moment, shown in the session's time zone. */
export class TimestampLtz extends Timestamp<TimestampLtz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_LTZ';
}

/** TIMESTAMP_TZ: a moment with its own offset. */
export class TimestampTz extends Timestamp<TimestampTz | string> {
  declare protected readonly sqlType: 'TIMESTAMP_TZ';
}
