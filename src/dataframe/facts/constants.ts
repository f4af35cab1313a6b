import type { Expression } from '../expression/expression.js';
import type { Node } from '../plan/node.js';
import { definitionOf } from './columns.js';

export function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind === 'binary' && condition.operator === 'AND')
    return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  return [condition];
}

/** `column = constant`, or undefined. */
export function constantOf(
  part: Expression,
): { readonly column: string; readonly value: string } | undefined {
  if (part.kind !== 'binary' || part.operator !== '=') return undefined;
  for (const [a, b] of [
    [part.left, part.right],
    [part.right, part.left],
  ] as const)
    if (a.kind === 'column' && b.kind === 'literal' && b.value !== null)
      return { column: a.name, value: String(b.value) };
  return undefined;
}

/** The constants that a column consists of, when it is made of constants alone. */
export function constantsOf(node: Node, column: string): ReadonlySet<string> | undefined {
  if (node.kind === 'union') {
    const [left, right] = [constantsOf(node.left, column), constantsOf(node.right, column)];
    return left && right && new Set([...left, ...right]);
  }
  const made = definitionOf(node, column)?.expression;
  return made?.kind === 'literal' ? new Set([String(made.value)]) : undefined;
}
