import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningServer } from '../../../src/account/server/accountServer.js';
import { startAccountServer } from '../../../src/account/server/accountServer.js';
import { openSession } from '../../../src/session/open.js';
import type { Session } from '../../../src/session/session.js';
import { manyRows, ScriptedAccount } from '../server/scriptedAccount.js';

/** What the session itself decides, against an account whose answers are written down. */
let home: string;
let server: RunningServer;
let account: ScriptedAccount;
const sessions: Session[] = [];

async function serve(): Promise<void> {
  account = new ScriptedAccount(path.join(home, 'stage'));
  server = await startAccountServer({ home, open: () => Promise.resolve(account) });
}

async function open(more: Partial<Parameters<typeof openSession>[0]> = {}): Promise<Session> {
  const session = await openSession({ connection: 'local', home, ...more });
  sessions.push(session);
  return session;
}

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-session-'));
  await serve();
});

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  await server.stop();
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

describe('a session', () => {
  it('runs a statement and gives typed rows', async () => {
    const session = await open();
    const { columns, rows, queryId } = await session.execute('SELECT 1');
    expect(columns).toEqual([{ name: '1', type: 'NUMBER', nullable: false, precision: 1, scale: 0 }]);
    expect(rows).toEqual([[1]]);
    expect(queryId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('gives every type as text that loses nothing, and NULL as null', async () => {
    const { columns, rows } = await (await open()).execute('TYPES');
    expect(columns.map((column) => column.type)).toEqual([
      'NUMBER',
      'NUMBER',
      'FLOAT',
      'TEXT',
      'BOOLEAN',
      'DATE',
      'TIME',
      'TIMESTAMP_NTZ',
      'TIMESTAMP_LTZ',
      'TIMESTAMP_TZ',
      'BINARY',
      'VARIANT',
      'OBJECT',
      'ARRAY',
    ]);
    expect(rows).toEqual([
      [
        12.5,
        '12345678901234567890123456789012345678',
        2.5,
        'NULL',
        true,
        '2026-11-24',
        '10:11:12',
        '2026-11-24T10:00:00.123456789',
        '2026-11-24T10:00:00+00:00',
        '2026-11-24T11:30:00+01:30',
        '0AFF',
        '{"a":1.50}',
        '{"k":"v"}',
        '[1,null]',
      ],
      [null, null, null, null, null, null, null, null, null, null, null, null, null, null],
    ]);
  });

  it('reads a large result in pages, in any order, more than once', async () => {
    const cursor = await (await open()).query('MANY');
    expect(cursor.rowCount).toBe(manyRows);
    const firstCells = async (start: number, count: number) =>
      (await cursor.page(start, count)).map((row) => row[0]);
    expect(await firstCells(24_998, 10)).toEqual([24_998, 24_999]);
    expect(await firstCells(0, 3)).toEqual([0, 1, 2]);
    expect(await firstCells(0, 3)).toEqual([0, 1, 2]);
    expect(await firstCells(12_345, 2)).toEqual([12_345, 12_346]);
    expect(await firstCells(manyRows, 10)).toEqual([]);
    expect(await firstCells(0, 0)).toEqual([]);
  });

  it('passes binds', async () => {
    const { rows } = await (await open()).execute('BINDS', { binds: ['a', 1, false, null] });
    expect(rows).toEqual([
      ['TEXT', 'a'],
      ['FIXED', '1'],
      ['BOOLEAN', 'false'],
      ['TEXT', null],
    ]);
  });

  it('describes columns without running the query', async () => {
    const columns = await (await open()).describe('MANY');
    expect(columns.map((column) => `${column.name} ${column.type}`)).toEqual(['N NUMBER', 'T TEXT']);
  });

  it('knows where names are resolved, from the login on', async () => {
    const session = await open({ database: 'sales', schema: '"lower"' });
    expect(session.context()).toEqual({
      account: 'local',
      user: 'FIRN',
      role: 'ACCOUNTADMIN',
      warehouse: null,
      database: 'SALES',
      schema: 'lower',
    });
    await session.execute('USE DATABASE OTHER');
    expect(session.context().database).toBe('OTHER');
  });

  it('reports a refusal with code, SQLSTATE and position', async () => {
    await expect((await open()).execute('SELEC 1')).rejects.toMatchObject({
      name: 'SessionError',
      code: '001003',
      details: { sqlState: '42000', line: 1, column: 1, statement: 'SELEC 1' },
    });
  });

  it('cancels a running statement, and one that is not sent yet, with 000604', async () => {
    const session = await open();
    const abort = new AbortController();
    const running = session.query('SLEEP 60000', { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: '000604' });
    await expect(session.execute('SELECT 1', { signal: abort.signal })).rejects.toMatchObject({
      code: '000604',
    });
    expect((await session.execute('SELECT 1')).rows).toEqual([[1]]);
  });

  it('reaches the local account past a proxy of the environment', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
    expect((await (await open()).execute('SELECT 1')).rows).toEqual([[1]]);
  });
});

describe('PUT', () => {
  const files = () => path.join(home, 'files');

  beforeEach(async () => {
    await mkdir(files());
    await writeFile(path.join(files(), 'rows.csv'), 'a,b\n1,2\n');
    await writeFile(path.join(files(), 'rows.parquet'), 'PAR1 as far as PUT is concerned');
  });

  it('copies files to the stage’s folder, compressed unless they are Parquet', async () => {
    const session = await open();
    const { columns, rows } = await session.execute(`PUT 'file://${files()}/rows.csv' @S`);
    const status = columns.findIndex((column) => column.name === 'status');
    expect(rows.map((row) => [row[0], row[1], row[status]])).toEqual([
      ['rows.csv', 'rows.csv.gz', 'UPLOADED'],
    ]);
    await session.execute(`PUT 'file://${files()}/*.parquet' @S`);
    expect((await readdir(path.join(home, 'stage'))).sort()).toEqual(['rows.csv.gz', 'rows.parquet']);
    expect(gunzipSync(await readFile(path.join(home, 'stage', 'rows.csv.gz'))).toString()).toBe('a,b\n1,2\n');
  });

  it('copies them as they are when asked to', async () => {
    await (await open()).execute(`PUT 'file://${files()}/rows.csv' @S AUTO_COMPRESS = FALSE`);
    expect(await readdir(path.join(home, 'stage'))).toEqual(['rows.csv']);
  });

  it('fails for a file that is not there, and leaves the session and the process as they were', async () => {
    const session = await open({ database: 'sales' });
    const mask = process.umask();
    await expect(session.execute(`PUT 'file://${files()}/none.csv' @S`)).rejects.toThrow(/none\.csv/);
    await session.execute(`PUT 'file://${files()}/rows.csv' @S`);
    expect(process.umask()).toBe(mask);
    expect(session.context().database).toBe('SALES');
  });
});

describe('when the local account has restarted', () => {
  it('a session logs in again, with the names it had, and runs the statement', async () => {
    const session = await open({ database: 'sales' });
    await session.execute('USE DATABASE OTHER');
    await server.stop();
    await serve();
    expect((await session.execute('SELECT 1')).rows).toEqual([[1]]);
    expect(session.context().database).toBe('OTHER');
  });

  it('a session says that its transaction is gone instead of running the rest of it alone', async () => {
    const session = await open();
    await session.execute('BEGIN');
    await server.stop();
    await serve();
    await expect(session.execute('INSERT')).rejects.toThrow(/inside a transaction.*was not run/);
    expect(account.connections).toHaveLength(0);
    expect((await session.execute('INSERT')).rows).toEqual([[3]]);
  });
});
