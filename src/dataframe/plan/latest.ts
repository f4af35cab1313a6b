import type { Ordering } from '../expression/window.js';
import type { CallId } from '../trace.js';
import type { Node, NodeBase } from './node.js';
import type { Row } from './row.js';

/** One row a key: the first in an order. */
export interface LatestNode extends NodeBase {
  readonly kind: 'latest';
  readonly input: Node;
  readonly row: Row;
  readonly keys: readonly string[];
  readonly orderBy: readonly Ordering[];
}

export function latestNode(
  input: Node,
  row: Row,
  keys: readonly string[],
  orderBy: readonly Ordering[],
  call?: CallId,
): LatestNode {
  return Object.freeze({
    kind: 'latest',
    input,
    row,
    keys: Object.freeze([...keys]),
    orderBy: Object.freeze([...orderBy]),
    fields: input.fields,
    open: input.open,
    call,
  });
}
