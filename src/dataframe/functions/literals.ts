import type { Bool } from '../columns/boolean.js';
import type { Column } from '../columns/column.js';
import type { DateCol } from '../columns/date.js';
import type { NumberColumn } from '../columns/number.js';
import { operand } from '../columns/operand.js';
import type { Text } from '../columns/text.js';
import type { TimestampLtz, TimestampNtz, TimestampTz } from '../columns/timestamp.js';
import type { TimeCol } from '../columns/time.js';
import type { Vector } from '../columns/vector.js';
import { wrap } from '../columns/wrap.js';
import { DATE, TIME, timestamp, vectorType } from '../type.js';
import type { VectorType } from '../type.js';

/** The JavaScript constants that can stand for a column of class `C`. */
export type LiteralOf<C> = C extends NumberColumn
  ? number | bigint
  : C extends Text | DateCol | TimeCol | TimestampNtz | TimestampLtz | TimestampTz
    ? string
    : C extends Bool
      ? boolean
      : C extends Vector
        ? readonly number[]
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

/** A constant TIMESTAMP_LTZ; a text without an offset is read in the session's time zone: `timestampLtz('2026-01-31 10:00:00 +01:00')`. */
export function timestampLtz(iso: string): TimestampLtz {
  return wrap(operand(iso, timestamp('TIMESTAMP_LTZ')));
}

/** A constant TIMESTAMP_TZ: `timestampTz('2026-01-31 10:00:00 +01:00')`. */
export function timestampTz(iso: string): TimestampTz {
  return wrap(operand(iso, timestamp('TIMESTAMP_TZ')));
}

/** A constant TIME: `time('10:00:00')`. */
export function time(iso: string): TimeCol {
  return wrap(operand(iso, TIME));
}

/** A constant VECTOR of 32-bit numbers, FLOAT unless told otherwise: `vector([0.1, 0.2])` (`[0.1, 0.2]::VECTOR(FLOAT, 2)`). */
export function vector(elements: readonly number[], element: VectorType['element'] = 'FLOAT'): Vector {
  return wrap(operand(elements, vectorType(element, elements.length)));
}
