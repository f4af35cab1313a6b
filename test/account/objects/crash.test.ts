import { mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { AccountDamagedError, AccountLockedError } from '../../../src/account/engine/errors.js';
import { openAccount } from '../../../src/account/engine/open.js';
import { account, connect, temporaryFolder } from './account.js';
import { otherProcess } from './otherProcess.js';

describe('a process that dies', () => {
  it('loses nothing it acknowledged', async () => {
    const folder = await temporaryFolder();
    const other = await otherProcess(folder);
    await other.run('CREATE DATABASE DB');
    await other.run("CREATE TAG DB.PUBLIC.T ALLOWED_VALUES 'x'");
    await other.run('CREATE TABLE DB.PUBLIC.NUMBERS (N NUMBER)');
    for (let i = 0; i < 20; i++) await other.run(`INSERT INTO DB.PUBLIC.NUMBERS VALUES (${i})`);
    await other.run(
      "CREATE VIEW DB.PUBLIC.V TAG (DB.PUBLIC.T = 'x') AS SELECT SUM(N) AS S FROM DB.PUBLIC.NUMBERS",
    );
    await other.run('ALTER TABLE DB.PUBLIC.NUMBERS RENAME TO DB.PUBLIC.RENAMED');
    await other.run('ALTER TABLE DB.PUBLIC.RENAMED RENAME TO DB.PUBLIC.NUMBERS');
    await other.run('BEGIN');
    await other.run('INSERT INTO DB.PUBLIC.NUMBERS VALUES (1000)');
    await other.kill();

    const sql = await connect(await account(folder));
    expect((await sql('SELECT COUNT(*), MAX(N) FROM DB.PUBLIC.NUMBERS')).rows).toEqual([['20', '19']]);
    expect((await sql('SELECT S FROM DB.PUBLIC.V')).rows).toEqual([['190']]);
    const tag = await sql("SELECT SYSTEM$GET_TAG('DB.PUBLIC.T', 'DB.PUBLIC.V', 'TABLE')");
    expect(tag.rows).toEqual([['x']]);
  });

  it('has every rebuilt table back: replaced, refreshed and reshaped ones', async () => {
    const folder = await temporaryFolder();
    const other = await otherProcess(folder);
    for (const statement of [
      'CREATE DATABASE DB',
      'CREATE WAREHOUSE WH',
      'CREATE TABLE DB.PUBLIC.A AS SELECT 1::NUMBER AS X',
      'CREATE OR REPLACE TABLE DB.PUBLIC.A AS SELECT X + 1 AS X FROM DB.PUBLIC.A',
      "CREATE DYNAMIC TABLE DB.PUBLIC.D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT SUM(X) AS S FROM DB.PUBLIC.A",
      'INSERT INTO DB.PUBLIC.A VALUES (40)',
      'ALTER DYNAMIC TABLE DB.PUBLIC.D REFRESH',
      'ALTER DYNAMIC TABLE DB.PUBLIC.D REFRESH',
      'ALTER TABLE DB.PUBLIC.A ADD COLUMN Y NUMBER NOT NULL DEFAULT 7',
      'CREATE TABLE DB.PUBLIC.C CLONE DB.PUBLIC.A',
      'ALTER TABLE DB.PUBLIC.C DROP COLUMN X',
      'CREATE TABLE DB.PUBLIC.GONE (A NUMBER)',
      'DROP TABLE DB.PUBLIC.GONE',
    ]) {
      await other.run(statement);
    }
    await other.kill();

    const sql = await connect(await account(folder));
    expect((await sql('SELECT S FROM DB.PUBLIC.D')).rows).toEqual([['42']]);
    expect((await sql('SELECT X, Y FROM DB.PUBLIC.A ORDER BY X')).rows).toEqual([
      ['2', '7'],
      ['40', '7'],
    ]);
    expect((await sql('SELECT * FROM DB.PUBLIC.C')).rows).toEqual([['7'], ['7']]);
    expect((await sql('SHOW TABLES IN DATABASE DB')).named.map((t) => t['name'])).toEqual(['A', 'C', 'D']);
    await sql('ALTER DYNAMIC TABLE DB.PUBLIC.D REFRESH');
    await sql('INSERT INTO DB.PUBLIC.A (X) VALUES (1)');
  });

  it('has every table back that changed its shape while something followed it', async () => {
    const folder = await temporaryFolder();
    const other = await otherProcess(folder);
    for (const statement of [
      'CREATE DATABASE DB',
      'CREATE TABLE DB.PUBLIC.A (X NUMBER(5,0), Y NUMBER NOT NULL, Z NUMBER)',
      'CREATE STREAM DB.PUBLIC.S ON TABLE DB.PUBLIC.A',
      'INSERT INTO DB.PUBLIC.A VALUES (1, 2, 3)',
      'ALTER TABLE DB.PUBLIC.A ADD COLUMN W NUMBER DEFAULT 4',
      'ALTER TABLE DB.PUBLIC.A DROP COLUMN Z',
      'ALTER TABLE DB.PUBLIC.A ALTER COLUMN X SET DATA TYPE NUMBER(9,0)',
      'ALTER TABLE DB.PUBLIC.A ALTER COLUMN Y DROP NOT NULL',
      'INSERT INTO DB.PUBLIC.A (X) VALUES (5)',
    ]) {
      await other.run(statement);
    }
    await other.kill();

    const sql = await connect(await account(folder));
    expect((await sql('SELECT X, Y, W FROM DB.PUBLIC.A ORDER BY X')).rows).toEqual([
      ['1', '2', '4'],
      ['5', null, '4'],
    ]);
    expect((await sql('SELECT X, METADATA$ACTION FROM DB.PUBLIC.S ORDER BY X')).rows).toEqual([
      ['1', 'INSERT'],
      ['5', 'INSERT'],
    ]);
  });

  it('loses nothing when it is killed in the middle of a stream of statements', async () => {
    const folder = await temporaryFolder();
    const other = await otherProcess(folder);
    await other.run('CREATE DATABASE DB');
    await other.run('CREATE TABLE DB.PUBLIC.T0 (N NUMBER)');
    let acknowledged = 0;
    const running = (async () => {
      for (let i = 1; i < 200; i++) {
        await other.run(`CREATE TABLE DB.PUBLIC.T${i} (N NUMBER)`);
        acknowledged = i;
      }
    })().catch(() => undefined);
    while (acknowledged < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.kill();
    await running;

    const sql = await connect(await account(folder));
    const names = (await sql('SHOW TABLES IN SCHEMA DB.PUBLIC')).named.map((row) => row['name']);
    for (let i = 0; i <= acknowledged; i++) expect(names).toContain(`T${i}`);
    // Whatever is in the catalog has its data beside it.
    for (const name of names) await sql(`SELECT COUNT(*) FROM DB.PUBLIC.${name}`);
  });
});

describe('an account that is open', () => {
  it('refuses another process, naming the holder', async () => {
    const folder = await temporaryFolder();
    const other = await otherProcess(folder);
    const refusal = await openAccount(folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AccountLockedError);
    expect((refusal as AccountLockedError).pid).toBe(other.pid);
    expect((refusal as Error).message).toContain(path.join(folder, 'account.duckdb'));
    expect((refusal as Error).message).toContain('FIRN_HOME');
  });

  it('refuses a second opening in the same process, and opens again after closing', async () => {
    const folder = await temporaryFolder();
    const first = await openAccount(folder);
    await expect(openAccount(folder)).rejects.toThrow(AccountLockedError);
    await first.close();
    await (await openAccount(folder)).close();
  });
});

describe('a file that is no account', () => {
  const refusalOf = async (folder: string): Promise<Error> => {
    const refusal = await openAccount(folder).then(
      () => new Error('it opened'),
      (error: Error) => error,
    );
    expect(refusal).toBeInstanceOf(AccountDamagedError);
    expect(refusal.message).toContain(path.join(folder, 'account.duckdb'));
    expect(refusal.message).toContain('move it');
    return refusal;
  };

  it('is refused and left alone when it is something else entirely', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'account.duckdb');
    await writeFile(file, 'These are my notes, please keep them.');
    await refusalOf(folder);
    expect(await readFile(file, 'utf8')).toBe('These are my notes, please keep them.');
  });

  it('is refused when it is a database of something else', async () => {
    const folder = await temporaryFolder();
    const foreign = await DuckDBInstance.create(path.join(folder, 'account.duckdb'));
    const duckdb = await foreign.connect();
    await duckdb.run('CREATE TABLE theirs AS SELECT 1 AS a');
    duckdb.closeSync();
    foreign.closeSync();
    expect((await refusalOf(folder)).message).toContain('something else');
  });

  it('is refused when it was cut off or overwritten', async () => {
    const folder = await temporaryFolder();
    const opened = await openAccount(folder);
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE DB.PUBLIC.T (A NUMBER)');
    await opened.close();
    const file = path.join(folder, 'account.duckdb');
    const { size } = await stat(file);
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(4096, 7), 0, 4096, 4096);
    await handle.close();
    await refusalOf(folder);
    await truncate(file, 5000);
    await refusalOf(folder);
    expect(size).toBeGreaterThan(5000);
  });

  it('is refused when it is a folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'account.duckdb'));
    expect((await refusalOf(folder)).message).toContain('folder');
  });

  it('is refused when a newer version wrote it', async () => {
    const folder = await temporaryFolder();
    await (await openAccount(folder)).close();
    const file = await DuckDBInstance.create(path.join(folder, 'account.duckdb'));
    const duckdb = await file.connect();
    await duckdb.run('UPDATE firn_catalog.firn SET version = 999');
    duckdb.closeSync();
    file.closeSync();
    expect((await refusalOf(folder)).message).toContain('newer');
  });
});
