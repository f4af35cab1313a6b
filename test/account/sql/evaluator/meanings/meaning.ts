import type { Expression } from '../../../../../src/dataframe/expression/expression.js';
import { expressionOf, isColumn } from '../../../../../src/dataframe/columns/expressionOf.js';
import type { Node } from '../../../../../src/dataframe/plan/node.js';
import { keyOf } from '../compare.js';
import { compiler } from '../expressions.js';
import type { Relation, RelationColumn } from '../relation.js';
import { placesOf, scopeOf } from '../scope.js';
import type { Place, Typed } from '../typed.js';
import type { Row } from '../value.js';
import type { Compile } from '../words.js';

/** The rows of a frame that was made before. */
export type Evaluate = (node: Node) => Relation;

/**
 * What a frame method gives, computed from the words of the call as its documentation has them. The plan that the method
 * made is not looked at: a mistake made while it is built would be made here, too.
 */
export type Meaning = (evaluate: Evaluate) => Relation;

/** What a callback gave, and the rows that it was given. */
export interface Told {
  readonly rows: readonly object[];
  readonly result: unknown;
}

export const rowsOf =
  (node: Node): Meaning =>
  (evaluate) =>
    evaluate(node);

/** Computes what was told over one relation for each row of the callback, side by side. */
export const over = (told: Told, ...relations: readonly Relation[]): Compile =>
  compiler(scopeOf(relations.map((relation, i) => [told.rows[i] as object, relation] as const)));

export function condition(told: Told, ...relations: readonly Relation[]): Typed {
  const { result } = told;
  if (!isColumn(result)) throw new Error('A condition is a column.');
  return over(told, ...relations)(expressionOf(result));
}

export interface TypedColumn {
  readonly name: string;
  readonly typed: Typed;
}

/** The named columns of a callback. */
export function told(columns: Told, ...relations: readonly Relation[]): readonly TypedColumn[] {
  const compile = over(columns, ...relations);
  return Object.entries(columns.result as Readonly<Record<string, object>>).map(([name, column]) => ({
    name,
    typed: compile(isColumn(column) ? expressionOf(column) : (column as Expression)),
  }));
}

export const columnsOf = (columns: readonly TypedColumn[]): readonly RelationColumn[] =>
  columns.map(({ name, typed }) => ({ name, type: typed.type }));

/** One row for each, with these columns. */
export function computed(input: Relation, columns: readonly TypedColumn[]): Relation {
  return {
    columns: columnsOf(columns),
    rows: placesOf(input.rows).map((place) => columns.map((c) => c.typed.of(place))),
  };
}

/** Rows with the same keys, NULLs alike; without keys all rows, even none, are one group. */
export function groups(rows: readonly Row[], keys: readonly Typed[]): readonly (readonly Row[])[] {
  if (keys.length === 0) return [rows];
  const found = new Map<string, Row[]>();
  for (const place of placesOf(rows)) {
    const key = keysAt(place, keys);
    const others = found.get(key);
    if (others) others.push(place.row);
    else found.set(key, [place.row]);
  }
  return [...found.values()];
}

export const keysAt = (place: Place, keys: readonly Typed[]): string =>
  JSON.stringify(keys.map((k) => keyOf(k.of(place), k.type)));
