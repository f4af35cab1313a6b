/** One connection to an account that speaks Snowflake SQL: a Snowflake account or the local account. */

/** Snowflake's data types as results name them. NUMBER carries precision and scale, TEXT a length. */
export type ColumnType =
  | 'NUMBER'
  | 'FLOAT'
  | 'TEXT'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIME'
  | 'TIMESTAMP_NTZ'
  | 'TIMESTAMP_LTZ'
  | 'TIMESTAMP_TZ'
  | 'BINARY'
  | 'VARIANT'
  | 'OBJECT'
  | 'ARRAY';

export interface ResultColumn {
  /** The stored (resolved) name, as `SHOW COLUMNS` spells it. */
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
}

/**
 * One value, ready for JSON. NULL is `null`. NUMBER and FLOAT are numbers, or strings of digits where a
 * JavaScript number cannot hold the value exactly. DATE is `2026-11-24`, TIME `10:00:00`, TIMESTAMP_NTZ
 * `2026-11-24T10:00:00.123`, TIMESTAMP_LTZ and TIMESTAMP_TZ the same with an offset. BINARY is upper-case hex.
 * VARIANT, OBJECT and ARRAY are JSON text.
 */
export type Cell = null | boolean | number | string;

export type Bind = null | boolean | number | string;

export interface Rows {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A result that stays with the account and is read in pages. */
export interface Cursor {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  /** Rows in the whole result. */
  readonly rowCount: number;
  /** Rows `start` … `start + count - 1`; fewer at the end. */
  page(start: number, count: number): Promise<readonly (readonly Cell[])[]>;
}

export interface ExecuteOptions {
  readonly binds?: readonly Bind[];
  /** Aborting cancels the statement on the account and rejects with a `SessionError` of code `000604`. */
  readonly signal?: AbortSignal;
}

/** What the session is signed in as and where names are resolved; null where nothing is set. */
export interface SessionContext {
  readonly account: string;
  readonly user: string;
  readonly role: string | null;
  readonly warehouse: string | null;
  readonly database: string | null;
  readonly schema: string | null;
}

export interface Session {
  /** The connection profile's name, `local` for the local account. */
  readonly connection: string;
  context(): SessionContext;
  /** Runs one statement and reads its whole result. For statements with small results. */
  execute(sql: string, options?: ExecuteOptions): Promise<Rows>;
  /** Runs one statement and leaves its result with the account. */
  query(sql: string, options?: ExecuteOptions): Promise<Cursor>;
  /** Names and types of a query's columns, without running it. */
  describe(sql: string): Promise<readonly ResultColumn[]>;
  close(): Promise<void>;
}

/** An account's refusal, or a failure to reach it. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  constructor(
    message: string,
    /** Snowflake's error number as six digits (`002003`), or a driver's code. */
    readonly code: string,
    readonly details: {
      readonly sqlState?: string;
      readonly queryId?: string;
      /** Position in the statement, from 1. */
      readonly line?: number;
      readonly column?: number;
      /** What to do next, one sentence. */
      readonly hint?: string;
      readonly statement?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
  }
}
