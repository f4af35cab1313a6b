import type { Expression } from '../expression/expression.js';
import type { Node, NodeBase } from './node.js';
import type { Row } from './row.js';

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'asof';

/**
 * Two frames side by side. The columns are the left frame's, then the right frame's that are not left ones already.
 * `on` is null where rows are matched by no
 * key: for a cross join, and for an as-of join without keys.
 */
export interface JoinNode extends NodeBase {
  readonly kind: 'join';
  readonly type: JoinType;
  readonly left: Node;
  readonly right: Node;
  readonly leftRow: Row;
  readonly rightRow: Row;
  readonly on: Expression | null;
  /** As-of joins: `left time >= right time`, or another inequality. The closest right row is taken. */
  readonly match?: Expression;
}

export function joinNode(node: Omit<JoinNode, 'kind' | 'open'>): JoinNode {
  return Object.freeze({ ...node, kind: 'join', open: node.left.open || node.right.open });
}
