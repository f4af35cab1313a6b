import type { CallId } from '../trace.js';
import type { Field, Node, NodeBase } from './node.js';

/** A query in the author's own text, with frames between its pieces: `texts[0] frames[0] texts[1] …`. */
export interface RawSqlNode extends NodeBase {
  readonly kind: 'rawSql';
  readonly texts: readonly string[];
  readonly frames: readonly Node[];
  /** By column: the frames' columns that it comes from. Absent where the text has not been read, or not wholly. */
  readonly reads?: ReadonlyMap<string, readonly RawRead[]>;
}

/** A column of an inserted frame that a column of the query depends on, in every way that it does. */
export interface RawRead {
  readonly frame: Node;
  readonly column: string;
  /** As column lineage calls it: `IDENTITY`, `TRANSFORMATION`, `FILTER`, … */
  readonly dependencies: readonly string[];
}

export function rawSqlNode(
  texts: readonly string[],
  frames: readonly Node[],
  fields: readonly Field[],
  open: boolean,
  reads: ReadonlyMap<string, readonly RawRead[]> | null,
  call?: CallId,
): RawSqlNode {
  return Object.freeze({
    kind: 'rawSql',
    texts: Object.freeze([...texts]),
    frames: Object.freeze([...frames]),
    fields: Object.freeze([...fields]),
    open,
    ...(reads && { reads }),
    call,
  });
}
