import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AccountError, RowsNotTaken } from '../account.js';
import type {
  AccountColumn,
  AccountConnection,
  ConnectionContext,
  ExecuteOptions,
  StatementResult,
} from '../account.js';
import type { CatalogView } from '../catalog/catalog.js';
import { Names } from '../catalog/names.js';
import { Consumption } from '../changes/consumption.js';
import type { Clock } from '../clock.js';
import { recordDerivations } from '../lineage/recording.js';
import type { ModelRuntime } from '../models/runtime.js';
import type { FileLinks } from '../fileLinks.js';
import { scriptOf } from '../scripting/script.js';
import type { Script } from '../scripting/script.js';
import { NOTHING, runBlock } from '../scripting/run.js';
import type { Command, ReadScope, WriteScope } from '../commands/command.js';
import { status } from '../commands/command.js';
import { dropTemporaryObjects, temporaryObjects } from '../commands/objects.js';
import { parseCommand } from '../commands/parse.js';
import { tokenize } from '../query/reading.js';
import { runDml } from '../query/run.js';
import type { TranslateOptions } from '../query/translation.js';
import { tellZone } from '../query/zones.js';
import { putOffStaleness, toPutOff } from './askedStreams.js';
import { asAccountError } from './errors.js';
import { tellMoment } from './moment.js';
import { Mutex } from './mutex.js';
import type { QueryTranslator } from './queries.js';
import type { QueryHistory } from './queryHistory.js';
import { Queries } from './queries.js';
import { batches, columnsOnly, inMemory, interruptible } from './results.js';
import type { SessionState, SessionVariable } from './session.js';
import type { Reading, Store, Writing } from './store.js';
import { beginTransaction, commit } from './transaction.js';
import type { OpenTransaction } from './transaction.js';
import { withVariables } from './variables.js';
import { withBoundNames } from './boundNames.js';

/** What all connections of an account share. */
export interface Shared {
  readonly store: Store;
  readonly translator: QueryTranslator;
  readonly stages: string;
  readonly links: FileLinks;
  /** What runs models' methods; null: nothing may. */
  readonly models: ModelRuntime | null;
  readonly clock: Clock;
  readonly history: QueryHistory;
}

interface Statement {
  readonly sql: string;
  readonly queryId: string;
  /** When it began, by the account's clock. */
  readonly now: number;
  readonly options: ExecuteOptions;
}

const DML_WORDS = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

export class Connection implements AccountConnection {
  private readonly turn = new Mutex();
  private transaction: OpenTransaction | null = null;
  /** Readings whose results have not been read to the end. */
  private readonly open = new Set<Reading>();
  private closed = false;

  constructor(
    private readonly shared: Shared,
    private readonly session: SessionState,
    private readonly onClose: () => void,
  ) {}

  get context(): ConnectionContext {
    return this.session.context;
  }

  get parameters(): ReadonlyMap<string, string> {
    return this.session.parameters;
  }

