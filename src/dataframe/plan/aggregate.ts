import type { CallId } from '../trace.js';
import type { Field, NamedExpression, Node, NodeBase } from './node.js';
import type { Row } from './row.js';

/** One row a group. The columns are the keys, then the aggregates; without keys there is one row in all. */
export interface AggregateNode extends NodeBase {
  readonly kind: 'aggregate';
  readonly input: Node;
  readonly row: Row;
  readonly keys: readonly NamedExpression[];
  readonly aggregates: readonly NamedExpression[];
}

export function aggregateNode(
  input: Node,
  row: Row,
  keys: readonly NamedExpression[],
  aggregates: readonly NamedExpression[],
  fields: readonly Field[],
  call?: CallId,
): AggregateNode {
  return Object.freeze({
    kind: 'aggregate',
    input,
    row,
    keys: Object.freeze([...keys]),
    aggregates: Object.freeze([...aggregates]),
    fields: Object.freeze([...fields]),
    open: input.open,
    call,
  });
}
