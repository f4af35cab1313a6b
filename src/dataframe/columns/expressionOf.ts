import type { Expression } from '../expression/expression.js';
import type { Column } from './column.js';

const expressions = new WeakMap<object, Expression>();

/** Called once, by the column's constructor. */
export function bindExpression(column: Column, expression: Expression): void {
  expressions.set(column, expression);
}

export function isColumn(value: unknown): value is Column {
  return typeof value === 'object' && value !== null && expressions.has(value);
}

export function expressionOf(column: Column): Expression {
  const expression = expressions.get(column);
  if (!expression) throw new TypeError('A column is expected here; lit(…) makes one of a constant.');
  return expression;
}
