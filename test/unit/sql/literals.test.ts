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
import { tokenize } from '../../../src/sql/read/lexer.js';
import { fuzzSeed, isText, randomNumbers, randomTexts } from './randomTexts.js';

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

  it('writes U+0000 so that digits after it are no code', () => {
    expect(textLiteral('\u000012')).toBe("'\\u000012'");
    expect(tokenize("'\\012'").map((t) => t.value)).toEqual(['\n']);
  });

  it('refuses half of a character', () => {
    expect(() => textLiteral('a\ud83d')).toThrow(LiteralError);
  });

  const { seed, texts } = randomTexts();
  it(`cannot be broken out of, and is read back (FIRN_FUZZ_SEED=${seed})`, () => {
    for (const text of texts) {
      if (!isText(text)) {
        expect(() => textLiteral(text), text).toThrow(LiteralError);
        continue;
      }
      const literal = textLiteral(text);
      const sql = `${literal}, X`;
      expect(
        tokens(sql).map((t) => t.text),
        literal,
      ).toEqual([literal, ',', 'X']);
      expect(
        tokenize(sql).map((t) => t.value),
        literal,
      ).toEqual([text, ',', 'X']);
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

  it(`keep their value, or are refused for their digits (FIRN_FUZZ_SEED=${fuzzSeed})`, () => {
    const below = randomNumbers(fuzzSeed);
    const number = () => (below(2) ? 1 : -1) * (below(1e9) / 10 ** below(10)) * 10 ** (below(80) - 40);
    for (const value of [
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      Number.MAX_SAFE_INTEGER,
      ...Array.from({ length: 2000 }, number),
    ]) {
      const literal = attempt(() => numberLiteral(value));
      if (literal === undefined)
        expect(/^-?(\d{39,}|.*e-)/.test(exactDigits(value)), String(value)).toBe(true);
      else {
        expect(Number(literal), literal).toBe(value === 0 ? 0 : value);
        expect(
          tokenize(literal)
            .map((t) => t.text)
            .join(''),
          literal,
        ).toBe(literal);
        expect(literal).toMatch(/^-?\d+(\.\d+)?$/);
      }
    }
  });
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(LiteralError);
    return undefined;
  }
}

/** A number that is too large to the last digit; a small one with its exponent. */
function exactDigits(value: number): string {
  return Math.abs(value) >= 1 ? BigInt(Math.trunc(value)).toString() : String(value);
}

it('writes the other kinds', () => {
  expect(booleanLiteral(true)).toBe('TRUE');
  expect(dateLiteral('2026-01-31')).toBe("DATE '2026-01-31'");
  expect(timestampLiteral('2026-01-31 10:00:00', 'TIMESTAMP_LTZ')).toBe(
    "'2026-01-31 10:00:00'::TIMESTAMP_LTZ",
  );
});
