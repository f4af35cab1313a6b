import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningServer } from '../../../src/account/server/accountServer.js';
import { startAccountServer } from '../../../src/account/server/accountServer.js';
import { openSession } from '../../../src/session/open.js';
import { ScriptedAccount } from '../server/scriptedAccount.js';

/** Profiles of `connections.toml`, opened against a server that speaks Snowflake's protocol. */
let home: string;
let server: RunningServer;
let account: ScriptedAccount;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-profile-'));
  account = new ScriptedAccount();
  server = await startAccountServer({ home, open: () => Promise.resolve(account) });
  vi.stubEnv('SNOWFLAKE_HOME', home);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

const profile = (port: number, ...lines: string[]) =>
  writeFile(
    path.join(home, 'connections.toml'),
    [
      '[dev]',
      'account = "local"',
      'host = "127.0.0.1"',
      'protocol = "http"',
      `port = ${port}`,
      ...lines,
    ].join('\n'),
  );

describe('a session of a profile', () => {
  it('signs in with the password and the names of the profile; those asked for win', async () => {
    await profile(
      server.endpoint.port,
      'user = "firn"',
      `password = "${server.endpoint.password}"`,
      'warehouse = "WH"',
      'database = "FROM_PROFILE"',
    );
    const session = await openSession({ connection: 'dev', database: 'asked' });
    expect(session.connection).toBe('dev');
    expect(session.context()).toMatchObject({ account: 'local', warehouse: 'WH', database: 'ASKED' });
    expect((await session.execute('SELECT 1')).rows).toEqual([[1]]);
    await session.close();
  });

  it('signs in with an access token', async () => {
    const token = `token = "${server.endpoint.password}"`;
    await profile(
      server.endpoint.port,
      'user = "firn"',
      'authenticator = "programmatic_access_token"',
      token,
    );
    const session = await openSession({ connection: 'dev' });
    await session.close();
    expect(account.connections).toHaveLength(1);
  });

  it('is refused for a wrong password, and says where to look', async () => {
    await profile(server.endpoint.port, 'user = "firn"', 'password = "guess"');
    await expect(openSession({ connection: 'dev' })).rejects.toMatchObject({
      name: 'SessionError',
      code: '390100',
      details: { hint: expect.stringContaining('connection profile') as string },
    });
  });
});

describe('a login', () => {
  let silent: Server;

  beforeEach(async () => {
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    await profile((silent.address() as AddressInfo).port, 'user = "firn"', 'password = "p"');
  });

  afterEach(async () => {
    await new Promise((resolve) => silent.close(resolve));
  });

  it('is given up when nobody answers', async () => {
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => sockets.add(socket));
    await expect(openSession({ connection: 'dev', loginTimeout: 300 })).rejects.toMatchObject({
      code: 'LOGIN_TIMEOUT',
    });
    for (const socket of sockets) socket.destroy();
  });

  it('is given up when the caller cancels', async () => {
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => sockets.add(socket));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    await expect(openSession({ connection: 'dev', signal: abort.signal })).rejects.toMatchObject({
      code: '000604',
    });
    for (const socket of sockets) socket.destroy();
  });
});
