import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountProcess } from './accountProcess.js';
import { startAccount, stopAccount } from './accountProcess.js';
import type { Address } from './outsideClient.js';
import { connect, disconnect, refusalOf, run } from './outsideClient.js';

let home: string;
const started: AccountProcess[] = [];

function start(...options: string[]): AccountProcess {
  const account = startAccount('--home', home, ...options);
  started.push(account);
  return account;
}

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-process-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map(stopAccount));
  await rm(home, { recursive: true, force: true });
});

describe('the account process', () => {
  it('prints its endpoint when it is ready, serves there, and stops cleanly on SIGTERM', async () => {
    const account = start();
    const address = (await account.line) as Address;
    expect(address).toMatchObject({ account: 'local', user: 'FIRN', host: '127.0.0.1', protocol: 'http' });
    const connection = await connect(address);
    expect((await run(connection, 'SELECT 1')).rows).toEqual([{ '1': 1 }]);
    await disconnect(connection);
    expect(await stopAccount(account)).toBe(0);
    expect(existsSync(path.join(home, 'account', 'endpoint.json'))).toBe(false);
  });

  it('cancels what runs when it is told to stop', async () => {
    const account = start();
    const connection = await connect((await account.line) as Address);
    const running = refusalOf(
      run(
        connection,
        'SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 2000000)) a JOIN TABLE(GENERATOR(ROWCOUNT => 2000000)) b ON TRUE',
        { onSubmitted: () => setTimeout(() => account.child.kill('SIGTERM'), 500) },
      ),
    );
    expect((await running).code).toBe('000604');
    expect(await account.exit).toBe(0);
  });

  it('keeps what was committed when it is killed', async () => {
    const first = start();
    const connection = await connect((await first.line) as Address);
    await run(connection, 'CREATE DATABASE D');
    await run(connection, 'CREATE TABLE D.PUBLIC.T (N NUMBER)');
    await run(connection, 'INSERT INTO D.PUBLIC.T VALUES (1), (2)');
    first.child.kill('SIGKILL');
    await first.exit;
    const second = start();
    const again = await connect((await second.line) as Address);
    expect((await run(again, 'SELECT SUM(N) AS S FROM D.PUBLIC.T')).rows).toEqual([{ S: 3 }]);
    await disconnect(again);
  });

  it('ends by itself when nobody is logged in', async () => {
    const account = start('--idle-minutes', '0.01');
    await account.line;
    expect(await account.exit).toBe(0);
  });

  it('does not end while somebody is logged in', async () => {
    const account = start('--idle-minutes', '0.01');
    const connection = await connect((await account.line) as Address);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await run(connection, 'SELECT 1')).rows).toHaveLength(1);
    await disconnect(connection);
    expect(await account.exit).toBe(0);
  });

  it('ends when its folder is gone, because nobody can find it any more', async () => {
    const account = start('--idle-minutes', '10');
    await account.line;
    await rm(home, { recursive: true });
    expect(await account.exit).toBe(0);
  });

  it('says which process holds the account when it is locked', async () => {
    const holder = start();
    await holder.line;
    const second = start();
    const { error } = await second.line;
    expect(error).toMatchObject({ code: 'ACCOUNT_LOCKED' });
    expect(error?.message).toContain(String(holder.child.pid));
    expect(await second.exit).toBe(1);
  });

  it('leaves a damaged account file as it is and names it', async () => {
    const file = path.join(home, 'account', 'account.duckdb');
    await mkdir(path.dirname(file), { recursive: true });
    const damaged = Buffer.alloc(12_288, 'not a database ');
    await writeFile(file, damaged);
    const account = start();
    const { error } = await account.line;
    expect(error).toMatchObject({ code: 'ACCOUNT_DAMAGED' });
    expect(error?.message).toContain(file);
    expect(await account.exit).toBe(1);
    expect((await readFile(file)).equals(damaged)).toBe(true);
  });

  it('names a wrong argument', async () => {
    const { error } = await start('--port', 'many').line;
    expect(error).toEqual({ code: 'USAGE', message: "--port takes a number, not 'many'." });
  });
});
