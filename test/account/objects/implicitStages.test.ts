/** The stages of users (`@~`) and of tables (`@%table`). Source: "Choosing an internal stage for local files". */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { account, connect, freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

/** PUT of one file with this text, as a client does it. */
async function put(sql: TestConnection, location: string, name: string, text: string): Promise<void> {
  const file = path.join(await temporaryFolder(), name);
  await writeFile(file, text);
  const { upload } = await sql(`PUT 'file://${file}' ${location} AUTO_COMPRESS = FALSE`);
  await mkdir(upload?.folder ?? '', { recursive: true });
  await copyFile(file, path.join(upload?.folder ?? '', name));
}

const names = async (sql: TestConnection, location: string): Promise<unknown[]> =>
  (await sql(`LIST ${location}`)).rows.map(([name]) => name);

describe("a table's stage", () => {
  it('holds files that are listed without a prefix, queried, loaded once and removed', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT, NAME VARCHAR)');
    await put(sql, '@%T/in', 'a.csv', '1,a\n2,b\n');
    await put(sql, '@db.public.%t', 'b.csv', '3,c\n');
    expect(await names(sql, '@%T')).toEqual(['b.csv', 'in/a.csv']);
    expect(await names(sql, '@%T/in')).toEqual(['in/a.csv']);
    expect((await sql('SELECT METADATA$FILENAME, $2 FROM @%T/in ORDER BY $1')).rows).toEqual([
      ['in/a.csv', 'a'],
      ['in/a.csv', 'b'],
    ]);
    const loaded = await sql('COPY INTO T FROM @%T/in');
    expect(loaded.named).toMatchObject([{ file: 'in/a.csv', rows_loaded: '2' }]);
    // Where the table's own stage is meant, FROM may be left out.
    expect((await sql('COPY INTO T')).named).toMatchObject([{ file: 'b.csv', rows_loaded: '1' }]);
    expect((await sql('COPY INTO T FROM @%T')).rows).toEqual([['Copy executed with 0 files processed.']]);
    expect((await sql('REMOVE @%T/in')).rows).toEqual([['in/a.csv', 'removed']]);
    expect(await names(sql, '@%T')).toEqual(['b.csv']);
  });

  it('takes unloaded rows, and a name in quotes', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE "My table" AS SELECT 1 AS ID');
    await sql('COPY INTO @%"My table"/out FROM "My table" FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)');
    expect(await names(sql, '\'@%"My table"\'')).toEqual(['out_0_0_0.csv']);
    expect((await sql('SELECT $1 FROM @PUBLIC.%"My table"')).rows).toEqual([['1']]);
  });

  it('loads its own table alone, and as the files are', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT)');
    await sql('CREATE TABLE U (ID INT)');
    await sql('CREATE VIEW V AS SELECT ID FROM T');
    for (const [statement, message] of [
      ['COPY INTO U FROM @%T', '@DB.PUBLIC.%T can be loaded into that table alone'],
      ['COPY INTO T FROM (SELECT $1 FROM @%T)', 'takes no query'],
      ['LIST @%NOPE', "Table 'DB.PUBLIC.NOPE' does not exist"],
      ['LIST @%V', 'V'],
    ] as const)
      expect((await refusal(sql(statement))).message).toContain(message);
  });

  it('goes with its table: through a new name, and away for good once the table cannot come back', async () => {
    const folder = await temporaryFolder();
    const first = await account(folder);
    const sql = await connect(first);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (ID INT)');
    await sql('CREATE TEMPORARY TABLE TEMP (ID INT)');
    await put(sql, '@%T', 'a.csv', '1\n');
    await put(sql, '@%TEMP', 'a.csv', '1\n');
    await sql('ALTER TABLE T RENAME TO U');
    expect(await names(sql, '@%U')).toEqual(['a.csv']);
    await sql('CREATE TABLE COPIED CLONE U');
    expect(await names(sql, '@%COPIED')).toEqual([]);
    await sql('DROP TABLE U');
    await sql('CREATE TABLE U (ID INT)');
    expect(await names(sql, '@%U')).toEqual([]);
    await sql('DROP TABLE U');
    await first.close();
    // Both tables named U were dropped; only the last can come back.
    expect(await readdir(path.join(folder, 'stages'))).toEqual([]);
  });

  it('comes back with its table', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT)');
    await put(sql, '@%T', 'a.csv', '1\n');
    await sql('DROP TABLE T');
    await sql('UNDROP TABLE T');
    expect(await names(sql, '@%T')).toEqual(['a.csv']);
  });

  it('survives a restart', async () => {
    const folder = await temporaryFolder();
    const first = await account(folder);
    const sql = await connect(first);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (ID INT)');
    await put(sql, '@%T', 'a.csv', '1\n');
    await put(sql, '@~', 'b.csv', '2\n');
    await first.close();
    const again = await connect(await account(folder));
    await again('USE DATABASE DB');
    expect([await names(again, '@%T'), await names(again, '@~')]).toEqual([['a.csv'], ['b.csv']]);
  });
});

describe("the user's stage", () => {
  it('is there without a database, and holds files for any table', async () => {
    const sql = await connect(await account());
    await put(sql, '@~/staged', 'a.csv', '1;a\n');
    expect(await names(sql, '@~')).toEqual(['staged/a.csv']);
    await sql('CREATE DATABASE DB');
    await sql("CREATE FILE FORMAT F TYPE = CSV FIELD_DELIMITER = ';'");
    await sql('CREATE TABLE T (ID INT, NAME VARCHAR)');
    expect((await sql('SELECT $2, METADATA$FILENAME FROM @~/staged (FILE_FORMAT => F)')).rows).toEqual([
      ['a', 'staged/a.csv'],
    ]);
    const copy = 'COPY INTO T FROM @~/staged FILE_FORMAT = (FORMAT_NAME = F)';
    expect((await sql(copy)).named).toMatchObject([{ file: 'staged/a.csv', rows_loaded: '1' }]);
    expect((await sql(copy)).rows).toEqual([['Copy executed with 0 files processed.']]);
    await sql('COPY INTO @~/out/ FROM T FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)');
    expect(await names(sql, '@~/out')).toEqual(['out/data_0_0_0.csv']);
    await sql('CREATE STAGE S');
    await sql('COPY FILES INTO @S FROM @~/out/');
    expect(await names(sql, '@S')).toEqual(['s/data_0_0_0.csv']);
    await sql('RM @~/staged');
    expect(await names(sql, '@~')).toEqual(['out/data_0_0_0.csv']);
  });

  it.each(['CREATE STAGE ~', 'DROP STAGE @~', 'ALTER STAGE @~ SET COMMENT = 1'])(
    'is nothing to create, alter or drop: %s',
    async (statement) => {
      expect((await refusal((await freshConnection())(statement))).code).toBe('001003');
    },
  );
});
