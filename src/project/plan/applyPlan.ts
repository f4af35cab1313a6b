import type { Entity, FeatureView, OnlineConfig, StoreSnapshot } from '../../featurestore/model.js';
import { sameRefreshFrequency } from '../../featurestore/refreshFrequency.js';
import type { FeatureStore } from '../../featurestore/store.js';
import type { StoreChange } from '../../featurestore/storeChange.js';
import { sourceSchema } from '../binding.js';
import type { TargetConnection } from '../connection.js';
import { existingStore } from '../existingStore.js';
import { ProjectError } from '../projectError.js';
import { nameAsStored } from '../storedNames.js';
import { entityDifferences, featureViewDifferences } from './differences.js';
import { entityState, featureViewState } from './fingerprint.js';
import type { Operation, OperationKind, Plan } from './model.js';
import { findingsNow } from './sourceFindings.js';
import { titleOf } from './titles.js';

type Content = Pick<StoreSnapshot, 'entities' | 'featureViews'>;

/** What applying needs of a connection. */
export type PlanConnection = Pick<TargetConnection, 'target' | 'session' | 'store' | 'collectingWarnings'>;

export interface ApplyOptions {
  /** Whether operations that lose rows or history may run. */
  readonly allowDestructive?: boolean;
  /** Whether source columns may be of other types than the definitions were checked with. */
  readonly allowSourceTypes?: boolean;
  /** Told once, before the first operation, with the store; not where everything is there already. */
  readonly onBegin?: (store: FeatureStore) => Promise<void>;
  /** Told before each operation. */
  readonly onStep?: (operation: Operation, index: number, count: number) => void | Promise<void>;
  /** Told after each, and not of what was there already or did not run. */
  readonly onStepEnd?: (result: Applied, index: number, count: number) => void | Promise<void>;
  /** Stops between two operations. */
  readonly signal?: AbortSignal;
}

/** What became of one operation. `there already`: an earlier attempt at the same plan did it. */
export interface Applied {
  readonly operation: Operation;
  readonly status: 'applied' | 'there already' | 'failed' | 'not run';
  /** Why it failed. */
  readonly error: Error | null;
  /** What the store said as warnings. */
  readonly warnings: readonly string[];
}

/**
 * Makes a target's store what a plan says: in order, each operation whole or, as far as the store allows, not at all.
 * The first failure ends it; applying the same plan again goes on where it stopped.
 * @throws ProjectError before anything is changed: `plan-other-target`, `plan-refused`, `plan-destructive`, `plan-stale`,
 * `plan-sources`.
 */
export async function applyPlan(
  connection: PlanConnection,
  plan: Plan,
  options: ApplyOptions = {},
): Promise<readonly Applied[]> {
  refuseOtherTarget(plan, connection);
  refuseOperations(plan, options.allowDestructive ?? false);
  const operations = plan.operations.filter(({ change }) => change !== null);
  if (operations.length === 0) return [];
  const existing = await existingStore(connection);
  const pending = stillToDo(operations, existing ? await existing.snapshot() : NOTHING_THERE);
  await refuseSources(connection, plan, pending, options.allowSourceTypes ?? false);
  const store = await connection.store('create');
  if (pending.size > 0) await options.onBegin?.(store);
  const results: Applied[] = [];
  for (const [index, operation] of operations.entries()) {
    const failed = results.some(({ status }) => status === 'failed') || options.signal?.aborted === true;
    if (!pending.has(operation))
      results.push({ operation, status: 'there already', error: null, warnings: [] });
    else if (failed) results.push({ operation, status: 'not run', error: null, warnings: [] });
    else {
      await options.onStep?.(operation, index, operations.length);
      const result = await applyOne(connection, store, operation);
      results.push(result);
      await options.onStepEnd?.(result, index, operations.length);
    }
  }
  return results;
}

/** The tables are looked at again: they may be others than when the plan was made. */
async function refuseSources(
  { session, target }: PlanConnection,
  { sources }: Plan,
  pending: ReadonlySet<Operation>,
  allowTypes: boolean,
): Promise<void> {
  const built = [...pending].filter(({ change }) => change?.change === 'register feature view').map(titleOf);
  const reads = sources?.reads.filter(({ definition }) => built.includes(definition)) ?? [];
  const findings = await findingsNow(session, sourceSchema(target), reads);
  const errors = findings.filter(
    ({ severity, code }) => severity === 'error' && !(allowTypes && code === 'source-column-type'),
  );
  if (errors.length === 0) return;
  const said = errors.map(
    ({ message, place: { file, line, column } }) => `${message} (${file}:${line}:${column})`,
  );
  throw new ProjectError(
    `Nothing was changed: ${said.join(' ')} Change the table, or read the target's tables with \`firn pull --target ${target.name}\` and change the definition.`,
    'plan-sources',
  );
}

const NOTHING_THERE = { entities: [], featureViews: [] } as const;

