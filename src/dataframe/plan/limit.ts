import type { CallId } from '../trace.js';
import type { Node, NodeBase } from './node.js';

export interface LimitNode extends NodeBase {
  readonly kind: 'limit';
  readonly input: Node;
  readonly count: number;
}

export function limitNode(input: Node, count: number, call?: CallId): LimitNode {
  return Object.freeze({ kind: 'limit', input, count, fields: input.fields, open: input.open, call });
}
