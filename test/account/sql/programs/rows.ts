import type { WireRow } from '../../../../src/account/account.js';
import { cellOf } from '../evaluator/cells.js';
import { readJson, writeJson } from '../evaluator/json.js';
import type { Relation } from '../evaluator/relation.js';
import type { Type } from '../evaluator/type.js';
import { Failure, Loose } from '../evaluator/value.js';
import type { Row, Value } from '../evaluator/value.js';

/** FLOATs may differ in the last of their 15 or so digits, for sums are added up in any order. */
const RELATIVE = 1e-9;
const ABSOLUTE = 1e-9;

/** Whether the rows are the same, in any order; each expected one has its own. */
export function sameRows({ columns, rows }: Relation, found: readonly WireRow[]): boolean {
  if (rows.length !== found.length) return false;
  const types = columns.map((c) => c.type);
  const tests = rows.map((row) => row.map((value, i) => testOf(value, types[i] as Type)));
  const edges = tests.map((row) =>
    found.flatMap((cells, j) => (row.every((test, c) => test(cells[c] ?? null)) ? [j] : [])),
  );
  return matchesAll(edges, found.length);
}

/** Whether the rows come in this order. */
export function sameSequence({ columns, rows }: Relation, found: readonly WireRow[]): boolean {
  return (
    rows.length === found.length &&
    rows.every((row, i) =>
      row.every((v, c) => testOf(v, (columns[c] as { type: Type }).type)(found[i]?.[c] ?? null)),
    )
  );
}

function testOf(value: Value, type: Type): (cell: string | null) => boolean {
  if (value instanceof Loose) return value.accepts;
  if (value instanceof Failure) return () => false;
  if (value === null) return (cell) => cell === null;
  if (type.kind === 'FLOAT') {
    const expected = value as number;
    return (cell) =>
      cell !== null &&
      (Number(cell) === expected ||
        Math.abs(Number(cell) - expected) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(expected)));
  }
  const expected = cellOf(value, type);
  if (type.kind === 'VARIANT' || type.kind === 'ARRAY' || type.kind === 'OBJECT')
    return (cell) => cell !== null && normalJson(cell) === expected;
  return (cell) => cell === expected;
}

function normalJson(text: string): string {
  const json = readJson(text);
  return json === null ? text : writeJson(json);
}

/** Whether every left one finds a right one of its own (augmenting paths). */
function matchesAll(edges: readonly (readonly number[])[], rights: number): boolean {
  const taken: (number | undefined)[] = new Array<number | undefined>(rights).fill(undefined);
  const place = (left: number, seen: Set<number>): boolean => {
    for (const right of edges[left] ?? []) {
      if (seen.has(right)) continue;
      seen.add(right);
      const other = taken[right];
      if (other === undefined || place(other, seen)) {
        taken[right] = left;
        return true;
      }
    }
    return false;
  };
  return edges.every((_, left) => place(left, new Set()));
}

export function shown({ columns, rows }: Relation): string {
  const cell = (value: Value, type: Type) =>
    value instanceof Loose
      ? value.described
      : value instanceof Failure
        ? `error: ${value.reason}`
        : cellOf(value, type);
  return table(
    columns.map((c) => c.name),
    rows.map((row: Row) => row.map((value, i) => cell(value, (columns[i] as { type: Type }).type))),
  );
}

export function table(names: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const line = (cells: readonly (string | null)[]) => cells.map((c) => c ?? 'NULL').join(' | ');
  return [line(names), ...rows.map(line).sort()].join('\n');
}
