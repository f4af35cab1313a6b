import type { CallId } from '../trace.js';
import type { Field, NodeBase } from './node.js';

/** A source table, by the name the project's sources give it. */
export interface TableNode extends NodeBase {
  readonly kind: 'table';
  readonly name: string;
  /** The keys that it declares. */
  readonly keys: readonly TableKey[];
}

export interface TableKey {
  readonly columns: readonly string[];
  /** A PRIMARY KEY; otherwise UNIQUE. */
  readonly primary: boolean;
}

export function tableNode(
  name: string,
  fields: readonly Field[],
  open: boolean,
  keys: readonly TableKey[],
  call?: CallId,
): TableNode {
  return Object.freeze({
    kind: 'table',
    name,
    fields: Object.freeze([...fields]),
    open,
    keys: Object.freeze([...keys]),
    call,
  });
}
