import type { Bool } from '../columns/boolean.js';
import type { Column } from '../columns/column.js';
import type { DateCol } from '../columns/date.js';
import type { NumberColumn } from '../columns/number.js';
import { operand } from '../columns/operand.js';
import type { Text } from '../columns/text.js';
import type { TimestampLtz, TimestampNtz, TimestampTz } from '../columns/timestamp.js';
import { wrap } from '../columns/wrap.js';
import { DATE, timestamp } from '../type.js';

/** The JavaScript constants that can stand for a column of class `C`. */
export type LiteralOf<C> = C extends NumberColumn
  ? number | bigint
  : C extends Text | DateCol | TimestampNtz | TimestampLtz | TimestampTz
    ? string
    : C extends Bool
      ? boolean
      : never;

/** The column class of a constant; a column's own class. */
export type LiteralColumn<T> = T extends Column
  ? T
  : T extends number | bigint
    ? NumberColumn
    : T extends string
      ? Text
      : T extends boolean
        ? Bool
        : never;

/** A constant as a column. */
export function lit<const T extends number | bigint | string | boolean>(value: T): LiteralColumn<T> {
  return wrap<Column>(operand(value)) as LiteralColumn<T>;
}

/** A constant DATE: `date('2026-01-31')`. */
export function date(iso: string): DateCol {
  return wrap(operand(iso, DATE));
}

/** A constant TIMESTAMP_NTZ: `timestampNtz('2026-01-31 10:00:00')`. */
export function timestampNtz(iso: string): TimestampNtz {
  return wrap(operand(iso, timestamp('TIMESTAMP_NTZ')));
}
