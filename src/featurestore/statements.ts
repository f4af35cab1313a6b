import { SessionError } from '../session/session.js';
import type { Bind, Cell, Cursor, Session } from '../session/session.js';
import { objectSql, schemaSql } from './names.js';
import type { StorePlace } from './names.js';

/** One result row by lower-case column name. */
export type NamedRow = Readonly<Record<string, Cell>>;

/** Sends a store's statements, one by one, and reads their rows. */
export class StoreStatements {
  constructor(
    readonly session: Session,
    readonly place: StorePlace,
    readonly signal?: AbortSignal,
  ) {}

  /** `DB.FS`. */
  get schema(): string {
    return schemaSql(this.place);
  }

  /** `DB.FS.<object>`. */
  object(stored: string): string {
    return objectSql(this.place, stored);
  }

  async rows(sql: string): Promise<readonly NamedRow[]> {
    return namedRows(this.session, sql, this.signal);
  }

  async run(sql: string): Promise<void> {
    await this.session.execute(sql, this.#options);
  }

  async query(sql: string, binds: readonly Bind[] = []): Promise<Cursor> {
    return this.session.query(sql, binds.length === 0 ? this.#options : { ...this.#options, binds });
  }

  /** The same store, for statements that have to run although the work was cancelled. */
  uncancelled(): StoreStatements {
    return new StoreStatements(this.session, this.place);
  }

  get #options(): { readonly signal?: AbortSignal } {
    return this.signal === undefined ? {} : { signal: this.signal };
  }
}

export async function namedRows(
  session: Session,
  sql: string,
  signal?: AbortSignal,
): Promise<readonly NamedRow[]> {
  const { columns, rows } = await session.execute(sql, signal === undefined ? {} : { signal });
  const names = columns.map((column) => column.name.toLowerCase());
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}

/** A cell as text; null for NULL and for what Snowflake leaves empty. */
export function textOf(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined || cell === '' ? null : String(cell);
}

/** A cell as text, empty for NULL. */
export function textOrEmpty(cell: Cell | undefined): string {
  return textOf(cell) ?? '';
}

/** Snowflake's number for a statement that was cancelled. */
const cancelled = '000604';

/** Whether a statement failed because it was cancelled: then nothing may be concluded from the failure. */
export function isCancelled(error: unknown): boolean {
  return error instanceof SessionError && error.code === cancelled;
}
