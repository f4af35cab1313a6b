import type { Column } from '../columns/column.js';
import type { DateCol } from '../columns/date.js';
import { expressionOf } from '../columns/expressionOf.js';
import type { Int, NumberColumn } from '../columns/number.js';
import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import type { ObjectCol } from '../columns/semiStructured.js';
import { wrap } from '../columns/wrap.js';
import { functionCall } from '../expression/call.js';
import { textLiteral } from '../expression/literal.js';
import { here } from '../trace.js';
import { DATE, number, OBJECT } from '../type.js';

/** A 64-bit number of the values, the same for equal values; NULLs count too, so it is never NULL (HASH). */
export function hash(first: Column, ...others: readonly Column[]): Int {
  return wrap(functionCall('HASH', [first, ...others].map(expressionOf), number(19, 0), here()));
}

/** The date; months and days beyond the calendar go on: month 13 is January of the next year (DATE_FROM_PARTS). */
export function dateFromParts(
  year: NumberColumn | number,
  month: NumberColumn | number,
  day: NumberColumn | number,
): DateCol {
  return wrap(
    functionCall(
      'DATE_FROM_PARTS',
      [year, month, day].map((part) => operand(part)),
      DATE,
      here(),
    ),
  );
}

/** An OBJECT of the values; keys whose value is NULL are left out (OBJECT_CONSTRUCT). */
export function objectConstruct(values: Readonly<Record<string, Value>>): ObjectCol {
  const args = Object.entries(values).flatMap(([key, value]) => [textLiteral(key), operand(value)]);
  return wrap(functionCall('OBJECT_CONSTRUCT', args, OBJECT, here()));
}
