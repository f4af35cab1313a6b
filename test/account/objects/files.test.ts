import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

/** PUT as a client does it: asks where to, and copies. */
async function put(sql: TestConnection, file: string, location: string): Promise<void> {
  const { upload } = await sql(`PUT 'file://${file}' ${location} AUTO_COMPRESS = FALSE OVERWRITE = TRUE`);
  expect(upload?.sourceLocations).toEqual([file]);
  expect(upload).toMatchObject({ overwrite: true, autoCompress: false });
  await mkdir(upload?.folder ?? '', { recursive: true });
  await copyFile(file, path.join(upload?.folder ?? '', path.basename(file)));
}

async function parquet(folder: string, name: string, query: string): Promise<string> {
  const file = path.join(folder, name);
  const instance = await DuckDBInstance.create();
  const duckdb = await instance.connect();
  await duckdb.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
  duckdb.closeSync();
  instance.closeSync();
  return file;
}

describe('COPY INTO from Parquet', () => {
  it('loads by column name, whatever the case, and once only', async () => {
    const sql = await freshConnection();
    const file = await parquet(
      await temporaryFolder(),
      'orders.parquet',
      "SELECT 7::BIGINT AS o_id, 1.25::DECIMAL(8,2) AS Price, DATE '2024-02-29' AS order_date, 'x' AS extra",
    );
    await sql('CREATE TABLE ORDERS (O_ID NUMBER(38,0), ORDER_DATE DATE, PRICE NUMBER(8,2), MISSING VARCHAR)');
    await sql('CREATE STAGE DB.FS.LOAD');
    await put(sql, file, '@DB.FS.LOAD/training/orders');
    const copy =
      'COPY INTO ORDERS FROM @DB.FS.LOAD/training/orders FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE';
    expect((await sql(copy)).named).toMatchObject([
      {
        file: 'load/training/orders/orders.parquet',
        status: 'LOADED',
        rows_parsed: '1',
        rows_loaded: '1',
        errors_seen: '0',
      },
    ]);
    expect((await sql('SELECT * FROM ORDERS')).rows).toEqual([['7', '19782', '1.25', null]]);
    expect((await sql(copy)).rows).toEqual([['Copy executed with 0 files processed.']]);
    expect((await sql(`${copy} FORCE = TRUE`)).rows).toHaveLength(1);
    expect((await sql('SELECT COUNT(*) FROM ORDERS')).rows).toEqual([['2']]);
    // A rebuilt table remembers no loads.
    await sql('CREATE OR REPLACE TABLE ORDERS (O_ID NUMBER(38,0))');
    expect((await sql(copy)).named[0]?.['rows_loaded']).toBe('1');
  });

  it('needs to know which columns are meant', async () => {
    const sql = await freshConnection();
    const file = await parquet(await temporaryFolder(), 'a.parquet', 'SELECT 1 AS a, 2 AS b');
    await sql('CREATE STAGE S FILE_FORMAT = (TYPE = PARQUET)');
    await put(sql, file, '@S');
    await sql('CREATE TABLE T (A NUMBER, B NUMBER)');
    expect((await refusal(sql('COPY INTO T FROM @S'))).message).toContain('MATCH_BY_COLUMN_NAME');
    await sql('CREATE TABLE V (V VARIANT)');
    await sql('COPY INTO V FROM @S');
    expect((await sql('SELECT V:a::NUMBER, V:b::NUMBER FROM V')).rows).toEqual([['1', '2']]);
  });
});

