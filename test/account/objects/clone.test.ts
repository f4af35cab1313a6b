import { describe, expect, it } from 'vitest';
import { freshConnection } from './account.js';
import { refusal } from './refusal.js';

describe('CLONE', () => {
  it('copies a schema: rows, views, functions, tags on their clones, tasks suspended', async () => {
    const sql = await freshConnection();
    await sql('USE SCHEMA FS');
    await sql('CREATE TAG entity');
    await sql(
      "CREATE TABLE t (id INT WITH TAG (entity = 'key'), n INT) WITH TAG (entity = 'CUSTOMER') AS SELECT 1, 2",
    );
    await sql('CREATE VIEW v AS SELECT id, n + 1 AS m FROM t');
    await sql('CREATE FUNCTION f (x INT) RETURNS INT AS $$ SELECT MAX(n) + x FROM t $$');
    await sql("CREATE TASK k SCHEDULE = '1 minute' AS INSERT INTO t VALUES (9, 9)");
    await sql('ALTER TASK k RESUME');
    await sql("CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT id FROM t");
    await sql('CREATE STREAM s ON TABLE t');
    await sql("CREATE SCHEMA DB.COPY CLONE FS COMMENT = 'a copy'");
    await sql('INSERT INTO DB.FS.t VALUES (5, 5)');
    await sql('USE SCHEMA DB.COPY');
    expect((await sql('SELECT id, m, f(10) FROM v')).rows).toEqual([['1', '3', '12']]);
    expect((await sql("SELECT SYSTEM$GET_TAG('DB.COPY.entity', 'DB.COPY.t', 'table')")).rows).toEqual([
      ['CUSTOMER'],
    ]);
    expect((await sql("SELECT SYSTEM$GET_TAG('DB.FS.entity', 'DB.COPY.t', 'table')")).rows).toEqual([[null]]);
    expect((await sql('SHOW TASKS')).named).toMatchObject([{ name: 'K', state: 'suspended' }]);
    expect((await sql('SHOW DYNAMIC TABLES')).named).toMatchObject([
      { scheduling_state: 'SUSPENDED', rows: '1' },
    ]);
    await sql('INSERT INTO t VALUES (2, 3)');
    expect((await sql('SELECT id, METADATA$ACTION FROM s')).rows).toEqual([['2', 'INSERT']]);
    await sql('ALTER DYNAMIC TABLE d RESUME');
    await sql('ALTER DYNAMIC TABLE d REFRESH');
    expect((await sql('SELECT id FROM d ORDER BY 1')).rows).toEqual([['1'], ['2']]);
    expect((await sql('SELECT id FROM DB.FS.d')).rows).toEqual([['1']]);
    expect((await sql("SHOW SCHEMAS LIKE 'COPY'")).named).toMatchObject([{ comment: 'a copy' }]);
  });

  it('copies a database with its schemas, and leaves internal stages out', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE FS.t (id INT) AS SELECT 1');
    await sql('CREATE STAGE FS.st');
    await sql('CREATE DATABASE DB2 CLONE DB');
    expect((await sql('SELECT id FROM DB2.FS.t')).rows).toEqual([['1']]);
    expect((await sql('SHOW SCHEMAS IN DATABASE DB2')).named.map((s) => s['name'])).toEqual(['FS', 'PUBLIC']);
    expect((await sql('SHOW STAGES IN DATABASE DB2')).rows).toEqual([]);
    await sql('DROP DATABASE DB');
    expect((await sql('SELECT id FROM DB2.FS.t')).rows).toEqual([['1']]);
  });

  it('copies one dynamic table, stage, file format, task and stream', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE t (id INT) AS SELECT 1');
    await sql("CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT id FROM t");
    await sql("CREATE DYNAMIC TABLE d2 CLONE d TARGET_LAG = '2 hours'");
    expect((await sql("SHOW DYNAMIC TABLES LIKE 'D2'")).named).toMatchObject([
      { target_lag: '2 hours', scheduling_state: 'SUSPENDED', warehouse: 'WH' },
    ]);
    expect((await sql('SELECT id FROM d2')).rows).toEqual([['1']]);
    await sql("CREATE STAGE st FILE_FORMAT = (TYPE = JSON) COMMENT = 'c'");
    await sql('CREATE STAGE st2 CLONE st');
    expect((await sql("SHOW STAGES LIKE 'ST2'")).named).toMatchObject([{ comment: 'c' }]);
    await sql('CREATE FILE FORMAT ff TYPE = JSON');
    await sql('CREATE FILE FORMAT ff2 CLONE ff');
    expect((await sql("SHOW FILE FORMATS LIKE 'FF2'")).named).toMatchObject([{ type: 'JSON' }]);
    await sql('CREATE STREAM s ON TABLE t');
    await sql('INSERT INTO t VALUES (2)');
    await sql('CREATE STREAM s2 CLONE s');
    expect((await sql('SELECT id FROM s2')).rows).toEqual([['2']]);
  });

  it('refuses other moments, and a clone in place of its original', async () => {
    const sql = await freshConnection();
    expect(await refusal(sql('CREATE SCHEMA x CLONE FS AT (OFFSET => -60)'))).toMatchObject({
      code: '000002',
    });
    expect(await refusal(sql('CREATE OR REPLACE SCHEMA FS CLONE FS'))).toMatchObject({ code: '000002' });
    expect((await sql("SHOW SCHEMAS LIKE 'FS'")).rows).toHaveLength(1);
    expect(await refusal(sql('CREATE DYNAMIC TABLE x CLONE nothing'))).toMatchObject({ code: '002003' });
  });
});
