import type { Expression } from '../expression/expression.js';
import type { CallId } from '../trace.js';
import type { Field, Node, NodeBase } from './node.js';
import type { Row } from './row.js';

/** The rows for which a condition is true (not false, not NULL). */
export interface FilterNode extends NodeBase {
  readonly kind: 'filter';
  readonly input: Node;
  readonly row: Row;
  readonly condition: Expression;
}

export function filterNode(
  input: Node,
  row: Row,
  condition: Expression,
  fields: readonly Field[],
  call?: CallId,
): FilterNode {
  return Object.freeze({ kind: 'filter', input, row, condition, fields, open: input.open, call });
}