async function applyOne(
  connection: PlanConnection,
  store: FeatureStore,
  operation: Operation,
): Promise<Applied> {
  const { change } = operation;
  let error: Error | null = null;
  const { warnings } = await connection.collectingWarnings(async () => {
    try {
      if (change) await store.make(change);
    } catch (failure) {
      error = failure instanceof Error ? failure : new Error(String(failure));
    }
  });
  return { operation, status: error === null ? 'applied' : 'failed', error, warnings };
}

function refuseOtherTarget({ target, place }: Plan, connection: PlanConnection): void {
  const { name, connection: account, database, schema } = connection.target;
  const same =
    target === name && place.connection === account && place.database === database && place.schema === schema;
  if (same) return;
  throw new ProjectError(
    `The plan is for the target ${target} (${place.connection}, ${place.database}.${place.schema}), not for ${name} (${account}, ${database}.${schema}). Make a plan for this one.`,
    'plan-other-target',
  );
}

const VERBS: Partial<Record<OperationKind, string>> = { replace: 'replacing', drop: 'dropping' };

function refuseOperations({ operations }: Plan, allowDestructive: boolean): void {
  const refused = operations.filter(({ operation }) => operation === 'refused');
  if (refused.length > 0)
    throw new ProjectError(
      `Nothing was changed: ${refused.map((operation) => `${titleOf(operation)}: ${operation.reason}`).join(' ')}`,
      'plan-refused',
    );
  const destructive = operations.filter((operation) => operation.destructive);
  if (destructive.length === 0 || allowDestructive) return;
  const ways = destructive.flatMap((operation) =>
    operation.nextVersion ? [`${titleOf(operation)} version: '${operation.nextVersion.version}'`] : [],
  );
  const lost = destructive.map(
    (operation) => `${VERBS[operation.operation] ?? 'changing'} ${titleOf(operation)}`,
  );
  throw new ProjectError(
    `Nothing was changed: rows or history would be lost by ${lost.join(', ')}. ${ways.length > 0 ? `To keep what is registered, give the definition of ${ways.join(', that of ')}; to lose it` : 'To do it all the same'}, add --allow-destructive.`,
    'plan-destructive',
  );
}

/**
 * The operations whose object is as it was when the plan was made. One that is what the plan makes of it is done; any
 * other state is somebody else's work, which a plan must not overwrite unseen.
 */
function stillToDo(operations: readonly Operation[], snapshot: Content): ReadonlySet<Operation> {
  const pending = new Set<Operation>();
  const stale: Operation[] = [];
  for (const operation of operations) {
    if (stateOf(operation, snapshot) === operation.state) pending.add(operation);
    else if (!operation.change || !isDone(operation.change, snapshot)) stale.push(operation);
  }
  if (stale.length === 0) return pending;
  throw new ProjectError(
    `Nothing was changed: the store is not what it was when the plan was made. ${stale.map(titleOf).join(', ')} changed since. Make a new plan.`,
    'plan-stale',
  );
}

function stateOf({ kind, name, version }: Operation, snapshot: Content): string {
  return kind === 'entity'
    ? entityState(entityIn(snapshot, name))
    : featureViewState(viewIn(snapshot, name, version ?? ''));
}

const entityIn = ({ entities }: Content, name: string): Entity | undefined =>
  entities.find((entity) => entity.name === name);

const viewIn = ({ featureViews }: Content, name: string, version: string): FeatureView | undefined =>
  featureViews.find((view) => view.name === name && view.version === version);

function isOnlineAs({ enable, targetLag }: Partial<OnlineConfig>, { online }: FeatureView): boolean {
  if (enable !== undefined && enable !== (online !== null)) return false;
  return targetLag == null || online === null || sameRefreshFrequency(targetLag, online.targetLag);
}

function isDone(change: StoreChange, snapshot: Content): boolean {
  switch (change.change) {
    case 'register entity':
    case 'replace entity': {
      const stored = entityIn(snapshot, change.entity.name);
      return stored !== undefined && entityDifferences(change.entity, stored).length === 0;
    }
    case 'describe entity':
      return entityIn(snapshot, change.name)?.desc === change.desc;
    case 'drop entity':
      return entityIn(snapshot, change.name) === undefined;
    case 'register feature view': {
      const stored = viewIn(snapshot, change.draft.name, change.version);
      return stored !== undefined && featureViewDifferences(change.draft, stored).length === 0;
    }
    case 'update feature view': {
      const stored = viewIn(snapshot, change.name, change.version);
      const { desc, refreshFreq, warehouse, initializationWarehouse, onlineConfig } = change.to;
      return (
        stored !== undefined &&
        (desc === undefined || stored.desc === desc) &&
        (refreshFreq === undefined || sameRefreshFrequency(stored.refreshFreq, refreshFreq)) &&
        (warehouse === undefined || stored.warehouse === nameAsStored(warehouse)) &&
        (initializationWarehouse === undefined ||
          (stored.initializationWarehouse ?? null) === initializationWarehouse) &&
        (onlineConfig === undefined || isOnlineAs(onlineConfig, stored))
      );
    }
    case 'drop feature view':
      return viewIn(snapshot, change.name, change.version) === undefined;
  }
}
