import { describe, expect, it } from 'vitest';
import { Recent } from '../../../../src/sql/read/recent.js';

describe('Recent', () => {
  it('keeps so many texts, those that were used last', () => {
    const recent = new Recent<number>(2, 100);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.get('a')).toBe(1);
    recent.set('c', 3);
    expect(['a', 'b', 'c'].map((text) => recent.get(text))).toEqual([1, undefined, 3]);
  });

  it('keeps so many characters, and always the newest text', () => {
    const recent = new Recent<number>(100, 10);
    recent.set('aaaa', 1);
    recent.set('bbbb', 2);
    recent.set('cccc', 3);
    expect(['aaaa', 'bbbb', 'cccc'].map((text) => recent.get(text))).toEqual([undefined, 2, 3]);
    recent.set('d'.repeat(20), 4);
    expect(['bbbb', 'cccc', 'd'.repeat(20)].map((text) => recent.get(text))).toEqual([
      undefined,
      undefined,
      4,
    ]);
  });

  it('counts a text that is set again once, and one that was deleted not', () => {
    const recent = new Recent<number>(100, 8);
    recent.set('aaaa', 1);
    recent.set('aaaa', 2);
    recent.set('bbbb', 3);
    expect(recent.get('aaaa')).toBe(2);
    recent.delete('aaaa');
    recent.set('cccc', 4);
    expect(['aaaa', 'bbbb', 'cccc'].map((text) => recent.get(text))).toEqual([undefined, 3, 4]);
  });
});
