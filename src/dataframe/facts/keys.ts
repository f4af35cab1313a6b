import type { FilterNode } from '../plan/filter.js';
import type { FlattenNode } from '../plan/flatten.js';
import { visitNode } from '../plan/node.js';
import type { Node, NodeVisitor } from '../plan/node.js';
import type { UnionNode } from '../plan/union.js';
import { conjuncts, constantOf, constantsOf } from './constants.js';
import { equatedColumns, joinKeys } from './joinKeys.js';
import { combined, fewest, key, renamed } from './key.js';
import type { Key } from './key.js';
import { definitionOf, plainNames } from './columns.js';

const known = new WeakMap<Node, readonly Key[]>();

/** The keys that a frame is known to have. */
function keysOf(node: Node): readonly Key[] {
  const before = known.get(node);
  if (before) return before;
  const keys = fewest(visitNode(node, KEYS));
  known.set(node, keys);
  return keys;
}

/** Whether there is at most one row for each combination of values in these columns, whatever tables declare. */
export function isUniqueBy(node: Node, names: ReadonlySet<string>): boolean {
  return keysOf(node).some((k) => !k.declared && k.columns.every((name) => names.has(name)));
}

/**
 * How rows stand to values in these columns: at most one for each, as tables declare or steps make it; several, as what
 * one row is about needs more columns; or nobody knows.
 */
export function rowsBy(node: Node, names: ReadonlySet<string>): 'one' | 'several' | 'unknown' {
  const keys = keysOf(node);
  if (keys.some((k) => k.columns.every((name) => names.has(name)))) return 'one';
  return keys.some((k) => k.grain) ? 'several' : 'unknown';
}

/** What one row is about, where that is known. */
export function grainOf(node: Node): readonly string[] | undefined {
  return keysOf(node).find((k) => k.grain)?.columns;
}

const allColumns = (node: Node): Key =>
  key(
    node.fields.map((f) => f.name),
    { grain: false },
  );

const KEYS: NodeVisitor<readonly Key[]> = {
  table: (n) => n.keys.map((k) => key(k.columns, { declared: true, grain: k.primary })),
  rawSql: () => [],
  aggregate: (n) => [key(n.keys.map((k) => k.name))],
  latest: (n) => [key(n.keys), ...keysOf(n.input)],
  distinct: (n) => [allColumns(n), ...keysOf(n.input)],
  filter: (n) => filterKeys(n),
  flatten: (n) => flattenKeys(n),
  join: (n) => joinKeys(n, keysOf),
  limit: (n) => (n.count <= 1 ? [key([])] : keysOf(n.input)),
  project: (n) => {
    const names = plainNames(n);
    return keysOf(n.input).flatMap((k) => renamed(k, (name) => names.get(name)));
  },
  sample: (n) => keysOf(n.input),
  setOperation: (n) => [
    allColumns(n),
    ...keysOf(n.left),
    ...(n.operator === 'INTERSECT' ? keysOf(n.right) : []),
  ],
  sort: (n) => keysOf(n.input),
  union: (n) => [...(n.distinct ? [allColumns(n)] : []), ...labelledKeys(n)],
};

/** Rows with one value in a column are told apart by the other columns; the first of a numbered group stands alone. */
function filterKeys(node: FilterNode): readonly Key[] {
  const fixed = new Set<string>();
  const numbered: Key[] = [];
  for (const part of conjuncts(node.condition)) {
    const equal = constantOf(part);
    if (!equal) continue;
    fixed.add(equal.column);
    if (equal.value === '1') numbered.push(...firstOfGroups(node.input, equal.column));
  }
  const keys = [...numbered, ...unmatchedKeys(node), ...keysOf(node.input)];
  return keys.flatMap((k) => [
    k,
    key(
      k.columns.filter((name) => !fixed.has(name)),
      k,
    ),
  ]);
}

/** Rows of a left join that met nothing are there once. A key that matches NULL may have met one. */
function unmatchedKeys({ input, condition }: FilterNode): readonly Key[] {
  if (input.kind !== 'join' || input.type !== 'left' || !input.on) return [];
  const matchesNull = conjuncts(input.on).some(
    (part) => part.kind === 'binary' && part.operator === 'IS NOT DISTINCT FROM',
  );
  const compared = equatedColumns(input).map(([, right]) => right);
  const metNothing = conjuncts(condition).some((part) => {
    if (part.kind !== 'nullTest' || part.negated || part.operand.kind !== 'column') return false;
    const { name } = part.operand;
    return compared.includes(name) && !input.left.fields.some((f) => f.name === name);
  });
  return metNothing && !matchesNull ? keysOf(input.left) : [];
}

/** `QUALIFY ROW_NUMBER() OVER (PARTITION BY …) = 1` */
function firstOfGroups(node: Node, column: string): readonly Key[] {
  const made = definitionOf(node, column);
  if (made?.expression.kind !== 'window' || made.multiplied) return [];
  if (made.expression.function.name !== 'ROW_NUMBER') return [];
  const names = made.expression.by.map((e) => (e.kind === 'column' ? made.outside(e.name) : undefined));
  return names.every((name) => name !== undefined) ? [key(names)] : [];
}

/** An array's elements are numbered, those of an object named; a VARIANT may be either. */
function flattenKeys(node: FlattenNode): readonly Key[] {
  const wanted =
    node.array.type?.kind === 'ARRAY' ? 'INDEX' : node.array.type?.kind === 'OBJECT' ? 'KEY' : '';
  const place = node.columns.find(
    ({ expression }) =>
      expression.kind === 'column' && expression.owner === node.element && expression.name === wanted,
  );
  return place ? keysOf(node.input).map((k) => combined(k, key([place.name]))) : [];
}

/** Frames that a column of constants tells apart: rows of one are unlike those of the other. */
function labelledKeys(node: UnionNode): readonly Key[] {
  const label = node.fields.find(({ name }) => {
    const [left, right] = [constantsOf(node.left, name), constantsOf(node.right, name)];
    return left && right && [...left].every((value) => !right.has(value));
  });
  if (!label) return [];
  return keysOf(node.left).flatMap((l) =>
    keysOf(node.right).map((r) => combined(combined(l, r), key([label.name]))),
  );
}