  get inTransaction(): boolean {
    return this.transaction !== null;
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<StatementResult> {
    const queryId = options.queryId ?? randomUUID();
    const release = await this.turn.lock();
    const { clock, history } = this.shared;
    const entry =
      options.describeOnly === true ? null : history.begin(sql, queryId, this.session, clock.now());
    try {
      if (this.closed) throw new AccountError('The connection is closed.', '390111', '08003');
      const text = withVariables(withoutSemicolon(sql), this.session);
      const bound = withBoundNames(text, options.binds ?? options.bindRows?.[0] ?? []);
      if (options.bindRows !== undefined && bound.sql !== text) throw new RowsNotTaken();
      const given = options.binds === undefined ? options : { ...options, binds: bound.binds };
      const statement = { sql: bound.sql, queryId, now: this.shared.clock.now(), options: given };
      const result = await this.dispatch(statement);
      this.session.lastQueryId = queryId;
      entry?.succeeded(clock.now());
      return result;
    } catch (error) {
      const refusal = asAccountError(error);
      entry?.failed(refusal, clock.now());
      throw refusal;
    } finally {
      release();
    }
  }

  /** Does work of the account's own as if it were a statement of this connection. */
  async perform<T>(step: (scope: WriteScope) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const release = await this.turn.lock();
    try {
      return await this.change(this.nameless(signal), step);
    } catch (error) {
      throw asAccountError(error);
    } finally {
      release();
    }
  }

  private nameless(signal?: AbortSignal): Statement {
    const options = signal === undefined ? {} : { signal };
    return { sql: '', queryId: randomUUID(), now: this.shared.clock.now(), options };
  }

  async close(): Promise<void> {
    const release = await this.turn.lock();
    try {
      if (this.closed) return;
      this.closed = true;
      await this.transaction?.writing?.rollback();
      this.transaction = null;
      for (const reading of [...this.open]) await this.finish(reading);
      await this.dropTemporary();
    } finally {
      this.onClose();
      release();
    }
  }

  private dispatch(statement: Statement): Promise<StatementResult> {
    const script = scriptOf(statement.sql);
    if (script !== null) return this.script(script, statement);
    const command = parseCommand(statement.sql, this.session.timestamp);
    if (command?.access === 'transaction') return this.transact(command.action, statement);
    if (this.transaction?.failed === true) {
      throw new AccountError(
        'The transaction was undone when a statement in it failed: the local account cannot undo one statement alone. Run ROLLBACK, then the statements again.',
        '000625',
        '25000',
      );
    }
    const first = tokenize(statement.sql)[0];
    const isDml = command === undefined && DML_WORDS.has(first?.value ?? '');
    if (isDml) return this.dml(statement);
    if (statement.options.bindRows !== undefined) throw new RowsNotTaken();
    return command === undefined ? this.select(statement) : this.command(command, statement);
  }

  /** A block of Snowflake Scripting, or the statement of an EXECUTE IMMEDIATE. Its statements are run one by one. */
  private async script({ text, isBlock }: Script, statement: Statement): Promise<StatementResult> {
    const { queryId, options } = statement;
    const { signal } = options;
    const execute = (sql: string, id: string = randomUUID()): Promise<StatementResult> =>
      this.dispatch({
        sql: withVariables(withoutSemicolon(sql), this.session),
        queryId: id,
        now: this.shared.clock.now(),
        options: { ...(signal && { signal }), ...(options.describeOnly && { describeOnly: true }) },
      });
    if (!isBlock) return execute(text, queryId);
    if (options.describeOnly === true) return columnsOnly(queryId, 'select', NOTHING.columns);
    return inMemory(queryId, 'select', await runBlock(text, { execute, signal }));
  }

  // ── transactions ────────────────────────────────────────────────────────────────────────────────────────────────

  private async transact(
    action: 'begin' | 'commit' | 'rollback',
    { queryId, now }: Statement,
  ): Promise<StatementResult> {
    const done = inMemory(queryId, 'transaction', status('Statement executed successfully.'));
    const open = this.transaction;
    if (action === 'begin') {
      // BEGIN inside a transaction changes nothing, as in Snowflake.
      this.transaction ??= await beginTransaction(this.shared.store);
      return done;
    }
    this.transaction = null;
    if (open === null) return done;
    if (open.failed && action === 'commit') {
      throw new AccountError(
        'The transaction was undone when a statement in it failed; nothing was committed.',
        '000625',
        '25000',
      );
    }
    if (open.writing !== null && !open.failed) {
      if (action === 'rollback') await open.writing.rollback();
      else {
        await commit(open.writing, open.consumption, now);
        for (const step of open.onCommit) step();
      }
    }
    return done;
  }

  /** DDL commits what the client's transaction holds, then commits itself. */
  private async commitOpen(statement: Statement): Promise<void> {
    if (this.transaction !== null) await this.transact('commit', statement);
  }

  // ── commands ────────────────────────────────────────────────────────────────────────────────────────────────────

  private async command(
    command: Exclude<Command, { access: 'transaction' }>,
    statement: Statement,
  ): Promise<StatementResult> {
    const { queryId, options } = statement;
    if (command.access === 'read') {
      const result = await this.reading(statement, (reading) =>
        command.run(this.readScope(reading, statement)),
      );
      return options.describeOnly === true
        ? columnsOnly(queryId, command.kind, result.columns)
        : inMemory(queryId, command.kind, result);
    }
    if (options.describeOnly === true) return columnsOnly(queryId, command.kind, status('').columns);
    if (command.kind === 'ddl') await this.commitOpen(statement);
    const result = await this.change(statement, async (scope) => command.run(scope));
    return inMemory(queryId, command.kind, result);
  }

  /** Runs something that reads and is done when it returns. */
  private async reading<T>(statement: Statement, step: (reading: Reading) => T | Promise<T>): Promise<T> {
    const reading = this.insideTransaction() ?? (await this.shared.store.read());
    try {
      return await this.run(reading.duckdb, statement, async () => step(reading));
    } finally {
      await reading.end();
    }
  }

  /** Runs a statement's DuckDB work at the statement's moment. */
  private run<T>(duckdb: DuckDBConnection, statement: Statement, step: () => Promise<T>): Promise<T> {
    return interruptible(duckdb, statement.options.signal, async () => {
      await tellMoment(duckdb, this.shared.clock, statement.now);
      await tellZone(duckdb, this.session.parameters);
      return step();
    });
  }

  /** The client's transaction as a reading, once it has changed something: it must see its own changes. */
  private insideTransaction(): Reading | undefined {
    const writing = this.transaction?.writing;
    return writing == null ? undefined : { ...writing, end: () => Promise.resolve() };
  }

  private readScope(reading: Reading, statement: Statement): ReadScope {
    const queries = this.queries(reading, statement);
    const evaluate = async (expression: string): Promise<Omit<SessionVariable, 'setOn'>> => {
      const translation = await queries.translate(`SELECT ${expression}`);
      const result = await reading.duckdb.run(translation.sql);
      for await (const rows of batches(reading.duckdb, result, translation.columns, () =>
        Promise.resolve(),
      )) {
        return variableOf(translation.columns[0], rows[0]?.[0] ?? null);
      }
      return { value: null, type: 'text' };
    };
    return {
      ...this.surroundings(reading.catalog, statement),
      catalog: reading.catalog,
      duckdb: reading.duckdb,
      evaluate,
      explain: (source, offset) => queries.explain(source, offset),
    };
  }

  private surroundings(catalog: CatalogView, { queryId, now, options }: Statement) {
    return {
      now,
      session: this.session,
      names: new Names(catalog, this.session.context, this.session.id),
      queryId,
      stages: this.shared.stages,
      clock: this.shared.clock,
      signal: options.signal,
    };
  }

  private queries(
    { catalog, version, duckdb }: Pick<Reading, 'catalog' | 'version' | 'duckdb'>,
    { now }: Statement,
  ): Queries {
    const streamsAt = { upTo: this.transaction?.began ?? null, now };
    const { stages, links, models, translator } = this.shared;
    const around = { stages, links, models, duckdb };
    return new Queries(translator, catalog, this.session, version, streamsAt, around);
  }

  /**
   * Runs something that writes, in the client's transaction or in one of its own. What a command asked for
   * `afterwards` runs in a transaction of its own when this one is over.
   */
  private async change<T>(statement: Statement, step: (scope: WriteScope) => Promise<T>): Promise<T> {
    const later: ((scope: WriteScope) => Promise<void>)[] = [];
    try {
      return this.transaction === null
        ? await this.changeAlone(statement, later, step)
        : await this.changeInside(this.transaction, statement, later, step);
    } finally {
      for (const next of later) await this.changeAlone(statement, [], next);
    }
  }

  private async changeAlone<T>(
    statement: Statement,
    later: ((scope: WriteScope) => Promise<void>)[],
    step: (scope: WriteScope) => Promise<T>,
  ): Promise<T> {
    const writing = await this.shared.store.write(statement.options.signal);
    const onCommit: (() => void)[] = [];
    const consumption = new Consumption(null);
    let result: T;
    try {
      const scope = this.writeScope(writing, statement, { onCommit, consumption }, later);
      result = await this.run(writing.duckdb, statement, () => step(scope));
    } catch (error) {
      await writing.rollback();
      throw error;
    }
    await commit(writing, consumption, statement.now);
    for (const done of onCommit) done();
    return result;
  }

  private async changeInside<T>(
    transaction: OpenTransaction,
    statement: Statement,
    later: ((scope: WriteScope) => Promise<void>)[],
    step: (scope: WriteScope) => Promise<T>,
  ): Promise<T> {
    const writing = (transaction.writing ??= await this.shared.store.write(statement.options.signal));
    try {
      const scope = this.writeScope(writing, statement, transaction, later);
      return await this.run(writing.duckdb, statement, () => step(scope));
    } catch (error) {
      if (!(await isUsable(writing))) {
        transaction.failed = true;
        transaction.writing = null;
        await writing.rollback();
      }
      throw error;
    }
  }

  private writeScope(
    writing: Writing,
    statement: Statement,
    { onCommit, consumption }: Pick<OpenTransaction, 'onCommit' | 'consumption'>,
    later: ((scope: WriteScope) => Promise<void>)[],
  ): WriteScope {
    return {
      ...this.surroundings(writing.catalog, statement),
      catalog: writing.catalog,
      duckdb: writing.duckdb,
      queries: this.queries(writing, statement),
      consuming: (reads, step) => consumption.reading(writing, reads, step),
      apart: async (step) => {
        const reading = await this.shared.store.read();
        try {
          return await this.run(reading.duckdb, statement, () => step(reading.duckdb));
        } finally {
          await reading.end();
        }
      },
      onCommit: (step) => void onCommit.push(step),
      afterwards: (step) => void later.push(step),
    };
  }

  // ── queries ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private async dml(statement: Statement): Promise<StatementResult> {
    const { queryId, sql, options } = statement;
    const binds = bindsOf(options);
    if (options.describeOnly === true) {
      const translation = await this.reading(statement, (reading) =>
        this.queries(reading, statement).translate(sql, binds),
      );
      return columnsOnly(queryId, translation.kind, translation.columns);
    }
    const { kind, result } = await this.change(statement, async (scope) => {
      const { queries, duckdb, consuming } = scope;
      const translation = await queries.translate(sql, binds);
      const done = await consuming(translation.reads, () => runDml(duckdb, translation));
      if (translation.reads.length > 0) await recordDerivations(scope, sql, translation.writes);
      return { kind: translation.kind, result: done };
    });
    return inMemory(queryId, kind, result);
  }

