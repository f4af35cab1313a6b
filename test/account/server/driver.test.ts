import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection, RowStatement } from 'snowflake-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../src/account/server/serve.js';
import { serve } from '../../../src/account/server/serve.js';
import { loadDriver } from '../../../src/session/sdk.js';
import { connect, disconnect, refusalOf, run } from './outsideClient.js';

/** snowflake-sdk with its own settings: nothing but the address is the local account's. */
let home: string;
let server: RunningServer;
let client: Connection;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-driver-'));
  server = await serve({ home });
  client = await connect(server.endpoint);
  for (const sql of ['CREATE DATABASE D', 'USE SCHEMA D.PUBLIC']) await run(client, sql);
});

afterAll(async () => {
  await disconnect(client);
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

/** What the driver's types leave out. */
interface Several {
  hasNext(): boolean;
  NextResult(): void;
}

const rows = async (sql: string, connection = client) => (await run(connection, sql)).rows;
const here = { database: 'D', schema: 'PUBLIC' };

describe('binds', () => {
  it('are of every type that JavaScript has, and null', async () => {
    const at = new Date('2026-11-24T10:11:12.123Z');
    const binds = [42, 2.5, "it's ❄", true, null, at.toISOString(), JSON.stringify({ a: [1] })];
    const sql = `SELECT ? AS I, ? AS F, ? AS T, ?::BOOLEAN AS B, ? AS N, ?::TIMESTAMP_NTZ AS D, PARSE_JSON(?) AS V`;
    const [row] = (await run(client, sql, { binds })).rows;
    expect(row).toMatchObject({ I: 42, F: 2.5, T: "it's ❄", B: true, N: null, V: { a: [1] } });
    expect((row?.['D'] as Date).getTime()).toBe(at.getTime());
  });

  it('may be rows of an INSERT, with nulls, by the hundred', async () => {
    await rows('CREATE OR REPLACE TABLE BOUND (ID INT, T VARCHAR, F FLOAT, B BOOLEAN)');
    const given = Array.from({ length: 1000 }, (_, n) => [
      n,
      n % 7 === 0 ? null : `row ${n}`,
      n / 2,
      n % 2 === 0,
    ]);
    const { statement } = await run(client, 'INSERT INTO BOUND VALUES (?, ?, ?, ?)', {
      binds: given as never,
    });
    expect(statement.getNumUpdatedRows()).toBe(1000);
    expect(
      await rows('SELECT COUNT(*) AS N, COUNT(T) AS T, SUM(F) AS F, COUNT_IF(B) AS B FROM BOUND'),
    ).toEqual([{ N: 1000, T: 1000 - 143, F: 249_750, B: 500 }]);
  });
});

describe('results', () => {
  it('of a million rows are streamed whole and in order', async () => {
    const sql = 'SELECT SEQ4() AS N, SEQ4() % 100 AS M FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) ORDER BY N';
    const statement = await new Promise<RowStatement>((resolve, reject) => {
      client.execute({
        sqlText: sql,
        streamResult: true,
        complete: (error, done) => (error ? reject(error) : resolve(done)),
      });
    });
    expect(statement.getNumRows()).toBe(1_000_000);
    let count = 0;
    let ordered = true;
    for await (const row of statement.streamRows() as AsyncIterable<{ N: number; M: number }>) {
      ordered &&= row.N === count && row.M === count % 100;
      count += 1;
    }
    expect([count, ordered]).toEqual([1_000_000, true]);
  });

  it('of a query that was submitted are fetched by its id, by another connection too', async () => {
    const submitted = await run(client, 'SELECT COUNT(*) AS N FROM TABLE(GENERATOR(ROWCOUNT => 100000))', {
      ...({ asyncExec: true } as object),
    });
    const queryId = submitted.statement.getQueryId();
    const other = await connect(server.endpoint, here);
    const statement = await other.getResultsFromQueryId({ sqlText: '', queryId });
    const found: unknown[] = [];
    for await (const row of statement.streamRows()) found.push(row);
    expect(found).toEqual([{ N: 100_000 }]);
    expect(await other.getQueryStatus(queryId)).toBe('SUCCESS');
    await disconnect(other);
  });

  it('of several statements in one request come one after the other', async () => {
    const found: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      client.execute({
        sqlText:
          'CREATE OR REPLACE TABLE SEVERAL (A INT); INSERT INTO SEVERAL VALUES (?), (?); SELECT SUM(A) AS S FROM SEVERAL',
        binds: [4, 5],
        parameters: { MULTI_STATEMENT_COUNT: 3 },
        complete: (error, statement, result) => {
          if (error) return reject(error);
          found.push(result?.[0]);
          const several = statement as RowStatement & Several;
          if (several.hasNext() === true) several.NextResult();
          else resolve();
        },
      });
    });
    expect(found.at(-1)).toEqual({ S: 9 });
    expect(found).toHaveLength(3);
  });
});

