/** What the parser and its worker say to each other. */
import type { Statement } from './syntax/tree.js';
import type { TimestampMapping } from './types.js';

export interface ParseRequest {
  readonly id: number;
  readonly text: string;
  readonly timestamp: TimestampMapping;
}

/** An `ReadError` as data: classes do not cross the border of a thread. */
export interface ParseRefusal {
  readonly message: string;
  readonly code: string;
  readonly sqlState: string;
  readonly position?: { readonly line: number; readonly column: number };
}

export type ParseAnswer =
  | { readonly id: number; readonly statement: Statement }
  | { readonly id: number; readonly refusal: ParseRefusal };
