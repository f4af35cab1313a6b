import { FeatureStore } from '../featurestore/store.js';
import { openSession } from '../session/open.js';
import type { Session } from '../session/session.js';
import type { Target } from './config.js';
import type { Project } from './project.js';

export interface ConnectOptions {
  /** Cancels the login. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** A session on a target's account, and the target's feature store in it. */
export class TargetConnection {
  #store: Promise<FeatureStore> | null = null;
  readonly #listeners = new Set<(warning: string) => void>();

  private constructor(
    readonly session: Session,
    readonly target: Target,
  ) {}

  /** @throws ProjectError when there is no such target; SessionError when the account refuses. */
  static async open(
    project: Project,
    target?: string,
    options: ConnectOptions = {},
  ): Promise<TargetConnection> {
    const chosen = project.target(target);
    const session = await openSession({
      connection: chosen.connection,
      database: chosen.database,
      warehouse: chosen.warehouse,
      ...options,
    });
    return new TargetConnection(session, chosen);
  }

  /**
   * The target's store, opened once.
   * @throws FeatureStoreError when it does not exist and `mode` is `connect`, or cannot be created.
   */
  async store(mode: 'connect' | 'create' = 'connect'): Promise<FeatureStore> {
    const store = (this.#store ??= this.#openStore(mode));
    try {
      return await store;
    } catch (error) {
      // The next caller may come when the store has been created, or with the right to create it.
      if (this.#store === store) this.#store = null;
      throw error;
    }
  }

  /** What the store says as warnings while `work` runs. */
  async collectingWarnings<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly value: T; readonly warnings: readonly string[] }> {
    const warnings: string[] = [];
    const listener = (warning: string): void => void warnings.push(warning);
    this.#listeners.add(listener);
    try {
      return { value: await work(), warnings };
    } finally {
      this.#listeners.delete(listener);
    }
  }

  async close(): Promise<void> {
    await this.session.close();
  }

  #openStore(mode: 'connect' | 'create'): Promise<FeatureStore> {
    const { database, schema, warehouse } = this.target;
    return FeatureStore.open(this.session, {
      database,
      schema,
      warehouse,
      creationMode: mode === 'create' ? 'CREATE_IF_NOT_EXIST' : 'FAIL_IF_NOT_EXIST',
      onWarning: (warning) => {
        for (const listener of this.#listeners) listener(warning);
      },
    });
  }
}
