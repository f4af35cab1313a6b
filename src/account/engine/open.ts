import { randomUUID } from 'node:crypto';
import type { AccountConnection, ConnectionContext, LocalAccount } from '../account.js';
import { load } from '../catalog/storage.js';
import { Connection } from './connection.js';
import type { Shared } from './connection.js';
import type { AccountFile } from './file.js';
import { openFile } from './file.js';
import { firstObjects } from './firstObjects.js';
import { SessionState } from './session.js';
import { Store } from './store.js';
import { openTranslator } from './translator.js';
import type { RunningTranslator } from './translator.js';

/**
 * Opens the local account kept in a folder, or lays a new one there.
 *
 * @param folder holds `account.duckdb` (catalog and data) and `stages/`
 * @throws AccountLockedError when another process, or this one, has it open
 * @throws AccountDamagedError when the file cannot be read as an account; nothing is changed then
 */
export async function openAccount(folder: string): Promise<LocalAccount> {
  const file = await openFile(folder);
  try {
    const translator = await openTranslator();
    const store = await openStore(file, translator);
    return new Account(file, store, translator);
  } catch (error) {
    file.release();
    throw error;
  }
}

async function openStore(file: AccountFile, translator: RunningTranslator): Promise<Store> {
  const duckdb = await file.duckdb.connect();
  try {
    const store = new Store(file.duckdb, await load(duckdb), translator.prepare);
    await firstObjects(store);
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

class Account implements LocalAccount {
  private readonly connections = new Set<AccountConnection>();
  private closing: Promise<void> | null = null;

  constructor(
    private readonly file: AccountFile,
    private readonly store: Store,
    private readonly translator: RunningTranslator,
  ) {}

  async connect(wanted: Partial<ConnectionContext> = {}): Promise<AccountConnection> {
    if (this.closing !== null) throw new Error('The local account is closing.');
    const context = await this.existing({ ...FRESH, ...wanted });
    const shared: Shared = { store: this.store, translator: this.translator, stages: this.file.stages };
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
    for (const connection of [...this.connections]) await connection.close();
    await this.store.close();
    await this.translator.close();
    this.file.release();
  }
}
