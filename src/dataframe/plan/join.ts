import type { Expression } from '../expression/expression.js';
import type { Node, NodeBase } from './node.js';
import type { Row } from './row.js';

export type JoinType = 'inner' | 'left' | 'full' | 'cross';

/**
 * Two frames side by side. The columns are the left frame's, then the right frame's that are not left ones already.
 * `on` is null for a cross join only.
 */
export interface JoinNode extends NodeBase {
  readonly kind: 'join';
  readonly type: JoinType;
  readonly left: Node;
  readonly right: Node;
  readonly leftRow: Row;
  readonly rightRow: Row;
  readonly on: Expression | null;
}

export function joinNode(node: Omit<JoinNode, 'kind' | 'open'>): JoinNode {
  return Object.freeze({ ...node, kind: 'join', open: node.left.open || node.right.open });
}
