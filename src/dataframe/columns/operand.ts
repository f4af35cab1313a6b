import type { Expression } from '../expression/expression.js';
import {
  booleanLiteral,
  dateLiteral,
  nullLiteral,
  numberLiteral,
  textLiteral,
  timeLiteral,
  timestampLiteral,
  vectorLiteral,
} from '../expression/literal.js';
import { POISON } from '../expression/poison.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { LONGEST_VECTOR, formatType } from '../type.js';
import type { SqlType, TypeKind } from '../type.js';
import type { Column } from './column.js';
import { expressionOf, isColumn } from './expressionOf.js';

/** What may stand where a column's value is expected. */
export type Value = Column | number | bigint | string | boolean | readonly number[] | null;

const TIME_TEXT = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/;
const DATE_TEXT = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP_TEXT = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}:\d{2}))?)?$/;

/** The expression of a column or a constant. A text constant beside a date or a timestamp is read as one. */
export function operand(value: Value, beside: SqlType | null = null): Expression {
  if (isColumn(value)) return expressionOf(value);
  if (value === null) return nullLiteral(beside);
  if (Array.isArray(value)) return vector(value as readonly unknown[], beside);
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) return invalid(`${value} is no SQL number`);
      return numberLiteral(value);
    case 'bigint':
      return numberLiteral(value);
    case 'boolean':
      return booleanLiteral(value);
    case 'string':
      return textOrTime(value, beside?.kind);
    default:
      return invalid(`a column or a constant is expected here, not ${describeJs(value)}`);
  }
}

function textOrTime(value: string, kind: TypeKind | undefined): Expression {
  if (kind === 'DATE')
    return isDate(value) ? dateLiteral(value) : invalid(`'${value}' is no date like '2026-01-31'`);
  if (kind === 'TIME')
    return TIME_TEXT.test(value) ? timeLiteral(value) : invalid(`'${value}' is no time like '10:00:00'`);
  if (kind === 'TIMESTAMP_NTZ' || kind === 'TIMESTAMP_LTZ' || kind === 'TIMESTAMP_TZ')
    return TIMESTAMP_TEXT.test(value) && isDate(value.slice(0, 10))
      ? timestampLiteral(value.replace('T', ' '), kind)
      : invalid(`'${value}' is no timestamp like '2026-01-31 10:00:00'`);
  return textLiteral(value);
}

function vector(elements: readonly unknown[], beside: SqlType | null): Expression {
  const element = beside?.kind === 'VECTOR' ? beside.element : 'FLOAT';
  const fits = element === 'INT' ? Number.isSafeInteger : Number.isFinite;
  if (!elements.every(fits)) return invalid(`a vector of ${element} has numbers of that type alone`);
  if (elements.length < 1 || elements.length > LONGEST_VECTOR)
    return invalid(`a vector has 1 to ${LONGEST_VECTOR} elements, not ${elements.length}`);
  return vectorLiteral(elements as readonly number[], element);
}

/** Whether the text is a day that exists. */
function isDate(text: string): boolean {
  if (!DATE_TEXT.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function invalid(message: string): Expression {
  report({ code: 'invalid-argument', severity: 'error', message: `${message}.`, place: { call: here() } });
  return POISON;
}

export function describeJs(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return 'an object';
  return `the ${typeof value} ${String(value)}`;
}

/** How a message speaks of an expression's type. */
export function describeType(type: SqlType | null): string {
  return type === null ? 'an unknown type' : formatType(type);
}
