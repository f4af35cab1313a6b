import type { Call, Expression } from '../../../sql/read/syntax/tree.js';

/** Looking into trees of expressions. */

/** The conditions that AND puts together. */
export function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'binary' && condition.operator === 'AND'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

/** Whether all columns that it reads are these, by their names alone. */
export function readsOnly(expression: Expression, columns: readonly string[]): boolean {
  return parts(expression).every(
    (part) =>
      part.kind !== 'column' || (part.path.length === 1 && columns.includes(part.path[0]?.text ?? '')),
  );
}

/** Whether there is a call in it that the test is true of. */
export function contains(expression: Expression, test: (call: Call) => boolean): boolean {
  return parts(expression).some((part) => part.kind === 'call' && test(part));
}

/** The expression and everything in it that is one. */
export function parts(value: unknown): readonly Expression[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(parts);
  return 'kind' in value ? [value as Expression, ...inner] : inner;
}

/** Whether two trees say the same, wherever they stand. */
export function same(a: unknown, b: unknown): boolean {
  return key(a) === key(b);
}

const key = (value: unknown): string =>
  JSON.stringify(value, (name, part: unknown) => (name === 'at' || name === 'range' ? undefined : part)) ??
  '';
