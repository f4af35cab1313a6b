/** Runs a translation on a DuckDB connection that has run `prelude()`. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { AccountColumn, WireRow } from '../account.js';
import { wireRows } from './encode.js';
import { runtimeError } from './runtimeErrors.js';
import type { DmlCounts, Translation } from './translation.js';

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw runtimeError(error);
  }
}

/**
 * The next batch of a result's rows; null after the last.
 * @throws AccountError with Snowflake's code for what failed while running.
 */
export async function fetchRows(
  result: DuckDBResult,
  columns: readonly AccountColumn[],
): Promise<readonly WireRow[] | null> {
  const chunk = await guarded(() => result.fetchChunk());
  if (chunk === null || chunk.rowCount === 0) return null;
  return wireRows(
    chunk.getColumns(),
    columns.map((column) => column.type),
  );
}

async function counted(result: DuckDBResult, counts: DmlCounts): Promise<WireRow> {
  const rows = await guarded(() => result.getRows());
  if (counts.source === 'count')
    return counts.columns.map(({ action }) => (action === null ? '0' : String(rows[0]?.[0] ?? 0)));
  const actions = rows.map(([action]) => String(action));
  return counts.columns.map(({ action }) => String(actions.filter((a) => a === action).length));
}

/**
 * Runs DML to its end; the answer is the row of counts that Snowflake gives. The caller owns the transaction.
 * @throws AccountError with Snowflake's code for what failed while running.
 */
export async function runDml(
  connection: DuckDBConnection,
  { before, sql, after = [], counts, columns }: Translation,
): Promise<{ readonly columns: readonly AccountColumn[]; readonly rows: readonly WireRow[] }> {
  if (counts === undefined) throw new Error('A query is no DML.');
  for (const statement of before) await guarded(() => connection.run(statement));
  const { query } = counts;
  const known = query === undefined ? undefined : await guarded(() => connection.runAndReadAll(query));
  const result = await guarded(() => connection.run(sql));
  const row = known?.getRows()[0]?.map(String) ?? (await counted(result, counts));
  for (const statement of after) await guarded(() => connection.run(statement));
  return { columns, rows: [row] };
}
