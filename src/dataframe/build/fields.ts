import type { Expression } from '../expression/expression.js';
import type { Field, NamedExpression, Node } from '../plan/node.js';
import { fieldOf } from './names.js';

/** The field that a computed column becomes. A plain column keeps what is known of it. */
export function fieldFor(column: NamedExpression, inputs: readonly Node[]): Field {
  const { name, expression } = column;
  if (expression.kind === 'column') {
    const source = inputs.map((node) => fieldOf(node, expression.name)).find((f) => f !== undefined);
    if (source) return source.name === name ? source : Object.freeze({ ...source, name });
  }
  return Object.freeze({ name, type: expression.type, nullable: nullable(expression, inputs) });
}

const NEVER_NULL = new Set([
  'COUNT',
  'COUNT_IF',
  'APPROX_COUNT_DISTINCT',
  'ROW_NUMBER',
  'RANK',
  'DENSE_RANK',
  'NTILE',
  'CONDITIONAL_CHANGE_EVENT',
  'HASH',
  'OBJECT_CONSTRUCT',
]);

/** Whether the value can be NULL, as far as the expression itself tells. */
function nullable(expression: Expression, inputs: readonly Node[]): boolean {
  switch (expression.kind) {
    case 'column':
      return (
        inputs.map((node) => fieldOf(node, expression.name)).find((f) => f !== undefined)?.nullable ?? true
      );
    case 'literal':
      return expression.value === null;
    case 'nullTest':
      return false;
    case 'aggregate':
    case 'ranking':
      return !NEVER_NULL.has(expression.name);
    case 'window':
      return nullable(expression.function, inputs);
    case 'binary':
      return (
        expression.operator !== 'IS NOT DISTINCT FROM' &&
        (nullable(expression.left, inputs) || nullable(expression.right, inputs))
      );
    case 'unary':
      return nullable(expression.operand, inputs);
    case 'cast':
      return expression.attempt || nullable(expression.operand, inputs);
    case 'call':
      if (NEVER_NULL.has(expression.name)) return false;
      return expression.name === 'COALESCE' ? expression.args.every((a) => nullable(a, inputs)) : true;
    default:
      return true;
  }
}
