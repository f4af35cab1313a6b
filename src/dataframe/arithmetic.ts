import { FLOAT, NUMBER, number, sameVectors } from './type.js';
import type { NumberType, SqlType } from './type.js';

/**
 * Types of arithmetic results: Snowflake documentation, "Arithmetic operators". L is the number of digits left of the
 * point, S the scale, P the precision, capped at 38.
 */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

const MAX = 38;

interface Size {
  readonly L: number;
  readonly S: number;
}

type Rule = (left: Size, right: Size) => Size;

const RULES: Readonly<Record<ArithmeticOperator, Rule>> = {
  '+': (a, b) => ({ L: Math.max(a.L, b.L) + 1, S: Math.max(a.S, b.S) }),
  '-': (a, b) => ({ L: Math.max(a.L, b.L) + 1, S: Math.max(a.S, b.S) }),
  '*': (a, b) => ({ L: a.L + b.L, S: Math.min(a.S + b.S, Math.max(a.S, b.S, 12)) }),
  '/': (a, b) => ({ L: a.L + b.S, S: divisionScale(a.S) }),
  '%': (a, b) => ({ L: Math.max(a.L, b.L), S: Math.max(a.S, b.S) }),
};

/** The scale of a quotient or an average of numbers of scale `scale`. */
function divisionScale(scale: number): number {
  return Math.max(scale, Math.min(scale + 6, 12));
}

function sizeOf(type: NumberType): Size | null {
  return type.precision === null || type.scale === null
    ? null
    : { L: type.precision - type.scale, S: type.scale };
}

export function arithmeticType(
  operator: ArithmeticOperator,
  left: SqlType | null,
  right: SqlType | null,
): SqlType | null {
  if (left === null || right === null) return null;
  if (left.kind !== 'NUMBER' || right.kind !== 'NUMBER') return FLOAT;
  const a = sizeOf(left);
  const b = sizeOf(right);
  if (!a || !b) return NUMBER;
  const { L, S } = RULES[operator](a, b);
  return number(Math.min(MAX, L + S), S);
}

/** SUM keeps the scale and takes the largest precision. */
export function sumType(type: SqlType | null): SqlType | null {
  return type?.kind === 'NUMBER' && type.scale !== null ? number(MAX, type.scale) : type;
}

export function averageType(type: SqlType | null): SqlType | null {
  return type?.kind === 'NUMBER' && type.scale !== null ? number(MAX, divisionScale(type.scale)) : type;
}

/** The type that holds every branch of COALESCE, IFF, CASE, GREATEST and of a UNION ALL; null when one is not known. */
export function commonType(types: readonly (SqlType | null)[]): SqlType | null {
  return types.reduce((a, b) => (a === null || b === null ? null : commonOfTwo(a, b)));
}

function commonOfTwo(a: SqlType, b: SqlType): SqlType | null {
  if (a.kind === 'NUMBER' && b.kind === 'NUMBER') {
    const x = sizeOf(a);
    const y = sizeOf(b);
    if (!x || !y) return NUMBER;
    const S = Math.max(x.S, y.S);
    return number(Math.min(MAX, Math.max(x.L, y.L) + S), S);
  }
  if ((a.kind === 'NUMBER' && b.kind === 'FLOAT') || (a.kind === 'FLOAT' && b.kind === 'NUMBER'))
    return FLOAT;
  if (a.kind === 'TEXT' && b.kind === 'TEXT') {
    const length = a.length === null || b.length === null ? null : Math.max(a.length, b.length);
    return Object.freeze({ kind: 'TEXT', length });
  }
  if (a.kind === 'VECTOR') return sameVectors(a, b) ? a : null;
  return a.kind === b.kind ? a : null;
}
