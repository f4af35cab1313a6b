import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Connection } from 'snowflake-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountServerOptions, RunningServer } from '../../../src/account/server/accountServer.js';
import { startAccountServer } from '../../../src/account/server/accountServer.js';
import { connect, disconnect, refusalOf, run } from './outsideClient.js';
import { manyRows, ScriptedAccount } from './scriptedAccount.js';

let home: string;
let account: ScriptedAccount;
let server: RunningServer;
const connections: Connection[] = [];

async function start(options: Partial<AccountServerOptions> = {}): Promise<void> {
  account = new ScriptedAccount();
  server = await startAccountServer({ home, open: () => Promise.resolve(account), ...options });
}

async function login(...args: [] | [Parameters<typeof connect>[1]]): Promise<Connection> {
  const connection = await connect(server.endpoint, ...args);
  connections.push(connection);
  return connection;
}

interface HttpReply {
  readonly status: number;
  readonly body: string;
}

function http(
  method: string,
  url: string,
  options: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: server.endpoint.port, method, path: url, headers: options.headers ?? {} },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
        );
      },
    );
    call.on('error', reject);
    call.end(options.body);
  });
}

const loginBody = (secret: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ data: { ACCOUNT_NAME: 'local', LOGIN_NAME: 'firn', PASSWORD: secret, ...more } });

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-server-'));
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map(disconnect));
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

describe('logging in', () => {
  it('takes the user and the token as password, in any case of the user name', async () => {
    await start();
    const connection = await login({ username: 'firn' });
    expect((await run(connection, 'SELECT 1')).rows).toEqual([{ '1': 1 }]);
  });

  it('takes the token as a programmatic access token and as an OAuth token', async () => {
    await start();
    const token = server.endpoint.password;
    for (const authenticator of ['PROGRAMMATIC_ACCESS_TOKEN', 'OAUTH']) {
      const connection = await login({ authenticator, token, password: undefined });
      expect((await run(connection, 'SELECT 1')).rows).toHaveLength(1);
    }
  });

  it('refuses a wrong token, a wrong user and a wrong account with 390100', async () => {
    await start();
    const { endpoint } = server;
    const wrong = [
      { ...endpoint, password: 'guess' },
      { ...endpoint, user: 'SOMEBODY' },
      { ...endpoint, account: 'other' },
    ];
    for (const address of wrong) expect((await refusalOf(connect(address))).code).toBe('390100');
    expect(server.sessionCount()).toBe(0);
  });

  it('resolves the names of the connection options as SQL does', async () => {
    await start();
    await login({ database: 'sales', schema: '"lower case"', warehouse: 'FS_WH' });
    expect(account.connections[0]?.context).toMatchObject({
      database: 'SALES',
      schema: 'lower case',
      warehouse: 'FS_WH',
    });
  });

  it('reads request bodies compressed with gzip', async () => {
    await start();
    const reply = await http('POST', '/session/v1/login-request', {
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(loginBody(server.endpoint.password)),
    });
    expect(JSON.parse(reply.body)).toMatchObject({
      success: true,
      data: { sessionInfo: { roleName: 'ACCOUNTADMIN' } },
    });
  });
});

