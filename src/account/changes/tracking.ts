import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogColumn, StoredRelation } from '../catalog/model.js';
import { duckdbColumns } from '../commands/columns.js';
import type { WriteScope } from '../commands/command.js';
import type { RecordedTable } from '../query/recording.js';
import { LOG_COLUMNS, ROW, TICKS, recording } from '../query/recording.js';

/** DuckDB text of a table's log; it is there while the table is tracked. */
export function logOf(table: { readonly id: number }): string {
  return `data.log${table.id}`;
}

/** The table as recordings know it; undefined when its changes are not recorded. */
function recordedTable(table: StoredRelation): RecordedTable | undefined {
  if (table.changesSince === null) return undefined;
  return {
    physical: `data.${table.physical}`,
    log: logOf(table),
    columns: table.columns.map((c) => c.physical),
  };
}

/** A number later than those of all changes so far. */
export async function nextTick(duckdb: DuckDBConnection): Promise<number> {
  const rows = await duckdb.runAndReadAll(`SELECT nextval('${TICKS}')`);
  return Number(rows.getRowsJson()[0]?.[0]);
}

/** What a tracked table has beside its columns. Its rows number themselves, whoever inserts them. */
export const ROW_COLUMN = `${ROW} BIGINT NOT NULL DEFAULT nextval('${TICKS}')`;

/**
 * Begins to record a table's changes, as CHANGE_TRACKING = TRUE and everything that reads changes asks. The table is
 * written anew: rows that DuckDB numbered while adding a column would get other numbers when a log is replayed.
 */
export async function track<T extends StoredRelation>(scope: WriteScope, table: T): Promise<T> {
  if (table.changesSince !== null) return table;
  const { duckdb } = scope;
  const scratch = `new${scope.catalog.newId()}`;
  const names = table.columns.map((c) => c.physical).join(', ');
  await duckdb.run(`CREATE TABLE data.${scratch} (${duckdbColumns(table.columns)}, ${ROW_COLUMN})`);
  await duckdb.run(`INSERT INTO data.${scratch} (${names}) SELECT ${names} FROM data.${table.physical}`);
  await duckdb.run(`DROP TABLE data.${table.physical}`);
  await duckdb.run(`ALTER TABLE data.${scratch} RENAME TO ${table.physical}`);
  await duckdb.run(`CREATE TABLE ${logOf(table)} (${LOG_COLUMNS}, ${logColumns(table.columns)})`);
  const tracked: T = { ...table, changesSince: await nextTick(duckdb) };
  scope.catalog.put(tracked);
  return tracked;
}

/** A log takes what the table held at any time: nothing in it is NOT NULL. */
function logColumns(columns: readonly CatalogColumn[]): string {
  return duckdbColumns(columns.map((c) => ({ ...c, nullable: true })));
}

/** Ends the recording: what has not been read is lost. The rows keep their hidden column, which nobody sees. */
export async function untrack<T extends StoredRelation>(scope: WriteScope, table: T): Promise<T> {
  if (table.changesSince === null) return table;
  await scope.duckdb.run(`DROP TABLE ${logOf(table)}`);
  const untracked: T = { ...table, changesSince: null };
  scope.catalog.put(untracked);
  return untracked;
}

/** Does something to a table's rows and records it. `touched` as in `recording`. */
export async function recorded<R>(
  scope: WriteScope,
  table: StoredRelation,
  touched: string | null,
  step: () => Promise<R>,
): Promise<R> {
  const target = recordedTable(table);
  if (target === undefined) return step();
  const { before, after } = recording(target, touched);
  for (const statement of before) await scope.duckdb.run(statement);
  const result = await step();
  for (const statement of after) await scope.duckdb.run(statement);
  return result;
}
