import { describe, expect, it } from 'vitest';
import { account, connect, freshConnection } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';
import { refusal } from '../objects/refusal.js';

const DATA = 'A, B, METADATA$ACTION, METADATA$ISUPDATE';

async function pending(sql: TestConnection, stream: string): Promise<string[]> {
  const { rows } = await sql(`SELECT ${DATA} FROM ${stream} ORDER BY A, METADATA$ACTION, B`);
  return rows.map((row) => row.map((cell) => cell ?? 'NULL').join(' '));
}

async function source(): Promise<TestConnection> {
  const sql = await freshConnection();
  await sql('CREATE TABLE T (A INT, B TEXT)');
  await sql("INSERT INTO T VALUES (1, 'one'), (2, 'two')");
  await sql('CREATE TABLE INTO_T (A INT, B TEXT, ACTION TEXT, IS_UPDATE BOOLEAN)');
  return sql;
}

const consume = (stream: string): string => `INSERT INTO INTO_T SELECT ${DATA} FROM ${stream}`;

describe('a standard stream', () => {
  it('begins empty and gives the net change of every kind of DML', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    expect(await pending(sql, 'S')).toEqual([]);
    await sql("INSERT INTO T VALUES (3, 'three'), (4, 'four')");
    await sql("UPDATE T SET B = 'ONE' WHERE A = 1");
    await sql('DELETE FROM T WHERE A = 2');
    expect(await pending(sql, 'S')).toEqual([
      '1 one DELETE 1',
      '1 ONE INSERT 1',
      '2 two DELETE 0',
      '3 three INSERT 0',
      '4 four INSERT 0',
    ]);
    // A row that came and went is no change; one that came and changed is an insert of what it is now.
    await sql('DELETE FROM T WHERE A = 3');
    await sql("UPDATE T SET B = 'FOUR' WHERE A = 4");
    await sql("UPDATE T SET B = 'uno' WHERE A = 1");
    expect(await pending(sql, 'S')).toEqual([
      '1 one DELETE 1',
      '1 uno INSERT 1',
      '2 two DELETE 0',
      '4 FOUR INSERT 0',
    ]);
  });

  it('is consumed by DML that commits, not by SELECT', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    await sql("INSERT INTO T VALUES (3, 'three')");
    await sql('SELECT * FROM S');
    await sql(consume('S'));
    expect((await sql('SELECT * FROM INTO_T')).rows).toEqual([['3', 'three', 'INSERT', '0']]);
    expect(await pending(sql, 'S')).toEqual([]);
    await sql('DELETE FROM T');
    await refusal(sql('INSERT INTO INTO_T SELECT 1 / 0, B, NULL, NULL FROM S'));
    expect(await pending(sql, 'S')).toHaveLength(3);
    await sql('CREATE TABLE COPIED AS SELECT * FROM S');
    expect(await pending(sql, 'S')).toEqual([]);
    expect((await sql('SELECT COUNT(*) FROM COPIED')).rows).toEqual([['3']]);
  });

  it('shows a transaction the changes before it began, again and again, and moves when that commits', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    await sql("INSERT INTO T VALUES (3, 'three')");
    await sql('BEGIN');
    await sql("INSERT INTO T VALUES (4, 'four')");
    expect(await pending(sql, 'S')).toEqual(['3 three INSERT 0']);
    await sql(consume('S'));
    await sql(consume('S'));
    expect(await pending(sql, 'S')).toEqual(['3 three INSERT 0']);
    await sql('ROLLBACK');
    expect(await pending(sql, 'S')).toEqual(['3 three INSERT 0']);
    expect((await sql('SELECT COUNT(*) FROM INTO_T')).rows).toEqual([['0']]);

    await sql('BEGIN');
    await sql("UPDATE T SET B = 'THREE' WHERE A = 3");
    await sql(consume('S'));
    await sql('COMMIT');
    // What the transaction itself changed comes after what it consumed.
    expect(await pending(sql, 'S')).toEqual(['3 THREE INSERT 1', '3 three DELETE 1'].reverse());
  });

  it('stands beside others on the same table, each at its own place', async () => {
    const sql = await source();
    await sql('CREATE STREAM S1 ON TABLE T');
    await sql("INSERT INTO T VALUES (3, 'three')");
    await sql('CREATE STREAM S2 ON TABLE T');
    await sql("CREATE STREAM S3 ON TABLE T AT (STREAM => 'S1')");
    await sql("INSERT INTO T VALUES (4, 'four')");
    await sql(consume('S1'));
    expect(await pending(sql, 'S1')).toEqual([]);
    expect(await pending(sql, 'S2')).toEqual(['4 four INSERT 0']);
    expect(await pending(sql, 'S3')).toEqual(['3 three INSERT 0', '4 four INSERT 0']);
  });

  it('feeds a MERGE, and records what a MERGE does', async () => {
    const sql = await source();
    await sql('CREATE TABLE M (A INT, B TEXT)');
    await sql("INSERT INTO M VALUES (1, 'one'), (2, 'two'), (9, 'nine')");
    await sql('CREATE STREAM S ON TABLE T');
    await sql('CREATE STREAM OF_M ON TABLE M');
    await sql("UPDATE T SET B = 'ONE' WHERE A = 1");
    await sql('DELETE FROM T WHERE A = 2');
    await sql("INSERT INTO T VALUES (3, 'three')");
    const { rows } = await sql(`MERGE INTO M USING (
        SELECT * FROM S WHERE NOT (METADATA$ACTION = 'DELETE' AND METADATA$ISUPDATE)) S ON M.A = S.A
      WHEN MATCHED AND S.METADATA$ACTION = 'DELETE' THEN DELETE
      WHEN MATCHED THEN UPDATE SET B = S.B
      WHEN NOT MATCHED THEN INSERT (A, B) VALUES (S.A, S.B)`);
    expect(rows).toEqual([['1', '1', '1']]);
    expect((await sql('SELECT * FROM M ORDER BY A')).rows).toEqual([
      ['1', 'ONE'],
      ['3', 'three'],
      ['9', 'nine'],
    ]);
    expect(await pending(sql, 'S')).toEqual([]);
    expect(await pending(sql, 'OF_M')).toEqual([
      '1 one DELETE 1',
      '1 ONE INSERT 1',
      '2 two DELETE 0',
      '3 three INSERT 0',
    ]);
  });

  it('sees UPDATE … FROM, DELETE … USING, INSERT OVERWRITE and TRUNCATE', async () => {
    const sql = await source();
    await sql('CREATE TABLE U (A INT, B TEXT)');
    await sql("INSERT INTO U VALUES (1, 'x'), (1, 'x'), (7, 'y')");
    await sql('CREATE STREAM S ON TABLE T');
    const updated = await sql('UPDATE T SET B = U.B FROM U WHERE T.A = U.A');
    expect(updated.rows).toEqual([['1', '1']]);
    expect(await pending(sql, 'S')).toEqual(['1 one DELETE 1', '1 x INSERT 1']);
    expect((await sql('DELETE FROM T USING U WHERE T.A = U.A')).rows).toEqual([['1']]);
    expect(await pending(sql, 'S')).toEqual(['1 one DELETE 0']);
    await sql('INSERT OVERWRITE INTO T SELECT A, B FROM U WHERE A = 7');
    expect(await pending(sql, 'S')).toEqual(['1 one DELETE 0', '2 two DELETE 0', '7 y INSERT 0']);
    await sql('TRUNCATE TABLE T');
    expect(await pending(sql, 'S')).toEqual(['1 one DELETE 0', '2 two DELETE 0']);
  });

  it('keeps a row’s METADATA$ROW_ID', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    await sql("UPDATE T SET B = 'x' WHERE A = 1");
    const ids = async () => (await sql('SELECT DISTINCT METADATA$ROW_ID FROM S')).rows;
    const [first] = await ids();
    expect(first?.[0]).toMatch(/^[0-9a-f]{40}$/);
    await sql(consume('S'));
    await sql('DELETE FROM T WHERE A = 1');
    expect(await ids()).toEqual([first]);
  });

  it('gives its columns in Snowflake’s order and types', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    const { columns } = await sql.connection.execute('SELECT * FROM S');
    expect(columns.map((c) => `${c.name} ${c.type.kind}`)).toEqual([
      'A NUMBER',
      'B TEXT',
      'METADATA$ACTION TEXT',
      'METADATA$ISUPDATE BOOLEAN',
      'METADATA$ROW_ID TEXT',
    ]);
  });

  it('goes on over changes of the table’s shape and name', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    await sql("INSERT INTO T VALUES (3, 'three')");
    await sql('ALTER TABLE T ADD COLUMN C INT NOT NULL DEFAULT 5');
    await sql('ALTER TABLE T RENAME COLUMN B TO BB');
    await sql('ALTER TABLE T RENAME TO TT');
    await sql('UPDATE TT SET C = 6 WHERE A = 1');
    expect((await sql('SELECT A, BB, C, METADATA$ACTION FROM S ORDER BY A, C')).rows).toEqual([
      ['1', 'one', '5', 'DELETE'],
      ['1', 'one', '6', 'INSERT'],
      ['3', 'three', '5', 'INSERT'],
    ]);
    await sql('ALTER TABLE TT DROP COLUMN BB');
    await sql('ALTER TABLE TT ALTER COLUMN C SET DATA TYPE NUMBER(38, 0)');
    await sql('DELETE FROM TT WHERE A = 2');
    expect((await sql("SELECT A, C FROM S WHERE METADATA$ACTION = 'DELETE' ORDER BY A")).rows).toEqual([
      ['1', '5'],
      ['2', '5'],
    ]);
  });
});

