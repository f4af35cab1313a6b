import type { AppliedOperation, ApplyIntent, ApplySource, ApplyStatus } from '../../featurestore/applies.js';
import type { FeatureStore } from '../../featurestore/store.js';
import { firnVersion } from '../version.js';
import { applyPlan } from './applyPlan.js';
import type { Applied, ApplyOptions, PlanConnection } from './applyPlan.js';
import type { Operation, Plan } from './model.js';

export interface RecordedApply {
  readonly results: readonly Applied[];
  /** The store's record of it: none where nothing was to be done. */
  readonly record: {
    readonly id: string | null;
    /** Why it was not recorded, or not to its end; the apply itself went on. */
    readonly problem: string | null;
  };
}

/**
 * Applies a plan and has the store remember who did it: when it begins and how it ended, so that what was interrupted is
 * remembered, too. A record that cannot be written keeps nothing from being applied, and is said.
 * @throws as `applyPlan`.
 */
export async function recordedApply(
  connection: PlanConnection,
  plan: Plan,
  options: ApplyOptions = {},
): Promise<RecordedApply> {
  const record = new Recording();
  const results = await applyPlan(connection, plan, {
    ...options,
    onBegin: async (store) => {
      await record.begin(store, await intentOf(plan));
      await options.onBegin?.(store);
    },
  });
  await record.end(statusOf(results, options.signal), results.map(resultOf));
  return { results, record: { id: record.id, problem: record.problem } };
}

class Recording {
  id: string | null = null;
  problem: string | null = null;
  #store: FeatureStore | null = null;

  async begin(store: FeatureStore, intent: ApplyIntent): Promise<void> {
    this.#store = store;
    await this.#try('was not recorded', async () => {
      this.id = await store.beginApply(intent);
    });
  }

  async end(status: ApplyStatus, operations: readonly AppliedOperation[]): Promise<void> {
    const { id } = this;
    if (this.#store === null || id === null) return;
    const store = this.#store;
    await this.#try('is recorded as running, for its end could not be recorded', () =>
      store.endApply(id, status, operations),
    );
  }

  async #try(what: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.problem = `This apply ${what}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

const UNKNOWN: ApplySource = { commit: null, dirty: null, repository: null };

async function intentOf({ target, fingerprint, operations, source }: Plan): Promise<ApplyIntent> {
  const planned = operations.filter(({ change }) => change !== null);
  return {
    target,
    fingerprint,
    operations: planned.map((operation) => asRecorded(operation, 'not run', null)),
    source: source ?? UNKNOWN,
    firnVersion: await firnVersion(),
  };
}

const resultOf = ({ operation, status, error }: Applied): AppliedOperation =>
  asRecorded(operation, status, error?.message ?? null);

function asRecorded(
  { kind, name, version, operation }: Operation,
  status: AppliedOperation['status'],
  error: string | null,
): AppliedOperation {
  return { kind, name, version, operation, status, error };
}

function statusOf(results: readonly Applied[], signal: AbortSignal | undefined): ApplyStatus {
  if (results.some(({ status }) => status === 'failed')) return 'failed';
  return signal?.aborted === true && results.some(({ status }) => status === 'not run')
    ? 'stopped'
    : 'applied';
}
