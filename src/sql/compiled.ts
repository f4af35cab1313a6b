/** A compiled query: the text that is shown, sent and registered, and what is known about it. */
export interface CompiledQuery {
  /** Snowflake SQL, pretty, no trailing semicolon or newline, the same bytes on every run. */
  readonly sql: string;
  /** The output columns in order. */
  readonly columns: readonly CompiledColumn[];
  /** Fully qualified source tables, in order of first use. */
  readonly sources: readonly string[];
  /** Which part of the text came from which call of the definition; ranges in UTF-16 offsets of `sql`. */
  readonly map: readonly { readonly start: number; readonly end: number; readonly call: number }[];
}

export interface CompiledColumn {
  /** The stored name. */
  readonly name: string;
  /** Snowflake's type as DESCRIBE prints it: `NUMBER(38,0)`, `FLOAT`, `DATE`, …; null when it is not known. */
  readonly type: string | null;
}
