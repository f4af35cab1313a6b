import { describe, expect, it } from 'vitest';
import {
  IdentifierError,
  clientIdentifier,
  identifier,
  qualifiedName,
  splitName,
  storedName,
} from '../../../src/sql/identifiers.js';
import { tokens } from '../../../src/sql/tokens.js';
import { tokenize } from '../../../src/sql/read/lexer.js';
import { isName, randomTexts } from './randomTexts.js';

describe('names as Snowflake stores them', () => {
  it.each([
    ['foo', 'FOO'],
    ['"foo"', 'foo'],
    ['"FOO"', 'FOO'],
    ['"a""b"', 'a"b'],
    ['_x$1', '_X$1'],
    ['"with space"', 'with space'],
  ])('%s is stored as %s', (written, stored) => {
    expect(storedName(written)).toBe(stored);
  });

  it.each(['1abc', 'a b', '', 'a.b', '"a', 'é', '""', '"a"b"'])('%j is no name', (written) => {
    expect(() => storedName(written)).toThrow(IdentifierError);
  });
});

describe('names as SQL text', () => {
  it.each([
    ['FOO', 'FOO'],
    ['foo', '"foo"'],
    ['a"b', '"a""b"'],
    ['MY_FV$V1', 'MY_FV$V1'],
    ['MY_FV$v1', '"MY_FV$v1"'],
    ['ORDER', '"ORDER"'],
    ['START', '"START"'],
    ['1A', '"1A"'],
  ])('%s is written %s', (stored, written) => {
    expect(identifier(stored)).toBe(written);
  });

  it("leaves reserved words alone where Snowflake's Python client does", () => {
    expect(clientIdentifier('ORDER')).toBe('ORDER');
    expect(clientIdentifier('order')).toBe('"order"');
  });

  it('joins and splits qualified names', () => {
    expect(qualifiedName('DB', 'my schema', 'T')).toBe('DB."my schema".T');
    expect(splitName('db."my.schema".t')).toEqual(['DB', 'my.schema', 'T']);
    for (const wrong of ['a..b', '.a', 'a.', '', '"a"b'])
      expect(() => splitName(wrong)).toThrow(IdentifierError);
  });

  it.each([
    ['', 'a character at least'],
    ['a\0b', 'U\\+0000'],
    ['a\ud83d', 'half of a character'],
    ['A'.repeat(256), '256 characters'],
    ['é'.repeat(256), '256 characters'],
  ])('refuses %j: %s', (stored, why) => {
    expect(() => identifier(stored)).toThrow(new RegExp(why));
    expect(() => clientIdentifier(stored)).toThrow(IdentifierError);
  });

  const { seed, texts } = randomTexts();
  it(`reads back what it writes, or refuses what is no name (FIRN_FUZZ_SEED=${seed})`, () => {
    for (const stored of texts) {
      if (!isName(stored)) {
        expect(() => identifier(stored), stored).toThrow(IdentifierError);
        continue;
      }
      const written = identifier(stored);
      expect(storedName(written), written).toBe(stored);
      expect(storedName(clientIdentifier(stored)), written).toBe(stored);
      expect(splitName(qualifiedName(stored, 'T', stored)), written).toEqual([stored, 'T', stored]);
      expect(tokens(written), written).toHaveLength(1);
    }
  });

  it(`is one name to the reader, wherever it stands (FIRN_FUZZ_SEED=${seed})`, () => {
    for (const stored of texts.filter(isName)) {
      const written = qualifiedName(stored, stored);
      const read = tokenize(`SELECT ${written} AS ${identifier(stored)}, 1 FROM T`);
      expect(
        read.map((t) => t.value),
        written,
      ).toEqual(['SELECT', stored, '.', stored, 'AS', stored, ',', '1', 'FROM', 'T']);
    }
  });
});
