import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { timestamp } from '../type.js';
import { expressionOf } from './expressionOf.js';
import type { NumberColumn } from './number.js';
import { Temporal } from './temporal.js';
import type { DayPart } from './temporal.js';
import type { TimestampNtz } from './timestamp.js';
import { wrap } from './wrap.js';

/** DATE. Constants are texts such as `'2026-01-31'`. */
export class DateCol extends Temporal<DateCol | string> {
  declare protected readonly sqlType: 'DATE';

  /**
   * The first day of the month, quarter or year (DATE_TRUNC), or of the week: its Monday, whatever the session's
   * WEEK_START is (`DATEADD(day, 1 - DAYOFWEEKISO(d), d)`).
   */
  dateTrunc(part: Exclude<DayPart, 'day'>): this {
    return this.truncated(part);
  }

  /** So many days, weeks, months, quarters or years later, earlier if negative; months keep the day where it exists (DATEADD). */
  dateAdd(part: DayPart, amount: NumberColumn | number): DateCol {
    return wrap(this.shifted(part, amount));
  }

  /** The first day of the slice of so many units that the day lies in; slices are counted from 1970 (TIME_SLICE). */
  timeSlice(amount: number, part: Exclude<DayPart, 'week'>): this {
    return this.sliced(amount, part);
  }

  /** Midnight of the day (`CAST(d AS TIMESTAMP_NTZ)`). */
  toTimestamp(): TimestampNtz {
    return wrap(cast(expressionOf(this), timestamp('TIMESTAMP_NTZ'), false, here()));
  }
}
