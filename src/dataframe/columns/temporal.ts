import { binary } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import type { Expression } from '../expression/expression.js';
import { keyword } from '../expression/keyword.js';
import { numberLiteral } from '../expression/literal.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { DATE, FLOAT, NUMBER, TEXT, number } from '../type.js';
import type { SqlType } from '../type.js';
import { Comparable } from './comparable.js';
import type { DateCol } from './date.js';
import { expressionOf } from './expressionOf.js';
import { expectSameFamily } from './family.js';
import type { Int, NumberColumn } from './number.js';
import { operand } from './operand.js';
import type { Value } from './operand.js';
import type { Text } from './text.js';
import { wrap } from './wrap.js';

export type DayPart = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
export type TimePart = 'second' | 'minute' | 'hour';

/** What dates and timestamps share. Results are NULL where the value is. */
export abstract class Temporal<V extends Value> extends Comparable<V> {
  /** The year (YEAR). */
  year(): Int {
    return this.part('YEAR', 4);
  }

  /** 1 to 4 (QUARTER). */
  quarter(): Int {
    return this.part('QUARTER', 2);
  }

  /** 1 to 12 (MONTH). */
  month(): Int {
    return this.part('MONTH', 2);
  }

  /** 1 to 31 (DAY). */
  day(): Int {
    return this.part('DAY', 2);
  }

  /** Monday 1 to Sunday 7 (DAYOFWEEKISO; DAYOFWEEK would hang on the session's WEEK_START). */
  dayOfWeekIso(): Int {
    return this.part('DAYOFWEEKISO', 2);
  }

  /** The ISO week, 1 to 53 (WEEKISO; WEEK would hang on the session's parameters). Its year is `yearOfWeekIso`. */
  weekIso(): Int {
    return this.part('WEEKISO', 2);
  }

  /** The year that the ISO week belongs to: 1 January can lie in the last week of the year before (YEAROFWEEKISO). */
  yearOfWeekIso(): Int {
    return this.part('YEAROFWEEKISO', 4);
  }

  /** 1 to 366 (DAYOFYEAR). */
  dayOfYear(): Int {
    return this.part('DAYOFYEAR', 3);
  }

  /** Days from this to `end` by the calendar: 23:00 to 01:00 is one day (DATEDIFF). Negative when `end` is before. */
  daysBetween(end: V): Int {
    return this.difference('day', end);
  }

  /** Boundaries of months from this to `end`: 31 January to 1 February is one month (DATEDIFF). */
  monthsBetween(end: V): Int {
    return this.difference('month', end);
  }

  /** Boundaries of years from this to `end`: 31 December to 1 January is one year (DATEDIFF). */
  yearsBetween(end: V): Int {
    return this.difference('year', end);
  }

  /**
   * Months from this to `end` that are over: 31 January to 28 February is one, to 27 February none
   * (`TRUNC(MONTHS_BETWEEN(end, x))`). Negative when `end` is before.
   */
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

  /** `Jan` to `Dec` (MONTHNAME). */
  monthName(): Text {
    return wrap(functionCall('MONTHNAME', [expressionOf(this)], TEXT, here()));
  }

  /** The last day of the month, the quarter or the year, a DATE (LAST_DAY). */
  lastDay(part: 'month' | 'quarter' | 'year' = 'month'): DateCol {
    const self = expressionOf(this);
    return wrap(functionCall('LAST_DAY', part === 'month' ? [self] : [self, operand(part)], DATE, here()));
  }

  /** The next such day of the week after this one, a DATE; of a Monday the next Monday is a week later (NEXT_DAY). */
  nextDay(day: Weekday): DateCol {
    return wrap(functionCall('NEXT_DAY', [expressionOf(this), operand(day)], DATE, here()));
  }

  /** The last such day of the week before this one, a DATE (PREVIOUS_DAY). */
  previousDay(day: Weekday): DateCol {
    return wrap(functionCall('PREVIOUS_DAY', [expressionOf(this), operand(day)], DATE, here()));
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

  /** A week begins on Monday: DATE_TRUNC('week') would hang on the session's WEEK_START. */
  protected truncated(unit: string): this {
    const self = expressionOf(this);
    if (unit === 'week') return wrap<Comparable<V>>(mondayOf(self)) as this;
    return wrap<Comparable<V>>(functionCall('DATE_TRUNC', [operand(unit), self], self.type, here())) as this;
  }

  /** `TIME_SLICE(x, amount, 'PART', 'START')`. Weeks would hang on the session's WEEK_START. */
  protected sliced(amount: number, unit: string): this {
    const self = expressionOf(this);
    if (unit === 'week' || !Number.isSafeInteger(amount) || amount < 1)
      report({
        code: 'invalid-argument',
        severity: 'error',
        message: `timeSlice takes a whole number, from 1, of units other than weeks; dateTrunc('week') gives the Monday.`,
        place: { call: here() },
      });
    const args = [self, operand(amount), operand(unit.toUpperCase()), operand('START')];
    return wrap<Comparable<V>>(functionCall('TIME_SLICE', args, self.type, here())) as this;
  }

  protected shifted(unit: string, amount: NumberColumn | number): Expression {
    const self = expressionOf(this);
    return functionCall('DATEADD', [keyword(unit), operand(amount), self], this.shiftedType(unit), here());
  }

  protected shiftedType(_unit: string): SqlType | null {
    return expressionOf(this).type;
  }
}

/** `DATEADD(day, 1 - DAYOFWEEKISO(d), d)`, of a timestamp from midnight. */
function mondayOf(self: Expression): Expression {
  const day =
    self.type?.kind === 'DATE' ? self : functionCall('DATE_TRUNC', [operand('day'), self], self.type, here());
  const weekday = functionCall('DAYOFWEEKISO', [self], number(2, 0), here());
  const back = binary('-', numberLiteral(1), weekday, number(3, 0), here());
  return functionCall('DATEADD', [keyword('day'), back, day], self.type, here());
}

/** Minutes and seconds between far dates need more digits. */
function differenceType(unit: string): SqlType {
  return unit === 'minute' || unit === 'second' ? number(18, 0) : number(9, 0);
}
