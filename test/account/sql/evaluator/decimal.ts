import { SqlError } from './value.js';

/** Exact numbers as digits without the point. All rounding is half away from zero. */

const LIMIT = 10n ** 38n;

export const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** No NUMBER has more than 38 digits. */
export function checked(digits: bigint): bigint {
  if (magnitude(digits) >= LIMIT) throw new SqlError('Number out of representable range');
  return digits;
}

export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  if (divisor === 0n) throw new SqlError('Division by zero');
  const negative = dividend < 0n !== divisor < 0n;
  const [a, b] = [magnitude(dividend), magnitude(divisor)];
  const rounded = (2n * a + b) / (2n * b);
  return negative ? -rounded : rounded;
}

export function rescaled(digits: bigint, from: number, to: number): bigint {
  return to >= from ? digits * power10(to - from) : divideRounded(digits, power10(from - to));
}

/** The digits for a NUMBER of this size. */
export function fitted(digits: bigint, precision: number): bigint {
  if (magnitude(digits) >= power10(precision)) throw new SqlError('Number out of representable range');
  return digits;
}

export function formatDecimal(digits: bigint, scale: number): string {
  const text = magnitude(digits)
    .toString()
    .padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  return `${digits < 0n ? '-' : ''}${whole}${scale > 0 ? `.${text.slice(text.length - scale)}` : ''}`;
}

export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Reads a number as SQL writes it, with an exponent if it has one; null when it is none. */
export function parseDecimal(text: string): Decimal | null {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return null;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * power10(-scale), scale: 0 };
}

export function decimalToFloat(digits: bigint, scale: number): number {
  return Number(formatDecimal(digits, scale));
}

/** A double is a whole number times a power of two, so that its decimal digits are certain. */
export function floatToDecimal(value: number, scale: number): bigint {
  if (!Number.isFinite(value)) throw new SqlError('Number out of representable range');
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return divideRounded(BigInt(mantissa) * power10(scale), 2n ** BigInt(exponent));
}

/** Towards zero, away from it, down or up: to so many digits after the point. */
export function cut(
  digits: bigint,
  scale: number,
  places: number,
  how: 'round' | 'trunc' | 'floor' | 'ceil',
): bigint {
  if (places >= scale) return digits;
  const unit = power10(scale - places);
  if (how === 'round') return divideRounded(digits, unit);
  const truncated = digits / unit;
  const rest = digits % unit;
  if (how === 'floor' && rest < 0n) return truncated - 1n;
  if (how === 'ceil' && rest > 0n) return truncated + 1n;
  return truncated;
}
