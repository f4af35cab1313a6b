import type { CallId } from '../trace.js';
import type { Node, NodeBase } from './node.js';

/** Rows that differ in at least one column; NULLs are equal here. */
export interface DistinctNode extends NodeBase {
  readonly kind: 'distinct';
  readonly input: Node;
}

export function distinctNode(input: Node, call?: CallId): DistinctNode {
  return Object.freeze({ kind: 'distinct', input, fields: input.fields, open: input.open, call });
}
