import { describe, expect, it } from 'vitest';
import { freshConnection } from './account.js';
import { refusal } from './refusal.js';

describe('INFORMATION_SCHEMA', () => {
  it('lists tables, views and dynamic tables with their rows', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE DB.FS.T AS SELECT 1 AS A UNION ALL SELECT 2');
    await sql('DELETE FROM DB.FS.T WHERE A = 1');
    await sql('CREATE VIEW DB.FS.V AS SELECT A FROM DB.FS.T');
    await sql("CREATE DYNAMIC TABLE DB.FS.D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A FROM DB.FS.T");
    const tables = await sql(
      "SELECT TABLE_NAME, TABLE_TYPE, ROW_COUNT, IS_DYNAMIC FROM DB.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'FS' ORDER BY TABLE_NAME",
    );
    expect(tables.rows).toEqual([
      ['D', 'BASE TABLE', '1', 'YES'],
      ['T', 'BASE TABLE', '1', 'NO'],
      ['V', 'VIEW', null, 'NO'],
    ]);
    expect((await sql('SELECT TABLE_NAME, VIEW_DEFINITION FROM INFORMATION_SCHEMA.VIEWS')).rows).toEqual([
      ['V', 'CREATE VIEW DB.FS.V AS SELECT A FROM DB.FS.T'],
    ]);
  });

  it('lists columns in order with their types', async () => {
    const sql = await freshConnection();
    await sql(
      "CREATE TABLE T (ID NUMBER(10,2) NOT NULL, NAME VARCHAR(5) DEFAULT 'x' COMMENT 'who', AT TIMESTAMP_NTZ)",
    );
    const columns = await sql(
      'SELECT COLUMN_NAME, ORDINAL_POSITION, DATA_TYPE, IS_NULLABLE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_MAXIMUM_LENGTH, COLUMN_DEFAULT, COMMENT FROM INFORMATION_SCHEMA.COLUMNS ORDER BY ORDINAL_POSITION',
    );
    expect(columns.rows).toEqual([
      ['ID', '1', 'NUMBER', 'NO', '10', '2', null, null, null],
      ['NAME', '2', 'TEXT', 'YES', null, null, '5', "'x'", 'who'],
      ['AT', '3', 'TIMESTAMP_NTZ', 'YES', null, null, null, null, null],
    ]);
  });

  it('lists databases and schemas', async () => {
    const sql = await freshConnection();
    expect((await sql('SELECT DATABASE_NAME FROM INFORMATION_SCHEMA.DATABASES')).rows).toEqual([['DB']]);
    expect((await sql('SELECT SCHEMA_NAME FROM DB.INFORMATION_SCHEMA.SCHEMATA ORDER BY 1')).rows).toEqual([
      ['FS'],
      ['PUBLIC'],
    ]);
    expect(await refusal(sql('SELECT * FROM INFORMATION_SCHEMA.NOPE'))).toMatchObject({ code: '002003' });
  });

  it('follows changes at once', async () => {
    const sql = await freshConnection();
    const names = async (): Promise<unknown> =>
      (await sql('SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES')).rows;
    expect(await names()).toEqual([]);
    await sql('CREATE TABLE T (A NUMBER)');
    expect(await names()).toEqual([['T']]);
    await sql('ALTER TABLE T RENAME TO U');
    expect(await names()).toEqual([['U']]);
    await sql('DROP TABLE U');
    expect(await names()).toEqual([]);
  });
});

describe('comments', () => {
  it.each([
    ["COMMENT ON TABLE T IS 'a'", 'SHOW TABLES', 'a'],
    ["COMMENT ON SCHEMA DB.PUBLIC IS 'b'", "SHOW SCHEMAS LIKE 'PUBLIC'", 'b'],
    ["ALTER TABLE T SET COMMENT = 'c'", 'SHOW TABLES', 'c'],
    ["COMMENT ON COLUMN T.A IS 'd'", 'DESC TABLE T', 'd'],
    ["COMMENT IF EXISTS ON VIEW NOPE IS 'e'", 'SHOW TABLES', ''],
  ])('%s', async (statement, show, comment) => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (A NUMBER)');
    await sql(statement);
    expect((await sql(show)).named[0]?.['comment']).toBe(comment);
  });
});