describe('statements', () => {
  it('that are cancelled stop working: the account is idle at once', async () => {
    const error = await refusalOf(
      run(
        client,
        'SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 3000000)) A JOIN TABLE(GENERATOR(ROWCOUNT => 3000000)) B ON TRUE',
        { onSubmitted: (statement) => setTimeout(() => statement.cancel(), 200) },
      ),
    );
    expect(error.code).toBe('000604');
    // A writer waits for nobody: what was cancelled holds no lock.
    await rows('CREATE OR REPLACE TABLE AFTERWARDS AS SELECT 1 AS ONE');
    expect(await rows('SELECT ONE FROM AFTERWARDS')).toEqual([{ ONE: 1 }]);
  });

  it('run on eight connections side by side, each in its own session', async () => {
    const connections = await Promise.all(Array.from({ length: 8 }, () => connect(server.endpoint, here)));
    const found = await Promise.all(
      connections.map(async (connection, n) => {
        await run(connection, `SET MINE = ${n}`);
        await run(connection, `CREATE TEMPORARY TABLE OWN AS SELECT ${n} AS N`);
        await run(
          connection,
          `CREATE OR REPLACE TABLE SHARED_${n} AS SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 1000))`,
        );
        return (
          await rows(
            `SELECT $MINE AS MINE, (SELECT N FROM OWN) AS OWN, COUNT(*) AS C FROM SHARED_${n}`,
            connection,
          )
        )[0];
      }),
    );
    expect(found).toEqual(Array.from({ length: 8 }, (_, n) => ({ MINE: n, OWN: n, C: 1000 })));
    await Promise.all(connections.map(disconnect));
  });

  it('carry the tag of their session, and one of their own', async () => {
    await run(client, "ALTER SESSION SET QUERY_TAG = 'of the session'");
    expect(await rows("SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION")).toMatchObject([
      { value: 'of the session' },
    ]);
    const tagged = await run(client, 'SELECT 1 AS ONE', { parameters: { QUERY_TAG: 'of one statement' } });
    expect(tagged.rows).toEqual([{ ONE: 1 }]);
    expect(await rows("SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION")).toMatchObject([
      { value: 'of the session' },
    ]);
    await run(client, 'ALTER SESSION UNSET QUERY_TAG');
  });

  it.each(['@FILES', '@~', '@%FILED'])('about files: PUT and GET of %s', async (stage) => {
    const source = path.join(home, 'there.csv');
    await writeFile(source, '1,one\n');
    await rows('CREATE OR REPLACE STAGE FILES');
    await rows('CREATE OR REPLACE TABLE FILED (ID INT)');
    await rows(`PUT 'file://${source}' ${stage} AUTO_COMPRESS = FALSE`);
    const target = await mkdtemp(path.join(home, 'back-'));
    const [got] = await rows(`GET ${stage} 'file://${target}/'`);
    expect(got).toMatchObject({ file: 'there.csv', status: 'DOWNLOADED' });
    expect(await readFile(path.join(target, 'there.csv'), 'utf8')).toBe('1,one\n');
  });
});

describe('a login', () => {
  it('with a key pair is as good as one with the token', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const text = publicKey
      .export({ type: 'spki', format: 'pem' })
      .toString()
      .replace(/-----[A-Z ]+-----|\n/g, '');
    await run(client, `ALTER USER FIRN SET RSA_PUBLIC_KEY = '${text}'`);
    const driver = await loadDriver();
    const { account, user, host, port, protocol } = server.endpoint;
    const connection = driver.createConnection({
      account,
      username: user,
      accessUrl: `${protocol}://${host}:${port}`,
      authenticator: 'SNOWFLAKE_JWT',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    });
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    expect(await rows('SELECT CURRENT_USER() AS U', connection)).toEqual([{ U: 'FIRN' }]);
    expect(await connection.isValidAsync()).toBe(true);
    await disconnect(connection);
    expect(await connection.isValidAsync()).toBe(false);
    await run(client, 'ALTER USER FIRN UNSET RSA_PUBLIC_KEY');
  });
});
