import type { Expression, ExpressionVisitor } from './expression.js';
import { visitExpression } from './expression.js';
import type { ColumnReference } from './column.js';
import type { Ordering } from './window.js';

const NONE: readonly Expression[] = [];
const expressionsOf = (orderings: readonly Ordering[]) => orderings.map((o) => o.expression);

const CHILDREN: ExpressionVisitor<readonly Expression[]> = {
  aggregate: (e) => [...e.args, ...expressionsOf(e.withinGroup)],
  between: (e) => [e.operand, e.low, e.high],
  binary: (e) => [e.left, e.right],
  call: (e) => e.args,
  case: (e) => [...e.branches.flatMap((b) => [b.when, b.then]), ...(e.otherwise ? [e.otherwise] : [])],
  cast: (e) => [e.operand],
  column: () => NONE,
  external: (e) => e.args,
  in: (e) => [e.operand, ...e.values],
  keyword: () => NONE,
  literal: () => NONE,
  nullTest: (e) => [e.operand],
  poison: () => NONE,
  ranking: (e) => e.args,
  raw: (e) => e.values,
  unary: (e) => [e.operand],
  window: (e) => [...e.function.args, ...e.by, ...expressionsOf(e.orderBy)],
};

/** The expressions directly inside. For a window: the function's arguments, not the function itself. */
export function children(expression: Expression): readonly Expression[] {
  return visitExpression(expression, CHILDREN);
}

/** Whether an expression of one of these kinds is inside, or is this one. */
export function contains(expression: Expression, kind: Expression['kind']): boolean {
  return expression.kind === kind || children(expression).some((child) => contains(child, kind));
}

/** Calls `found` for every column read, as often as it is read. */
export function eachColumn(expression: Expression, found: (column: ColumnReference) => void): void {
  if (expression.kind === 'column') found(expression);
  else for (const child of children(expression)) eachColumn(child, found);
}
