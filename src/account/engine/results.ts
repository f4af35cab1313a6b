import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { AccountColumn, StatementKind, StatementResult, WireRow } from '../account.js';
import type { CommandResult } from '../commands/command.js';
import { fetchRows } from '../query/run.js';
import { asAccountError, canceled } from './errors.js';

async function* oneBatch(rows: readonly WireRow[]): AsyncGenerator<readonly WireRow[]> {
  if (rows.length > 0) yield rows;
}

/** A result that is all there. */
export function inMemory(queryId: string, kind: StatementKind, result: CommandResult): StatementResult {
  const { rows, ...rest } = result;
  return { queryId, kind, ...rest, batches: oneBatch(rows) };
}

/** A result's columns with no rows, for describe-only requests. */
export function columnsOnly(
  queryId: string,
  kind: StatementKind,
  columns: readonly AccountColumn[],
): StatementResult {
  return { queryId, kind, columns, batches: oneBatch([]) };
}

/**
 * A DuckDB result as batches of rows, read chunk by chunk. `end` runs once, when the last row is read, the consumer
 * stops, or reading fails. An abort interrupts the reading.
 */
export async function* batches(
  duckdb: DuckDBConnection,
  result: DuckDBResult,
  columns: readonly AccountColumn[],
  end: () => Promise<void>,
  signal?: AbortSignal,
): AsyncGenerator<readonly WireRow[]> {
  try {
    for (;;) {
      const rows = await interruptible(duckdb, signal, () => fetchRows(result, columns));
      if (rows === null) return;
      yield rows;
    }
  } finally {
    await end();
  }
}

const INTERRUPT_MS = 20;

/** Runs DuckDB work that an abort interrupts; the failure is an `AccountError`. */
export async function interruptible<T>(
  duckdb: DuckDBConnection,
  signal: AbortSignal | undefined,
  step: () => Promise<T>,
): Promise<T> {
  const isCanceled = (): boolean => signal?.aborted === true;
  if (isCanceled()) throw canceled();
  // The abort may come between two of the step's DuckDB calls: it is repeated until the step has ended.
  let repeating: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    duckdb.interrupt();
    repeating ??= setInterval(() => duckdb.interrupt(), INTERRUPT_MS);
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await step();
  } catch (error) {
    throw isCanceled() ? canceled() : asAccountError(error);
  } finally {
    clearInterval(repeating);
    signal?.removeEventListener('abort', interrupt);
  }
}
