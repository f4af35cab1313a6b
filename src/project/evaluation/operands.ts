import type { Node } from 'oxc-parser';
import { children } from './syntax.js';
import { bare } from './written.js';

/** Expressions whose value is one of JavaScript's own, whatever is inside. */
const NEVER_COLUMNS = new Set([
  'Literal',
  'ArrayExpression',
  'ObjectExpression',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassExpression',
  'NewExpression',
  'MetaProperty',
  'ImportExpression',
]);

/** Whether an expression may have a column as its value, as far as its form tells. */
export function canBeColumn(operand: Node): boolean {
  const node = bare(operand);
  switch (node.type) {
    case 'TemplateLiteral':
      return node.expressions.some(canBeColumn);
    case 'UnaryExpression':
      return !JUST_VALUES.has(node.operator) && canBeColumn(node.argument);
    case 'BinaryExpression':
      return (
        node.operator !== 'instanceof' &&
        !isBrandTest(node) &&
        !isTypeQuery(node.left) &&
        !isTypeQuery(node.right) &&
        (canBeColumn(node.left) || canBeColumn(node.right))
      );
    case 'LogicalExpression':
      return canBeColumn(node.left) || canBeColumn(node.right);
    case 'ConditionalExpression':
      return [node.test, node.consequent, node.alternate].some(canBeColumn);
    case 'Identifier':
      return node.name !== 'undefined' && node.name !== 'NaN' && node.name !== 'Infinity';
    default:
      return !NEVER_COLUMNS.has(node.type);
  }
}

/** `#x in value` */
function isBrandTest({ left }: { readonly left: Node }): boolean {
  return left.type === 'PrivateIdentifier';
}

const JUST_VALUES = new Set(['typeof', 'void', 'delete']);

/** `typeof x === 'string'` is about JavaScript's values on both sides. */
const isTypeQuery = (operand: Node): boolean => {
  const node = bare(operand);
  return node.type === 'UnaryExpression' && node.operator === 'typeof';
};

const FUNCTIONS = new Set(['FunctionExpression', 'FunctionDeclaration', 'ArrowFunctionExpression']);

/** Whether the function around an expression is left or waited in by it: then it cannot move into another function. */
export function suspends(node: Node): boolean {
  if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return true;
  if (FUNCTIONS.has(node.type)) return false;
  return children(node).some(suspends);
}

/** A function or class without a name takes that of the variable it is assigned to. */
export function isAnonymous(node: Node): boolean {
  return (
    node.type === 'ArrowFunctionExpression' ||
    ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node.id)
  );
}
