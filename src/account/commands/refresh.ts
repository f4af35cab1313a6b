import type { CatalogView } from '../catalog/catalog.js';
import type { DynamicTableObject } from '../catalog/model.js';
import { homeOf, pathOf, printNames } from '../catalog/names.js';
import { asAccountError } from '../engine/errors.js';
import { duckdbColumns } from './columns.js';
import type { WriteScope } from './command.js';
import { lagSeconds } from './targetLag.js';

export type RefreshTrigger = 'CREATION' | 'MANUAL';

interface Attempt {
  readonly table: DynamicTableObject;
  readonly trigger: RefreshTrigger;
  readonly startedOn: number;
  readonly endedOn: number;
  readonly inserted: number;
  readonly deleted: number;
  readonly error: unknown;
}

/** The dynamic table of this printed full name. */
function dynamicTableNamed(catalog: CatalogView, fullName: string): DynamicTableObject | undefined {
  return catalog.list('DYNAMIC TABLE').find((d) => printNames(pathOf(catalog, d)) === fullName);
}

/**
 * Rebuilds a dynamic table from its query, after the active dynamic tables it reads. All of them change together or
 * not at all; the old rows stay readable until the commit, and stay for good when the query fails. A failure is
 * recorded in the refresh history and raised.
 *
 * Whatever the refresh mode, this release computes the whole query: the result is the same, the cost is not.
 *
 * @returns how many dynamic tables were refreshed
 */
export async function refresh(
  scope: WriteScope,
  table: DynamicTableObject,
  trigger: RefreshTrigger,
): Promise<number> {
  const done = new Set<number>();
  await refreshWithUpstream(scope, table, trigger, done);
  return done.size;
}

async function refreshWithUpstream(
  scope: WriteScope,
  table: DynamicTableObject,
  trigger: RefreshTrigger,
  done: Set<number>,
): Promise<void> {
  const translate = () => scope.queries.translate(table.query, { home: homeOf(scope.catalog, table) });
  const startedOn = Date.now();
  try {
    const { reads } = await translate();
    for (const name of trigger === 'MANUAL' ? reads : []) {
      const upstream = dynamicTableNamed(scope.catalog, name);
      if (upstream === undefined || done.has(upstream.id) || upstream.schedulingState === 'SUSPENDED')
        continue;
      await refreshWithUpstream(scope, upstream, trigger, done);
    }
    // Again: the tables below have been replaced by others.
    const translation = await translate();
    const deleted = await countRows(scope, table);
    const scratch = `new${scope.catalog.newId()}`;
    await scope.duckdb.run(`CREATE TABLE data.${scratch} (${duckdbColumns(table.columns)})`);
    const inserted = await scope.queries.run(scope.duckdb, translation, `data.${scratch}`);
    await scope.duckdb.run(`DROP TABLE data.${table.physical}`);
    await scope.duckdb.run(`ALTER TABLE data.${scratch} RENAME TO ${table.physical}`);
    scope.catalog.put({ ...table, dataTimestamp: scope.now });
    await record(scope, { table, trigger, startedOn, endedOn: Date.now(), inserted, deleted, error: null });
    done.add(table.id);
  } catch (error) {
    const attempt = { table, trigger, startedOn, endedOn: Date.now(), inserted: 0, deleted: 0, error };
    // A table whose creation fails is not there to have a history.
    if (trigger !== 'CREATION' && !alreadyRecorded.has(error as object)) {
      alreadyRecorded.add(error as object);
      scope.afterwards((next) => record(next, attempt));
    }
    throw error;
  }
}

/** Errors whose attempt is in the history: a failure upstream fails everything downstream, once. */
const alreadyRecorded = new WeakSet<object>();

async function countRows(scope: WriteScope, table: DynamicTableObject): Promise<number> {
  const rows = await scope.duckdb.runAndReadAll(`SELECT count(*) FROM data.${table.physical}`);
  return Number(rows.getRowsJson()[0]?.[0] ?? 0);
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
      failure === null ? 'SUCCEEDED' : 'FAILED',
      failure?.code ?? 'SUCCESS',
      failure?.message ?? null,
      scope.queryId,
      scope.now,
      attempt.startedOn,
      attempt.endedOn,
      attempt.inserted,
      attempt.deleted,
      attempt.trigger === 'CREATION' ? 'REINITIALIZE' : 'FULL',
      attempt.trigger,
      lagSeconds(table.targetLag),
      table.warehouse,
    ],
  );
}
