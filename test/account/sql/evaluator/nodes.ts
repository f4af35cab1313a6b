import { visitNode } from '../../../../src/dataframe/plan/node.js';
import type { NamedExpression, Node } from '../../../../src/dataframe/plan/node.js';
import type { FlattenNode } from '../../../../src/dataframe/plan/flatten.js';
import { comparator, inOrder, keyOf, rowKey } from './compare.js';
import type { Comparator } from './compare.js';
import { compiler } from './expressions.js';
import type { Compile } from './expressions.js';
import type { Json } from './json.js';
import { joinRelations } from './joins.js';
import { sameRow } from './relation.js';
import { columnTyped, placesOf, scopeOf } from './scope.js';
import type { Relation, RelationColumn } from './relation.js';
import { common, exact, TEXT, VARIANT } from './type.js';
import type { Type } from './type.js';
import { widened } from './typed.js';
import type { Place, Typed } from './typed.js';
import { decided, Uncertain } from './value.js';
import type { Row } from './value.js';

/** What a frame method means, where its plan says it in other words: computed instead of the plan. */
export type Meanings = WeakMap<Node, (evaluate: (node: Node) => Relation) => Relation>;

/** Evaluates plans, each node once. */
export class Evaluator {
  readonly #known = new Map<Node, Relation>();

  constructor(
    private readonly tables: ReadonlyMap<string, Relation>,
    private readonly meanings: Meanings,
  ) {}

  readonly evaluate = (node: Node): Relation => {
    const known = this.#known.get(node);
    if (known) return known;
    const relation = this.meanings.get(node)?.(this.evaluate) ?? this.#compute(node);
    this.#known.set(node, relation);
    return relation;
  };

  /** Whether the order of a sort's rows is certain: ties are the same row. */
  isOrdered(node: Node): boolean {
    if (node.kind !== 'sort') return false;
    const input = this.evaluate(node.input);
    const compare = comparator(node.orderBy, compiler(scopeOf([[node.row, input]])));
    const places = inOrder(placesOf(input.rows), compare);
    return places.every((place, i) => {
      const next = places[i + 1];
      return !next || compare(place, next) !== 0 || sameRow(place.row, next.row);
    });
  }

  #compute(node: Node): Relation {
    const { evaluate } = this;
    return visitNode<Relation>(node, {
      table: (n) => {
        const table = this.tables.get(n.name);
        if (!table) throw new Error(`There is no table ${n.name}.`);
        return table;
      },
      project: (n) => project(evaluate(n.input), n.row, n.columns),
      filter: (n) => {
        const input = evaluate(n.input);
        const condition = compiler(scopeOf([[n.row, input]]))(n.condition);
        return {
          ...input,
          rows: placesOf(input.rows)
            .filter((p) => decided(condition.of(p)) === true)
            .map((p) => p.row),
        };
      },
      aggregate: (n) => {
        const input = evaluate(n.input);
        const compile = compiler(scopeOf([[n.row, input]]));
        const keys = typedColumns(n.keys, compile);
        const values = typedColumns(n.aggregates, compile);
        return {
          columns: columnsOf([...keys, ...values]),
          rows: groups(
            input.rows,
            keys.map((k) => k.typed),
          ).map((rows) => {
            const place = { row: rows[0] ?? [], rows, index: 0 };
            return [...keys, ...values].map(({ typed }) => typed.of(place));
          }),
        };
      },
      distinct: (n) => distinct(evaluate(n.input)),
      sort: (n) => {
        const input = evaluate(n.input);
        const compare = comparator(n.orderBy, compiler(scopeOf([[n.row, input]])));
        return { ...input, rows: inOrder(placesOf(input.rows), compare).map((p) => p.row) };
      },
      limit: (n) => {
        const input = evaluate(n.input);
        if (input.rows.length <= n.count) return input;
        if (n.input.kind !== 'sort') throw new Uncertain('a limit without an order');
        const source = evaluate(n.input.input);
        const compare = comparator(n.input.orderBy, compiler(scopeOf([[n.input.row, source]])));
        expectCertainCut(input.rows, n.count, compare);
        return { ...input, rows: input.rows.slice(0, n.count) };
      },
      latest: (n) => {
        const input = evaluate(n.input);
        const compile = compiler(scopeOf([[n.row, input]]));
        const compare = comparator(n.orderBy, compile);
        const keys = n.keys.map((name) => columnTyped(input, name));
        return {
          ...input,
          rows: groups(input.rows, keys).map((rows) => {
            const sorted = inOrder(placesOf(rows), compare);
            expectCertainCut(
              sorted.map((p) => p.row),
              1,
              compare,
            );
            return (sorted[0] as Place).row;
          }),
        };
      },
      union: (n) => {
        const all = unionAll(
          evaluate(n.left),
          evaluate(n.right),
          n.fields.map((f) => f.name),
        );
        return n.distinct ? distinct(all) : all;
      },
      setOperation: (n) => {
        const names = n.fields.map((f) => f.name);
        const both = unionAll(evaluate(n.left), evaluate(n.right), names);
        const types = both.columns.map((c) => c.type);
        const cut = evaluate(n.left).rows.length;
        const others = new Set(both.rows.slice(cut).map((row) => rowKey(row, types)));
        const wanted = n.operator === 'INTERSECT';
        const rows = both.rows.slice(0, cut).filter((row) => others.has(rowKey(row, types)) === wanted);
        return distinct({ ...both, rows });
      },
      sample: () => {
        throw new Uncertain('a sample');
      },
      join: (n) => joinRelations(n, evaluate(n.left), evaluate(n.right)),
      flatten: (n) => flatten(n, evaluate(n.input)),
      rawSql: () => {
        throw new Error('The evaluator reads no SQL text.');
      },
    });
  }
}

