import type { CallId } from '../trace.js';
import type { Field, Node, NodeBase } from './node.js';

/** The rows of both frames, matched by column name; duplicates kept unless `distinct`. */
export interface UnionNode extends NodeBase {
  readonly kind: 'union';
  readonly left: Node;
  readonly right: Node;
  readonly distinct: boolean;
}

export function unionNode(
  left: Node,
  right: Node,
  distinct: boolean,
  fields: readonly Field[],
  call?: CallId,
): UnionNode {
  return Object.freeze({
    kind: 'union',
    left,
    right,
    distinct,
    fields: Object.freeze([...fields]),
    open: left.open || right.open,
    call,
  });
}
