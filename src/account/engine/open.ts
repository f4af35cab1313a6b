import { randomUUID } from 'node:crypto';
import type { AccountConnection, ConnectionContext, LocalAccount } from '../account.js';
import type { CatalogView } from '../catalog/catalog.js';
import { load } from '../catalog/storage.js';
import { Clock } from '../clock.js';
import { FileLinks } from '../fileLinks.js';
import type { ScheduleHost } from '../schedule/job.js';
import { changeLogs } from '../schedule/changeLogs.js';
import { droppedObjects } from '../schedule/droppedObjects.js';
import { onlineRefreshes } from '../schedule/onlineRefreshes.js';
import { refreshes } from '../schedule/refreshes.js';
import { taskRuns } from '../schedule/taskRuns.js';
import { Scheduler } from '../schedule/scheduler.js';
import { Connection } from './connection.js';
import type { Shared } from './connection.js';
import type { AccountFile } from './file.js';
import { openFile } from './file.js';
import { firstObjects, sweepStages } from './firstObjects.js';
import { registerJavaScript } from '../query/javascript.js';
import { registerModelFunction } from '../models/duckdbFunction.js';
import { ModelRuntime } from '../models/runtime.js';
import { QueryHistory } from './queryHistory.js';
import { SessionState } from './session.js';
import { Store } from './store.js';
import { openTranslator } from './translator.js';
import type { RunningTranslator } from './translator.js';

export interface OpenOptions {
  /** The account's clock; wall time when absent. */
  readonly clock?: Clock;
  /** True: due refreshes and tasks run by themselves. Otherwise only `runDue` runs them. */
  readonly schedule?: boolean;
  /** Addresses of files, for who serves the account over HTTP. */
  readonly links?: FileLinks;
  /** The Python that may run models' methods; absent: none may. */
  readonly python?: string;
  readonly log?: (line: string) => void;
  /** What DuckDB may use, such as `8GB`; half of the machine's memory when absent. */
  readonly memory?: string;
}

/** An account in this process. */
export interface OpenedAccount extends LocalAccount {
  readonly clock: Clock;
  /** Runs the refreshes and tasks that are due by the clock, and resolves when they are done. */
  runDue(): Promise<void>;
}

/**
 * Opens the local account kept in a folder, or lays a new one there.
 *
 * @param folder holds `account.duckdb` (catalog and data) and `stages/`
 * @throws AccountLockedError when another process, or this one, has it open
 * @throws AccountDamagedError when the file cannot be read as an account; nothing is changed then
 */
export async function openAccount(folder: string, options: OpenOptions = {}): Promise<OpenedAccount> {
  const file = await openFile(folder, options.memory);
  try {
    const translator = await openTranslator();
    const models = options.python === undefined ? null : new ModelRuntime(options.python);
    const history = new QueryHistory();
    const store = await openStore(file, translator, models, history);
    return new Account(file, store, translator, models, history, options);
  } catch (error) {
    file.release();
    throw error;
  }
}

async function openStore(
  file: AccountFile,
  translator: RunningTranslator,
  models: ModelRuntime | null,
  history: QueryHistory,
): Promise<Store> {
  const duckdb = await file.duckdb.connect();
  try {
    registerJavaScript(duckdb);
    history.register(duckdb);
    if (models !== null) registerModelFunction(duckdb, models);
    const store = new Store(file.duckdb, await load(duckdb), translator.prepare);
    await firstObjects(store);
    await sweepStages(file.stages, store.catalog);
    return store;
  } finally {
    duckdb.closeSync();
  }
}

/** The one user. The local account belongs to whoever can read its folder. */
const FRESH: ConnectionContext = {
  user: 'FIRN',
  role: 'ACCOUNTADMIN',
  warehouse: null,
  database: null,
  schema: null,
};

class Account implements OpenedAccount, ScheduleHost {
  readonly clock: Clock;
  private readonly links: FileLinks;
  private readonly scheduler: Scheduler;
  private readonly connections = new Set<AccountConnection>();
  private closing: Promise<void> | null = null;

  constructor(
    private readonly file: AccountFile,
    private readonly store: Store,
    private readonly translator: RunningTranslator,
    private readonly models: ModelRuntime | null,
    private readonly history: QueryHistory,
    { clock = new Clock(), schedule = false, links = new FileLinks(), log }: OpenOptions,
  ) {
    this.clock = clock;
    this.links = links;
    const jobs = [refreshes, onlineRefreshes, taskRuns, changeLogs, droppedObjects];
    this.scheduler = new Scheduler(this, jobs, log);
    store.onChange(() => this.scheduler.plan());
    if (schedule) this.scheduler.start();
  }

  get catalog(): CatalogView {
    return this.store.catalog;
  }

  runDue(): Promise<void> {
    return this.scheduler.runDue();
  }

  async connect(wanted: Partial<ConnectionContext> = {}): Promise<Connection> {
    if (this.closing !== null) throw new Error('The local account is closing.');
    const context = await this.existing({ ...FRESH, ...wanted });
    const { store, translator, file, links, models, clock, history } = this;
    const shared: Shared = { store, translator, stages: file.stages, links, models, clock, history };
    const session = new SessionState(randomUUID(), context);
    const connection: Connection = new Connection(shared, session, () => this.connections.delete(connection));
    this.connections.add(connection);
    return connection;
  }

  /**
   * What of a wished context is there: as in Snowflake, signing in with a name that does not exist succeeds and leaves
   * it unset, and a database without a schema gives PUBLIC.
   */
  private async existing(wanted: ConnectionContext): Promise<ConnectionContext> {
    const reading = await this.store.read();
    try {
      const { catalog } = reading;
      const database = wanted.database === null ? undefined : catalog.find('DATABASE', null, wanted.database);
      const schema = database && catalog.find('SCHEMA', database.id, wanted.schema ?? 'PUBLIC');
      const known = (kind: 'ROLE' | 'WAREHOUSE', name: string | null): string | null =>
        name === null ? null : (catalog.find(kind, null, name)?.name ?? null);
      return {
        user: wanted.user,
        role: known('ROLE', wanted.role) ?? FRESH.role,
        warehouse: known('WAREHOUSE', wanted.warehouse),
        database: database?.name ?? null,
        schema: schema?.name ?? null,
      };
    } finally {
      await reading.end();
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await this.scheduler.stop();
    for (const connection of [...this.connections]) await connection.close();
    await this.store.close();
    await this.translator.close();
    await this.models?.close();
    this.file.release();
  }
}