describe('other modes', () => {
  it('APPEND_ONLY gives what was inserted, whatever became of it', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T APPEND_ONLY = TRUE');
    await sql("INSERT INTO T VALUES (3, 'three'), (4, 'four')");
    await sql("UPDATE T SET B = 'x'");
    await sql('DELETE FROM T WHERE A IN (1, 3)');
    expect(await pending(sql, 'S')).toEqual(['3 three INSERT 0', '4 four INSERT 0']);
    await sql(consume('S'));
    expect(await pending(sql, 'S')).toEqual([]);
  });

  it('SHOW_INITIAL_ROWS gives the rows that were there, once', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T SHOW_INITIAL_ROWS = TRUE');
    await sql('CREATE STREAM APPENDED ON TABLE T APPEND_ONLY = TRUE SHOW_INITIAL_ROWS = TRUE');
    await sql("INSERT INTO T VALUES (3, 'three')");
    await sql('DELETE FROM T WHERE A = 1');
    expect(await pending(sql, 'S')).toEqual(['2 two INSERT 0', '3 three INSERT 0']);
    expect(await pending(sql, 'APPENDED')).toEqual(['1 one INSERT 0', '2 two INSERT 0', '3 three INSERT 0']);
    await sql('BEGIN');
    await sql('DELETE FROM T');
    expect(await pending(sql, 'S')).toEqual(['2 two INSERT 0', '3 three INSERT 0']);
    await sql(consume('S'));
    await sql('COMMIT');
    expect(await pending(sql, 'S')).toEqual(['2 two DELETE 0', '3 three DELETE 0']);
  });
});

