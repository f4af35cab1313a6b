import type { StoreSnapshot } from '../featurestore/model.js';
import type { FeatureStore } from '../featurestore/store.js';
import { TargetConnection } from '../project/connection.js';
import type { Project, Target } from '../project/project.js';
import { problemOf } from './problems.js';
import type { Problem, StoreState } from './protocol.js';
import { within } from './timeLimit.js';

/** A session limits its own login; this catches what hangs besides. */
const loginMs = 240_000;
/** A store is read in a handful of statements; a warehouse may have to wake up first. */
const readMs = 120_000;

export interface StoreHostEvents {
  readonly changed: () => void;
  readonly log: (message: string) => void;
}

/**
 * The store of one target: its connection, opened on first use, and what was last read from it. The snapshot stays
 * when reading it again fails; `problem` says that it did.
 */
export class StoreHost {
  readonly target: Target;
  readonly #project: Project;
  readonly #events: StoreHostEvents;
  #connection: Promise<TargetConnection> | null = null;
  #reading: Promise<void> | null = null;
  #state: StoreState = 'not read';
  #problem: Problem | null = null;
  #snapshot: StoreSnapshot | null = null;
  #readAt: number | null = null;

  constructor(project: Project, target: Target, events: StoreHostEvents) {
    this.#project = project;
    this.target = target;
    this.#events = events;
  }

  get state(): StoreState {
    return this.#state;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** null until the store has been read, and while it does not exist. */
  get snapshot(): StoreSnapshot | null {
    return this.#snapshot;
  }

  get readAt(): number | null {
    return this.#readAt;
  }

  /** The connection, signing in when there is none. A failed login is not kept: the next call tries again. */
  async connection(): Promise<TargetConnection> {
    this.#connection ??= this.#connect();
    const attempt = this.#connection;
    try {
      return await attempt;
    } catch (error) {
      if (this.#connection === attempt) this.#connection = null;
      throw error;
    }
  }

  async #connect(): Promise<TargetConnection> {
    const { connection, name } = this.target;
    this.#events.log(`Connecting to ${connection} for target ${name}`);
    return within(loginMs, `Connecting to ${connection}`, (signal) =>
      TargetConnection.open(this.#project, name, {
        signal,
        onProgress: (message) => this.#events.log(`${connection}: ${message}`),
      }),
    );
  }

  /** The store as it is registered. Rejects when it cannot be reached or does not exist. */
  async store(): Promise<FeatureStore> {
    return (await this.connection()).store('connect');
  }

  /** Reads the store unless it has been read; `reload` reads it in any case. Failures become the state. */
  async read(reload: boolean): Promise<void> {
    if (!reload && (this.#state === 'ready' || this.#state === 'missing')) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    this.#set('reading', this.#problem);
    try {
      this.#snapshot = await within(readMs, `Reading ${this.target.schema}`, async () =>
        (await this.store()).snapshot(),
      );
      this.#readAt = Date.now();
      this.#set('ready', null);
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #failed(error: unknown): Promise<void> {
    const problem = problemOf(error);
    if (isMissing(error)) {
      this.#snapshot = null;
      this.#readAt = Date.now();
      this.#set('missing', problem);
      return;
    }
    this.#events.log(`Reading ${this.target.database}.${this.target.schema} failed: ${problem.message}`);
    // Whatever broke may be the connection: the next attempt starts from a new one.
    await this.disconnect();
    this.#set('failed', problem);
  }

  #set(state: StoreState, problem: Problem | null): void {
    this.#state = state;
    this.#problem = problem;
    this.#events.changed();
  }

  async disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return;
    await connection.then((open) => open.close()).catch(() => undefined);
  }
}

/** The store, or the database it would be in. */
const missingCodes: ReadonlySet<string> = new Set(['store-not-found', 'database-not-found']);

function isMissing(error: unknown): boolean {
  return error instanceof Error && missingCodes.has(String(Reflect.get(error, 'code')));
}
