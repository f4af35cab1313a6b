import { expressionOf, isColumn } from '../columns/expressionOf.js';
import { binary } from '../expression/binary.js';
import { columnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { booleanLiteral } from '../expression/literal.js';
import { nullTest } from '../expression/nullTest.js';
import { POISON } from '../expression/poison.js';
import { filterNode } from '../plan/filter.js';
import type { Node } from '../plan/node.js';
import { newRow } from '../plan/row.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { BOOLEAN } from '../type.js';
import { expectCondition, expectOwnColumns, expectRowExpression } from './expressions.js';
import { fieldsNamed, invalidArgument } from './names.js';
import { openRows } from './rowProxy.js';
import { warnOfUndoneLeftJoin } from './undone.js';

/** What a step may do knowingly. */
export interface Allowance {
  readonly allow?: readonly 'left-join-undone'[];
}

export function filter(input: Node, callback: (row: never) => unknown, options: Allowance): Node {
  const [open] = openRows(callback, [input]);
  if (!open) throw new Error('A row for every frame.');
  const condition = conditionOf(callback(open.proxy as never), 'filter');
  expectOwnColumns(condition, [open.row]);
  expectRowExpression(condition, 'filter');
  expectCondition(condition, 'filter');
  if (!options.allow?.includes('left-join-undone'))
    warnOfUndoneLeftJoin(condition, [[open.row, input]], 'filter');
  return filterNode(input, open.row, condition, input.fields, here());
}

/** The expression of what a condition callback gave; plain `true` and `false` are conditions too. */
export function conditionOf(result: unknown, method: string) {
  if (isColumn(result)) return expressionOf(result);
  if (typeof result === 'boolean') return booleanLiteral(result);
  report({
    code: 'not-a-column',
    severity: 'error',
    message: `${method} takes a callback that gives a condition, such as r => r.X.gt(0).`,
    place: { call: here() },
  });
  return booleanLiteral(true);
}

/** Keeps the rows with values in all of these columns. */
export function dropNull(input: Node, names: readonly string[]): Node {
  if (names.length === 0) invalidArgument('dropNull needs a column.');
  const row = newRow();
  const tests = fieldsNamed(input, names).map((f): Expression =>
    nullTest(columnReference(row, f.name, f.type), true, here()),
  );
  const condition = tests.reduce((a, b) => binary('AND', a, b, BOOLEAN, here()), tests.shift() ?? POISON);
  const fields = input.fields.map((f) =>
    names.includes(f.name) ? Object.freeze({ name: f.name, type: f.type, nullable: false }) : f,
  );
  return filterNode(input, row, condition, fields, here());
}