  private async select(statement: Statement): Promise<StatementResult> {
    const { queryId, sql, options } = statement;
    const inside = this.insideTransaction();
    const reading = inside ?? (await this.shared.store.read());
    this.open.add(reading);
    const end = (): Promise<void> => this.finish(reading);
    try {
      return await this.run(reading.duckdb, statement, async () => {
        const queries = this.queries(reading, statement);
        const translation = await queries.translate(sql, bindsOf(options));
        const { kind, columns } = translation;
        if (options.describeOnly === true) {
          await end();
          return columnsOnly(queryId, kind, columns);
        }
        await this.putOff(reading, statement, translation.asks ?? []);
        // A streaming result occupies its DuckDB connection; inside a transaction the next statement needs it.
        const result = await (inside === undefined
          ? reading.duckdb.stream(translation.sql)
          : reading.duckdb.run(translation.sql));
        return {
          queryId,
          kind,
          columns,
          batches: batches(reading.duckdb, result, columns, end, options.signal),
        };
      });
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Nobody waits for it: an open transaction elsewhere, or the client's own, leaves it to the next asking. */
  private async putOff({ catalog }: Reading, statement: Statement, asked: readonly string[]): Promise<void> {
    const streams = toPutOff(catalog, asked, statement.now);
    if (streams.length === 0 || this.transaction !== null || !this.shared.store.isFree) return;
    await this.changeAlone(statement, [], (scope) => putOffStaleness(scope, streams));
  }

  private async finish(reading: Reading): Promise<void> {
    if (this.open.delete(reading)) await reading.end();
  }

  private async dropTemporary(): Promise<void> {
    const reading = await this.shared.store.read();
    const mine = temporaryObjects(reading.catalog, this.session.id).length > 0;
    await reading.end();
    if (!mine) return;
    await this.changeAlone(this.nameless(), [], (scope) => dropTemporaryObjects(scope, this.session.id));
  }
}

function bindsOf({ binds, bindRows }: ExecuteOptions): TranslateOptions {
  if (bindRows !== undefined) return { bindRows };
  return binds === undefined ? {} : { binds };
}

/** The text up to its last token; what stands before keeps its place, so that positions in messages hold. */
function withoutSemicolon(sql: string): string {
  const last = tokenize(sql).findLast((token) => token.text !== ';');
  return last === undefined ? '' : sql.slice(0, last.end);
}

async function isUsable({ duckdb }: Writing): Promise<boolean> {
  try {
    await duckdb.run('SELECT 1');
    return true;
  } catch {
    return false;
  }
}

/** A wire cell as a session variable: numbers and booleans keep their kind, everything else is text. */
function variableOf(column: AccountColumn | undefined, cell: string | null): Omit<SessionVariable, 'setOn'> {
  switch (column?.type.kind) {
    case 'NUMBER':
      return { value: cell, type: 'fixed' };
    case 'FLOAT':
      return { value: cell, type: 'real' };
    case 'BOOLEAN':
      return { value: cell === null ? null : cell === '1' ? 'TRUE' : 'FALSE', type: 'boolean' };
    default:
      return { value: cell, type: 'text' };
  }
}
