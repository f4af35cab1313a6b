import type { CallId } from '../trace.js';
import type { Field, NamedExpression, Node, NodeBase } from './node.js';
import type { Row } from './row.js';

/** The columns of a frame, all of them: select, pick, drop, rename, withColumns and fillNull are this. */
export interface ProjectNode extends NodeBase {
  readonly kind: 'project';
  readonly input: Node;
  readonly row: Row;
  readonly columns: readonly NamedExpression[];
}

export function projectNode(
  input: Node,
  row: Row,
  columns: readonly NamedExpression[],
  fields: readonly Field[],
  call?: CallId,
): ProjectNode {
  return Object.freeze({
    kind: 'project',
    input,
    row,
    columns: Object.freeze([...columns]),
    fields: Object.freeze([...fields]),
    open: input.open,
    call,
  });
}