describe('COPY INTO from CSV and JSON', () => {
  it('reads CSV by position, in a named format', async () => {
    const sql = await freshConnection();
    const file = path.join(await temporaryFolder(), 'people.csv');
    await writeFile(file, 'id|name|born\n1|"a|b"|2000-01-02\n2||\\N\n');
    await sql('CREATE STAGE S');
    await sql(
      "CREATE FILE FORMAT BAR TYPE = 'CSV' FIELD_DELIMITER = '|' SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"'",
    );
    await put(sql, file, '@S');
    await sql('CREATE TABLE PEOPLE (ID NUMBER, NAME VARCHAR, BORN DATE)');
    await sql("COPY INTO PEOPLE FROM @S FILES = ('people.csv') FILE_FORMAT = (FORMAT_NAME = BAR)");
    expect((await sql('SELECT * FROM PEOPLE ORDER BY ID')).rows).toEqual([
      ['1', 'a|b', '10958'],
      ['2', null, null],
    ]);
  });

  it('reads JSON lines by name', async () => {
    const sql = await freshConnection();
    const file = path.join(await temporaryFolder(), 'rows.json');
    await writeFile(file, '{"id": 1, "tags": ["x"]}\n{"id": 2}\n');
    await sql('CREATE STAGE S');
    await put(sql, file, '@S/in');
    await sql('CREATE TABLE T (ID NUMBER, TAGS ARRAY)');
    await sql('COPY INTO T FROM @S/in FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE');
    expect((await sql('SELECT ID, TAGS[0]::VARCHAR FROM T ORDER BY ID')).rows).toEqual([
      ['1', 'x'],
      ['2', null],
    ]);
  });

  it('loads nothing when a value does not fit, and names the file', async () => {
    const sql = await freshConnection();
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'a.csv'), '1\n');
    await writeFile(path.join(folder, 'b.csv'), 'oops\n');
    await sql('CREATE STAGE S');
    for (const name of ['a.csv', 'b.csv']) await put(sql, path.join(folder, name), '@S');
    await sql('CREATE TABLE T (A NUMBER)');
    expect((await refusal(sql('COPY INTO T FROM @S'))).message).toContain("'b.csv'");
    expect((await sql('SELECT COUNT(*) FROM T')).rows).toEqual([['0']]);
    expect((await sql("COPY INTO T FROM @S PATTERN = 'a.*'")).rows).toHaveLength(1);
  });
});

describe('stages', () => {
  it('list and remove their files', async () => {
    const sql = await freshConnection();
    const file = path.join(await temporaryFolder(), 'a.csv');
    await writeFile(file, '1\n');
    await sql("CREATE STAGE IF NOT EXISTS S COMMENT = 'mine'");
    await put(sql, file, '@S/one');
    await put(sql, file, '@S/two');
    expect((await sql('LIST @S')).rows.map((r) => r.slice(0, 3))).toEqual([
      ['s/one/a.csv', '2', 'b026324c6904b2a9cb4b88d6d61c81d1'],
      ['s/two/a.csv', '2', 'b026324c6904b2a9cb4b88d6d61c81d1'],
    ]);
    expect((await sql('REMOVE @S/one')).rows).toEqual([['s/one/a.csv', 'removed']]);
    expect((await sql('LS @S')).rows).toHaveLength(1);
    expect((await sql('SHOW STAGES')).named[0]).toMatchObject({
      name: 'S',
      type: 'INTERNAL',
      comment: 'mine',
    });
    await sql('CREATE OR REPLACE STAGE S');
    expect((await sql('LS @S')).rows).toEqual([]);
  });

  it.each([
    ["CREATE STAGE X URL = 's3://bucket/'", '000002', 'external stages'],
    ['LIST @NOPE', '002003', "Stage 'DB.PUBLIC.NOPE' does not exist"],
    ['LIST @S/../x', '001003', 'climb out'],
    ["COPY INTO T FROM @S FILES = ('nope.csv')", '091016', 'nope.csv'],
    ['COPY INTO T FROM @S FILE_FORMAT = (TYPE = AVRO)', '000002', 'AVRO'],
    ["CREATE FILE FORMAT F TYPE = 'XML'", '000002', 'XML'],
  ])('refuse %s', async (statement, code, text) => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (A NUMBER)');
    const error = await refusal(sql(statement));
    expect(`${error.code} ${error.message}`).toContain(text);
    expect(error.code).toBe(code);
  });
});
