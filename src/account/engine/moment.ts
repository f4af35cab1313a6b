import type { DuckDBConnection } from '@duckdb/node-api';
import type { Clock } from '../clock.js';

/**
 * What translated statements call for the current time. Both hide DuckDB's own functions of these names; without a
 * moment told they give the transaction's, as DuckDB does.
 */
export const MOMENT_MACROS = [
  "CREATE OR REPLACE TEMP MACRO now() AS coalesce(getvariable('firn_now'), transaction_timestamp())",
  'CREATE OR REPLACE TEMP MACRO current_date() AS CAST(now() AS DATE)',
];

/** Connections that have been told a moment, and go on believing it until they are told another. */
const told = new WeakSet<DuckDBConnection>();

/** Makes a statement's CURRENT_TIMESTAMP the moment of the account's clock. DuckDB's own is right on a wall clock. */
export async function tellMoment(duckdb: DuckDBConnection, clock: Clock, now: number): Promise<void> {
  if (clock.isWall && !told.has(duckdb)) return;
  told.add(duckdb);
  await duckdb.run(`SET VARIABLE firn_now = make_timestamptz(${Math.floor(now)}000::BIGINT)`);
}
