import type { Connection, FileAndStageBindStatement, RowStatement, SnowflakeError } from 'snowflake-sdk';
import { cellReader, fetchedAsText, resultColumn } from './cells.js';
import { canceled, isSessionLost, toSessionError } from './sdkError.js';
import type { Cell, Cursor, ExecuteOptions, ResultColumn, Rows, Session, SessionContext } from './session.js';
import { SessionError } from './session.js';
import { changesTransaction, movesFiles } from './statementWords.js';

type Statement = RowStatement | FileAndStageBindStatement;

/** A connection of the driver that is logged in. */
export interface Link {
  readonly connection: Connection;
  readonly account: string;
  readonly user: string;
  /** False when the other side is known to be gone. Cheap: it is asked before every statement. */
  readonly alive: () => boolean;
}

/** Logs in with the names of `context`; called again when the other side has restarted. */
export type Connect = (context: Partial<SessionContext>) => Promise<Link>;

interface Submission extends ExecuteOptions {
  readonly describeOnly?: boolean;
}

/** How long a cancelled statement may take to end before its caller is released. */
const cancelPatience = 10_000;
const livenessInterval = 500;

interface SessionState {
  getCurrentRole(): string | undefined;
  getCurrentWarehouse(): string | undefined;
  getCurrentDatabase(): string | undefined;
  getCurrentSchema(): string | undefined;
}

const orNull = (name: string | null | undefined): string | null =>
  name === undefined || name === '' ? null : name;

async function readRows(
  statement: Statement,
  range: { readonly start: number; readonly end: number } | undefined,
  read: (row: readonly unknown[]) => readonly Cell[],
): Promise<readonly (readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  try {
    for await (const row of statement.streamRows(range) as AsyncIterable<readonly unknown[]>)
      rows.push(read(row));
  } catch (error) {
    throw toSessionError(error);
  }
  return rows;
}

/** PUT and GET of the driver set the process's file mode mask to 0 and leave it there. */
async function keepingUmask<T>(run: () => Promise<T>): Promise<T> {
  const mask = process.umask(0o022);
  process.umask(mask);
  try {
    return await run();
  } finally {
    process.umask(mask);
  }
}

/** A `Session` over one snowflake-sdk connection. */
export class DriverSession implements Session {
  #link: Link;
  #relinking: Promise<Link> | undefined;
  #context: SessionContext;
  #inTransaction = false;

  private constructor(
    readonly connection: string,
    link: Link,
    private readonly connect: Connect,
  ) {
    this.#link = link;
    const { account, user } = link;
    this.#context = { account, user, role: null, warehouse: null, database: null, schema: null };
  }

  static async open(
    name: string,
    connect: Connect,
    requested: Partial<SessionContext>,
  ): Promise<DriverSession> {
    const session = new DriverSession(name, await connect(requested), connect);
    try {
      // The login does not say where names are resolved; the answer to any statement does.
      await session.describe('SELECT 1');
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  context(): SessionContext {
    return this.#context;
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Rows> {
    const { statement, columns } = await this.#run(sql, options);
    const rows = await readRows(statement, undefined, cellReader(columns));
    return { queryId: statement.getQueryId(), columns, rows };
  }

  async query(sql: string, options: ExecuteOptions = {}): Promise<Cursor> {
    const { statement, columns } = await this.#run(sql, options);
    const rowCount = statement.getNumRows();
    const read = cellReader(columns);
    return {
      queryId: statement.getQueryId(),
      columns,
      rowCount,
      page: async (start, count) => {
        const end = Math.min(start + count, rowCount) - 1;
        return start < 0 || end < start ? [] : readRows(statement, { start, end }, read);
      },
    };
  }

  async describe(sql: string): Promise<readonly ResultColumn[]> {
    const { columns } = await this.#run(sql, { describeOnly: true });
    return columns;
  }

  async close(): Promise<void> {
    const { connection, alive } = this.#link;
    if (!alive() || !connection.isUp()) return;
    await new Promise<void>((resolve) => connection.destroy(() => resolve()));
  }

  async #run(sql: string, options: Submission) {
    if (options.signal?.aborted) throw canceled(sql);
    const statement = await this.#submitOnce(sql, options);
    this.#noticeContext(statement, sql);
    const columns = (statement.getColumns() ?? []).map(resultColumn);
    return { statement, columns };
  }

  /** Sends the statement; once more on a new connection if the account surely did not run it. */
  async #submitOnce(sql: string, options: Submission): Promise<Statement> {
    const link = await this.#liveLink(sql);
    try {
      return await this.#submit(link, sql, options);
    } catch (error) {
      const failure = toSessionError(error, sql);
      if (!isSessionLost(failure)) throw failure;
      return this.#submit(await this.#relink(link, sql, failure), sql, options);
    }
  }

  async #liveLink(sql: string): Promise<Link> {
    const link = this.#link;
    return link.alive() ? link : this.#relink(link, sql, undefined);
  }

