import { compareKnown, keyOf } from '../compare.js';
import type { Relation } from '../relation.js';
import { columnTyped } from '../scope.js';
import { exact } from '../type.js';
import type { Typed } from '../typed.js';
import { decided } from '../value.js';
import type { Known, Row, Value } from '../value.js';
import { alone } from '../aggregates.js';
import { columnsOf, groups, told } from './meaning.js';
import type { Meaning, Told, TypedColumn } from './meaning.js';

/** Methods that make one row of many. */

const named = (relation: Relation, names: readonly string[]): readonly TypedColumn[] =>
  names.map((name) => ({ name, typed: columnTyped(relation, name) }));

function aggregatedBy(
  relation: Relation,
  keys: readonly TypedColumn[],
  values: readonly TypedColumn[],
): Relation {
  const columns = [...keys, ...values];
  return {
    columns: columnsOf(columns),
    rows: groups(
      relation.rows,
      keys.map((k) => k.typed),
    ).map((rows) => {
      const place = { row: rows[0] ?? [], rows, index: 0 };
      return columns.map(({ typed }) => typed.of(place));
    }),
  };
}

/** One row a group: the keys, then the aggregates. No keys are one group. */
export const grouped =
  (input: Meaning, keys: readonly string[] | Told, aggregates: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const by = 'rows' in keys ? told(keys, relation) : named(relation, keys);
    return aggregatedBy(relation, by, told(aggregates, relation));
  };

/** Groups by all keys, by all but the last, and so on to the whole frame; a column says by how many. */
export const rolledUp =
  (input: Meaning, keys: readonly string[], level: string, aggregates: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const values = told(aggregates, relation);
    const all = named(relation, keys);
    const rows: Row[] = [];
    for (let count = keys.length; count >= 0; count--) {
      const kept = all.slice(0, count);
      for (const row of aggregatedBy(relation, kept, values).rows)
        rows.push([
          ...keys.map((_, i) => (i < count ? (row[i] ?? null) : null)),
          ...row.slice(count),
          BigInt(count),
        ]);
    }
    const columns = [...columnsOf(all), ...columnsOf(values), { name: level, type: exact(38, 0) }];
    return { columns, rows };
  };

/** The value that a group has most often, NULLs not counted; of several the smallest or the largest. */
export const mostFrequent =
  (input: Meaning, keys: readonly string[], column: string, ties: 'smallest' | 'largest'): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const by = named(relation, keys);
    const value = columnTyped(relation, column);
    const frequent: Typed = { type: value.type, of: ({ rows }) => frequentOf(rows, value, ties) };
    return aggregatedBy(relation, by, [{ name: column, typed: frequent }]);
  };

function frequentOf(rows: readonly Row[], value: Typed, ties: 'smallest' | 'largest'): Value {
  const counts = new Map<string, { readonly known: Known; n: number }>();
  for (const row of rows) {
    const known = decided(value.of(alone(row)));
    if (known === null) continue;
    const key = keyOf(known, value.type);
    const before = counts.get(key);
    if (before) before.n++;
    else counts.set(key, { known, n: 1 });
  }
  const most = Math.max(...[...counts.values()].map((c) => c.n));
  const sign = ties === 'largest' ? -1 : 1;
  const [first] = [...counts.values()]
    .filter((c) => c.n === most)
    .sort((a, b) => sign * compareKnown(a.known, b.known));
  return first?.known ?? null;
}
