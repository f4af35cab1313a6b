import type { ColumnReference } from '../../dataframe/expression/column.js';
import type { Expression } from '../../dataframe/expression/expression.js';
import { replaceColumns } from '../../dataframe/expression/replace.js';
import { children, contains, eachColumn } from '../../dataframe/expression/walk.js';
import type { NamedExpression } from '../../dataframe/plan/node.js';
import type { Select } from './select.js';

/** What decides whether a step can become part of the SELECT before it, or needs one of its own. */

/** The expression over the SELECT's sources instead of its columns. */
export function over(select: Select, expression: Expression): Expression {
  return replaceColumns(expression, (column) => expressionOf(select, column));
}

function expressionOf(select: Select, column: ColumnReference): Expression {
  const found = select.columns.find((c) => c.name === column.name);
  if (!found) throw new Error(`The plan reads ${column.name}, which the step before does not have.`);
  return found.expression;
}

export const hasWindow = (expression: Expression) => contains(expression, 'window');

/** Whether the SELECT computes a window function among its columns or row conditions. */
export function computesWindow(select: Select): boolean {
  return select.columns.some((c) => hasWindow(c.expression)) || select.qualify.some(hasWindow);
}

/** Whether one of the expressions has a window function over a column that is itself computed by one. */
export function nestsWindows(select: Select, expressions: readonly Expression[]): boolean {
  const windowed = new Set(select.columns.filter((c) => hasWindow(c.expression)).map((c) => c.name));
  return windowed.size > 0 && expressions.some((e) => hasWindow(e) && reads(e, windowed));
}

/** Whether one of the expressions reads a column that the SELECT computes by a window function. */
export function readsWindow(select: Select, expressions: readonly Expression[]): boolean {
  const windowed = new Set(select.columns.filter((c) => hasWindow(c.expression)).map((c) => c.name));
  return windowed.size > 0 && expressions.some((e) => reads(e, windowed));
}

function reads(expression: Expression, names: ReadonlySet<string>): boolean {
  let found = false;
  eachColumn(expression, (c) => {
    found ||= names.has(c.name);
  });
  return found;
}

/**
 * Whether a computed column of the SELECT would be written too often: then it is computed in a SELECT before. One
 * operation on plain columns is shorter written twice than named in a SELECT of its own.
 */
export function repeatsComputation(select: Select, expressions: readonly Expression[]): boolean {
  const times = new Map<string, number>();
  for (const expression of expressions)
    eachColumn(expression, (c) => times.set(c.name, (times.get(c.name) ?? 0) + 1));
  return select.columns.some(
    (c) => (times.get(c.name) ?? 0) > (isSimple(c.expression) ? 2 : 1) && !isTrivial(c.expression),
  );
}

/** Whether the expressions over the SELECT's columns are short, and what they read is not hidden by its output. */
export function areSimple(select: Select, expressions: readonly Expression[]): boolean {
  return expressions.every((e) => isSimple(over(select, e)) && !havingReadsHidden(select, e));
}

/** Whether a condition would call again what a column that stays has called: a model or a function of the account. */
export function callsAgain(
  select: Select,
  condition: Expression,
  stays: (column: NamedExpression) => boolean,
): boolean {
  const called = select.columns.filter((c) => contains(c.expression, 'external') && stays(c));
  return called.length > 0 && reads(condition, new Set(called.map((c) => c.name)));
}

function isTrivial(expression: Expression): boolean {
  return expression.kind === 'column' || expression.kind === 'literal' || expression.kind === 'keyword';
}

/** Aggregates that give the same value however often they are asked for. */
const CERTAIN: ReadonlySet<string> = new Set(['SUM', 'AVG', 'MIN', 'MAX', 'COUNT', 'COUNT_IF']);

const UNREPEATED: ReadonlySet<Expression['kind']> = new Set(['raw', 'case', 'window', 'external']);

/** What is one operation on columns and constants. A raw text is not looked into, a CASE is long, a model works hard. */
function isSimple(expression: Expression): boolean {
  if (UNREPEATED.has(expression.kind)) return false;
  if (expression.kind === 'aggregate' && !CERTAIN.has(expression.name)) return false;
  return children(expression).every(isTrivial);
}

/**
 * Whether ORDER BY could not say this beside the SELECT's list: there an output column's name hides the source's column
 * of that name, and DISTINCT leaves nothing but the output columns.
 */
export function ordersByHidden(select: Select, expressions: readonly Expression[]): boolean {
  const hidden = hiddenNames(select);
  return expressions
    .filter((e) => e.kind !== 'column')
    .some((e) => select.distinct || reads(over(select, e), hidden));
}

/**
 * Whether a group key in HAVING would have the name of an output column that is something else. With more than one
 * source its table's name stands before it.
 */
export function havingReadsHidden(select: Select, condition: Expression): boolean {
  if (select.joins.length > 0) return false;
  return readsOutsideAggregates(over(select, condition), hiddenNames(select));
}

function readsOutsideAggregates(expression: Expression, names: ReadonlySet<string>): boolean {
  if (expression.kind === 'aggregate') return false;
  if (expression.kind === 'column') return names.has(expression.name);
  return children(expression).some((child) => readsOutsideAggregates(child, names));
}

/** Output columns that are not the source's column of that name. */
function hiddenNames(select: Select): ReadonlySet<string> {
  return new Set(
    select.columns
      .filter((c) => c.expression.kind !== 'column' || c.expression.name !== c.name)
      .map((c) => c.name),
  );
}

/** The parts of a condition that must all be true. */
export function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind === 'binary' && condition.operator === 'AND')
    return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  return [condition];
}
