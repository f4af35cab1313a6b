import { describe, expect, it } from 'vitest';
import { Clock } from '../../../src/account/clock.js';
import { openAccount } from '../../../src/account/engine/open.js';
import { account, connect, freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

describe('UNDROP', () => {
  it('brings back a table with its rows, columns and tags', async () => {
    const sql = await freshConnection();
    await sql('CREATE TAG tg');
    await sql("CREATE TABLE t (id INT NOT NULL COMMENT 'key') WITH TAG (tg = 'x')");
    await sql('INSERT INTO t VALUES (1), (2)');
    await sql('DROP TABLE t');
    expect(await refusal(sql('SELECT * FROM t'))).toMatchObject({ code: '002003' });
    expect((await sql('SHOW TABLES')).rows).toEqual([]);
    expect((await sql('UNDROP TABLE t')).rows).toEqual([['Table T successfully restored.']]);
    expect((await sql('SELECT * FROM t ORDER BY 1')).rows).toEqual([['1'], ['2']]);
    expect((await sql('DESCRIBE TABLE t')).named).toMatchObject([
      { name: 'ID', 'null?': 'N', comment: 'key' },
    ]);
    expect((await sql("SELECT SYSTEM$GET_TAG('tg', 't', 'table')")).rows).toEqual([['x']]);
    await sql('INSERT INTO t VALUES (3)');
    expect(await refusal(sql('UNDROP TABLE t'))).toMatchObject({ code: '002003' });
  });

  it('brings back a replaced table once the new one has another name', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE t (a INT) AS SELECT 1');
    await sql('CREATE OR REPLACE TABLE t (b TEXT) AS SELECT $$two$$');
    expect(await refusal(sql('UNDROP TABLE t'))).toMatchObject({ code: '002002' });
    await sql('ALTER TABLE t RENAME TO newer');
    await sql('UNDROP TABLE t');
    expect((await sql('SELECT a FROM t')).rows).toEqual([['1']]);
  });

  it('brings back schemas and databases with what was in them', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE FS.t (id INT) AS SELECT 7');
    await sql('CREATE VIEW FS.v AS SELECT * FROM t');
    await sql("CREATE FUNCTION FS.f (x INT) RETURNS INT AS 'x + 1'");
    await sql("CREATE DYNAMIC TABLE FS.d TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT id FROM t");
    await sql('DROP SCHEMA FS');
    await sql('UNDROP SCHEMA FS');
    expect((await sql('SELECT FS.f(v.id), d.id FROM FS.v, FS.d')).rows).toEqual([['8', '7']]);
    await sql('DROP DATABASE DB');
    expect((await sql('SHOW DATABASES')).rows).toEqual([]);
    await sql('UNDROP DATABASE DB');
    await sql('USE SCHEMA DB.FS');
    await sql('INSERT INTO t VALUES (8)');
    await sql('ALTER DYNAMIC TABLE d REFRESH');
    expect((await sql('SELECT id FROM d ORDER BY 1')).rows).toEqual([['7'], ['8']]);
  });

  it('survives a restart; a stream on the table has lost its changes and says so', async () => {
    const folder = await temporaryFolder();
    const first = await account(folder);
    const sql = await connect(first);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE t (id INT) AS SELECT 1');
    await sql('CREATE STREAM s ON TABLE t');
    await sql('DROP TABLE t');
    await first.close();
    const again = await connect(await account(folder));
    await again('USE DATABASE DB');
    await again('UNDROP TABLE t');
    expect((await again('SELECT * FROM t')).rows).toEqual([['1']]);
    expect((await refusal(again('SELECT * FROM s'))).message).toMatch(/no longer available/);
  });

  it('has a day by the clock of the account; then the rows are gone', async () => {
    const clock = new Clock();
    const opened = await openAccount(await temporaryFolder(), { clock });
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE t (id INT)');
    await sql('CREATE TABLE u (id INT) DATA_RETENTION_TIME_IN_DAYS = 2');
    await sql('CREATE TABLE v (id INT) DATA_RETENTION_TIME_IN_DAYS = 0');
    await sql('DROP TABLE t');
    await sql("ALTER ACCOUNT SET FIRN_CLOCK = 'STEP 25 hours'");
    expect((await refusal(sql('UNDROP TABLE t'))).message).toMatch(/did not exist or was purged/);
    await sql('DROP TABLE u');
    await sql('DROP TABLE v');
    await opened.runDue();
    expect((await sql('SHOW TABLES HISTORY')).named.map((r) => r['name'])).toEqual(['U']);
    expect(await refusal(sql('UNDROP TABLE v'))).toMatchObject({ code: '002003' });
    await sql('UNDROP TABLE u');
    await opened.close();
  });

  it('is told of by HISTORY, and does not keep temporary tables', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE t (id INT) AS SELECT 1');
    await sql('CREATE TEMPORARY TABLE tmp (id INT)');
    await sql('DROP TABLE t');
    await sql('DROP TABLE tmp');
    const shown = await sql('SHOW TABLES HISTORY');
    expect(shown.named).toMatchObject([{ name: 'T', rows: '1', dropped_on: expect.any(String) }]);
    expect((await sql('SHOW TABLES')).columns).not.toContain('dropped_on');
    await sql('DROP SCHEMA FS');
    expect((await sql('SHOW SCHEMAS HISTORY')).named).toMatchObject([
      { name: 'FS', dropped_on: expect.any(String) },
      { name: 'PUBLIC', dropped_on: null },
    ]);
    expect(await refusal(sql('UNDROP TABLE tmp'))).toMatchObject({ code: '002003' });
    expect(await refusal(sql('UNDROP VIEW v'))).toMatchObject({ code: '000002' });
  });

  it('comes back with a rollback of the drop', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE t (id INT)');
    await sql('DROP TABLE t');
    await sql('CREATE TABLE t (other INT)');
    await sql('DROP TABLE t');
    await sql('UNDROP TABLE t');
    expect((await sql('DESCRIBE TABLE t')).named.map((c) => c['name'])).toEqual(['OTHER']);
  });
});
