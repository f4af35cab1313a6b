import { formatDecimal } from './decimal.js';
import { writeJson } from './json.js';
import type { Json } from './json.js';
import type { Type } from './type.js';
import type { Place } from './typed.js';
import { decided } from './value.js';
import type { Known, Row, Value } from './value.js';

/** Values of one type. Text compares by code point. */
export function compareKnown(a: Known, b: Known): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareTexts(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

/** What tells values of a column apart, NULL included: for groups, DISTINCT and IS NOT DISTINCT FROM. */
export function keyOf(value: Value, type: Type): string {
  const known = decided(value);
  if (known === null) return 'NULL';
  switch (type.kind) {
    case 'NUMBER':
      return formatDecimal(known as bigint, type.scale);
    case 'FLOAT':
      return String(known === 0 ? 0 : known);
    case 'VARIANT':
    case 'ARRAY':
    case 'OBJECT':
      return writeJson(known as Json);
    default:
      return `=${String(known)}`;
  }
}

export function rowKey(row: Row, types: readonly Type[]): string {
  return JSON.stringify(row.map((value, i) => keyOf(value, types[i] as Type)));
}

/** An order over places. */
export type Comparator = (a: Place, b: Place) => number;

/** In order. Every place's order is computed, even a single one's. */
export function inOrder(places: readonly Place[], compare: Comparator): Place[] {
  for (const place of places) compare(place, place);
  return [...places].sort(compare);
}