describe('who may ask', () => {
  it('refuses every request of a browser page, whatever it knows', async () => {
    await start();
    const reply = await http('POST', '/session/v1/login-request', {
      headers: { origin: 'https://example.com' },
      body: loginBody(server.endpoint.password),
    });
    expect(reply.status).toBe(403);
  });

  it('refuses another host name than loopback, so that a rebound name does not reach it', async () => {
    await start();
    const { port } = server.endpoint;
    for (const host of ['example.com', `example.com:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`]) {
      const reply = await http('POST', '/session/v1/login-request', { headers: { host }, body: '{}' });
      expect(reply.status, host).toBe(403);
    }
    const reply = await http('POST', '/session/v1/login-request', {
      headers: { host: `localhost:${port}` },
      body: loginBody(server.endpoint.password),
    });
    expect(reply.status).toBe(200);
  });

  it('asks for a session token on every route but the login', async () => {
    await start();
    const routes = [
      ['POST', '/queries/v1/query-request?requestId=1'],
      ['GET', '/queries/1/result'],
      ['GET', '/monitoring/queries/1'],
      ['POST', '/queries/v1/abort-request'],
      ['POST', '/queries/1/abort-request'],
      ['POST', '/session/heartbeat'],
      ['POST', '/session?delete=true'],
      ['POST', '/telemetry/send'],
    ] as const;
    for (const [method, url] of routes) {
      for (const authorization of [undefined, 'Snowflake Token="guess"']) {
        const reply = await http(method, url, { headers: authorization ? { authorization } : {} });
        expect(JSON.parse(reply.body), url).toMatchObject({ success: false });
      }
    }
  });

  it('keeps its endpoint, token included, where only this user reads it, and removes it at the end', async () => {
    await start();
    const file = path.join(home, 'account', 'endpoint.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(server.endpoint);
    await server.stop();
    expect(existsSync(file)).toBe(false);
    expect(account.closed).toBe(true);
  });
});

describe('statements', () => {
  it('reports a refusal with code, SQLSTATE, query id and position', async () => {
    await start();
    const error = await refusalOf(run(await login(), 'SELEC 1'));
    expect(error).toMatchObject({ code: '001003', sqlState: '42000', data: { line: 1, pos: 0 } });
    expect(error.message).toContain("unexpected 'SELEC'");
    expect(error.data?.['queryId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reports a fault of the engine at once, as an internal error and never as a 5xx', async () => {
    const lines: string[] = [];
    await start({ log: (line) => lines.push(line) });
    const error = await refusalOf(run(await login(), 'BROKEN'));
    expect(error).toMatchObject({ code: '000603', sqlState: 'XX000' });
    expect(error.message).toContain('a fault of the engine');
    expect(lines.join('\n')).toContain('TypeError');
  });

  it('refuses an unknown route and a body that is not JSON in the protocol’s own form', async () => {
    await start();
    for (const [url, body] of [
      ['/nowhere', '{}'],
      ['/session/v1/login-request', 'no json'],
    ] as const) {
      const reply = await http('POST', url, { body });
      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.body)).toMatchObject({ success: false });
    }
  });

  it('finds a route whose address has a slash too many', async () => {
    await start();
    const reply = await http('POST', '/session//v1/login-request', {
      body: loginBody(server.endpoint.password),
    });
    expect(JSON.parse(reply.body)).toMatchObject({ success: true });
  });

  it('passes binds with their types, null included', async () => {
    await start();
    const { rows } = await run(await login(), 'BINDS', { binds: [1, 2.5, "it's", true, null] });
    expect(rows).toEqual([
      { TYPE: 'FIXED', VALUE: '1' },
      { TYPE: 'REAL', VALUE: '2.5' },
      { TYPE: 'TEXT', VALUE: "it's" },
      { TYPE: 'BOOLEAN', VALUE: 'true' },
      { TYPE: 'TEXT', VALUE: null },
    ]);
  });

  it('takes as many statements as the client announces, and no other number', async () => {
    await start();
    const connection = await login();
    const announced = (count: number) => ({ parameters: { MULTI_STATEMENT_COUNT: count } });
    const { statement } = await run(connection, 'SELECT 1; INSERT', announced(2));
    expect(statement.getQueryId()).toBeTruthy();
    await run(connection, 'SELECT 1; INSERT; SELECT 1;', announced(0));
    const more = await refusalOf(run(connection, 'SELECT 1; SELECT 1', announced(3)));
    expect(more).toMatchObject({ code: '000008', sqlState: '0A000' });
    expect(more.message).toContain('Actual statement count 2 did not match the desired statement count 3');
    expect(await refusalOf(run(connection, 'SELECT 1; SELECT 1'))).toMatchObject({ code: '000008' });
  });

  it('refuses lists of values for a statement that changes nothing', async () => {
    await start();
    const array = await refusalOf(run(await login(), 'BINDS', { binds: [[1], [2]] as never }));
    expect(array.message).toContain('INSERT, UPDATE, DELETE and MERGE');
  });

  it('counts changed rows for DML', async () => {
    await start();
    const { statement } = await run(await login(), 'INSERT');
    expect(statement.getNumUpdatedRows()).toBe(3);
  });

  it('tells the names in use after USE', async () => {
    await start();
    const { statement } = await run(await login(), 'USE DATABASE SALES');
    const state = statement.getSessionState() as { getCurrentDatabase(): string };
    expect(state.getCurrentDatabase()).toBe('SALES');
  });

  it('describes without rows', async () => {
    await start();
    const { statement, rows } = await run(await login(), 'MANY', { describeOnly: true });
    expect(rows).toEqual([]);
    expect(statement.getColumns()?.map((column) => [column.getName(), column.getType()])).toEqual([
      ['N', 'fixed'],
      ['T', 'text'],
    ]);
  });

  it('runs the statements of one connection one at a time, those of two side by side', async () => {
    await start();
    const [one, two] = [await login(), await login()];
    const results = await Promise.all(
      [one, one, two, one, two].map((connection) => run(connection, 'SLEEP 30')),
    );
    expect(results.map((result) => result.rows.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('runs a request that a client repeats only once', async () => {
    await start();
    const connection = await login();
    const requestId = randomUUID();
    const first = await run(connection, 'INSERT', { requestId });
    const second = await run(connection, 'INSERT', { requestId });
    expect(second.statement.getQueryId()).toBe(first.statement.getQueryId());
  });
});

describe('long statements', () => {
  it('are asked for again until they end', async () => {
    await start({ patience: 20 });
    expect((await run(await login(), 'SLEEP 200')).rows).toHaveLength(1);
  });

  it('are cancelled by the client, and say so', async () => {
    await start();
    const connection = await login();
    const error = await refusalOf(
      run(connection, 'SLEEP 60000', {
        onSubmitted: (statement) => setTimeout(() => statement.cancel(), 100),
      }),
    );
    expect(error).toMatchObject({ code: '000604', sqlState: '57014' });
    expect((await run(connection, 'SELECT 1')).rows).toHaveLength(1);
  });

  it('are cancelled even when the cancellation overtakes them or they wait for another one', async () => {
    await start();
    const connection = await login();
    const first = refusalOf(
      run(connection, 'SLEEP 60000', {
        onSubmitted: (statement) => setTimeout(() => statement.cancel(), 600),
      }),
    );
    const second = await refusalOf(
      run(connection, 'SLEEP 60000', { onSubmitted: (statement) => statement.cancel() }),
    );
    expect(second.code).toBe('000604');
    expect((await first).code).toBe('000604');
  });

  it('run detached with asyncExec and are found again by their id', async () => {
    await start({ patience: 20 });
    const connection = await login();
    const queryId = await new Promise<string>((resolve, reject) => {
      connection.execute({
        sqlText: 'SLEEP 300',
        asyncExec: true,
        complete: (error, statement) => (error ? reject(error) : resolve(statement.getQueryId())),
      });
    });
    expect(await connection.getQueryStatus(queryId)).toBe('RUNNING');
    const statement = await connection.getResultsFromQueryId({ queryId });
    const rows: unknown[] = [];
    for await (const row of statement.streamRows()) rows.push(row);
    expect(rows).toEqual([{ '1': 1 }]);
    expect(await connection.getQueryStatus(queryId)).toBe('SUCCESS');
  });

  it('are cancelled when the account stops', async () => {
    await start();
    const running = refusalOf(run(await login(), 'SLEEP 60000'));
    await run(await login(), 'SLEEP 50');
    await server.stop();
    expect((await running).code).toBe('000604');
    connections.length = 0;
  });
});

describe('large results', () => {
  it('travel in chunks that arrive complete and in order', async () => {
    await start();
    const { rows } = await run(await login(), 'MANY');
    expect(rows).toHaveLength(manyRows);
    expect(rows.map((row) => row['N'])).toEqual(Array.from({ length: manyRows }, (_, index) => index));
  });

  it('are read in pages without fetching the rest', async () => {
    await start();
    const connection = await login({ streamResult: true });
    const { statement } = await run(connection, 'MANY');
    const page: unknown[] = [];
    for await (const row of statement.streamRows({ start: 20_000, end: 20_004 }))
      page.push((row as { N: number }).N);
    expect(page).toEqual([20_000, 20_001, 20_002, 20_003, 20_004]);
  });

  it('hand out a chunk only to who knows the result’s key', async () => {
    await start();
    const loginReply = await http('POST', '/session/v1/login-request', {
      body: loginBody(server.endpoint.password),
    });
    const { token } = (JSON.parse(loginReply.body) as { data: { token: string } }).data;
    const reply = await http('POST', '/queries/v1/query-request?requestId=1', {
      headers: { authorization: `Snowflake Token="${token}"` },
      body: JSON.stringify({ sqlText: 'MANY' }),
    });
    const { data } = JSON.parse(reply.body) as {
      data: { chunks: { url: string }[]; chunkHeaders: Record<string, string> };
    };
    const { pathname } = new URL(data.chunks[0]?.url ?? '');
    expect((await http('GET', pathname)).status).toBe(404);
    expect((await http('GET', pathname, { headers: { 'x-firn-result-key': 'guess' } })).status).toBe(404);
    expect((await http('GET', pathname, { headers: data.chunkHeaders })).status).toBe(200);
  });
});

describe('sessions', () => {
  it('renew their token when it has expired, without the client noticing', async () => {
    await start({ validity: { session: 0.2, master: 60 } });
    const connection = await login();
    await run(connection, 'SLEEP 400');
    expect((await run(connection, 'SELECT 1')).rows).toHaveLength(1);
  });

  it('end when nobody has used them for the master token’s time', async () => {
    await start({ validity: { session: 0.1, master: 0.2 } });
    const connection = await login();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const error = await refusalOf(run(connection, 'SELECT 1'));
    expect(String(error.code)).toMatch(/^(390114|407002)$/);
  });

  it('answer a heartbeat while they live, and not after their end', async () => {
    await start();
    const connection = await login();
    expect(await connection.isValidAsync()).toBe(true);
    expect(server.sessionCount()).toBe(1);
    await disconnect(connections.pop() as Connection);
    expect(server.sessionCount()).toBe(0);
    expect(await connection.isValidAsync()).toBe(false);
  });
});

describe('a session that ends', () => {
  it('cancels what it still runs', async () => {
    await start();
    const connection = await login();
    const running = refusalOf(run(connection, 'SLEEP 60000'));
    await run(await login(), 'SLEEP 50');
    await disconnect(connection);
    expect((await running).code).toBe('000604');
  });
});

describe('the port', () => {
  it('is the one of last time', async () => {
    await start();
    const { port } = server.endpoint;
    await server.stop();
    await start();
    expect(server.endpoint.port).toBe(port);
  });
});
