import type { Column } from '../columns/column.js';
import { expressionOf, isColumn } from '../columns/expressionOf.js';
import { aggregateCall } from '../expression/aggregate.js';
import { binary } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { columnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { rangeFrame } from '../expression/frame.js';
import { keyword } from '../expression/keyword.js';
import { numberLiteral } from '../expression/literal.js';
import { ranking } from '../expression/ranking.js';
import { replaceColumns } from '../expression/replace.js';
import { window } from '../expression/window.js';
import type { Interval } from '../functions/intervals.js';
import type { NamedExpression, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { here } from '../trace.js';
import { BOOLEAN, number } from '../type.js';
import { expectNoWindow, expectOwnColumns, expectRowExpression } from './expressions.js';
import { expectInterval } from './intervals.js';
import { fieldOf, freeName, invalidArgument } from './names.js';
import { openRows } from './rowProxy.js';

/** What makes rows one session. */
export interface SessionSpec {
  /** Sessions are counted for each of these. */
  readonly by: Column | readonly Column[];
  /** The time of a row. */
  readonly at: Column;
  /** A row that comes later than this after the one before begins a new session. */
  readonly gap: Interval;
}

/**
 * Two steps, because a window function cannot stand in another. The second frame is a RANGE: rows of the same time get
 * the same number, whichever of them the first step took for the beginning.
 */
export function withSessionId(input: Node, name: string, callback: (row: never) => SessionSpec): Node {
  const [open] = openRows(callback, [input]);
  if (!open) throw new Error('A row for every frame.');
  const { by, at, gap } = callback(open.proxy as never);
  const time = expressionOf(at);
  const keys = (isColumn(by) ? [by] : (by as readonly Column[])).map(expressionOf);
  for (const expression of [time, ...keys]) {
    expectOwnColumns(expression, [open.row]);
    expectRowExpression(expression, 'withSessionId');
    expectNoWindow(expression, 'withSessionId');
  }
  if (fieldOf(input, name)) invalidArgument(`The frame has a column ${name} already.`, name);
  if (time.kind !== 'column') {
    if (time.kind !== 'poison') invalidArgument('at takes a column of the frame, such as r.AT.');
    return input;
  }
  expectInterval('gap', gap, time.type);

  const previous = freeName(`PREVIOUS_${time.name}`, input.fields);
  const lag = window(ranking('LAG', [time], time.type), keys, [ascending(time)], null, here());
  const first = projectNode(
    input,
    open.row,
    [...plain(input, open.row), { name: previous, expression: lag }],
    [...input.fields, Object.freeze({ name: previous, type: time.type, nullable: true })],
    here(),
  );

  const row = newRow();
  const moved = (e: Expression) => replaceColumns(e, (c) => columnReference(row, c.name, c.type));
  const before = columnReference(row, previous, time.type);
  const limit = [keyword(gap.unit), numberLiteral(gap.amount), before];
  const late = binary('>', moved(time), functionCall('DATEADD', limit, time.type), BOOLEAN);
  const type = number(18, 0);
  const breaks = window(
    aggregateCall('COUNT_IF', [late], type),
    keys.map(moved),
    [ascending(moved(time))],
    rangeFrame(null, null),
    here(),
  );
  const session = binary('+', breaks, numberLiteral(1), number(19, 0), here());
  return projectNode(
    first,
    row,
    [...plain(input, row), { name, expression: session }],
    [...input.fields, Object.freeze({ name, type: session.type, nullable: false })],
    here(),
  );
}

function ascending(expression: Expression) {
  return Object.freeze({ expression, descending: false, nulls: 'last' as const });
}

function plain(node: Node, row: Row): readonly NamedExpression[] {
  return node.fields.map((f) => ({ name: f.name, expression: columnReference(row, f.name, f.type) }));
}
