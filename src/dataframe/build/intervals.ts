import { describeType } from '../columns/operand.js';
import type { Interval } from '../functions/intervals.js';
import type { SqlType } from '../type.js';
import { invalidArgument } from './names.js';

/** Reports an interval that is no length of time, or that the column's type cannot be moved by. */
export function expectInterval(what: string, { amount, unit }: Interval, type: SqlType | null): void {
  if (!Number.isSafeInteger(amount) || amount <= 0)
    invalidArgument(`${what} takes a whole number of ${unit}s above 0, not ${amount}.`);
  if (type?.kind === 'DATE' && unit !== 'day')
    invalidArgument(`${what} counts ${unit}s, but the column is a DATE: use days(…).`);
  if (type && type.kind !== 'DATE' && !type.kind.startsWith('TIMESTAMP'))
    invalidArgument(`${what} needs a date or a timestamp, not ${describeType(type)}.`);
}
