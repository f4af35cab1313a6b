import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

type Query = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** Looks into the file of a closed account, as DuckDB sees it. */
export async function otherDuckdb<T>(folder: string, look: (rows: Query) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path.join(folder, 'account.duckdb'));
  const duckdb = await instance.connect();
  try {
    return await look(async (sql) => (await duckdb.runAndReadAll(sql)).getRowsJson());
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}
