import { describe, expect, it } from 'vitest';
import { numberCell } from '../../../src/session/cells.js';

describe('a NUMBER', () => {
  it('is a JavaScript number while that holds its digits', () => {
    expect(numberCell('0')).toBe(0);
    expect(numberCell('-12.50')).toBe(-12.5);
    expect(numberCell('0.000000000000001')).toBe(1e-15);
    expect(numberCell('9007199254740991')).toBe(9007199254740991);
  });

  it('stays its digits where a JavaScript number would change them', () => {
    expect(numberCell('9007199254740993')).toBe('9007199254740993');
    expect(numberCell('-99999999999999999999999999999999999999')).toBe(
      '-99999999999999999999999999999999999999',
    );
    expect(numberCell('12345678901234567.5')).toBe('12345678901234567.5');
    expect(numberCell('0.12345678901234567890')).toBe('0.12345678901234567890');
  });
});
