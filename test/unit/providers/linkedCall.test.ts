import { describe, expect, it } from 'vitest';
import { linkedCall, linkedRanges } from '../../../src/providers/linkedCall.js';

const location = (line: number, from: number, endLine: number, to: number, uri = 'file:///a%20b.ts') => ({
  uri,
  range: { start: { line, character: from }, end: { line: endLine, character: to } },
});

describe('the call under the cursor', () => {
  const calls = {
    1: location(0, 0, 9, 0),
    2: location(2, 4, 2, 30),
    3: location(2, 10, 2, 20),
    4: location(2, 10, 2, 20, 'file:///other.ts'),
  };

  it('is the innermost around it', () => {
    expect(linkedCall(calls, 'file:///a%20b.ts', { line: 2, character: 12 })).toBe(3);
    expect(linkedCall(calls, 'file:///a%20b.ts', { line: 2, character: 25 })).toBe(2);
    expect(linkedCall(calls, 'file:///a%20b.ts', { line: 5, character: 0 })).toBe(1);
  });

  it('is in the same document, however its address is escaped', () => {
    expect(linkedCall(calls, 'file:///a b.ts', { line: 5, character: 0 })).toBe(1);
    expect(linkedCall(calls, 'file:///third.ts', { line: 5, character: 0 })).toBeNull();
  });
});

describe('the SQL of a call', () => {
  it('is its outermost stretches', () => {
    const map = [
      { start: 0, end: 50, call: 1 },
      { start: 10, end: 20, call: 1 },
      { start: 60, end: 70, call: 1 },
      { start: 0, end: 90, call: 2 },
    ];
    expect(linkedRanges(map, 1).map(({ start }) => start)).toEqual([0, 60]);
  });
});
