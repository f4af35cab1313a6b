import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { DATE, timestamp } from '../type.js';
import { expressionOf } from './expressionOf.js';
import type { NumberColumn } from './number.js';
import { Temporal } from './temporal.js';
import type { DayPart } from './temporal.js';
import type { TimestampNtz } from './timestamp.js';
import { wrap } from './wrap.js';

/** DATE. Constants are texts such as `'2026-01-31'`. */
export class DateCol extends Temporal<DateCol | string> {
  declare protected readonly sqlType: 'DATE';

  /** The first day of the week (Monday, if WEEK_START is the default), month, quarter or year. */
  dateTrunc(part: Exclude<DayPart, 'day'>): this {
    return this.truncated(part);
  }

  /** So many days, weeks, months, quarters or years later; months keep the day where it exists. */
  dateAdd(part: DayPart, amount: NumberColumn | number): DateCol {
    return wrap(this.shifted(part, amount));
  }

  /** The last day of the month. */
  lastDay(): DateCol {
    return wrap(functionCall('LAST_DAY', [expressionOf(this)], DATE, here()));
  }

  /** Midnight of the day. */
  toTimestamp(): TimestampNtz {
    return wrap(cast(expressionOf(this), timestamp('TIMESTAMP_NTZ'), false, here()));
  }
}
