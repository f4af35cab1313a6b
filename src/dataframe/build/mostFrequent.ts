import { aggregateCall } from '../expression/aggregate.js';
import { columnReference } from '../expression/column.js';
import type { Ordering } from '../expression/window.js';
import { aggregateNode } from '../plan/aggregate.js';
import { latestNode } from '../plan/latest.js';
import type { Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import { here } from '../trace.js';
import { number } from '../type.js';
import type { Keys } from './aggregate.js';
import { onto } from './aggregate.js';
import { fieldFor } from './fields.js';
import { fieldsNamed, freeName, invalidArgument } from './names.js';

/** Which of equally frequent values is taken. */
export type Ties = 'smallest' | 'largest';

/** Counts each value in each group and keeps the first by count, then by value: MODE leaves ties to chance. */
export function mostFrequent(input: Node, { row: keyRow, keys }: Keys, column: string, ties: Ties): Node {
  const [field] = fieldsNamed(input, [column]);
  if (!field) return input;
  if (keys.some((k) => k.name === column)) {
    invalidArgument(`${column} is a group key: every group has one value of it.`, column);
    return input;
  }
  const row = newRow();
  const value = { name: column, expression: columnReference(row, column, field.type) };
  const moved = keys.map((k) => ({ name: k.name, expression: onto(k.expression, keyRow, row) }));
  const kept = [...moved, value].map((c) => fieldFor(c, [input]));
  const times = freeName(`N_${column}`, kept);
  const counted = aggregateCall('COUNT', [value.expression], number(18, 0), { call: here() });
  const counts = aggregateNode(
    input,
    row,
    [...moved, value],
    [{ name: times, expression: counted }],
    [...kept, Object.freeze({ name: times, type: counted.type, nullable: false })],
    here(),
  );
  const of = newRow();
  const order = (name: string, descending: boolean): Ordering =>
    Object.freeze({ expression: columnReference(of, name, null), descending, nulls: 'last' as const });
  const first = latestNode(
    counts,
    of,
    keys.map((k) => k.name),
    [order(times, true), order(column, ties === 'largest')],
    here(),
  );
  const out = newRow();
  return projectNode(
    first,
    out,
    kept.map((f) => ({ name: f.name, expression: columnReference(out, f.name, f.type) })),
    kept,
    here(),
  );
}
