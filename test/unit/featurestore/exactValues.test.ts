import { describe, expect, it } from 'vitest';
import {
  epochDays,
  epochMicroseconds,
  microsecondsOfDay,
  plainDigits,
  unscaled,
} from '../../../src/featurestore/training/files/exactValues.js';
import { fileColumn } from '../../../src/featurestore/training/files/fileColumn.js';
import type { ResultColumn } from '../../../src/session/session.js';

describe('values of exported rows', () => {
  it.each([
    ['12.5', 2, 1250n],
    ['-0.01', 2, -1n],
    ['1e+30', 0, 10n ** 30n],
    ['1.5e-7', 8, 15n],
    ['-12345678901234567890.5', 1, -123456789012345678905n],
    ['0', 4, 0n],
  ])('%s with scale %i is %s', (text, scale, whole) => {
    expect(unscaled(text, scale)).toBe(whole);
  });

  it.each([
    [1e30, '1000000000000000000000000000000'],
    [-1.5e-7, '-0.00000015'],
    [1e-7, '0.0000001'],
    [12.5, '12.5'],
    ['123456789012345678.25', '123456789012345678.25'],
  ])('%s is written with its digits', (cell, text) => {
    expect(plainDigits(cell)).toBe(text);
  });

  it('counts days and microseconds on both sides of 1970, and from far away', () => {
    expect([epochDays('1970-01-02'), epochDays('1969-12-31'), epochDays('0001-01-01')]).toEqual([
      1, -1, -719_162,
    ]);
    expect(epochMicroseconds('1969-12-31T23:59:59.999999')).toBe(-1n);
    expect(epochMicroseconds('2026-07-01T12:00:00.5+02:00')).toBe(
      BigInt(Date.parse('2026-07-01T10:00:00.5Z')) * 1000n,
    );
    expect(epochMicroseconds('2026-07-01T12:00:00-08:30')).toBe(
      BigInt(Date.parse('2026-07-01T20:30:00Z')) * 1000n,
    );
    expect(microsecondsOfDay('23:59:59.123456000')).toBe(86_399_123_456n);
  });

  it('are refused where the file cannot hold them', () => {
    const column = (change: Partial<ResultColumn>): ResultColumn => ({
      name: 'AT',
      type: 'TIMESTAMP_NTZ',
      nullable: true,
      ...change,
    });
    expect(() => fileColumn(column({}), false).value('2026-01-01T00:00:00.123456789')).toThrow(
      'AT is a TIMESTAMP_NTZ with nanoseconds',
    );
    expect(() => fileColumn(column({ type: 'TIME' }), false).value('00:00:00.000000001')).toThrow(
      'nanoseconds',
    );
    const wide = fileColumn(column({ type: 'NUMBER', precision: 38, scale: 0 }), true);
    expect(() => wide.value('9223372036854775808')).toThrow('more than 64 bits');
    expect(wide.value('9223372036854775807')).toBe(2n ** 63n - 1n);
  });
});
