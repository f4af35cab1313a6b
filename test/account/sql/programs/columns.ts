import { nodeOf } from '../../../../src/dataframe/frame.js';
import type { Frame } from '../../../../src/index.js';
import type { TypeKind } from '../../../../src/dataframe/type.js';
import { isCertain } from './certainty.js';
import { read } from './names.js';

/** What an expression may read: a column of a row that a callback is given. */
export interface Readable {
  readonly name: string;
  /** `r.NAME`. */
  readonly text: string;
  readonly kind: TypeKind;
  readonly certain: boolean;
}

export type AnyFrame = Frame<Record<string, never>>;

export function readable(frame: AnyFrame, row: string): readonly Readable[] {
  const node = nodeOf(frame);
  return node.fields.flatMap(({ name, type }) =>
    type ? [{ name, text: read(row, name), kind: type.kind, certain: isCertain(node, name) }] : [],
  );
}

export const columnNames = (frame: AnyFrame): readonly string[] => nodeOf(frame).fields.map((f) => f.name);

/** Which are not compared as wholes. */
export const STRUCTURED: readonly TypeKind[] = ['VARIANT', 'ARRAY', 'OBJECT', 'VECTOR'];

/** Columns that rows can be put in order by, and told apart by. */
export const isOrderable = (column: Readable): boolean => column.certain && !STRUCTURED.includes(column.kind);
