import { describe, expect, it } from 'vitest';
import {
  LiteralError,
  booleanLiteral,
  dateLiteral,
  numberLiteral,
  textLiteral,
  timestampLiteral,
} from '../../../src/sql/literals.js';
import { tokens } from '../../../src/sql/tokens.js';
import { randomTexts } from './randomTexts.js';

/** Reads a literal as Snowflake does: '' is a quote, a backslash escapes. */
function read(literal: string): string {
  return literal.slice(1, -1).replace(/''|\\([\s\S])/g, (_, escaped?: string) => escaped ?? "'");
}

describe('text', () => {
  it.each([
    ['it', "'it'"],
    ["it's", "'it''s'"],
    ['a\\b', "'a\\\\b'"],
    ["\\'", "'\\\\'''"],
    ['', "''"],
  ])('%j is written %s', (value, written) => {
    expect(textLiteral(value)).toBe(written);
  });

  const { seed, texts } = randomTexts();
  it(`cannot be broken out of (seed ${seed})`, () => {
    for (const text of texts) {
      const literal = textLiteral(text);
      expect(read(literal), literal).toBe(text);
      expect(
        tokens(`${literal}, X`).map((t) => t.text),
        literal,
      ).toEqual([literal, ',', 'X']);
    }
  });
});

describe('numbers', () => {
  it.each<readonly [number | bigint, string]>([
    [0, '0'],
    [-0, '0'],
    [-1.5, '-1.5'],
    [1e21, '1000000000000000000000'],
    [1.25e-7, '0.000000125'],
    [-1e-7, '-0.0000001'],
    [12345678901234567890123456789012345678n, '12345678901234567890123456789012345678'],
  ])('%s has no exponent', (value, written) => {
    expect(numberLiteral(value)).toBe(written);
  });

  it.each<number | bigint>([NaN, Infinity, 1e300, 10n ** 38n])('%s is refused', (value) => {
    expect(() => numberLiteral(value)).toThrow(LiteralError);
  });

  it('keep their value', () => {
    for (let exponent = -20; exponent < 22; exponent++) {
      const value = Number(`1.7${exponent}e${exponent}`.replace('-', ''));
      if (Number.isFinite(value) && value < 1e37) expect(Number(numberLiteral(value))).toBe(value);
    }
  });
});

it('writes the other kinds', () => {
  expect(booleanLiteral(true)).toBe('TRUE');
  expect(dateLiteral('2026-01-31')).toBe("DATE '2026-01-31'");
  expect(timestampLiteral('2026-01-31 10:00:00', 'TIMESTAMP_LTZ')).toBe(
    "'2026-01-31 10:00:00'::TIMESTAMP_LTZ",
  );
});
