import type { CallId } from '../trace.js';
import type { Field, Node, NodeBase } from './node.js';

/** A query in the author's own text, with frames between its pieces: `texts[0] frames[0] texts[1] …`. */
export interface RawSqlNode extends NodeBase {
  readonly kind: 'rawSql';
  readonly texts: readonly string[];
  readonly frames: readonly Node[];
}

export function rawSqlNode(
  texts: readonly string[],
  frames: readonly Node[],
  fields: readonly Field[],
  open: boolean,
  call?: CallId,
): RawSqlNode {
  return Object.freeze({
    kind: 'rawSql',
    texts: Object.freeze([...texts]),
    frames: Object.freeze([...frames]),
    fields: Object.freeze([...fields]),
    open,
    call,
  });
}
