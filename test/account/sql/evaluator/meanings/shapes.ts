import { compareKnown } from '../compare.js';
import { length, nanoseconds } from '../frames.js';
import type { Span } from '../frames.js';
import type { Json } from '../json.js';
import { columnIndex } from '../relation.js';
import type { RelationColumn } from '../relation.js';
import { columnTyped, placesOf } from '../scope.js';
import { common, exact, TEXT, VARIANT } from '../type.js';
import { widened } from '../typed.js';
import type { Place, Typed } from '../typed.js';
import { decided } from '../value.js';
import type { Known, Row, Value } from '../value.js';
import { columnsOf, condition as columnOf, keysAt, told } from './meaning.js';
import type { Meaning, Told } from './meaning.js';

/** Methods that make rows of values, and `withSessionId`. */

/** A row for each of the columns, with its name and its value. */
export const unpivoted =
  (
    input: Meaning,
    columns: readonly string[],
    names: { readonly name: string; readonly value: string },
  ): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const kept = relation.columns.filter((c) => !columns.includes(c.name));
    const turned = columns.map((name) => columnTyped(relation, name));
    const type = turned.map((t) => t.type).reduce(common);
    return {
      columns: [...kept, { name: names.name, type: TEXT }, { name: names.value, type }],
      rows: placesOf(relation.rows).flatMap((place) =>
        turned.map((typed, i): Row => [
          ...kept.map((c) => place.row[columnIndex(relation, c.name)] ?? null),
          columns[i] as string,
          widened(typed, type).of(place),
        ]),
      ),
    };
  };

/** What a callback over elements is given, in its order. */
const ELEMENT: readonly RelationColumn[] = [
  { name: 'VALUE', type: VARIANT },
  { name: 'INDEX', type: exact(38, 0) },
  { name: 'KEY', type: TEXT },
];

/** The elements of an array or object; anything else has none. Without any, `outer` keeps the row. */
function elements(value: Json | null, outer: boolean): readonly Row[] {
  const found: Row[] =
    value?.json === 'array'
      ? value.items.map((item, i) => [item, BigInt(i), null])
      : value?.json === 'object'
        ? [...value.entries].map(([key, item]) => [item, null, key])
        : [];
  return found.length === 0 && outer ? [[null, null, null]] : found;
}

export const flattened =
  (input: Meaning, array: Told, outer: boolean, columns: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const taken = columnOf(array, relation);
    const found = told(columns, { columns: ELEMENT, rows: [] });
    const rows = placesOf(relation.rows).flatMap((place) =>
      elements(decided(taken.of(place)) as Json | null, outer).map((row): Row => {
        const element = { row, rows: [row], index: 0 };
        return [...place.row, ...found.map((c) => c.typed.of(element))];
      }),
    );
    return { columns: [...relation.columns, ...columnsOf(found)], rows };
  };

/** Sessions are numbered from 1 for each key, in the order of time; a time that is NULL begins none. */
export const sessions =
  (input: Meaning, name: string, by: readonly string[], at: string, gap: Span): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const keys = by.map((column) => columnTyped(relation, column));
    const time = columnTyped(relation, at);
    const groups = new Map<string, Place[]>();
    for (const place of placesOf(relation.rows)) {
      const key = keysAt(place, keys);
      groups.set(key, [...(groups.get(key) ?? []), place]);
    }
    const numbers: Value[] = [];
    for (const places of groups.values()) {
      let session = 1n;
      let before: Known | null = null;
      for (const { place, now } of inTime(places, time)) {
        if (before !== null && now !== null && passed(before, now, time) > length(gap)) session++;
        before = now;
        numbers[place.index] = session;
      }
    }
    return {
      columns: [...relation.columns, { name, type: exact(38, 0) }],
      rows: relation.rows.map((row, i) => [...row, numbers[i] ?? null]),
    };
  };

const passed = (from: Known, to: Known, { type }: Typed): bigint =>
  nanoseconds(to, type) - nanoseconds(from, type);

function inTime(places: readonly Place[], time: Typed) {
  return places
    .map((place) => ({ place, now: decided(time.of(place)) }))
    .sort((a, b) => {
      if (a.now === null || b.now === null) return Number(a.now === null) - Number(b.now === null);
      return compareKnown(a.now, b.now);
    });
}
