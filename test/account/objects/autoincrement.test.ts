import { describe, expect, it } from 'vitest';
import { account, connect, freshConnection, temporaryFolder } from './account.js';
import type { TestConnection } from './account.js';
import { refusal } from './refusal.js';

const all = async (sql: TestConnection, table: string) =>
  (await sql(`SELECT * FROM ${table} ORDER BY 1`)).rows;

describe('AUTOINCREMENT', () => {
  it('counts the rows that an INSERT leaves the column out of', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT AUTOINCREMENT, V VARCHAR)');
    await sql("INSERT INTO T (V) VALUES ('a'), ('b')");
    await sql("INSERT INTO T VALUES (DEFAULT, 'c'), (77, 'd')");
    await sql("INSERT INTO T (V) SELECT COLUMN1 FROM VALUES ('e'), ('f')");
    expect(await all(sql, 'T')).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
      ['4', 'e'],
      ['5', 'f'],
      ['77', 'd'],
    ]);
  });

  it('starts and steps as it is told, also by IDENTITY', async () => {
    const sql = await freshConnection();
    await sql(
      "CREATE TABLE T (A NUMBER(10,0) IDENTITY(10, -5) NOT NULL, B INT AUTOINCREMENT START WITH 100 INCREMENT BY 10 ORDER, C INT IDENTITY START = 0 INCREMENT = 2 NOORDER COMMENT 'c', V INT)",
    );
    await sql('INSERT INTO T (V) VALUES (1), (2), (3)');
    expect((await sql('SELECT A, B, C FROM T ORDER BY B')).rows).toEqual([
      ['10', '100', '0'],
      ['5', '110', '2'],
      ['0', '120', '4'],
    ]);
    const described = (await sql('DESCRIBE TABLE T')).named.map((c) => c['default']);
    expect(described).toEqual([
      'IDENTITY START 10 INCREMENT -5 NOORDER',
      'IDENTITY START 100 INCREMENT 10 ORDER',
      'IDENTITY START 0 INCREMENT 2 NOORDER',
      null,
    ]);
    const ddl = (await sql("SELECT GET_DDL('TABLE', 'T')")).rows[0]?.[0];
    expect(ddl).toContain('B NUMBER(38,0) autoincrement start 100 increment 10 order');
    await sql('DROP TABLE T');
    await sql(String(ddl));
    await sql('INSERT INTO T (V) VALUES (1)');
    expect(await all(sql, 'T')).toEqual([['10', '100', '0', '1']]);
    const columns = await sql(
      "SELECT COLUMN_NAME, IS_IDENTITY, IDENTITY_START, IDENTITY_INCREMENT, IDENTITY_ORDERED FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'T' ORDER BY ORDINAL_POSITION",
    );
    expect(columns.rows.slice(1)).toEqual([
      ['B', 'YES', '100', '10', 'YES'],
      ['C', 'YES', '0', '2', 'NO'],
      ['V', 'NO', null, null, null],
    ]);
    const shown = (await sql('SHOW COLUMNS IN TABLE T')).named.map((c) => c['autoincrement']);
    expect(shown).toEqual([...described.slice(0, 3), '']);
  });

  it('counts in MERGE, COPY, streams and lists of binds, once for each row', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT AUTOINCREMENT, V VARCHAR)');
    await sql('CREATE STREAM S ON TABLE T');
    await sql("INSERT INTO T (V) VALUES ('a')");
    await sql(
      "MERGE INTO T USING (SELECT COLUMN1 AS V FROM VALUES ('a'), ('b'), ('c')) s ON T.V = s.V WHEN NOT MATCHED THEN INSERT (V) VALUES (s.V)",
    );
    const bindRows = ['d', 'e'].map((value) => [{ type: 'TEXT', value } as const]);
    await sql('INSERT INTO T (V) VALUES (?)', { bindRows });
    await sql('CREATE STAGE F');
    await sql(
      "COPY INTO @F/v.csv FROM (SELECT 'f') SINGLE = TRUE FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)",
    );
    await sql('COPY INTO T (V) FROM @F FILE_FORMAT = (TYPE = CSV)');
    const rows = await all(sql, 'T');
    // MERGE may leave numbers out.
    expect(new Set(rows.map(([id]) => id)).size).toBe(6);
    expect(rows.at(-1)?.[1]).toBe('f');
    expect(rows.map(([, v]) => v).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect((await sql('SELECT ID, V FROM S ORDER BY 1')).rows).toEqual(rows);
  });

  it('goes on after a ROLLBACK, a clone, a return from the dropped and a new start', async () => {
    const folder = await temporaryFolder();
    const first = await account(folder);
    const sql = await connect(first);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (ID INT AUTOINCREMENT, V VARCHAR)');
    await sql("INSERT INTO T (V) VALUES ('a'), ('b')");
    await sql('BEGIN');
    await sql("INSERT INTO T (V) VALUES ('lost')");
    await sql('ROLLBACK');
    await sql('CREATE TABLE C CLONE T');
    await sql('CREATE TABLE L LIKE T');
    await sql('DROP TABLE T');
    await sql('UNDROP TABLE T');
    await sql('CREATE SCHEMA OTHER CLONE PUBLIC');
    await first.close();
    const again = await connect(await account(folder));
    for (const table of ['T', 'C', 'L', 'OTHER.T'])
      await again(`INSERT INTO DB.${table.includes('.') ? table : `PUBLIC.${table}`} (V) VALUES ('new')`);
    const last = async (table: string) =>
      Number((await again(`SELECT ID FROM DB.${table} WHERE V = 'new'`)).rows[0]?.[0]);
    expect(await last('PUBLIC.L')).toBe(1);
    // A number that a transaction took and gave up may be left out.
    for (const table of ['PUBLIC.T', 'PUBLIC.C', 'OTHER.T']) expect([3, 4]).toContain(await last(table));
  });

  it('keeps the counter through changes of the table, and leaves nothing behind', async () => {
    const opened = await account();
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (ID INT AUTOINCREMENT, V VARCHAR)');
    await sql("INSERT INTO T (V) VALUES ('a')");
    await sql('ALTER TABLE T ADD COLUMN W INT DEFAULT 5');
    await sql('ALTER TABLE T ALTER COLUMN ID SET NOT NULL');
    await sql('ALTER TABLE T RENAME TO U');
    await sql('TRUNCATE TABLE U');
    await sql("INSERT INTO U (V) VALUES ('b')");
    expect(await all(sql, 'U')).toEqual([['2', 'b', '5']]);
    await sql('ALTER TABLE U DROP COLUMN ID');
    expect((await sql('DESCRIBE TABLE U')).named.map((c) => c['name'])).toEqual(['V', 'W']);
    await sql('CREATE TABLE N (ID INT AUTOINCREMENT)');
  });

  it('is refused where it cannot be', async () => {
    const sql = await freshConnection();
    const refusals: readonly (readonly [string, string])[] = [
      ['CREATE TABLE T (ID VARCHAR AUTOINCREMENT)', "Column 'ID' is AUTOINCREMENT"],
      ['CREATE TABLE T (ID INT AUTOINCREMENT DEFAULT 5)', 'it can have one'],
      ['CREATE TABLE T (ID INT AUTOINCREMENT(1, 0))', 'cannot be 0'],
      ['CREATE TABLE T (ID INT AUTOINCREMENT(1))', 'a start and a step'],
      ['CREATE TABLE T (ID INT AUTOINCREMENT START 1.5)', '1.5 is none'],
      ['CREATE TABLE T (ID INT AUTOINCREMENT) AS SELECT 1', 'a query fills'],
    ];
    for (const [text, message] of refusals)
      expect((await refusal(sql(text))).message, text).toContain(message);
    await sql('CREATE TABLE T (ID INT AUTOINCREMENT)');
    expect((await refusal(sql('ALTER TABLE T ADD COLUMN N INT AUTOINCREMENT'))).message).toContain(
      'ADD COLUMN',
    );
    expect((await refusal(sql('ALTER TABLE T ALTER COLUMN ID SET DEFAULT 5'))).message).toContain(
      'it can have one',
    );
  });
});
