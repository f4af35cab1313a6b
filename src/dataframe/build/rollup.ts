import { columnReference } from '../expression/column.js';
import { nullLiteral, numberLiteral } from '../expression/literal.js';
import { aggregateNode } from '../plan/aggregate.js';
import type { AggregateNode } from '../plan/aggregate.js';
import type { Field, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import { here } from '../trace.js';
import { aggregate, keysNamed } from './aggregate.js';
import { invalidArgument } from './names.js';
import { union } from './union.js';

/**
 * A union of one grouping for all keys, one without the last, and so on to the whole frame: GROUP BY ROLLUP would make
 * a dynamic table refresh in full ("Supported queries for incremental refresh").
 */
export function rollup(
  input: Node,
  names: readonly string[],
  level: string,
  callback: (row: never) => unknown,
): Node {
  const finest = aggregate(input, keysNamed(input, names, 'rollup'), callback, { keysMayBeRead: false });
  if (finest.fields.some((f) => f.name === level))
    invalidArgument(`There would be two columns ${level}.`, level);
  const fields = finest.fields.map((f) => (isKey(finest, f.name) ? nulled(f) : f));
  const groupings = finest.keys.map((_key, i) => finest.keys.length - i);
  return [...groupings, 0]
    .map((count) => grouping(finest, count, fields, level))
    .reduce((above, next) => union(above, next, false));
}

/** The aggregates by the first `count` keys, the others NULL. */
function grouping(finest: AggregateNode, count: number, fields: readonly Field[], level: string): Node {
  const keys = finest.keys.slice(0, count);
  const left = (name: string) => keys.some((k) => k.name === name);
  const grouped = aggregateNode(
    finest.input,
    finest.row,
    keys,
    finest.aggregates,
    finest.fields.filter((f) => !isKey(finest, f.name) || left(f.name)),
    here(),
  );
  const row = newRow();
  const number = numberLiteral(count);
  return projectNode(
    grouped,
    row,
    [
      ...fields.map(({ name, type }) => ({
        name,
        expression: isKey(finest, name) && !left(name) ? nullLiteral(type) : columnReference(row, name, type),
      })),
      { name: level, expression: number },
    ],
    [...fields, Object.freeze({ name: level, type: number.type, nullable: false })],
    here(),
  );
}

const isKey = (node: AggregateNode, name: string) => node.keys.some((k) => k.name === name);
const nulled = (f: Field): Field => Object.freeze({ name: f.name, type: f.type, nullable: true });
