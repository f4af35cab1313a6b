import { BOOLEAN, DATE, TEXT, TIME, number, timestamp, vectorType } from '../type.js';
import type { SqlType, VectorType } from '../type.js';
import type { ExpressionBase } from './expression.js';

/** A constant. Dates, times and timestamps are carried in their ISO text, vectors as their elements. */
export interface Literal extends ExpressionBase {
  readonly kind: 'literal';
  readonly value: number | bigint | string | boolean | readonly number[] | null;
}

export function nullLiteral(type: SqlType | null = null): Literal {
  return Object.freeze({ kind: 'literal', value: null, type });
}

export function numberLiteral(value: number | bigint): Literal {
  return Object.freeze({ kind: 'literal', value, type: literalType(value) });
}

export function textLiteral(value: string): Literal {
  return Object.freeze({ kind: 'literal', value, type: { ...TEXT, length: value.length } as SqlType });
}

export function booleanLiteral(value: boolean): Literal {
  return Object.freeze({ kind: 'literal', value, type: BOOLEAN });
}

export function dateLiteral(iso: string): Literal {
  return Object.freeze({ kind: 'literal', value: iso, type: DATE });
}

export function timeLiteral(iso: string): Literal {
  return Object.freeze({ kind: 'literal', value: iso, type: TIME });
}

export function vectorLiteral(elements: readonly number[], element: VectorType['element']): Literal {
  const value = Object.freeze([...elements]);
  return Object.freeze({ kind: 'literal', value, type: vectorType(element, elements.length) });
}

export function timestampLiteral(
  iso: string,
  kind: 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ' = 'TIMESTAMP_NTZ',
): Literal {
  return Object.freeze({ kind: 'literal', value: iso, type: timestamp(kind) });
}

/** The type Snowflake gives a numeric constant: as many digits as are written. */
function literalType(value: number | bigint): SqlType {
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) return number(38, 12);
  const whole = (match[1] ?? '0').replace(/^0+/, '').length;
  const scale = match[2]?.length ?? 0;
  return number(Math.max(1, whole + scale), scale);
}
