import { columnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { children, contains } from '../expression/walk.js';
import { aggregateNode } from '../plan/aggregate.js';
import type { AggregateNode } from '../plan/aggregate.js';
import type { NamedExpression, Node } from '../plan/node.js';
import type { Row } from '../plan/row.js';
import { newRow } from '../plan/row.js';
import { replaceColumns } from '../expression/replace.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { expectNoBareRanking, expectNoWindow, expectOwnColumns, namedExpressions } from './expressions.js';
import { fieldFor } from './fields.js';
import { fieldsNamed, invalidArgument } from './names.js';
import { computed } from './project.js';
import { openRows } from './rowProxy.js';

/** Keys of a group, over a row of the frame. */
export interface Keys {
  readonly row: Row;
  readonly keys: readonly NamedExpression[];
}

export function keysNamed(input: Node, names: readonly string[], method = 'groupBy'): Keys {
  const row = newRow();
  if (names.length === 0) invalidArgument(`${method} needs a key; agg(…) alone aggregates the whole frame.`);
  const fields = fieldsNamed(input, [...new Set(names)]);
  return {
    row,
    keys: fields.map((f) => ({ name: f.name, expression: columnReference(row, f.name, f.type) })),
  };
}

export function keysComputed(input: Node, callback: (row: never) => unknown): Keys {
  const { row, columns } = computed(input, callback, 'groupByComputed');
  for (const { expression } of columns) expectNoWindow(expression, 'a group key');
  return { row, keys: columns };
}

export const NO_KEYS = (): Keys => ({ row: newRow(), keys: [] });

export function aggregate(
  input: Node,
  { row: keyRow, keys }: Keys,
  callback: (row: never) => unknown,
  { keysMayBeRead = true } = {},
): AggregateNode {
  const [open] = openRows(callback, [input]);
  if (!open) throw new Error('A row for every frame.');
  const aggregates = namedExpressions(callback(open.proxy as never), 'agg');
  const keyTexts = new Set(
    keysMayBeRead ? keys.map((k) => (k.expression.kind === 'column' ? k.expression.name : '')) : [],
  );
  for (const { name, expression } of aggregates) {
    expectOwnColumns(expression, [open.row]);
    expectNoWindow(expression, 'agg');
    expectNoBareRanking(expression);
    if (!contains(expression, 'window')) expectAggregated(name, expression, keyTexts);
    if (keys.some((k) => k.name === name))
      invalidArgument(`${name} is a group key already; give the aggregate another name.`, name);
  }
  const moved = keys.map((k) => ({ name: k.name, expression: onto(k.expression, keyRow, open.row) }));
  const fields = [...moved, ...aggregates].map((c) => fieldFor(c, [input]));
  return aggregateNode(input, open.row, moved, aggregates, fields, here());
}

/** The keys were read from a row of their own; the node has one row for both. */
export function onto(expression: Expression, from: Row, to: Row): Expression {
  return replaceColumns(expression, (c) => (c.owner === from ? columnReference(to, c.name, c.type) : c));
}

function expectAggregated(name: string, expression: Expression, keys: ReadonlySet<string>): void {
  const bare = bareColumn(expression, keys);
  if (bare === undefined) {
    if (nestedAggregate(expression, false))
      report({
        code: 'aggregate-outside-agg',
        severity: 'error',
        message: `${name} aggregates an aggregate. Compute the inner one in a groupBy(…).agg(…) of its own first.`,
        place: { call: here() },
      });
    return;
  }
  report({
    code: 'not-aggregated',
    severity: 'error',
    message: `${name} reads ${bare}, which has many values in a group. Aggregate it (max, sum, …) or make it a key of groupBy.`,
    place: { call: here(), column: bare },
  });
}

function bareColumn(expression: Expression, keys: ReadonlySet<string>): string | undefined {
  if (expression.kind === 'aggregate') return undefined;
  if (expression.kind === 'column') return keys.has(expression.name) ? undefined : expression.name;
  return children(expression)
    .map((child) => bareColumn(child, keys))
    .find((found) => found !== undefined);
}

function nestedAggregate(expression: Expression, inside: boolean): boolean {
  if (expression.kind === 'aggregate' && inside) return true;
  if (!contains(expression, 'aggregate')) return false;
  return children(expression).some((child) =>
    nestedAggregate(child, inside || expression.kind === 'aggregate'),
  );
}
