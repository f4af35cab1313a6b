import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { HOUR, START, timedAccount } from './account.js';

/** Makes of the account in a folder what the first version of the catalog would have written. */
async function asVersionOne(folder: string): Promise<void> {
  const file = await DuckDBInstance.create(path.join(folder, 'account.duckdb'));
  const duckdb = await file.connect();
  for (const table of ['task_history', 'ids']) await duckdb.run(`DROP TABLE firn_catalog.${table}`);
  const logs = await duckdb.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'data' AND table_name LIKE 'log%'",
  );
  for (const [log] of logs.getRowsJson()) await duckdb.run(`DROP TABLE data.${String(log)}`);
  const zoned = await duckdb.runAndReadAll(
    "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'data' AND data_type LIKE 'STRUCT%'",
  );
  for (const [table, column] of zoned.getRowsJson())
    await duckdb.run(
      `ALTER TABLE data.${String(table)} ALTER "${String(column)}" SET DATA TYPE TIMESTAMPTZ USING NULL`,
    );
  await duckdb.run('UPDATE firn_catalog.firn SET version = 1');
  await duckdb.run(
    `UPDATE firn_catalog.objects SET body = json_merge_patch(body, '{"lastAttemptOn": null, "consecutiveFailures": null, "changesSince": null, "changeTracking": null, "retention": null, "basis": null}')`,
  );
  duckdb.closeSync();
  file.closeSync();
}

it('an account of the first version opens, keeps its rows and is scheduled', async () => {
  const before = await timedAccount();
  await before.sql('CREATE TABLE T (A INT)');
  await before.sql('INSERT INTO T VALUES (1)');
  await before.sql('CREATE TABLE Z (AT TIMESTAMP_TZ) AS SELECT NULL');
  await before.sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A FROM T");
  await before.end();
  await asVersionOne(before.folder);

  const after = await timedAccount(before.folder, START + HOUR);
  await after.sql('INSERT INTO T VALUES (2)');
  await after.account.runDue();
  expect((await after.sql('SELECT A FROM D ORDER BY A')).rows).toEqual([['1'], ['2']]);

  await after.sql("INSERT INTO Z VALUES ('2024-01-01 10:00:00 +0200')");
  expect((await after.sql('SELECT AT::TEXT FROM Z ORDER BY AT')).rows).toEqual([
    ['2024-01-01 10:00:00.000 +0200'],
    [null],
  ]);

  await after.sql('CREATE STREAM S ON TABLE T');
  await after.sql('DELETE FROM T WHERE A = 1');
  expect((await after.sql('SELECT A, METADATA$ACTION FROM S')).rows).toEqual([['1', 'DELETE']]);
  await after.end();
});
