import { inOrder, rowKey } from '../compare.js';
import type { Comparator } from '../compare.js';
import { sameRow } from '../relation.js';
import type { Relation } from '../relation.js';
import { columnTyped, placesOf } from '../scope.js';
import { common, NULL_TYPE } from '../type.js';
import type { Type } from '../type.js';
import { constant, widened } from '../typed.js';
import type { Place, Typed } from '../typed.js';
import { decided, Uncertain } from '../value.js';
import type { Row } from '../value.js';
import { orderOf } from '../words.js';
import { condition, groups, over } from './meaning.js';
import type { Meaning, Told } from './meaning.js';

/** Methods that choose, order and combine whole rows. */

export const filtered =
  (input: Meaning, test: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const holds = condition(test, relation);
    const kept = placesOf(relation.rows).filter((p) => decided(holds.of(p)) === true);
    return { ...relation, rows: kept.map((p) => p.row) };
  };

export const withValues =
  (input: Meaning, names: readonly string[]): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const tested = names.map((name) => columnTyped(relation, name));
    const kept = placesOf(relation.rows).filter((p) => tested.every((t) => decided(t.of(p)) !== null));
    return { ...relation, rows: kept.map((p) => p.row) };
  };

export const distinct =
  (input: Meaning): Meaning =>
  (evaluate) =>
    different(input(evaluate));

function different(relation: Relation): Relation {
  const types = relation.columns.map((c) => c.type);
  return { ...relation, rows: [...new Map(relation.rows.map((row) => [rowKey(row, types), row])).values()] };
}

const comparatorOf = (relation: Relation, order: Told): Comparator =>
  orderOf(order.result, over(order, relation));

export const sorted =
  (input: Meaning, order: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const places = inOrder(placesOf(relation.rows), comparatorOf(relation, order));
    return { ...relation, rows: places.map((p) => p.row) };
  };

/** Whether the order of the rows is certain: ties are the same row. */
export const isOrdered =
  (input: Meaning, order: Told) =>
  (evaluate: Parameters<Meaning>[0]): boolean => {
    const relation = input(evaluate);
    const compare = comparatorOf(relation, order);
    const places = inOrder(placesOf(relation.rows), compare);
    return places.every((place, i) => {
      const next = places[i + 1];
      return !next || compare(place, next) !== 0 || sameRow(place.row, next.row);
    });
  };

/** The first so many in the order. */
export const limited =
  (input: Meaning, order: Told, count: number): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const { rows } = sorted(input, order)(evaluate);
    if (count > 0) expectCertainCut(rows, count, comparatorOf(relation, order));
    return { ...relation, rows: rows.slice(0, count) };
  };

/** The first row of each key. */
export const latest =
  (input: Meaning, names: readonly string[], order: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const compare = comparatorOf(relation, order);
    const keys = names.map((name) => columnTyped(relation, name));
    const rows = groups(relation.rows, keys).map((group) => {
      const inTurn = inOrder(placesOf(group), compare).map((p) => p.row);
      expectCertainCut(inTurn, 1, compare);
      return inTurn[0] as Row;
    });
    return { ...relation, rows };
  };

/** Whether it is certain which rows come first: the last one in and the first one out may be ties of the same row only. */
function expectCertainCut(inTurn: readonly Row[], count: number, compare: Comparator): void {
  const [last, next] = [inTurn[count - 1], inTurn[count]];
  if (!last || !next) return;
  const place = (row: Row): Place => ({ row, rows: [row], index: 0 });
  const tied = inTurn.filter((row) => compare(place(row), place(last)) === 0);
  if (compare(place(last), place(next)) === 0 && !tied.every((row) => sameRow(row, last)))
    throw new Uncertain('a cut between ties');
}

/** The rows of both, one below the other, by the names of columns; what a frame lacks is NULL. */
export function stacked(left: Relation, right: Relation): Relation {
  const names = [...new Set([...left.columns, ...right.columns].map((c) => c.name))];
  const sides = [left, right].map((side) =>
    names.map((name): Typed =>
      side.columns.some((c) => c.name === name) ? columnTyped(side, name) : constant(NULL_TYPE, null),
    ),
  );
  const types = names.map((_, i) => common(...(sides.map((s) => (s[i] as Typed).type) as [Type, Type])));
  const rows = [left, right].flatMap((side, s) =>
    placesOf(side.rows).map((place) =>
      types.map((type, i) => widened((sides[s] as readonly Typed[])[i] as Typed, type).of(place)),
    ),
  );
  return { columns: names.map((name, i) => ({ name, type: types[i] as Type })), rows };
}

export type Combining = 'union' | 'unionAll' | 'unionAllWithNulls' | 'intersect' | 'except';

export const combined =
  (how: Combining, left: Meaning, right: Meaning): Meaning =>
  (evaluate) => {
    const [a, b] = [left(evaluate), right(evaluate)];
    const all = stacked(a, b);
    if (how === 'unionAll' || how === 'unionAllWithNulls') return all;
    if (how === 'union') return different(all);
    const types = all.columns.map((c) => c.type);
    const others = new Set(all.rows.slice(a.rows.length).map((row) => rowKey(row, types)));
    const wanted = how === 'intersect';
    const rows = all.rows.slice(0, a.rows.length).filter((row) => others.has(rowKey(row, types)) === wanted);
    return different({ ...all, rows });
  };
