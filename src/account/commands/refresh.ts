import type { CatalogView } from '../catalog/catalog.js';
import type { DynamicTableObject } from '../catalog/model.js';
import { homeOf, pathOf, printNames } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import { inAccountZone } from '../query/zones.js';
import { asAccountError } from '../engine/errors.js';
import { forgetConsumed } from '../changes/readers.js';
import { write } from '../changes/refreshing.js';
import type { RefreshAction } from '../changes/refreshing.js';
import type { WriteScope } from './command.js';
import { lagSeconds } from './targetLag.js';

export type RefreshTrigger = 'CREATION' | 'MANUAL' | 'SCHEDULED';

type State = 'SUCCEEDED' | 'FAILED' | 'UPSTREAM_FAILED';

interface Attempt {
  readonly table: DynamicTableObject;
  readonly trigger: RefreshTrigger;
  readonly state: State;
  readonly startedOn: number;
  readonly endedOn: number;
  readonly inserted: number;
  readonly deleted: number;
  readonly action: RefreshAction;
  readonly error: unknown;
}

/** After so many failures in a row the scheduler leaves a dynamic table alone (documentation: Dynamic table refresh). */
const FAILURE_LIMIT = 5;

/** The dynamic table of this printed full name. */
function dynamicTableNamed(catalog: CatalogView, fullName: string): DynamicTableObject | undefined {
  return catalog.list('DYNAMIC TABLE').find((d) => printNames(pathOf(catalog, d)) === fullName);
}

/**
 * Rebuilds a dynamic table from its query, after the active dynamic tables it reads. All of them change together or
 * not at all; the old rows stay readable until the commit, and stay for good when the query fails. A failure is
 * recorded in the refresh history and raised.
 *
 * @returns how many dynamic tables were refreshed
 */
export async function refresh(
  scope: WriteScope,
  table: DynamicTableObject,
  trigger: RefreshTrigger,
): Promise<number> {
  const done = new Set<number>();
  // Its rows are everybody's: the session's time zone has no part in them.
  await inAccountZone(scope.duckdb, scope.session.parameters, () =>
    refreshWithUpstream(scope, table, trigger, done),
  );
  return done.size;
}

async function refreshWithUpstream(
  scope: WriteScope,
  table: DynamicTableObject,
  trigger: RefreshTrigger,
  done: Set<number>,
): Promise<void> {
  const queries = scope.queries.asAccount();
  const translate = () => queries.translate(table.query, { home: homeOf(scope.catalog, table) });
  const startedOn = scope.clock.now();
  try {
    const { reads } = await translate();
    for (const name of trigger === 'CREATION' ? [] : reads) {
      const upstream = dynamicTableNamed(scope.catalog, name);
      if (upstream === undefined || done.has(upstream.id) || upstream.schedulingState === 'SUSPENDED')
        continue;
      if (trigger === 'SCHEDULED') refuseFailed(upstream, name, scope.now);
      await refreshWithUpstream(scope, upstream, trigger, done);
    }
    // Again: the tables below have been replaced by others.
    const translation = await translate();
    const written = await write(scope, table, translation, trigger);
    const { now } = scope;
    const current = scope.catalog.get(table.id) as DynamicTableObject;
    scope.catalog.put({
      ...current,
      dataTimestamp: now,
      lastAttemptOn: now,
      consecutiveFailures: 0,
      basis: written.basis,
    });
    // Those that the query no longer reads, too.
    const bases = new Set([...(current.basis?.bases ?? []), ...(written.basis?.bases ?? [])]);
    for (const base of bases) await forgetConsumed(scope, base, now);
    const endedOn = scope.clock.now();
    await record(scope, { table, trigger, state: 'SUCCEEDED', startedOn, endedOn, ...written, error: null });
    done.add(table.id);
  } catch (error) {
    // A table whose creation fails is not there to have a history.
    if (trigger !== 'CREATION') {
      const endedOn = scope.clock.now();
      const state = alreadyRecorded.has(error as object) ? 'UPSTREAM_FAILED' : 'FAILED';
      const action = table.refreshMode === 'FULL' ? 'FULL' : 'INCREMENTAL';
      const attempt = {
        table,
        trigger,
        state,
        startedOn,
        endedOn,
        inserted: 0,
        deleted: 0,
        action,
        error,
      } as const;
      alreadyRecorded.add(error as object);
      scope.afterwards((next) => recordFailure(next, attempt));
    }
    throw error;
  }
}

/** Errors that have been recorded for a table: a failure upstream fails everything downstream. */
const alreadyRecorded = new WeakSet<object>();

/** A table whose last refresh failed is tried again when its own lag asks for it, not for each table that reads it. */
function refuseFailed(upstream: DynamicTableObject, name: string, now: number): void {
  const due = dueOn(upstream);
  if (upstream.consecutiveFailures === 0 || due === null || due <= now) return;
  const error = refused(
    `The upstream dynamic table ${name} could not be refreshed; see its refresh history.`,
    '002724',
    '55000',
  );
  alreadyRecorded.add(error);
  throw error;
}

/**
 * When a dynamic table's rows are as old as its target lag allows, or for one whose refresh failed, when that time has
 * passed again; milliseconds since the epoch. Null for one that is suspended, and for DOWNSTREAM: that one is
 * refreshed with the tables that read it.
 */
export function dueOn(table: DynamicTableObject): number | null {
  const lag = lagSeconds(table.targetLag);
  if (table.schedulingState === 'SUSPENDED' || lag === null) return null;
  return Math.max(table.dataTimestamp ?? table.createdOn, table.lastAttemptOn ?? 0) + lag * 1000;
}

async function recordFailure(scope: WriteScope, attempt: Attempt): Promise<void> {
  const { trigger, state } = attempt;
  // A failed manual refresh tells who asked for it; only the scheduler's failures count and postpone.
  if (trigger !== 'SCHEDULED') return state === 'FAILED' ? record(scope, attempt) : undefined;
  await record(scope, attempt);
  const table = scope.catalog.get(attempt.table.id);
  if (table?.kind !== 'DYNAMIC TABLE') return;
  const failures = table.consecutiveFailures + (state === 'FAILED' ? 1 : 0);
  const suspended = failures >= FAILURE_LIMIT && table.schedulingState === 'ACTIVE';
  scope.catalog.put({
    ...table,
    lastAttemptOn: scope.now,
    consecutiveFailures: failures,
    ...(suspended ? { schedulingState: 'SUSPENDED', lastSuspendedOn: scope.now } : {}),
  });
}

async function record(scope: WriteScope, attempt: Attempt): Promise<void> {
  const { table, error } = attempt;
  const home = homeOf(scope.catalog, table);
  const failure = error === null ? null : asAccountError(error);
  await scope.duckdb.run(
    `INSERT INTO firn_catalog.refresh_history VALUES
       ($1, $2, $3, $4, $5, $6, $7, $8, epoch_ms($9::BIGINT) AT TIME ZONE 'UTC', epoch_ms($10::BIGINT) AT TIME ZONE 'UTC',
        epoch_ms($11::BIGINT) AT TIME ZONE 'UTC', $12, $13, $14, $15, $16, $17)`,
    [
      table.id,
      home.database,
      home.schema,
      table.name,
      attempt.state,
      failure?.code ?? 'SUCCESS',
      failure?.message ?? null,
      scope.queryId,
      scope.now,
      attempt.startedOn,
      attempt.endedOn,
      attempt.inserted,
      attempt.deleted,
      attempt.action,
      attempt.trigger,
      lagSeconds(table.targetLag),
      table.warehouse,
    ],
  );
}
