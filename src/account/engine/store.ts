import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Catalog } from '../catalog/catalog.js';
import type { CatalogView } from '../catalog/catalog.js';
import { pin, save } from '../catalog/storage.js';
import { AccountError } from '../account.js';
import { canceled } from './errors.js';
import { Mutex } from './mutex.js';

/** A reading statement's view of the account: catalog and data of one moment, until `end`. */
export interface Reading {
  readonly duckdb: DuckDBConnection;
  readonly catalog: CatalogView;
  /** Counts the committed changes of the catalog; equal numbers mean equal catalogs. */
  readonly version: number;
  end(): Promise<void>;
}

/** A writer's transaction. There is one at a time, so that no commit can conflict with it. */
export interface Writing {
  readonly duckdb: DuckDBConnection;
  readonly catalog: Catalog;
  readonly version: number;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** How long a writer waits for the one before it. An open transaction of an idle client must not stop others for ever. */
const LOCK_SECONDS = 60;

/**
 * The committed state, in memory and in the file, and the way to change both at once. Readers take their snapshot of
 * the file and of the catalog with no commit in between; each has a DuckDB connection of its own.
 */
export class Store {
  private readonly idle: DuckDBConnection[] = [];
  private readonly writers = new Mutex();
  /** Closed while a commit makes the file and the memory agree again. */
  private readonly gate = new Mutex();
  private version = 0;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly instance: DuckDBInstance,
    private committed: Catalog,
    /** What every DuckDB connection needs before its first statement. */
    private readonly prepare: (duckdb: DuckDBConnection) => Promise<void>,
  ) {}

  /** The committed catalog, to look at; what is read together with data is read in a `Reading`. */
  get catalog(): CatalogView {
    return this.committed;
  }

  /** A writer would not wait. */
  get isFree(): boolean {
    return this.writers.isFree;
  }

  /** Tells of every commit that changed the catalog. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  async read(): Promise<Reading> {
    const { duckdb, catalog, version } = await this.gate.run(async () => {
      const begun = await this.begin();
      return { duckdb: begun, catalog: this.committed, version: this.version };
    });
    let ended = false;
    const end = async (): Promise<void> => {
      if (ended) return;
      ended = true;
      await this.giveBack(duckdb, 'ROLLBACK');
    };
    return { duckdb, catalog, version, end };
  }

  async write(signal?: AbortSignal): Promise<Writing> {
    const release = await this.lockForWriting(signal);
    const duckdb = await this.begin().catch((error: unknown) => {
      release();
      throw error;
    });
    const draft = this.committed.draft();
    const { version } = this;
    return {
      duckdb,
      catalog: draft,
      version,
      commit: async () => {
        let changed = false;
        try {
          await save(duckdb, draft);
          await this.gate.run(async () => {
            await duckdb.run('COMMIT');
            changed = draft.changed.size > 0;
            if (changed) this.version += 1;
            this.committed = draft.settled();
          });
          await this.giveBack(duckdb);
        } catch (error) {
          await this.giveBack(duckdb, 'ROLLBACK');
          throw error;
        } finally {
          release();
        }
        if (changed) for (const listener of this.listeners) listener();
      },
      rollback: async () => {
        await this.giveBack(duckdb, 'ROLLBACK');
        release();
      },
    };
  }

  /** Waits for the writer to end, checkpoints and closes every connection. */
  async close(): Promise<void> {
    const release = await this.lockForWriting().catch(() => undefined);
    try {
      const duckdb = await this.take();
      await duckdb.run('CHECKPOINT').catch(() => undefined);
      this.idle.push(duckdb);
    } finally {
      for (const duckdb of this.idle.splice(0)) duckdb.closeSync();
      release?.();
    }
  }

  private async lockForWriting(signal?: AbortSignal): Promise<() => void> {
    const timeout = AbortSignal.timeout(LOCK_SECONDS * 1000);
    try {
      return await this.writers.lock(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (signal?.aborted === true) throw canceled();
      if (!timeout.aborted) throw error;
      throw new AccountError(
        `Another connection's transaction has been changing the account for more than ${LOCK_SECONDS} seconds. Commit or roll it back, then run the statement again.`,
        '000625',
        '57014',
      );
    }
  }

  private async begin(): Promise<DuckDBConnection> {
    const duckdb = await this.take();
    await duckdb.run('BEGIN TRANSACTION');
    await pin(duckdb);
    return duckdb;
  }

  private async take(): Promise<DuckDBConnection> {
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    const duckdb = await this.instance.connect();
    await this.prepare(duckdb);
    return duckdb;
  }

  private async giveBack(duckdb: DuckDBConnection, last?: string): Promise<void> {
    try {
      if (last !== undefined) await duckdb.run(last);
      this.idle.push(duckdb);
    } catch {
      // A connection in an unknown state is not used again; closing it rolls back.
      duckdb.closeSync();
    }
  }
}
