import { expect } from 'vitest';

/** What a cell holds: a number where its text is one, an array's elements. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  if (value.startsWith('[')) return (JSON.parse(value) as unknown[]).map(plain);
  return Number.isNaN(Number(value)) ? value : Number(value);
}

/** Stands for a value in `toEqual`; for a number, for all that agree with it in nine digits: sums have no order. */
export function near(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(near);
  if (typeof value !== 'number') return value;
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return expect.closeTo(value, 8 - Math.max(exponent, -2)) as unknown;
}
