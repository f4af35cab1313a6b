import type { OnlineFeatureTableObject } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import { AccountError } from '../account.js';
import { doesNotExist } from '../catalog/refusals.js';
import { duckdbColumns } from './columns.js';
import type { WriteScope } from './command.js';
import { lagSeconds } from './targetLag.js';

/** After so many failures in a row the scheduler leaves a table alone, as with dynamic tables. */
const FAILURE_LIMIT = 5;

/**
 * Makes an online feature table's rows those of its source: for each key the row with the latest timestamp, where the
 * table has a timestamp column, else the only one. A dynamic table that has not been refreshed since has no news.
 *
 * @throws AccountError 200001 when rows share a key, 100072 when a key is NULL
 */
export async function copySource(scope: WriteScope, table: OnlineFeatureTableObject): Promise<void> {
  const source = scope.catalog.get(table.source);
  if (source?.kind !== 'VIEW' && source?.kind !== 'DYNAMIC TABLE')
    throw doesNotExist('Source', `of online feature table ${scope.names.full(table)}`);
  const isNew = table.dataTimestamp === null;
  const physical = `data.${table.physical}`;
  if (isNew)
    await scope.duckdb.run(`CREATE TABLE IF NOT EXISTS ${physical} (${duckdbColumns(table.columns)})`);
  const sourceTimestamp = source.kind === 'DYNAMIC TABLE' ? source.dataTimestamp : scope.now;
  // A dynamic table that waits for its first refresh has no rows to give yet.
  if (sourceTimestamp !== null && sourceTimestamp !== table.sourceTimestamp) {
    const translation = await scope.queries.translate(latestRows(table, scope.names.full(source)));
    await scope.duckdb.run(`DELETE FROM ${physical}`);
    await scope.queries.run(scope.duckdb, translation, physical).catch((error: unknown) => {
      throw nullKey(error);
    });
    await refuseRepeatedKeys(scope, table);
  }
  const { now } = scope;
  scope.catalog.put({
    ...table,
    dataTimestamp: now,
    sourceTimestamp,
    lastAttemptOn: now,
    consecutiveFailures: 0,
  });
}

/** Rows without a timestamp come last, so that any other row of their key is taken. */
function latestRows(
  { columns, primaryKey, timestampColumn }: OnlineFeatureTableObject,
  source: string,
): string {
  const list = columns.map((c) => printName(c.name)).join(', ');
  const query = `SELECT ${list} FROM ${source}`;
  if (timestampColumn === null) return query;
  const keys = primaryKey.map(printName).join(', ');
  return `${query} QUALIFY ROW_NUMBER() OVER (PARTITION BY ${keys} ORDER BY ${printName(timestampColumn)} DESC NULLS LAST) = 1`;
}

async function refuseRepeatedKeys(scope: WriteScope, table: OnlineFeatureTableObject): Promise<void> {
  const keys = table.columns.filter((c) => c.primaryKey).map((c) => c.physical);
  const found = await scope.duckdb.runAndReadAll(
    `SELECT 1 FROM data.${table.physical} GROUP BY ${keys.join(', ')} HAVING count(*) > 1 LIMIT 1`,
  );
  if (found.currentRowCount === 0) return;
  throw new AccountError(
    `A primary key already exists: rows of the source of '${scope.names.full(table)}' share (${table.primaryKey.join(', ')}). Give it a TIMESTAMP_COLUMN, or a source with one row for each key.`,
    '200001',
    '22000',
  );
}

function nullKey(error: unknown): unknown {
  const column = /NOT NULL constraint failed: \w+\.(\w+)/.exec(
    error instanceof Error ? error.message : '',
  )?.[1];
  if (column === undefined) return error;
  return new AccountError('NULL result in a non-nullable column: a primary key is NULL.', '100072', '22000');
}

/** When an online feature table's rows are as old as its target lag allows; null for one that is suspended. */
export function onlineDueOn(table: OnlineFeatureTableObject): number | null {
  const lag = lagSeconds(table.targetLag);
  if (table.schedulingState === 'SUSPENDED' || lag === null) return null;
  return Math.max(table.dataTimestamp ?? table.createdOn, table.lastAttemptOn ?? 0) + lag * 1000;
}

/** Counts a refresh of the scheduler's that failed. */
export function noteFailure(scope: WriteScope, id: number): Promise<void> {
  const table = scope.catalog.get(id);
  if (table?.kind !== 'ONLINE FEATURE TABLE') return Promise.resolve();
  const failures = table.consecutiveFailures + 1;
  const suspended = failures >= FAILURE_LIMIT;
  scope.catalog.put({
    ...table,
    lastAttemptOn: scope.now,
    consecutiveFailures: failures,
    ...(suspended ? { schedulingState: 'SUSPENDED', lastSuspendedOn: scope.now } : {}),
  });
  return Promise.resolve();
}
