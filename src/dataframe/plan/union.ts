import type { CallId } from '../trace.js';
import type { Field, Node, NodeBase } from './node.js';

/** The rows of both frames, matched by column name, duplicates kept. */
export interface UnionNode extends NodeBase {
  readonly kind: 'union';
  readonly left: Node;
  readonly right: Node;
}

export function unionNode(left: Node, right: Node, fields: readonly Field[], call?: CallId): UnionNode {
  return Object.freeze({
    kind: 'union',
    left,
    right,
    fields: Object.freeze([...fields]),
    open: left.open || right.open,
    call,
  });
}
