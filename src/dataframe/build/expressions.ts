import { expressionOf, isColumn } from '../columns/expressionOf.js';
import { describeJs, describeType } from '../columns/operand.js';
import type { Expression } from '../expression/expression.js';
import { POISON } from '../expression/poison.js';
import { children, contains, eachColumn } from '../expression/walk.js';
import type { NamedExpression } from '../plan/node.js';
import type { Row } from '../plan/row.js';
import { report } from '../problems.js';
import { here } from '../trace.js';

/** The expressions of an object of columns, in the order written; what is no column is reported and left out. */
export function namedExpressions(result: unknown, method: string): readonly NamedExpression[] {
  if (typeof result !== 'object' || result === null || isColumn(result)) {
    notAColumn(`${method} takes a callback that gives an object of columns, such as r => ({ NAME: r.NAME })`);
    return [];
  }
  return Object.entries(result).map(([name, value]: [string, unknown]) => {
    if (isColumn(value)) return { name, expression: expressionOf(value) };
    notAColumn(`${name} is ${describeJs(value)}, not a column. lit(…) makes a column of a constant`);
    return { name, expression: POISON };
  });
}

function notAColumn(message: string): void {
  report({ code: 'not-a-column', severity: 'error', message: `${message}.`, place: { call: here() } });
}

/** Reports columns of rows that the callback was not given: they would be read from another frame. */
export function expectOwnColumns(expression: Expression, rows: readonly Row[]): void {
  eachColumn(expression, (column) => {
    if (rows.some((row) => row === column.owner)) return;
    report({
      code: 'foreign-column',
      severity: 'error',
      message: `${column.name} is a column of another row than the ones this callback is given. Join the frames first.`,
      place: { call: here(), column: column.name },
    });
  });
}

/** Reports aggregates and window functions that stand where single rows are computed. */
export function expectRowExpression(expression: Expression, method: string): void {
  const problem = misplaced(expression);
  if (problem === 'aggregate')
    report({
      code: 'aggregate-outside-agg',
      severity: 'error',
      message: `An aggregate needs a group: use groupBy(…).agg(…) instead of ${method}, or .over({ … }) for a window.`,
      place: { call: here() },
    });
  if (problem === 'ranking') reportBareRanking();
}

/** Reports a window function that does not stand over a window. */
export function expectNoBareRanking(expression: Expression): void {
  if (contains(expression, 'ranking')) reportBareRanking();
}

/** An aggregate or window function that is not inside a window. */
function misplaced(expression: Expression): 'aggregate' | 'ranking' | undefined {
  if (expression.kind === 'aggregate' || expression.kind === 'ranking') return expression.kind;
  return children(expression)
    .map(misplaced)
    .find((found) => found !== undefined);
}

function reportBareRanking(): void {
  report({
    code: 'window-misuse',
    severity: 'error',
    message: 'A window function needs its window: rowNumber().over({ by: …, orderBy: … }).',
    place: { call: here() },
  });
}

export function expectNoWindow(expression: Expression, method: string): void {
  if (contains(expression, 'window'))
    report({
      code: 'window-misuse',
      severity: 'error',
      message: `A window function cannot stand in ${method}. Compute it with withColumns first.`,
      place: { call: here() },
    });
}

export function expectCondition(expression: Expression, method: string): void {
  if (expression.type === null || expression.type.kind === 'BOOLEAN') return;
  report({
    code: 'type-mismatch',
    severity: 'error',
    message: `${method} takes a condition, not ${describeType(expression.type)}.`,
    place: { call: here() },
  });
}
