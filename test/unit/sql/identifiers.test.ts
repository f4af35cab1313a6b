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
import { randomTexts } from './randomTexts.js';

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

  const { seed, texts } = randomTexts();
  it(`reads back what it writes (seed ${seed})`, () => {
    for (const stored of texts.filter((text) => text !== '')) {
      const written = identifier(stored);
      expect(storedName(written), written).toBe(stored);
      expect(splitName(qualifiedName(stored, 'T', stored)), written).toEqual([stored, 'T', stored]);
      expect(tokens(written), written).toHaveLength(1);
    }
  });
});
