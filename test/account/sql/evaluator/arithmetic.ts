import { checked, divideRounded, power10, rescaled } from './decimal.js';
import { exact, FLOAT } from './type.js';
import type { Exact } from './type.js';
import { strict, widened } from './typed.js';
import type { Typed } from './typed.js';
import { SqlError } from './value.js';

export type Operator = '+' | '-' | '*' | '/' | '%';

/**
 * Snowflake documentation, "Arithmetic operators": scales of results. Sums keep the larger scale; products add them up
 * to 12 (or to the larger one, if that is above); quotients gain 6 digits up to 12.
 */
export function arithmetic(operator: Operator, left: Typed, right: Typed): Typed {
  if (left.type.kind === 'NULL' || right.type.kind === 'NULL')
    return strict([left, right], left.type.kind === 'NULL' ? right.type : left.type, () => null);
  if (left.type.kind !== 'NUMBER' || right.type.kind !== 'NUMBER')
    return strict([widened(left, FLOAT), widened(right, FLOAT)], FLOAT, (a, b) =>
      onFloats(operator, a as number, b as number),
    );
  const [a, b] = [left.type, right.type];
  const type = typeOf(operator, a, b);
  return strict([left, right], type, (x, y) =>
    checked(onDigits(operator, { digits: x as bigint, ...a }, { digits: y as bigint, ...b }, type.scale)),
  );
}

/** The scale of a quotient or an average. */
export const quotientScale = (scale: number): number => Math.max(scale, Math.min(scale + 6, 12));

function typeOf(operator: Operator, a: Exact, b: Exact): Exact {
  const [wholeA, wholeB] = [a.precision - a.scale, b.precision - b.scale];
  const larger = Math.max(a.scale, b.scale);
  switch (operator) {
    case '+':
    case '-':
      return exact(Math.max(wholeA, wholeB) + 1 + larger, larger);
    case '*': {
      const scale = Math.min(a.scale + b.scale, Math.max(a.scale, b.scale, 12));
      return exact(wholeA + wholeB + scale, scale);
    }
    case '/': {
      const scale = quotientScale(a.scale);
      return exact(wholeA + b.scale + scale, scale);
    }
    case '%':
      return exact(Math.max(wholeA, wholeB) + larger, larger);
  }
}

interface Operand {
  readonly digits: bigint;
  readonly scale: number;
}

function onDigits(operator: Operator, a: Operand, b: Operand, scale: number): bigint {
  const align = (x: Operand) => rescaled(x.digits, x.scale, scale);
  switch (operator) {
    case '+':
      return align(a) + align(b);
    case '-':
      return align(a) - align(b);
    case '*':
      return rescaled(a.digits * b.digits, a.scale + b.scale, scale);
    case '/':
      return quotient(a, b, scale);
    case '%':
      if (b.digits === 0n) throw new SqlError('Division by zero');
      return align(a) % align(b);
  }
}

export function quotient(a: Operand, b: Operand, scale: number): bigint {
  const shift = scale - a.scale + b.scale;
  return shift >= 0
    ? divideRounded(a.digits * power10(shift), b.digits)
    : divideRounded(a.digits, b.digits * power10(-shift));
}

function onFloats(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw new SqlError('Division by zero');
      return a / b;
    case '%':
      if (b === 0) throw new SqlError('Division by zero');
      return a % b;
  }
}
