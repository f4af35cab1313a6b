import { describe, expect, it } from 'vitest';
import { readBinds } from '../../../src/account/server/bindings.js';

const values = (bindings: unknown) => readBinds(bindings).rows.map((row) => row.map((bind) => bind.value));

describe('binds of a request', () => {
  it('are read in the order of their numbers', () => {
    const bindings = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [String(index + 1), { type: 'FIXED', value: String(index) }]),
    );
    expect(values(bindings)).toEqual([Array.from({ length: 11 }, (_, index) => String(index))]);
    expect(readBinds(undefined)).toEqual({ rows: [[]], many: false });
  });

  it('may be a null of no type, and times in nanoseconds', () => {
    expect(readBinds({ '1': { type: 'ANY', value: null } }).rows).toEqual([[{ type: 'TEXT', value: null }]]);
    expect(values({ '1': { type: 'TIME', value: '36672000000007' } })).toEqual([['10:11:12.000000007']]);
    expect(values({ '1': { type: 'TIME', value: '10:11:12' } })).toEqual([['10:11:12']]);
  });

  it('are refused by number when one is missing or of an unknown type', () => {
    expect(() => readBinds({ '2': { type: 'TEXT', value: 'x' } })).toThrow('number 1 is missing');
    expect(() => readBinds({ '1': { type: 'SHAPE', value: 'x' } })).toThrow('unknown type SHAPE');
    expect(() => readBinds({ '1': { type: 'TEXT', value: 1 } })).toThrow('number 1 is not text');
  });

  it('may hold a list of values for each place, a row for each', () => {
    const bindings = { '1': { type: 'FIXED', value: ['1', '2'] }, '2': { type: 'TEXT', value: ['a', null] } };
    expect(readBinds(bindings).many).toBe(true);
    expect(values(bindings)).toEqual([
      ['1', 'a'],
      ['2', null],
    ]);
    expect(() => readBinds({ ...bindings, '2': { type: 'TEXT', value: ['a'] } })).toThrow(
      'number 2 has another',
    );
    expect(() => readBinds({ ...bindings, '2': { type: 'TEXT', value: 'a' } })).toThrow(
      'number 2 has one value',
    );
  });
});
