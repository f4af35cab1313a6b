import { orderings } from '../columns/order.js';
import type { Order } from '../columns/order.js';
import type { Ordering } from '../expression/window.js';
import { distinctNode } from '../plan/distinct.js';
import { latestNode } from '../plan/latest.js';
import { limitNode } from '../plan/limit.js';
import type { Node } from '../plan/node.js';
import type { Row } from '../plan/row.js';
import { sortNode } from '../plan/sort.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { expectOwnColumns, expectRowExpression } from './expressions.js';
import { fieldsNamed, invalidArgument } from './names.js';
import { openRows } from './rowProxy.js';

export function distinct(input: Node): Node {
  return distinctNode(input, here());
}

/** Tells that an order is dropped when another step than `limit` follows. */
export function noteLostOrder(node: Node): void {
  if (node.kind !== 'sort') return;
  report({
    code: 'sort-without-effect',
    severity: 'hint',
    message: 'This sort has no effect: only the last step of a query, and a limit after it, keep an order.',
    place: { call: node.call },
  });
}

export function limit(input: Node, count: number): Node {
  if (!Number.isSafeInteger(count) || count < 0)
    invalidArgument(`limit takes a whole number of rows, not ${count}.`);
  return limitNode(input, count, here());
}

export function sort(input: Node, callback: (row: never) => Order | readonly Order[]): Node {
  const { row, orderBy } = ordered(input, callback, 'sort');
  return sortNode(input, row, orderBy, here());
}

export function latestBy(
  input: Node,
  keys: readonly string[],
  callback: (row: never) => Order | readonly Order[],
): Node {
  const { row, orderBy } = ordered(input, callback, 'latestBy');
  if (orderBy.length === 0)
    invalidArgument('latestBy needs an order: the first row of each key in that order is kept.');
  const names = fieldsNamed(input, keys).map((f) => f.name);
  return latestNode(input, row, names, orderBy, here());
}

function ordered(
  input: Node,
  callback: (row: never) => Order | readonly Order[],
  method: string,
): { readonly row: Row; readonly orderBy: readonly Ordering[] } {
  const [open] = openRows(callback, [input]);
  if (!open) throw new Error('A row for every frame.');
  const orderBy = orderings(callback(open.proxy as never));
  for (const { expression } of orderBy) {
    expectOwnColumns(expression, [open.row]);
    expectRowExpression(expression, method);
  }
  return { row: open.row, orderBy };
}
