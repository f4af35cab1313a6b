import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'snowflake-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../src/account/server/serve.js';
import { serve } from '../../../src/account/server/serve.js';
import { openSession } from '../../../src/session/open.js';
import type { Session } from '../../../src/session/session.js';
import { connect, disconnect, refusalOf, run } from './outsideClient.js';

/** The real account, as snowflake-sdk sees it from outside. */
let home: string;
let server: RunningServer;
let client: Connection;
let session: Session;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-account-'));
  server = await serve({ home });
  client = await connect(server.endpoint);
  await run(client, 'CREATE DATABASE D');
  await run(client, 'CREATE SCHEMA D.S');
  await run(client, 'USE SCHEMA D.S');
  session = await openSession({ connection: 'local', home, database: 'D', schema: 'S' });
});

afterAll(async () => {
  await session.close();
  await disconnect(client);
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

const rows = async (sql: string) => (await run(client, sql)).rows;

/** What a client's login is answered when it asks for session parameters. */
async function logIn(parameters: Readonly<Record<string, unknown>>) {
  const { protocol, host, port, user, password } = server.endpoint;
  const post = async (path: string, body: unknown, token = '') => {
    const more: Record<string, string> = token === '' ? {} : { authorization: `Snowflake Token="${token}"` };
    const answer = await fetch(`${protocol}://${host}:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as {
      success: boolean;
      code: string | null;
      message: string | null;
      data: { token: string; rowset: string[][]; parameters: { name: string; value: unknown }[] };
    };
  };
  const data = {
    ACCOUNT_NAME: 'local',
    LOGIN_NAME: user,
    PASSWORD: password,
    CLIENT_APP_ID: 'AnyClient',
    SESSION_PARAMETERS: parameters,
  };
  const login = await post('/session/v1/login-request', { data });
  const query = (sqlText: string) =>
    post('/queries/v1/query-request?requestId=1', { sqlText }, login.data.token);
  return { login, query };
}

describe('session parameters of a login', () => {
  it('are set as ALTER SESSION would', async () => {
    const { login, query } = await logIn({ TIMEZONE: 'America/New_York', WEEK_START: 7, QUERY_TAG: "it's" });
    expect(login.data.parameters).toContainEqual({ name: 'TIMEZONE', value: 'America/New_York' });
    const { data } = await query(
      "SELECT '2024-01-01 10:00:00'::TIMESTAMP_LTZ::TEXT, DAYOFWEEK('2024-01-07'::DATE)",
    );
    expect(data.rowset).toEqual([['2024-01-01 10:00:00.000 -0500', '1']]);
  });

  it('that cannot be set refuse the login', async () => {
    const { login } = await logIn({ TIMEZONE: 'Nowhere/City' });
    expect(login).toMatchObject({ success: false, message: expect.stringContaining('TIMEZONE') });
  });
});

describe('values', () => {
  const typed = `SELECT 12.50::NUMBER(10, 2) AS DEC, 12345678901234567890::NUMBER(38, 0) AS BIG, 2.5::FLOAT AS F,
    'it''s' AS T, TRUE AS B, '2026-11-24'::DATE AS D, '10:11:12'::TIME AS TI,
    '2026-11-24 10:00:00.123456'::TIMESTAMP_NTZ AS NTZ, '2026-11-24 10:00:00'::TIMESTAMP_LTZ AS LTZ,
    TO_BINARY('0AFF') AS BIN,
    PARSE_JSON('{"a":1.5}') AS V, OBJECT_CONSTRUCT('k', 'v') AS O, ARRAY_CONSTRUCT('x', 'y') AS A, NULL AS N`;

  it('arrive in the driver with their types', async () => {
    const { statement, rows: found } = await run(client, typed);
    const types = Object.fromEntries(
      (statement.getColumns() ?? []).map((column) => [column.getName(), column.getType()]),
    );
    expect(types).toMatchObject({
      DEC: 'fixed',
      BIG: 'fixed',
      F: 'real',
      T: 'text',
      B: 'boolean',
      D: 'date',
      TI: 'time',
      NTZ: 'timestamp_ntz',
      LTZ: 'timestamp_ltz',
      BIN: 'binary',
      V: 'variant',
      O: 'object',
      A: 'array',
    });
    expect(statement.getColumn('DEC').getScale()).toBe(2);
    const row = found[0] ?? {};
    expect(row).toMatchObject({
      DEC: 12.5,
      F: 2.5,
      T: "it's",
      B: true,
      V: { a: 1.5 },
      O: { k: 'v' },
      A: ['x', 'y'],
      N: null,
    });
    expect((row['D'] as Date).toISOString()).toBe('2026-11-24T00:00:00.000Z');
    expect((row['NTZ'] as Date).toISOString()).toBe('2026-11-24T10:00:00.123Z');
  });

  it('arrive in a session without losing a digit', async () => {
    const { columns, rows: found } = await session.execute(typed);
    const row = Object.fromEntries(columns.map((column, index) => [column.name, found[0]?.[index]]));
    expect(row).toEqual({
      DEC: 12.5,
      BIG: '12345678901234567890',
      F: 2.5,
      T: "it's",
      B: true,
      D: '2026-11-24',
      TI: '10:11:12',
      NTZ: '2026-11-24T10:00:00.123456',
      LTZ: '2026-11-24T10:00:00+00:00',
      BIN: '0AFF',
      V: '{"a":1.5}',
      O: '{"k":"v"}',
      A: '["x","y"]',
      N: null,
    });
  });

  it('that are vectors arrive as their elements, are kept in tables and described', async () => {
    await run(client, 'CREATE TABLE EMBEDDED (ID INT, E VECTOR(FLOAT, 2), N VECTOR(INT, 1))');
    await run(client, 'INSERT INTO EMBEDDED SELECT 1, [0.1, 2]::VECTOR(FLOAT, 2), [7]::VECTOR(INT, 1)');
    await run(client, 'INSERT INTO EMBEDDED (ID) SELECT 2');
    const { columns, rows: found } = await session.execute('SELECT E, N FROM EMBEDDED ORDER BY ID');
    expect(columns.map((c) => c.type)).toEqual(['ARRAY', 'ARRAY']);
    expect(found).toEqual([
      ['[0.1,2]', '[7]'],
      [null, null],
    ]);
    const { statement } = await run(client, 'SELECT E FROM EMBEDDED');
    expect(statement.getColumn('E').getType()).toBe('vector');
    const described = await rows('DESCRIBE TABLE EMBEDDED');
    expect(described.map((row) => row['type'])).toEqual([
      'NUMBER(38,0)',
      'VECTOR(FLOAT, 2)',
      'VECTOR(INT, 1)',
    ]);
    await run(client, 'SELECT ID, E FROM EMBEDDED ORDER BY ID');
    expect(
      (
        await session.execute(
          'SELECT VECTOR_L2_DISTANCE(E, [0.1, 5]::VECTOR(FLOAT, 2)) AS D FROM EMBEDDED WHERE ID = 1',
        )
      ).rows,
    ).toEqual([[3]]);
  });

  it('with a time zone come as moments, and as texts at their offsets', async () => {
    const { rows: found } = await session.execute(
      "SELECT '2026-11-24 10:00:00 +0130'::TIMESTAMP_TZ AS TZ, TO_VARCHAR('2026-11-24 10:00:00 +0130'::TIMESTAMP_TZ) AS T",
    );
    const [moment, text] = found[0] ?? [];
    expect(text).toBe('2026-11-24 10:00:00.000 +0130');
    expect(moment).toBe('2026-11-24T10:00:00+01:30');
  });

  it('come from binds', async () => {
    const { rows: found } = await session.execute('SELECT ? AS A, ? AS B, ? AS C', { binds: ['x', 3, null] });
    expect(found).toEqual([['x', 3, null]]);
  });

  it('come by the tens of thousands, in order', async () => {
    await rows(
      "CREATE OR REPLACE TABLE MANY AS SELECT SEQ4() AS N, RPAD('', 100, 'x') AS T FROM TABLE(GENERATOR(ROWCOUNT => 12000))",
    );
    const cursor = await session.query('SELECT N, T FROM MANY ORDER BY N');
    expect(cursor.rowCount).toBe(12_000);
    expect((await cursor.page(11_999, 5)).map((row) => row[0])).toEqual([11_999]);
    const all = await rows('SELECT N, T FROM MANY ORDER BY N');
    expect(all.every((row, index) => row['N'] === index)).toBe(true);
  });
});

describe('statements', () => {
  it('SHOW and DESCRIBE give rows like any query', async () => {
    await rows('CREATE OR REPLACE TABLE T1 (ID NUMBER(10, 0) NOT NULL, NAME VARCHAR(20))');
    expect(await rows("SHOW TABLES LIKE 'T1' IN SCHEMA D.S")).toMatchObject([
      { name: 'T1', database_name: 'D', schema_name: 'S' },
    ]);
    expect((await rows('DESCRIBE TABLE T1')).map((row) => row['name'])).toEqual(['ID', 'NAME']);
  });

  it('count what they change', async () => {
    await rows('CREATE OR REPLACE TABLE T2 (N NUMBER)');
    const { statement } = await run(client, 'INSERT INTO T2 VALUES (1), (2), (3)');
    expect(statement.getNumUpdatedRows()).toBe(3);
    expect((await run(client, 'DELETE FROM T2 WHERE N > 1')).statement.getNumUpdatedRows()).toBe(2);
  });

  it('load files: PUT, then COPY INTO', async () => {
    const file = path.join(home, 'rows.csv');
    await writeFile(file, '1,one\n2,two\n');
    await rows('CREATE OR REPLACE TABLE T3 (N NUMBER, T VARCHAR)');
    await rows('CREATE OR REPLACE STAGE LOAD');
    await rows(`PUT 'file://${file}' @LOAD`);
    await rows('COPY INTO T3 FROM @LOAD FILE_FORMAT = (TYPE = CSV)');
    expect(await rows('SELECT N, T FROM T3 ORDER BY N')).toEqual([
      { N: 1, T: 'one' },
      { N: 2, T: 'two' },
    ]);
  });

  it('are refused with Snowflake’s codes', async () => {
    const codes = new Map([
      ['SELECT FROM', '001003'],
      ['SELECT * FROM D.S.NOWHERE', '002003'],
      ['SELECT NOTHING FROM D.S.MANY', '000904'],
      ['SELECT NO_SUCH_FUNCTION(1)', '002140'],
    ]);
    for (const [sql, code] of codes) expect((await refusalOf(run(client, sql))).code, sql).toBe(code);
  });

  it('are cancelled in the middle', async () => {
    const error = await refusalOf(
      run(
        client,
        'SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 2000000)) a JOIN TABLE(GENERATOR(ROWCOUNT => 2000000)) b ON TRUE',
        { onSubmitted: (statement) => setTimeout(() => statement.cancel(), 300) },
      ),
    );
    expect(error.code).toBe('000604');
    expect(await rows('SELECT 1 AS ONE')).toEqual([{ ONE: 1 }]);
  });
});

describe('two clients', () => {
  it('see each other’s committed work, and not what is open', async () => {
    const other = await connect(server.endpoint, { database: 'D', schema: 'S' });
    await rows('CREATE OR REPLACE TABLE T4 (N NUMBER)');
    await rows('BEGIN');
    await rows('INSERT INTO T4 VALUES (1)');
    expect((await run(other, 'SELECT COUNT(*) AS C FROM T4')).rows).toEqual([{ C: 0 }]);
    await rows('COMMIT');
    expect((await run(other, 'SELECT COUNT(*) AS C FROM T4')).rows).toEqual([{ C: 1 }]);
    await disconnect(other);
  });

  it('have their own database and schema', async () => {
    const other = await connect(server.endpoint);
    await run(other, 'USE DATABASE D');
    await run(other, 'CREATE SCHEMA OWN');
    expect((await run(other, 'SELECT CURRENT_SCHEMA() AS S')).rows).toEqual([{ S: 'OWN' }]);
    expect(await rows('SELECT CURRENT_SCHEMA() AS S')).toEqual([{ S: 'S' }]);
    await disconnect(other);
  });
});
