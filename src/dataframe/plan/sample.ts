import type { CallId } from '../trace.js';
import type { Node, NodeBase } from './node.js';

/** How much of a frame: a number of rows, or a share of them in percent. */
export type SampleSize = { readonly rows: number } | { readonly percent: number };

/** Rows taken at random, other ones each time. */
export interface SampleNode extends NodeBase {
  readonly kind: 'sample';
  readonly input: Node;
  readonly size: SampleSize;
}

export function sampleNode(input: Node, size: SampleSize, call?: CallId): SampleNode {
  return Object.freeze({
    kind: 'sample',
    input,
    size: Object.freeze({ ...size }),
    fields: input.fields,
    open: input.open,
    call,
  });
}
