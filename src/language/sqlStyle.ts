import { formatSql } from '../sql/format.js';
import type { SqlStyle } from './protocol.js';

interface MappedSql {
  readonly sql: string;
  readonly map: readonly { readonly start: number; readonly end: number; readonly call: number }[];
}

/** What the compiler writes; SQL in this style is shown as it is. */
export const compiledStyle: SqlStyle = { keywordCase: 'upper', indent: 2 };

/** Compiled SQL in the user's style, its map moved along. */
export function inStyle(compiled: MappedSql, style: SqlStyle): MappedSql {
  if (style.keywordCase !== 'lower' && style.indent === compiledStyle.indent) return compiled;
  const { text: sql } = formatSql(compiled.sql, style);
  const move = offsetMover(compiled.sql, sql);
  if (move === null) return { sql, map: [] };
  return {
    sql,
    map: compiled.map.map(({ start, end, call }) => ({
      start: move.start(start),
      end: move.end(end),
      call,
    })),
  };
}

/**
 * Moves offsets between two texts that differ in white space and letter case only, by counting the other
 * characters; null when they differ in more.
 */
export function offsetMover(
  from: string,
  to: string,
): { start: (offset: number) => number; end: (offset: number) => number } | null {
  const places = solidPlaces(to);
  const before = solidCounts(from);
  if (solidText(from) !== solidText(to)) return null;
  return {
    start: (offset) => places[before[offset] ?? places.length] ?? to.length,
    end: (offset) => {
      const count = before[offset] ?? places.length;
      const last = count === 0 ? undefined : places[count - 1];
      return last === undefined ? 0 : last + 1;
    },
  };
}

const solid = (char: string): boolean => char.trim() !== '';

function solidText(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

/** Offsets of the characters that are not white space. */
function solidPlaces(text: string): number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (solid(text.charAt(at))) places.push(at);
  return places;
}

/** For every offset, how many characters before it are not white space. */
function solidCounts(text: string): number[] {
  const counts: number[] = [];
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    counts.push(count);
    if (solid(text.charAt(at))) count++;
  }
  counts.push(count);
  return counts;
}
