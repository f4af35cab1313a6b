/**
 * The local account as its parts see each other: `objects/` runs statements, `query/` turns Snowflake queries into
 * DuckDB's, `server/` speaks Snowflake's REST protocol.
 */

import type { SnowflakeType } from '../sql/read/types.js';

export type { SnowflakeType };

export interface AccountColumn {
  /** The stored name: unquoted names in upper case. */
  readonly name: string;
  readonly type: SnowflakeType;
  readonly nullable: boolean;
}

/** One cell in the text encoding of Snowflake's JSON results (days since epoch for DATE, `1`/`0` for BOOLEAN, …). */
export type WireCell = string | null;
export type WireRow = readonly WireCell[];

/** Groups that drivers act on; `server/` maps each to Snowflake's statementTypeId. */
export type StatementKind =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'merge'
  | 'show'
  | 'describe'
  | 'ddl'
  | 'transaction'
  | 'put'
  | 'get'
  | 'copy';

export interface StatementResult {
  readonly queryId: string;
  readonly kind: StatementKind;
  readonly columns: readonly AccountColumn[];
  /** Batches in order. The consumer reads to the end or calls `return()`; the result holds a snapshot. */
  readonly batches: AsyncIterable<readonly WireRow[]>;
  /** For PUT: where the client is to copy its files. */
  readonly upload?: UploadTarget;
  /** For GET: which files the client is to copy, and where to. */
  readonly download?: DownloadSource;
}

export interface UploadTarget {
  readonly sourceLocations: readonly string[];
  /** Absolute folder of the stage path on this machine. */
  readonly folder: string;
  readonly overwrite: boolean;
  readonly autoCompress: boolean;
}

export interface DownloadSource {
  /** Absolute folder of the stage on this machine. */
  readonly folder: string;
  /** The files, relative to the folder, with forward slashes. */
  readonly files: readonly string[];
  /** The client's folder, as it was written. */
  readonly target: string;
}

export interface ExecuteOptions {
  readonly binds?: readonly AccountBind[];
  /**
   * In place of `binds`: rows of values, for each of which `INSERT … VALUES (…)` writes its one row. Other statements
   * refuse them (`RowsNotTaken`).
   */
  readonly bindRows?: readonly (readonly AccountBind[])[];
  /** Columns only, nothing is run. */
  readonly describeOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly queryId?: string;
}

export interface AccountBind {
  readonly type:
    | 'FIXED'
    | 'REAL'
    | 'BOOLEAN'
    | 'TEXT'
    | 'VARIANT'
    | 'BINARY'
    | 'DATE'
    | 'TIME'
    | 'TIMESTAMP_NTZ'
    | 'TIMESTAMP_LTZ'
    | 'TIMESTAMP_TZ';
  readonly value: string | null;
}

/** Where a connection's names are resolved. Names are stored (resolved) names. */
export interface ConnectionContext {
  user: string;
  role: string | null;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
}

/** One client's connection: context, parameters and transaction. Statements of one connection run one at a time. */
export interface AccountConnection {
  readonly context: ConnectionContext;
  /** What ALTER SESSION has set: names in upper case, values as text. */
  readonly parameters: ReadonlyMap<string, string>;
  /** True between BEGIN and COMMIT or ROLLBACK. */
  readonly inTransaction: boolean;
  execute(sql: string, options?: ExecuteOptions): Promise<StatementResult>;
  close(): Promise<void>;
}

export interface LocalAccount {
  connect(context?: Partial<ConnectionContext>): Promise<AccountConnection>;
  /** Waits for running statements, checkpoints and releases the folder. */
  close(): Promise<void>;
}

/** An error in Snowflake's form. Everything the account refuses is one of these. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
  constructor(
    message: string,
    /** Six digits: 001003 syntax, 002003 unknown object, 000904 invalid identifier, 002140 unknown function, … */
    readonly code: string,
    readonly sqlState: string,
    readonly position?: { readonly line: number; readonly column: number },
  ) {
    super(message);
  }
}

/** The statement does not write a row for each row of binds. Whoever has the rows can send it once for each. */
export class RowsNotTaken extends AccountError {
  constructor() {
    super(
      'Lists of bind values are for INSERT, UPDATE, DELETE and MERGE. Send one value for each place.',
      '000002',
      '0A000',
    );
  }
}
