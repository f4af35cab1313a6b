import type { Binary } from '../expression/binary.js';
import type { Expression } from '../expression/expression.js';
import type { Node } from '../plan/node.js';
import type { Row } from '../plan/row.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { conjuncts } from '../facts/constants.js';
import { fieldOf } from './names.js';

const NULL_PASSES = new Set(['OR', 'IS NOT DISTINCT FROM']);

/**
 * Reports a condition that can never be true for the unmatched rows of an earlier left join, because it compares a
 * column that is NULL there: the left join might as well be an inner one.
 */
export function warnOfUndoneLeftJoin(
  condition: Expression,
  rows: readonly [Row, Node][],
  method: string,
): void {
  for (const part of conjuncts(condition)) {
    if (part.kind !== 'binary' || NULL_PASSES.has(part.operator)) continue;
    for (const side of [part.left, part.right]) if (warnOfSide(side, rows, method)) return;
  }
}

function warnOfSide(side: Expression, rows: readonly [Row, Node][], method: string): boolean {
  if (side.kind !== 'column') return false;
  const node = rows.find(([row]) => row === side.owner)?.[1];
  const outer = node && fieldOf(node, side.name)?.outer;
  if (!outer) return false;
  const instead = outer.twin
    ? `Compare ${outer.twin} instead`
    : 'Compare a column that is not NULL there instead';
  report({
    code: 'left-join-undone',
    severity: 'warning',
    message:
      `${side.name} is NULL where leftJoin found no row in ${outer.joined}, so this ${method} drops those rows and the left join has no effect. ` +
      `${instead}, or say { allow: ['left-join-undone'] } if it is meant.`,
    place: { call: here(), column: side.name },
    ...(outer.twin ? { suggestion: outer.twin } : {}),
  });
  return true;
}

/** `left = right` of plain columns, or undefined. */
export function equality(part: Expression): Binary | undefined {
  return part.kind === 'binary' &&
    part.operator === '=' &&
    part.left.kind === 'column' &&
    part.right.kind === 'column'
    ? part
    : undefined;
}
