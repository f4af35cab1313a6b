import type { CallId } from '../trace.js';
import type { Field, NodeBase } from './node.js';

/** A source table, by the name the project's sources give it. */
export interface TableNode extends NodeBase {
  readonly kind: 'table';
  readonly name: string;
}

export function tableNode(name: string, fields: readonly Field[], open: boolean, call?: CallId): TableNode {
  return Object.freeze({ kind: 'table', name, fields: Object.freeze([...fields]), open, call });
}
