import { describe, expect, it } from 'vitest';
import { inStyle, offsetMover } from '../../../src/language/sqlStyle.js';

const compiled = {
  sql: 'WITH ORDERS AS (\n  SELECT O.ID\n  FROM T AS O\n)\nSELECT ID\nFROM ORDERS',
  map: [{ start: 19, end: 30, call: 7 }],
};

describe('SQL in the style of the user', () => {
  it('is the very text of the compiler where the style asks for nothing else', () => {
    expect(inStyle(compiled, { keywordCase: 'preserve', indent: 2 })).toBe(compiled);
    expect(inStyle(compiled, { keywordCase: 'upper', indent: 2 })).toBe(compiled);
  });

  it('moves the map along with the text', () => {
    const { sql, map } = inStyle(compiled, { keywordCase: 'lower', indent: 4 });
    expect(sql).toContain('select');
    const [entry] = map;
    expect(sql.slice(entry?.start, entry?.end).replace(/\s+/g, ' ')).toBe('select O.ID');
  });
});

describe('offsets between two layouts of a text', () => {
  it('count what is not white space', () => {
    const mover = offsetMover('a  b', 'A\n  B');
    expect(mover?.start(0)).toBe(0);
    expect(mover?.start(3)).toBe(4);
    expect(mover?.end(4)).toBe(5);
    expect(mover?.end(1)).toBe(1);
  });

  it('are not known when the texts differ in more', () => {
    expect(offsetMover('a b', 'a c')).toBeNull();
  });
});
