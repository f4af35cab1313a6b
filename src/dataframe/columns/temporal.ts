import { functionCall } from '../expression/call.js';
import type { Expression } from '../expression/expression.js';
import { keyword } from '../expression/keyword.js';
import { here } from '../trace.js';
import { FLOAT, NUMBER, TEXT, number } from '../type.js';
import type { SqlType } from '../type.js';
import { Comparable } from './comparable.js';
import { expressionOf } from './expressionOf.js';
import { expectSameFamily } from './family.js';
import type { Int, NumberColumn } from './number.js';
import { operand } from './operand.js';
import type { Value } from './operand.js';
import type { Text } from './text.js';
import { wrap } from './wrap.js';

export type DayPart = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type TimePart = 'second' | 'minute' | 'hour';

/** What dates and timestamps share. Results are NULL where the value is. */
export abstract class Temporal<V extends Value> extends Comparable<V> {
  year(): Int {
    return this.part('YEAR', 4);
  }

  /** 1 to 4. */
  quarter(): Int {
    return this.part('QUARTER', 2);
  }

  /** 1 to 12. */
  month(): Int {
    return this.part('MONTH', 2);
  }

  /** 1 to 31. */
  day(): Int {
    return this.part('DAY', 2);
  }

  /** Monday 1 to Sunday 7 (DAYOFWEEKISO; DAYOFWEEK would hang on the session's WEEK_START). */
  dayOfWeekIso(): Int {
    return this.part('DAYOFWEEKISO', 2);
  }

  /** The ISO week, 1 to 53 (WEEKISO). */
  weekIso(): Int {
    return this.part('WEEKISO', 2);
  }

  /** 1 to 366. */
  dayOfYear(): Int {
    return this.part('DAYOFYEAR', 3);
  }

  /** Days from this to `end` by the calendar: 23:00 to 01:00 is one day. Negative when `end` is before. */
  daysBetween(end: V): Int {
    return this.difference('day', end);
  }

  /** Boundaries of months from this to `end`: 31 January to 1 February is one month. */
  monthsBetween(end: V): Int {
    return this.difference('month', end);
  }

  /** Boundaries of years from this to `end`. */
  yearsBetween(end: V): Int {
    return this.difference('year', end);
  }

  /** Months from this to `end` that are over: 31 January to 28 February is one, to 27 February none. */
  fullMonthsBetween(end: V): Int {
    const self = expressionOf(this);
    const other = operand(end, self.type);
    expectSameFamily('the difference', self, other);
    const months = functionCall('MONTHS_BETWEEN', [other, self], FLOAT, here());
    return wrap(functionCall('TRUNC', [months], NUMBER, here()));
  }

  /** `Mon` to `Sun` (DAYNAME). */
  dayName(): Text {
    return wrap(functionCall('DAYNAME', [expressionOf(this)], TEXT, here()));
  }

  protected part(name: string, digits: number): Int {
    return wrap(functionCall(name, [expressionOf(this)], number(digits, 0), here()));
  }

  protected difference(unit: string, end: V): Int {
    const self = expressionOf(this);
    const other = operand(end, self.type);
    expectSameFamily('the difference', self, other);
    return wrap(functionCall('DATEDIFF', [keyword(unit), self, other], differenceType(unit), here()));
  }

  protected truncated(unit: string): this {
    const self = expressionOf(this);
    return wrap<Comparable<V>>(functionCall('DATE_TRUNC', [operand(unit), self], self.type, here())) as this;
  }

  protected shifted(unit: string, amount: NumberColumn | number): Expression {
    const self = expressionOf(this);
    return functionCall('DATEADD', [keyword(unit), operand(amount), self], this.shiftedType(unit), here());
  }

  protected shiftedType(_unit: string): SqlType | null {
    return expressionOf(this).type;
  }
}

/** Minutes and seconds between far dates need more digits. */
function differenceType(unit: string): SqlType {
  return unit === 'minute' || unit === 'second' ? number(18, 0) : number(9, 0);
}