describe('a stream on a dynamic table', () => {
  it('gives the differences that refreshes made, and nothing for rows that stayed', async () => {
    const sql = await source();
    await sql("INSERT INTO T VALUES (2, 'two'), (5, NULL)");
    await sql(
      "CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH REFRESH_MODE = FULL AS SELECT A, B FROM T",
    );
    await sql('CREATE STREAM S ON DYNAMIC TABLE D');
    await sql('ALTER DYNAMIC TABLE D REFRESH');
    expect(await pending(sql, 'S')).toEqual([]);
    await sql('DELETE FROM T WHERE A = 2');
    await sql("INSERT INTO T VALUES (2, 'two'), (6, 'six'), (5, NULL)");
    await sql('ALTER DYNAMIC TABLE D REFRESH');
    expect(await pending(sql, 'S')).toEqual(['2 two DELETE 0', '5 NULL INSERT 0', '6 six INSERT 0']);
    expect((await sql('SELECT * FROM D ORDER BY A, B')).rows).toEqual([
      ['1', 'one'],
      ['2', 'two'],
      ['5', null],
      ['5', null],
      ['6', 'six'],
    ]);
  });
});

describe('the statements about streams', () => {
  it('SHOW and DESCRIBE give Snowflake’s columns', async () => {
    const sql = await source();
    await sql("CREATE STREAM S ON TABLE T COMMENT = 'orders'");
    await sql('CREATE OR REPLACE STREAM S2 ON TABLE T APPEND_ONLY = TRUE');
    const { named } = await sql("SHOW STREAMS LIKE 's%' IN SCHEMA DB.PUBLIC");
    expect(named.map((s) => [s['name'], s['table_name'], s['mode'], s['type'], s['stale']])).toEqual([
      ['S', 'DB.PUBLIC.T', 'DEFAULT', 'DELTA', 'false'],
      ['S2', 'DB.PUBLIC.T', 'APPEND_ONLY', 'DELTA', 'false'],
    ]);
    expect(named[0]).toMatchObject({ comment: 'orders', source_type: 'Table', base_tables: 'DB.PUBLIC.T' });
    expect((await sql('DESCRIBE STREAM S')).named[0]).toEqual(named[0]);
    expect((await sql("SELECT GET_DDL('STREAM', 'S2')")).rows).toEqual([
      ['create or replace stream S2 on table DB.PUBLIC.T append_only = true;'],
    ]);
    expect((await sql("SHOW TABLES LIKE 'T'")).named[0]).toMatchObject({ change_tracking: 'ON' });
  });

  it('names are shared with tables and views; IF NOT EXISTS, OR REPLACE, ALTER, tags and DROP work', async () => {
    const sql = await source();
    await sql('CREATE TAG G');
    expect((await refusal(sql('CREATE STREAM T ON TABLE T'))).message).toContain('already exists as TABLE');
    await sql("CREATE STREAM S WITH TAG (G = 'x') ON TABLE T");
    expect((await refusal(sql('CREATE STREAM S ON TABLE T'))).message).toContain('already exists');
    expect((await refusal(sql('CREATE TABLE S (A INT)'))).message).toContain('already exists as STREAM');
    expect((await sql('CREATE STREAM IF NOT EXISTS S ON TABLE T')).rows[0]?.[0]).toContain('already exists');
    expect((await sql("SELECT SYSTEM$GET_TAG('G', 'S', 'STREAM')")).rows).toEqual([['x']]);
    await sql("ALTER STREAM S SET COMMENT = 'new'");
    await sql("COMMENT ON STREAM S IS 'newer'");
    expect((await sql('SHOW STREAMS')).named[0]).toMatchObject({ comment: 'newer' });
    await sql('ALTER STREAM S RENAME TO R');
    await sql('INSERT INTO T VALUES (3, NULL)');
    await sql('CREATE OR REPLACE STREAM R ON TABLE T');
    expect(await pending(sql, 'R')).toEqual([]);
    await sql('DROP STREAM R');
    await sql('DROP STREAM IF EXISTS R');
    expect((await refusal(sql('SELECT * FROM R'))).code).toBe('002003');
    expect((await refusal(sql('INSERT INTO S VALUES (1)'))).code).toBe('002003');
  });

  it('a stream whose table is gone or replaced is stale and says so', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    await sql('CREATE OR REPLACE TABLE T (A INT, B TEXT)');
    expect((await sql('SHOW STREAMS')).named[0]).toMatchObject({ stale: 'true' });
    const stale = await refusal(sql('SELECT * FROM S'));
    expect(stale.message).toContain("Stream 'DB.PUBLIC.S' is stale: Base object 'DB.PUBLIC.T' dropped");
    await sql('CREATE OR REPLACE STREAM S ON TABLE T');
    await sql('ALTER TABLE T SET CHANGE_TRACKING = FALSE');
    expect((await sql("SHOW TABLES LIKE 'T'")).named[0]).toMatchObject({ change_tracking: 'OFF' });
    expect((await refusal(sql('SELECT * FROM S'))).message).toContain('no longer available');
  });

  it('SYSTEM$STREAM_HAS_DATA tells whether there is a change', async () => {
    const sql = await source();
    await sql('CREATE STREAM S ON TABLE T');
    const has = async () => (await sql("SELECT SYSTEM$STREAM_HAS_DATA('DB.PUBLIC.S')")).rows[0]?.[0];
    expect(await has()).toBe('0');
    await sql('INSERT INTO T VALUES (3, NULL)');
    expect(await has()).toBe('1');
    await sql('DELETE FROM T WHERE A = 3');
    expect(await has()).toBe('0');
    expect((await refusal(sql("SELECT SYSTEM$STREAM_HAS_DATA('NONE')"))).code).toBe('002003');
  });

  it('refuses what the account cannot do', async () => {
    const sql = await source();
    await sql('CREATE VIEW V AS SELECT A FROM T');
    const refused = [
      'CREATE STREAM S ON TABLE T AT (OFFSET => -60)',
      "CREATE STREAM S ON TABLE T BEFORE (STATEMENT => 'x')",
      'CREATE STREAM S ON EXTERNAL TABLE T',
      'CREATE STREAM S ON STAGE T',
    ];
    for (const statement of refused) expect((await refusal(sql(statement))).code).toBe('000002');
    expect((await refusal(sql('CREATE STREAM S ON VIEW T'))).code).toBe('002203');
    expect((await refusal(sql('CREATE STREAM S ON TABLE NONE'))).code).toBe('002003');
    await sql('CREATE STREAM S ON TABLE T');
    const dynamic = "CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A FROM S";
    expect((await refusal(sql(dynamic))).message).toContain('stream');
  });
});

it('two connections: the other one’s rows are in the stream when they are committed', async () => {
  const opened = await account();
  const one = await connect(opened);
  await one('CREATE DATABASE DB');
  await one('CREATE TABLE T (A INT, B TEXT)');
  await one('CREATE STREAM S ON TABLE T');
  const two = await connect(opened);
  await two('USE SCHEMA DB.PUBLIC');
  await two('BEGIN');
  await two("INSERT INTO T VALUES (1, 'one')");
  expect(await pending(one, 'S')).toEqual([]);
  await two('COMMIT');
  expect(await pending(one, 'S')).toEqual(['1 one INSERT 0']);
});
