/** Blocks of Snowflake Scripting. Source: "Snowflake Scripting reference". Texts are as written, with their places. */

/** A piece of the source: an expression or a SQL statement, with `:names` of variables in it. */
export interface Piece {
  readonly text: string;
  /** Offset in the block's source. */
  readonly at: number;
}

export interface Block {
  readonly declarations: readonly Declaration[];
  readonly body: readonly Step[];
  readonly handlers: readonly Handler[];
}

export type Declaration =
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly type: string | null;
      readonly value: Piece | null;
      readonly at: number;
    }
  /** A cursor's query is asked when it is read, a RESULTSET's at once. */
  | {
      readonly kind: 'query';
      readonly name: string;
      readonly query: Piece | null;
      readonly isCursor: boolean;
      readonly at: number;
    }
  | { readonly kind: 'exception'; readonly name: string; readonly code: number; readonly message: string };

/** `WHEN a OR b THEN …`; names in upper case, OTHER for all. */
export interface Handler {
  readonly names: readonly string[];
  readonly body: readonly Step[];
}

export interface Branch {
  readonly condition: Piece;
  readonly body: readonly Step[];
}

export type Step =
  | { readonly kind: 'sql'; readonly statement: Piece; readonly into: readonly string[] }
  | { readonly kind: 'declare'; readonly declaration: Declaration }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Piece; readonly at: number }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly Step[] }
  | { readonly kind: 'while'; readonly condition: Piece; readonly body: readonly Step[] }
  | { readonly kind: 'repeat'; readonly until: Piece; readonly body: readonly Step[] }
  | { readonly kind: 'loop'; readonly body: readonly Step[] }
  | {
      readonly kind: 'count';
      readonly name: string;
      readonly from: Piece;
      readonly to: Piece;
      readonly reverse: boolean;
      readonly body: readonly Step[];
    }
  | {
      readonly kind: 'rows';
      readonly name: string;
      readonly of: string;
      readonly body: readonly Step[];
      readonly at: number;
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value: Piece | null }
  | { readonly kind: 'returnTable'; readonly of: string; readonly at: number }
  | { readonly kind: 'raise'; readonly name: string | null; readonly at: number }
  | { readonly kind: 'immediate'; readonly text: Piece; readonly using: readonly string[] }
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'nothing' };
