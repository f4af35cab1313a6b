import type { Field, Node } from './plan/node.js';
import type { RawRead } from './plan/rawSql.js';
import type { FrameProblem } from './problems.js';

/** A query of the author's, read: what it gives, and what is wrong with it. */
export interface ReadTemplate {
  /** The text with every source table that it names cut out: `texts[0] frames[0] texts[1] …`. */
  readonly texts: readonly string[];
  readonly frames: readonly Node[];
  readonly fields: readonly Field[];
  /** Where the columns come from; null where that is not wholly known. */
  readonly reads: ReadonlyMap<string, readonly RawRead[]> | null;
  /** It may give more columns than are known. */
  readonly open: boolean;
  readonly problems: readonly FrameProblem[];
}

/** Reads the text of a template, which the evaluation has had parsed before the definitions run. */
export type QueryReader = (texts: readonly string[], frames: readonly Node[]) => ReadTemplate | null;

let current: QueryReader | undefined;

/** Sets what reads queries from now on. The evaluation runner calls it before it loads definitions. */
export function setQueryReader(reader: QueryReader | undefined): void {
  current = reader;
}

/** null: nobody has read this text. */
export function readTemplate(texts: readonly string[], frames: readonly Node[]): ReadTemplate | null {
  return current?.(texts, frames) ?? null;
}
