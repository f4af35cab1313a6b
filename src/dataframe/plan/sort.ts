import type { Ordering } from '../expression/window.js';
import type { CallId } from '../trace.js';
import type { Node, NodeBase } from './node.js';
import type { Row } from './row.js';

/** An order, which only the last step of a query or a following limit keeps. */
export interface SortNode extends NodeBase {
  readonly kind: 'sort';
  readonly input: Node;
  readonly row: Row;
  readonly orderBy: readonly Ordering[];
}

export function sortNode(input: Node, row: Row, orderBy: readonly Ordering[], call?: CallId): SortNode {
  return Object.freeze({
    kind: 'sort',
    input,
    row,
    orderBy: Object.freeze([...orderBy]),
    fields: input.fields,
    open: input.open,
    call,
  });
}
