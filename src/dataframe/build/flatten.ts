import { expressionOf, isColumn } from '../columns/expressionOf.js';
import type { Int } from '../columns/number.js';
import { describeType } from '../columns/operand.js';
import type { Variant } from '../columns/semiStructured.js';
import type { Text } from '../columns/text.js';
import { wrap } from '../columns/wrap.js';
import { columnReference } from '../expression/column.js';
import { flattenNode } from '../plan/flatten.js';
import type { Node } from '../plan/node.js';
import { newRow } from '../plan/row.js';
import { report } from '../problems.js';
import { here, sourceOf } from '../trace.js';
import { number, TEXT, VARIANT } from '../type.js';
import type { SqlType } from '../type.js';
import { expectNoWindow, expectOwnColumns, expectRowExpression, namedExpressions } from './expressions.js';
import { fieldFor } from './fields.js';
import { fieldOf, invalidArgument } from './names.js';
import { openRows } from './rowProxy.js';

/** An element that `flatten` found. */
export interface Element {
  readonly value: Variant;
  /** Its place in the array, from 0; NULL in an object. */
  readonly index: Int;
  /** Its key in the object; NULL in an array. */
  readonly key: Text;
}

const TAKEN_APART: ReadonlySet<SqlType['kind']> = new Set(['VARIANT', 'ARRAY', 'OBJECT']);

export function flatten(
  input: Node,
  array: (row: never) => unknown,
  outer: boolean,
  columns: (element: Element) => unknown,
): Node {
  const [open] = openRows(array, [input]);
  if (!open) throw new Error('A row for every frame.');
  const given = array(open.proxy as never);
  if (!isColumn(given)) {
    invalidArgument(
      'flatten takes a callback that gives an array or a variant, such as r => r.PAYLOAD.get("items").',
    );
    return input;
  }
  const expression = expressionOf(given);
  expectOwnColumns(expression, [open.row]);
  expectRowExpression(expression, 'flatten');
  expectNoWindow(expression, 'flatten');
  expectTakenApart(expression.type);

  const element = newRow(sourceOf(columns)?.parameters[0]);
  const named = namedExpressions(columns(elementOf(element)), 'flatten').filter(({ name }) => {
    const taken = fieldOf(input, name) !== undefined;
    if (taken)
      invalidArgument(`The frame has a column ${name} already; give the element's another name.`, name);
    return !taken;
  });
  for (const column of named) {
    expectOwnColumns(column.expression, [open.row, element]);
    expectRowExpression(column.expression, 'flatten');
    expectNoWindow(column.expression, 'flatten');
  }
  return flattenNode(
    { input, row: open.row, array: expression, outer, element, columns: named },
    [...input.fields, ...named.map((c) => Object.freeze({ ...fieldFor(c, []), nullable: true }))],
    here(),
  );
}

function elementOf(element: object): Element {
  return Object.freeze({
    value: wrap<Variant>(columnReference(element, 'VALUE', VARIANT)),
    index: wrap<Int>(columnReference(element, 'INDEX', number(38, 0))),
    key: wrap<Text>(columnReference(element, 'KEY', TEXT)),
  });
}

function expectTakenApart(type: SqlType | null): void {
  if (type === null || TAKEN_APART.has(type.kind)) return;
  report({
    code: 'type-mismatch',
    severity: 'error',
    message: `flatten takes an array, an object or a variant, not ${describeType(type)}.`,
    place: { call: here() },
  });
}