interface TypedColumn {
  readonly name: string;
  readonly typed: Typed;
}

const typedColumns = (columns: readonly NamedExpression[], compile: Compile): readonly TypedColumn[] =>
  columns.map(({ name, expression }) => ({ name, typed: compile(expression) }));

const columnsOf = (columns: readonly TypedColumn[]): readonly RelationColumn[] =>
  columns.map(({ name, typed }) => ({ name, type: typed.type }));

export function project(input: Relation, row: object, columns: readonly NamedExpression[]): Relation {
  const typed = typedColumns(columns, compiler(scopeOf([[row, input]])));
  return {
    columns: columnsOf(typed),
    rows: placesOf(input.rows).map((place) => typed.map((c) => c.typed.of(place))),
  };
}

/** Rows with the same keys, NULLs alike; without keys all rows, even none, are one group. */
function groups(rows: readonly Row[], keys: readonly Typed[]): readonly (readonly Row[])[] {
  if (keys.length === 0) return [rows];
  const found = new Map<string, Row[]>();
  for (const place of placesOf(rows)) {
    const key = JSON.stringify(keys.map((k) => keyOf(k.of(place), k.type)));
    const others = found.get(key);
    if (others) others.push(place.row);
    else found.set(key, [place.row]);
  }
  return [...found.values()];
}

export function distinct(input: Relation): Relation {
  const types = input.columns.map((c) => c.type);
  return { ...input, rows: [...new Map(input.rows.map((row) => [rowKey(row, types), row])).values()] };
}

/** Whether it is certain which rows come first: the last one in and the first one out may be ties of the same row only. */
function expectCertainCut(sorted: readonly Row[], count: number, compare: Comparator): void {
  const [last, next] = [sorted[count - 1], sorted[count]];
  if (!last || !next) return;
  const place = (row: Row): Place => ({ row, rows: [row], index: 0 });
  const tied = sorted.filter((row) => compare(place(row), place(last)) === 0);
  if (compare(place(last), place(next)) === 0 && !tied.every((row) => sameRow(row, last)))
    throw new Uncertain('a cut between ties');
}

export function unionAll(left: Relation, right: Relation, names: readonly string[]): Relation {
  const sides = [left, right].map((side) => names.map((name) => columnTyped(side, name)));
  const types = names.map((_, i) => common(...(sides.map((s) => (s[i] as Typed).type) as [Type, Type])));
  const rows = [left, right].flatMap(({ rows }, s) =>
    placesOf(rows).map((place) =>
      types.map((type, i) => widened((sides[s] as readonly Typed[])[i] as Typed, type).of(place)),
    ),
  );
  return { columns: names.map((name, i) => ({ name, type: types[i] as Type })), rows };
}

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

function flatten(node: FlattenNode, input: Relation): Relation {
  const array = compiler(scopeOf([[node.row, input]]))(node.array);
  const element: Relation = { columns: ELEMENT, rows: [] };
  const compile = compiler(
    scopeOf([
      [node.row, input],
      [node.element, element],
    ]),
  );
  const columns = typedColumns(node.columns, compile);
  const rows = placesOf(input.rows).flatMap((place) =>
    elements(decided(array.of(place)) as Json | null, node.outer).map((found): Row => {
      const row = [...place.row, ...found];
      return [...place.row, ...columns.map((c) => c.typed.of({ row, rows: [row], index: 0 }))];
    }),
  );
  return { columns: [...input.columns, ...columnsOf(columns)], rows };
}
