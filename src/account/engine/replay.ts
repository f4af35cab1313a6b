import { DuckDBInstance } from '@duckdb/node-api';

/** Whether opening failed on the log of what was committed since the last checkpoint. */
export function isReplayFailure(error: unknown): boolean {
  return error instanceof Error && /Failure while replaying WAL/i.test(error.message);
}

/**
 * Brings the log of a file that was not closed into the file. DuckDB 1.5 reads the log before the file has become the
 * default database, and without one cannot replay a change of shape of a table whose column has a computed default,
 * as row numbers of followed tables are. Attached to a database that is open already it can.
 */
export async function replay(file: string, options: Readonly<Record<string, string>>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { ...options });
  try {
    const connection = await instance.connect();
    try {
      await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS account`);
      await connection.run('CHECKPOINT account');
      await connection.run('DETACH account');
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}
