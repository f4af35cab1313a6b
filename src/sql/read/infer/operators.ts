/**
 * Result types of operators. Source: "Arithmetic operators", "Date & time data types" (interval constants, date
 * arithmetic), "Data type conversion" (coercion).
 */
import { arithmeticType } from '../../../dataframe/arithmetic.js';
import type { ArithmeticOperator } from '../../../dataframe/arithmetic.js';
import { commonOfTwo } from '../commonType.js';
import { DATE, FLOAT, number, TEXT, TIMESTAMP_NTZ, typeText } from '../types.js';
import type { SnowflakeType } from '../types.js';
import type { Value } from './model.js';
import { computed } from './uses.js';

const TEXT_AS_NUMBER = number(18, 5);

/** Two types that an operator or a list does not take together. */
export interface Mismatch {
  readonly mismatch: readonly [SnowflakeType, SnowflakeType];
}

/** Operands of arithmetic: text counts as NUMBER(18,5), a variant as FLOAT, a boolean as a number; null: none of these. */
export function numericType(value: Value): SnowflakeType | null {
  if (value.untyped === true) return number(38, 0);
  switch (value.type?.kind) {
    case 'NUMBER':
    case 'FLOAT':
      return value.type;
    case 'TEXT':
      return TEXT_AS_NUMBER;
    case 'VARIANT':
      return FLOAT;
    case 'BOOLEAN':
      return number(1, 0);
    default:
      return null;
  }
}

export function numeric(value: Value): Value {
  const { uses, nullable } = value;
  return { type: numericType(value), nullable, uses: value.type?.kind === 'NUMBER' ? uses : computed(value) };
}

/** Whether a value that is no number was given where one is needed. */
export function isNoNumber(value: Value): boolean {
  return value.untyped !== true && value.type !== null && numericType(value) === null;
}

/** Date plus or minus a number of days, and the days between two dates. */
function dateArithmetic(operator: ArithmeticOperator, a: Value, b: Value): SnowflakeType | null {
  const isDate = (v: Value): boolean => v.type?.kind === 'DATE';
  if (isDate(a) && isDate(b) && operator === '-') return number(9, 0);
  if (a.type?.kind === 'BOOLEAN' || b.type?.kind === 'BOOLEAN') return null;
  if (isDate(a) && (operator === '+' || operator === '-') && !isNoNumber(b)) return DATE;
  return isDate(b) && operator === '+' && !isNoNumber(a) ? DATE : null;
}

export function arithmetic(operator: ArithmeticOperator, a: Value, b: Value): Value | Mismatch {
  const uses = computed(a, b);
  if ((a.type === null && a.untyped !== true) || (b.type === null && b.untyped !== true))
    return { type: null, nullable: true, uses };
  const dated = dateArithmetic(operator, a, b);
  if (dated !== null) return { type: dated, nullable: true, uses };
  const [left, right] = [numericType(a), numericType(b)];
  if (left === null || right === null) return { mismatch: [a.type ?? TEXT, b.type ?? TEXT] };
  const exact = left.kind === 'NUMBER' && right.kind === 'NUMBER';
  const mayFail = exact && (operator === '/' || operator === '%');
  return {
    type: sized(arithmeticType(operator, left, right)),
    nullable: mayFail || a.nullable || b.nullable,
    uses,
  };
}

/** A type of the frames' column model; null where its size is not known. */
export function sized(type: ReturnType<typeof arithmeticType>): SnowflakeType | null {
  if (type === null) return null;
  if (type.kind === 'NUMBER')
    return type.precision === null || type.scale === null
      ? null
      : number(Math.max(1, type.precision), type.scale);
  if (type.kind === 'TEXT') return type.length === null ? TEXT : { kind: 'TEXT', length: type.length };
  if (type.kind === 'BINARY') return { kind: 'BINARY', length: type.length ?? 8_388_608 };
  return type as SnowflakeType;
}

/** `d + INTERVAL '1 day'`: whole days keep a DATE. */
export function intervalType(value: Value, interval: string): SnowflakeType | null {
  if (value.type === null) return null;
  if (value.type.kind === 'TEXT') return TIMESTAMP_NTZ;
  if (value.type.kind !== 'DATE') return value.type;
  const rest = interval.replace(/\b(days?|months?|years?|weeks?|quarters?)\b/gi, '');
  return /hour|minute|second|h|mi|ms|s$/i.test(rest) ? TIMESTAMP_NTZ : DATE;
}

/** The type in which values meet; `untyped` when all of them are NULL. */
export function commonType(
  values: readonly Pick<Value, 'type' | 'untyped'>[],
): { readonly type: SnowflakeType | null; readonly untyped?: true } | Mismatch {
  const typed = values.filter((v) => v.untyped !== true);
  const [first, ...rest] = typed;
  if (first === undefined) return { type: TEXT, untyped: true };
  let type = first.type;
  for (const value of rest) {
    if (type === null || value.type === null) return { type: null };
    const common = commonOfTwo(type, value.type);
    if (common === null) return { mismatch: [type, value.type] };
    type = common;
  }
  return { type };
}

export const isMismatch = (value: object): value is Mismatch => 'mismatch' in value;

export function typeName(type: SnowflakeType): string {
  return typeText(type).replace(/\(16777216\)|\(8388608\)|\(9\)/, '');
}
