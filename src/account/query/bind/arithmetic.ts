/**
 * Arithmetic with Snowflake's precision and scale.
 * Source: "Arithmetic operators" (scale and precision in arithmetic operations), "Division by zero".
 */
import type { SnowflakeType } from '../../account.js';
import { DATE, FLOAT, number } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import { bound } from './bound.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';
import { wrongType } from './errors.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
type Exact = Extract<SnowflakeType, { kind: 'NUMBER' }>;

const MAX_PRECISION = 38;
const TEXT_AS_NUMBER = number(18, 5);

/** Operands of arithmetic: text counts as NUMBER(18,5), a variant as FLOAT, a boolean as a number. */
export function numeric(value: Bound): Bound {
  switch (value.type.kind) {
    case 'NUMBER':
    case 'FLOAT':
      return value;
    case 'TEXT':
      return convert(value, TEXT_AS_NUMBER);
    case 'VARIANT':
      return convert(value, FLOAT);
    case 'BOOLEAN':
      return convert(value, number(1, 0));
    case 'NULL':
      return convert(value, number(38, 0));
    default:
      throw wrongType('arithmetic', [value.type]);
  }
}

function exactType(value: Bound): Exact | null {
  return value.type.kind === 'NUMBER' ? value.type : null;
}

const cap = (leading: number, scale: number): Exact => ({
  kind: 'NUMBER',
  precision: Math.max(1, Math.min(MAX_PRECISION, leading + scale)),
  scale,
});

/** Scale of `/` and AVG: six digits more than the dividend's, at most 12, never fewer than the dividend's. */
export const quotientScale = (scale: number): number => Math.max(scale, Math.min(scale + 6, 12));

function sum(a: Bound, b: Bound, x: Exact, y: Exact, operator: string): Bound {
  const scale = Math.max(x.scale, y.scale);
  const type = cap(Math.max(x.precision - x.scale, y.precision - y.scale) + 1, scale);
  return bound(`CAST(${a.sql} ${operator} ${b.sql} AS ${duckdbType(type)})`, type, a.nullable || b.nullable);
}

function product(a: Bound, b: Bound, x: Exact, y: Exact): Bound {
  const full = x.scale + y.scale;
  const scale = Math.min(full, Math.max(x.scale, y.scale, 12));
  const type = cap(x.precision - x.scale + y.precision - y.scale, scale);
  const nullable = a.nullable || b.nullable;
  if (full <= MAX_PRECISION) return bound(`CAST(${a.sql} * ${b.sql} AS ${duckdbType(type)})`, type, nullable);
  // More decimals than DuckDB can carry: through FLOAT, as the exact digits would be cut anyway.
  return bound(
    `CAST(CAST(${a.sql} AS DOUBLE) * CAST(${b.sql} AS DOUBLE) AS ${duckdbType(type)})`,
    type,
    nullable,
  );
}

/** An exact number's digits without its decimal point, as HUGEINT. */
function unscaled(value: Bound, type: Exact): string {
  if (type.scale === 0) return `CAST(${value.sql} AS HUGEINT)`;
  return `CAST(${value.sql} * CAST(1${'0'.repeat(type.scale)} AS DECIMAL(${type.scale + 1},0)) AS HUGEINT)`;
}

/** Exact division rounded half away from zero to `scale` digits. */
export function quotient(a: Bound, b: Bound, x: Exact, y: Exact, scale: number, leading: number): Bound {
  const type = cap(leading, scale);
  const shift = scale - x.scale + y.scale;
  const dividend =
    shift === 0 ? unscaled(a, x) : `${unscaled(a, x)} * CAST('1${'0'.repeat(shift)}' AS HUGEINT)`;
  const digits = `sf_divide(${dividend}, ${unscaled(b, y)})`;
  const unit = scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`;
  const value = `CAST(${digits} AS DECIMAL(38,0)) * CAST('${unit}' AS DECIMAL(${Math.max(scale, 1)},${scale}))`;
  return bound(`CAST(${value} AS ${duckdbType(type)})`, type);
}

function divide(a: Bound, b: Bound, x: Exact, y: Exact): Bound {
  return quotient(a, b, x, y, quotientScale(x.scale), x.precision - x.scale + y.scale);
}

function modulo(a: Bound, b: Bound, x: Exact, y: Exact): Bound {
  const type = cap(Math.max(x.precision - x.scale, y.precision - y.scale), Math.max(x.scale, y.scale));
  return bound(`CAST(${a.sql} % sf_nonzero(${b.sql}) AS ${duckdbType(type)})`, type);
}

function floating(operator: ArithmeticOperator, a: Bound, b: Bound): Bound {
  const left = convert(a, FLOAT).sql;
  const right = convert(b, FLOAT).sql;
  const divisor = operator === '/' || operator === '%' ? `sf_nonzero(${right})` : right;
  return bound(`(${left} ${operator} ${divisor})`, FLOAT, a.nullable || b.nullable);
}

const EXACT: Readonly<Record<ArithmeticOperator, (a: Bound, b: Bound, x: Exact, y: Exact) => Bound>> = {
  '+': (a, b, x, y) => sum(a, b, x, y, '+'),
  '-': (a, b, x, y) => sum(a, b, x, y, '-'),
  '*': product,
  '/': divide,
  '%': modulo,
};

/** Date plus or minus a number of days, and the days between two dates. */
function dateArithmetic(operator: ArithmeticOperator, a: Bound, b: Bound): Bound | null {
  const isDate = (v: Bound): boolean => v.type.kind === 'DATE';
  if (isDate(a) && isDate(b) && operator === '-')
    return bound(`CAST((${a.sql} - ${b.sql}) AS DECIMAL(9,0))`, number(9, 0));
  if (a.type.kind === 'BOOLEAN' || b.type.kind === 'BOOLEAN') return null;
  if (isDate(a) && (operator === '+' || operator === '-'))
    return bound(`(${a.sql} ${operator} CAST(${numeric(b).sql} AS INTEGER))`, DATE);
  if (isDate(b) && operator === '+') return bound(`(${b.sql} + CAST(${numeric(a).sql} AS INTEGER))`, DATE);
  return null;
}

export function arithmetic(operator: ArithmeticOperator, a: Bound, b: Bound): Bound {
  const dated = dateArithmetic(operator, a, b);
  if (dated !== null) return dated;
  const left = numeric(a);
  const right = numeric(b);
  const x = exactType(left);
  const y = exactType(right);
  return x === null || y === null ? floating(operator, left, right) : EXACT[operator](left, right, x, y);
}
