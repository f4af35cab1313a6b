import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  AccountColumn,
  DownloadSource,
  SnowflakeType,
  StatementKind,
  UploadTarget,
  WireRow,
} from '../account.js';
import type { Catalog, CatalogView } from '../catalog/catalog.js';
import type { Clock } from '../clock.js';
import type { Names } from '../catalog/names.js';
import type { SessionState, SessionVariable } from '../engine/session.js';
import type { Operation } from '../query/explain.js';
import type { Queries } from '../engine/queries.js';

/** A whole result in memory: every command's answer is small. */
export interface CommandResult {
  readonly columns: readonly AccountColumn[];
  readonly rows: readonly WireRow[];
  readonly upload?: UploadTarget;
  readonly download?: DownloadSource;
}

interface Surroundings {
  /** When the statement began, milliseconds since the epoch. */
  readonly now: number;
  readonly session: SessionState;
  readonly names: Names;
  readonly queryId: string;
  /** The account's clock; a statement's own moment is `now`. */
  readonly clock: Clock;
  /** Folder of internal stages. */
  readonly stages: string;
  readonly signal: AbortSignal | undefined;
}

/** What a command that reads may use: the catalog and the data of one moment. */
export interface ReadScope extends Surroundings {
  readonly catalog: CatalogView;
  readonly duckdb: DuckDBConnection;
  /** The value of an expression, for SQL variables. */
  evaluate(expression: string): Promise<Omit<SessionVariable, 'setOn'>>;
  /** The plan of the query or DML that stands at `offset` of `source`. */
  explain(source: string, offset: number): Promise<Operation>;
}

/** What a command that writes may use. Everything it does commits or vanishes together. */
export interface WriteScope extends Surroundings {
  /** The draft: written to the file in the same DuckDB transaction as the data. */
  readonly catalog: Catalog;
  readonly duckdb: DuckDBConnection;
  readonly queries: Queries;
  /** Runs what reads these relations to change something with it: the streams among them are consumed with it. */
  consuming<T>(reads: readonly string[], step: () => Promise<T>): Promise<T>;
  /** Reads with a DuckDB connection of its own, whose failures do not end the statement's transaction. */
  apart<T>(step: (duckdb: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Does something once the statement's work is committed: what the connection remembers changes only then. */
  onCommit(step: () => void): void;
  /** Does something in a transaction of its own once this one has ended, whichever way. */
  afterwards(step: (scope: WriteScope) => Promise<void>): void;
}

/** One parsed statement. */
export type Command =
  | {
      readonly access: 'read';
      readonly kind: StatementKind;
      /** Known before running; needed by describe-only requests. */
      readonly run: (scope: ReadScope) => Promise<CommandResult> | CommandResult;
    }
  | {
      readonly access: 'write';
      readonly kind: StatementKind;
      readonly run: (scope: WriteScope) => Promise<CommandResult> | CommandResult;
    }
  | { readonly access: 'transaction'; readonly action: 'begin' | 'commit' | 'rollback' };

export const TEXT: SnowflakeType = { kind: 'TEXT', length: 16_777_216 };
export const TIMESTAMP_LTZ: SnowflakeType = { kind: 'TIMESTAMP_LTZ', scale: 3 };
export const INTEGER: SnowflakeType = { kind: 'NUMBER', precision: 38, scale: 0 };

export function column(name: string, type: SnowflakeType = TEXT, nullable = true): AccountColumn {
  return { name, type, nullable };
}

/** The one-cell answer of DDL. */
export function status(text: string): CommandResult {
  return { columns: [column('status', TEXT, false)], rows: [[text]] };
}

/**
 * A moment in the wire encoding of `TIMESTAMP_LTZ`: seconds since the epoch with as many decimals as its scale says, by
 * which the Python connector reads them.
 */
export function moment(milliseconds: number | null): string | null {
  if (milliseconds === null) return null;
  return `${Math.floor(milliseconds / 1000)}.${String(milliseconds % 1000).padStart(3, '0')}`;
}
