/** Runs a translation on a DuckDB connection that has run `prelude()`. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { AccountColumn, WireRow } from '../account.js';
import { wireRows } from './encode.js';
import { runtimeError } from './runtimeErrors.js';
import type { DmlCounts, Translation } from './translation.js';

export interface TranslatedRows {
  readonly columns: readonly AccountColumn[];
  /** Batches in order. The DuckDB result stays open until the last one or `return()`. */
  readonly batches: AsyncIterable<readonly WireRow[]>;
}

async function* chunks(
  result: DuckDBResult,
  columns: readonly AccountColumn[],
): AsyncGenerator<readonly WireRow[]> {
  const types = columns.map((c) => c.type);
  for (;;) {
    const chunk = await guarded(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    yield wireRows(chunk.getColumns(), types);
  }
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw runtimeError(error);
  }
}

async function* once(row: WireRow): AsyncGenerator<readonly WireRow[]> {
  yield [row];
}

async function counted(result: DuckDBResult, counts: DmlCounts): Promise<WireRow> {
  const rows = await guarded(() => result.getRows());
  if (counts.source === 'count')
    return counts.columns.map(({ action }) => (action === null ? '0' : String(rows[0]?.[0] ?? 0)));
  const actions = rows.map(([action]) => String(action));
  return counts.columns.map(({ action }) => String(actions.filter((a) => a === action).length));
}

/**
 * Queries stream; DML runs to its end and gives one row of counts. The caller owns the transaction.
 * @throws AccountError with Snowflake's code for what failed while running, also from the batches.
 */
export async function runTranslation(
  connection: DuckDBConnection,
  translation: Translation,
): Promise<TranslatedRows> {
  const { columns, counts } = translation;
  for (const statement of translation.before) await guarded(() => connection.run(statement));
  const result = await guarded(() => connection.stream(translation.sql));
  return {
    columns,
    batches: counts === undefined ? chunks(result, columns) : once(await counted(result, counts)),
  };
}
