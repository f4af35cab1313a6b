import type { Expression } from '../expression/expression.js';
import type { CallId } from '../trace.js';
import type { Field, NamedExpression, Node, NodeBase } from './node.js';
import type { Row } from './row.js';

/** One row for each element of an array or object (Snowflake's FLATTEN): the input's columns, then `columns`. */
export interface FlattenNode extends NodeBase {
  readonly kind: 'flatten';
  readonly input: Node;
  readonly row: Row;
  /** What is taken apart, over `row`. */
  readonly array: Expression;
  /** Whether a row without elements stays, once, with NULLs. */
  readonly outer: boolean;
  /** The row of FLATTEN's own columns VALUE, INDEX and KEY. */
  readonly element: Row;
  readonly columns: readonly NamedExpression[];
}

export function flattenNode(
  node: Omit<FlattenNode, 'kind' | 'open' | 'fields' | 'call'>,
  fields: readonly Field[],
  call?: CallId,
): FlattenNode {
  return Object.freeze({
    ...node,
    kind: 'flatten',
    columns: Object.freeze([...node.columns]),
    fields: Object.freeze([...fields]),
    open: node.input.open,
    call,
  });
}