  async #relink(lost: Link, sql: string, cause: SessionError | undefined): Promise<Link> {
    if (this.#inTransaction) {
      this.#inTransaction = false;
      throw new SessionError(
        'The connection was lost inside a transaction. The transaction was rolled back; this statement was not run.',
        '000625',
        { statement: sql, hint: 'Start the transaction again.', cause },
      );
    }
    // Statements that notice at the same time share one login.
    if (this.#link === lost) {
      this.#relinking ??= this.connect(this.#context).finally(() => (this.#relinking = undefined));
      this.#link = await this.#relinking;
    }
    return this.#link;
  }

  #submit(link: Link, sql: string, options: Submission): Promise<Statement> {
    const send = () => this.#send(link, sql, options);
    return movesFiles(sql) ? keepingUmask(send) : send();
  }

  #send(link: Link, sql: string, { binds, signal, describeOnly }: Submission): Promise<Statement> {
    return new Promise<Statement>((resolve, reject) => {
      const statement = link.connection.execute({
        sqlText: sql,
        streamResult: true,
        rowMode: 'array',
        fetchAsString: fetchedAsText,
        ...(binds === undefined ? {} : { binds }),
        ...(describeOnly === true ? { describeOnly } : {}),
        complete: (error: SnowflakeError | undefined, done: Statement) => {
          if (error === undefined || error === null) finish(() => resolve(done));
          else finish(() => reject(signal?.aborted === true ? canceled(sql) : error));
        },
      });
      const cancel = () => {
        statement.cancel();
        setTimeout(() => finish(() => reject(canceled(sql))), cancelPatience).unref();
      };
      // The driver would knock on the port of an account that is gone for hours.
      const watch = setInterval(() => {
        if (!link.alive()) finish(() => reject(lostWhileRunning(sql)));
      }, livenessInterval);
      let finished = false;
      const finish = (settle: () => void) => {
        if (finished) return;
        finished = true;
        clearInterval(watch);
        signal?.removeEventListener('abort', cancel);
        settle();
      };
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  #noticeContext(statement: Statement, sql: string): void {
    this.#inTransaction = changesTransaction(sql) ?? this.#inTransaction;
    const state = statement.getSessionState() as SessionState | undefined;
    // The results of PUT are made by the driver itself and know nothing of the session.
    if (state === undefined || movesFiles(sql)) return;
    const { account, user } = this.#link;
    this.#context = Object.freeze({
      account,
      user,
      role: orNull(state.getCurrentRole()),
      warehouse: orNull(state.getCurrentWarehouse()),
      database: orNull(state.getCurrentDatabase()),
      schema: orNull(state.getCurrentSchema()),
    });
  }
}

function lostWhileRunning(sql: string): SessionError {
  return new SessionError(
    'The account stopped while the statement was running. It may or may not have been applied.',
    'CONNECTION_LOST',
    { statement: sql, hint: 'Look at what it was to change, then run it again if needed.' },
  );
}
