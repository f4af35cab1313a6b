/** A statement prepared for the parser: its fragments, and what their stand-ins stand for. */
import type { SnowflakeType } from '../types.js';
import type { Token } from '../lexer.js';

export interface Piece {
  /** Offset in the prepared text. */
  readonly offset: number;
  readonly token: number;
}
export interface Fragment {
  readonly text: string;
  /** Ascending; leads a place in `text` back to the source. */
  readonly pieces: readonly Piece[];
  /** The tokens it holds, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}
export interface StarModifiers {
  readonly exclude: readonly number[];
  readonly rename: readonly (readonly [number, number])[];
  readonly ilike: number | null;
}
export interface Prepared {
  readonly tokens: readonly Token[];
  readonly source: string;
  /** The statement is the last one. */
  readonly fragments: readonly Fragment[];
  /** By token number. */
  readonly types: ReadonlyMap<number, SnowflakeType>;
  readonly paths: ReadonlyMap<number, readonly (string | number)[]>;
  readonly stars: ReadonlyMap<number, StarModifiers>;
  /** Token numbers of a function's name parts, by the number of the first. */
  readonly functions: ReadonlyMap<number, readonly number[]>;
  readonly isDelete: boolean;
}
