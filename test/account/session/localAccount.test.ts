import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distFile } from '../../../src/session/distribution.js';
import type { Endpoint } from '../../../src/session/localAccount.js';
import { ensureLocalAccount } from '../../../src/session/localAccount.js';
import { liveEndpoint, processLives } from '../../../src/session/endpoint.js';
import { openSession } from '../../../src/session/open.js';

const runFile = promisify(execFile);

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-local-'));
});

async function waitForEnd(pid: number): Promise<void> {
  while (processLives(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

afterEach(async () => {
  const endpoint = await liveEndpoint(home);
  if (endpoint !== null) {
    process.kill(endpoint.pid, 'SIGTERM');
    await waitForEnd(endpoint.pid);
  }
  await rm(home, { recursive: true, force: true });
});

const endpointFile = () => path.join(home, 'account', 'endpoint.json');

/** A program that prints the endpoint it gets, to be run by several processes at once. */
async function buildClient(): Promise<string> {
  const outfile = path.join(home, 'client.cjs');
  const source = path.resolve(import.meta.dirname, '../../../src/session/localAccount.ts');
  await build({
    stdin: {
      contents: `import { ensureLocalAccount } from ${JSON.stringify(source)};
        ensureLocalAccount(process.argv[2]).then((endpoint) => console.log(JSON.stringify(endpoint)));`,
      resolveDir: path.dirname(source),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(distFile('client.cjs')).href) },
  });
  return outfile;
}

describe('the local account of a home', () => {
  it('is started once and found again', async () => {
    const progress: string[] = [];
    const first = await ensureLocalAccount(home, (message) => progress.push(message));
    const second = await ensureLocalAccount(home, (message) => progress.push(message));
    expect(second).toEqual(first);
    expect(progress).toEqual(['Starting the local account']);
  });

  it('is one account for processes that all start it at once', async () => {
    const client = await buildClient();
    const results = await Promise.all(
      Array.from({ length: 4 }, () => runFile(process.execPath, [client, home], { timeout: 90_000 })),
    );
    const endpoints = results.map(({ stdout }) => JSON.parse(stdout) as Endpoint);
    expect(new Set(endpoints.map((endpoint) => endpoint.pid)).size).toBe(1);
  });

  it('is started anew when the file of a dead one is in the way', async () => {
    const first = await ensureLocalAccount(home);
    const left = await readFile(endpointFile());
    process.kill(first.pid, 'SIGKILL');
    await waitForEnd(first.pid);
    await writeFile(endpointFile(), left);
    const second = await ensureLocalAccount(home);
    expect(second.pid).not.toBe(first.pid);
    expect(second.password).not.toBe(first.password);
  });

  it('is not mistaken for a stranger that listens on its old port', async () => {
    const first = await ensureLocalAccount(home);
    const stranger = { ...first, password: 'another token' };
    await writeFile(endpointFile(), JSON.stringify(stranger));
    expect(await liveEndpoint(home)).toBeNull();
    await writeFile(endpointFile(), JSON.stringify(first));
    expect(await liveEndpoint(home)).toEqual(first);
  });

  it('is replaced when another build left it running, unless somebody is logged in', async () => {
    const first = await ensureLocalAccount(home);
    const session = await openSession({ connection: 'local', home });
    const program = distFile('account.cjs');
    const { atime, mtime } = await stat(program);
    try {
      await utimes(program, atime, new Date(mtime.getTime() + 5000));
      expect((await ensureLocalAccount(home)).pid).toBe(first.pid);
      await session.close();
      expect((await ensureLocalAccount(home)).pid).not.toBe(first.pid);
      expect(processLives(first.pid)).toBe(false);
    } finally {
      await utimes(program, atime, mtime);
    }
  });

  it('writes its log where only this user reads it', async () => {
    await ensureLocalAccount(home);
    const log = path.join(home, 'logs', 'account.log');
    expect(await readFile(log, 'utf8')).toContain('serving');
    expect((await stat(log)).mode & 0o077).toBe(0);
  });

  it('passes on why it cannot start, and names the log', async () => {
    const file = path.join(home, 'account', 'account.duckdb');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, Buffer.alloc(12_288, 'not a database '));
    await expect(ensureLocalAccount(home)).rejects.toMatchObject({
      name: 'SessionError',
      message: expect.stringContaining(file) as string,
      details: { hint: expect.stringContaining(path.join(home, 'logs', 'account.log')) as string },
    });
  });
});

describe('a session on it', () => {
  it('starts it', async () => {
    const session = await openSession({ connection: 'local', home });
    expect((await session.execute('SELECT 1')).rows).toEqual([[1]]);
    await session.close();
  });

  it('says so when the account dies under a statement, and goes on with a new one afterwards', async () => {
    const session = await openSession({ connection: 'local', home });
    await session.execute('CREATE DATABASE D');
    const endpoint = await ensureLocalAccount(home);
    const running = session.execute(
      'SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 2000000)) a JOIN TABLE(GENERATOR(ROWCOUNT => 2000000)) b ON TRUE',
    );
    setTimeout(() => process.kill(endpoint.pid, 'SIGKILL'), 500);
    await expect(running).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    const { rows } = await session.execute("SHOW DATABASES LIKE 'D'");
    expect(rows).toHaveLength(1);
    await session.close();
  });
});
