import { describe, expect, it } from 'vitest';
import { readBinds } from '../../../src/account/server/bindings.js';

describe('binds of a request', () => {
  it('are read in the order of their numbers', () => {
    const bindings = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [String(index + 1), { type: 'FIXED', value: String(index) }]),
    );
    expect(readBinds(bindings)?.map((bind) => bind.value)).toEqual(
      Array.from({ length: 11 }, (_, index) => String(index)),
    );
    expect(readBinds(undefined)).toBeUndefined();
  });

  it('may be a null of no type, and times in nanoseconds', () => {
    expect(readBinds({ '1': { type: 'ANY', value: null } })).toEqual([{ type: 'TEXT', value: null }]);
    expect(readBinds({ '1': { type: 'TIME', value: '36672000000007' } })).toEqual([
      { type: 'TIME', value: '10:11:12.000000007' },
    ]);
    expect(readBinds({ '1': { type: 'TIME', value: '10:11:12' } })?.[0]?.value).toBe('10:11:12');
  });

  it('are refused by number when one is missing or of an unknown type', () => {
    expect(() => readBinds({ '2': { type: 'TEXT', value: 'x' } })).toThrow('number 1 is missing');
    expect(() => readBinds({ '1': { type: 'SHAPE', value: 'x' } })).toThrow('unknown type SHAPE');
    expect(() => readBinds({ '1': { type: 'TEXT', value: 1 } })).toThrow('number 1 is not text');
  });
});
