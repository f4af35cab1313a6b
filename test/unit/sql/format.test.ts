import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatSql as formatted } from '../../../src/sql/format.js';
import type { SqlStyle } from '../../../src/sql/format.js';
import { randomTexts } from './randomTexts.js';
import { firstChange, sameTokens, tokens } from '../../../src/sql/tokens.js';

const formatSql = (text: string, style: SqlStyle) => formatted(text, style).text;
const upper = { keywordCase: 'upper', indent: 2 } as const;

describe('formatting SQL', () => {
  it('lays out a query and changes the case of keywords as asked', () => {
    expect(formatSql('select a, "b" from t where a>1', upper)).toBe(
      'SELECT\n  a,\n  "b"\nFROM\n  t\nWHERE\n  a > 1',
    );
    expect(formatSql('SELECT A FROM T', { keywordCase: 'lower', indent: 4 })).toBe(
      'select\n    A\nfrom\n    T',
    );
    expect(formatSql('Select A From T', { keywordCase: 'preserve', indent: 2 })).toBe(
      'Select\n  A\nFrom\n  T',
    );
  });

  it.each([
    ["SELECT x'FF' FROM T", "x'FF'"],
    ['SELECT MODEL!PREDICT(A) FROM T', 'MODEL!PREDICT'],
    ['LIST @stage/path/file.csv', '@stage/path/file.csv'],
    ['SELECT V:a.b::INT FROM T', ':'],
    ['SELECT * FROM T WHERE A = ?', '?'],
    ["SELECT $$ it's  raw $$", "$$ it's  raw $$"],
    ["SELECT 'it''s \\' two  blanks'", "'it''s \\' two  blanks'"],
    ['SELECT A -- why\nFROM T', '-- why'],
    ['SELECT A FROM T QUALIFY ROW_NUMBER() OVER (PARTITION BY B ORDER BY C DESC NULLS LAST) = 1', 'QUALIFY'],
  ])('keeps the meaning of %s', (text, piece) => {
    const result = formatSql(text, upper);
    expect(sameTokens(text, result)).toBe(true);
    expect(result).toContain(piece);
    expect(formatSql(result, upper)).toBe(result);
  });

  it.each(["SELECT 'never ends", 'SELECT (', '', '   '])('gives %j back when it cannot be read', (text) => {
    expect(sameTokens(text, formatSql(text, upper))).toBe(true);
  });

  it.each(['corrected', 'guide-v1'])('keeps the tokens of compiled SQL (%s)', (name) => {
    const text = readFileSync(new URL(`./golden/${name}.sql`, import.meta.url), 'utf8').trimEnd();
    const result = formatSql(text, { keywordCase: 'lower', indent: 4 });
    expect(result).not.toBe(text);
    expect(sameTokens(text, result)).toBe(true);
  });
});

describe('a text that is left alone', () => {
  it('says why', () => {
    const { text, leftAlone } = formatted('SELECT (', upper);
    expect(text).toBe('SELECT (');
    expect(leftAlone).toMatch(/cannot read it: /);
    expect(firstChange("SELECT x'FF'", "SELECT x 'FF'")).toBe("`x'FF'`");
    expect(firstChange('SELECT A', 'SELECT A, B')).toBe('`,`');
  });
});

describe('random statements', () => {
  const WORDS = [
    "'it''s'",
    "x'0F'",
    '$$ a  b $$',
    '"Q q"',
    'v:select.From',
    'v:a[0]:b::int',
    '@st/From/a.csv',
    '-- n\n',
    '/* c  d */',
    'date',
    'from',
    't1',
    '1.5e3',
    '::',
    '||',
    '=>',
    '<>',
    '(',
    ')',
    ',',
    '?',
    ':1',
    'm!PREDICT(a)',
    'case',
    'end',
    'over',
    '$1',
    '{',
    '}',
    ';',
    '\n',
    'union all',
    'qualify',
  ];

  it('keep their tokens, or come back as they were', () => {
    const seed = Number(process.env['FIRN_FUZZ_SEED'] ?? Date.now() % 1_000_000);
    let state = seed;
    const below = (limit: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >>> 8) % limit;
    };
    for (let n = 0; n < 1500; n++) {
      const middle = Array.from({ length: below(14) }, () => WORDS[below(WORDS.length)]).join(' ');
      const text = ['select a', middle, 'from t where b = 1', WORDS[below(WORDS.length)]].join(' ');
      const { text: result, leftAlone } = formatted(text, {
        keywordCase: below(2) === 0 ? 'upper' : 'lower',
        indent: 1 + below(4),
      });
      expect(sameTokens(text, result), `seed ${seed}: ${text}`).toBe(true);
      if (leftAlone !== null) expect(result).toBe(text);
    }
  });

  it('and random texts never change', () => {
    const { seed, texts } = randomTexts(1000);
    for (const text of texts)
      expect(sameTokens(text, formatSql(text, upper)), `seed ${seed}: ${text}`).toBe(true);
  });
});

describe('tokens', () => {
  const kinds = (sql: string) => tokens(sql).map((t) => `${t.kind} ${t.text}`);

  it('tells strings, quoted names, numbers, words, operators and comments apart', () => {
    expect(kinds(`SELECT "a ""b", 'it''s', 1.5e3, V:x::INT -- note\n/* more */ FROM T1`)).toEqual([
      'word SELECT',
      'quoted "a ""b"',
      'operator ,',
      "string 'it''s'",
      'operator ,',
      'number 1.5e3',
      'operator ,',
      'word V',
      'operator :',
      'word x',
      'operator ::',
      'word INT',
      'comment -- note',
      'comment /* more */',
      'word FROM',
      'word T1',
    ]);
  });

  it('reads a backslash as an escape, and $$ texts as they are', () => {
    expect(kinds(String.raw`'a\'b' $$it's$$ X`)).toEqual([
      String.raw`string 'a\'b'`,
      "string $$it's$$",
      'word X',
    ]);
  });

  it.each([
    ["SELECT x'FF'", "SELECT x 'FF'"],
    ['A <> B', 'A < > B'],
    ["SELECT 'a  b'", "SELECT 'a b'"],
    ['SELECT "a"', 'SELECT "A"'],
    ['SELECT A', 'SELECT A, B'],
    ['V::INT', 'V: :INT'],
    ['V:Key.From', 'V:KEY.From'],
    ['V:a.From', 'V:a.FROM'],
    ['LIST @s/From/x', 'LIST @s/FROM/x'],
    ['SELECT A', 'SELECT A -- B'],
  ])('sees that %s is not %s', (a, b) => {
    expect(sameTokens(a, b)).toBe(false);
  });

  it('does not mind white space and the case of words', () => {
    expect(sameTokens('select  a\nfrom t', 'SELECT a FROM T')).toBe(true);
  });
});
