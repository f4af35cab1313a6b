import type { CallId } from '../trace.js';
import type { Field, Node, NodeBase } from './node.js';

/** INTERSECT: the different rows that both frames have. EXCEPT: those that the second frame lacks. */
export type SetOperator = 'INTERSECT' | 'EXCEPT';

/** Rows compared as wholes, matched by column name; NULLs are equal here. */
export interface SetOperationNode extends NodeBase {
  readonly kind: 'setOperation';
  readonly operator: SetOperator;
  readonly left: Node;
  readonly right: Node;
}

export function setOperationNode(
  operator: SetOperator,
  left: Node,
  right: Node,
  fields: readonly Field[],
  call?: CallId,
): SetOperationNode {
  return Object.freeze({
    kind: 'setOperation',
    operator,
    left,
    right,
    fields: Object.freeze([...fields]),
    open: left.open || right.open,
    call,
  });
}
