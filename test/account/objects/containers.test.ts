import { describe, expect, it } from 'vitest';
import { account, connect, freshConnection } from './account.js';
import { refusal } from './refusal.js';

describe('a fresh account', () => {
  it('has a user, roles and a warehouse, and no database', async () => {
    const sql = await connect(await account());
    expect(sql.connection.context).toEqual({
      user: 'FIRN',
      role: 'ACCOUNTADMIN',
      warehouse: null,
      database: null,
      schema: null,
    });
    expect((await sql('SHOW DATABASES')).rows).toEqual([]);
    expect((await sql('SHOW WAREHOUSES')).named.map((w) => w['name'])).toEqual(['COMPUTE_WH']);
    expect((await sql('SHOW ROLES')).named.map((r) => r['name'])).toEqual([
      'ACCOUNTADMIN',
      'PUBLIC',
      'SYSADMIN',
    ]);
  });

  it('gives a connection what exists of the context it asks for', async () => {
    const opened = await account();
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    const asked = { database: 'DB', warehouse: 'NOPE', role: 'SYSADMIN' };
    expect((await opened.connect(asked)).context).toEqual({
      user: 'FIRN',
      role: 'SYSADMIN',
      warehouse: null,
      database: 'DB',
      schema: 'PUBLIC',
    });
    expect((await opened.connect({ database: 'NOPE', schema: 'S' })).context).toMatchObject({
      database: null,
      schema: null,
    });
  });

  it('says which part of the context is missing', async () => {
    const sql = await connect(await account());
    expect(await refusal(sql('CREATE SCHEMA S'))).toMatchObject({ code: '090105', sqlState: '22000' });
    await sql('CREATE DATABASE DB');
    await sql('DROP SCHEMA DB.PUBLIC');
    expect(await refusal(sql('CREATE TAG T'))).toMatchObject({ code: '090106' });
  });
});

describe('databases and schemas', () => {
  it('are created, made current, renamed and dropped', async () => {
    const sql = await connect(await account());
    expect((await sql("CREATE DATABASE db COMMENT = 'it''s'")).rows).toEqual([
      ['Database DB successfully created.'],
    ]);
    expect(sql.connection.context).toMatchObject({ database: 'DB', schema: 'PUBLIC' });
    await sql('create schema "Mixed Case"');
    expect(sql.connection.context).toMatchObject({ database: 'DB', schema: 'Mixed Case' });
    const [row] = (await sql("SHOW DATABASES LIKE 'd%'")).named;
    expect(row).toMatchObject({ name: 'DB', is_current: 'Y', comment: "it's", owner: 'ACCOUNTADMIN' });
    expect((await sql('SHOW SCHEMAS IN DATABASE DB')).named.map((s) => s['name'])).toEqual([
      'Mixed Case',
      'PUBLIC',
    ]);
    await sql('ALTER DATABASE DB RENAME TO DB2');
    expect(sql.connection.context.database).toBe('DB2');
    await sql('DROP SCHEMA DB2."Mixed Case"');
    expect(sql.connection.context).toMatchObject({ database: 'DB2', schema: null });
    expect((await sql('DROP DATABASE DB2')).rows).toEqual([['DB2 successfully dropped.']]);
    expect(sql.connection.context.database).toBeNull();
  });

  it('can be switched with USE', async () => {
    const sql = await freshConnection();
    await sql('USE SCHEMA FS');
    expect(sql.connection.context.schema).toBe('FS');
    await sql('USE DATABASE DB');
    expect(sql.connection.context.schema).toBe('PUBLIC');
    await sql('USE DB.FS');
    expect(sql.connection.context.schema).toBe('FS');
    await sql('USE WAREHOUSE COMPUTE_WH');
    await sql('USE ROLE SYSADMIN');
    expect(sql.connection.context).toMatchObject({ warehouse: 'COMPUTE_WH', role: 'SYSADMIN' });
    for (const missing of ['USE DATABASE NOPE', 'USE SCHEMA NOPE', 'USE WAREHOUSE NOPE', 'USE ROLE NOPE']) {
      expect(await refusal(sql(missing))).toMatchObject({ code: '002043', sqlState: '02000' });
    }
  });

  it.each([
    ['CREATE DATABASE DB', '002002', "Object 'DB' already exists."],
    ['CREATE SCHEMA DB.FS', '002002', "Object 'DB.FS' already exists."],
    ['CREATE SCHEMA NOPE.FS', '002003', "Database 'NOPE' does not exist or not authorized."],
    ['DROP SCHEMA DB.NOPE', '002003', "Schema 'DB.NOPE' does not exist or not authorized."],
    ['DROP DATABASE NOPE', '002003', "Database 'NOPE' does not exist or not authorized."],
    ['CREATE OR REPLACE SCHEMA IF NOT EXISTS X', '001003', 'mutually exclusive'],
    ['CREATE TABEL X (A INT)', '001003', "syntax error line 1 at position 7 unexpected 'TABEL'."],
    ['CREATE SCHEMA\n  A B', '001003', "syntax error line 2 at position 4 unexpected 'B'."],
    ['SHOW SCHEMAS LIKE', '001003', "unexpected '<EOF>'."],
    ['FROBNICATE', '001003', "unexpected 'FROBNICATE'."],
    ['', '001003', "unexpected '<EOF>'."],
  ])('refuses %s', async (statement, code, text) => {
    const sql = await freshConnection();
    const error = await refusal(sql(statement));
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  it('replace and skip as they are told', async () => {
    const sql = await freshConnection();
    expect((await sql('CREATE SCHEMA IF NOT EXISTS DB.FS')).rows).toEqual([
      ['FS already exists, statement succeeded.'],
    ]);
    await sql('CREATE TABLE DB.FS.T (A NUMBER)');
    await sql('CREATE OR REPLACE SCHEMA DB.FS');
    expect((await sql('SHOW TABLES IN SCHEMA DB.FS')).rows).toEqual([]);
    expect((await sql('DROP SCHEMA IF EXISTS DB.NOPE')).rows).toEqual([
      ['Drop statement executed successfully (NOPE already dropped).'],
    ]);
  });
});

describe('SHOW', () => {
  it.each([
    ["SHOW TAGS LIKE 'snowml_%'", ['SNOWML_A', 'SNOWML_B']],
    ["SHOW TAGS LIKE 'SNOWML_A' IN SCHEMA DB.FS", ['SNOWML_A']],
    ["SHOW TAGS LIKE '%' IN DATABASE DB STARTS WITH 'SNOWML'", ['SNOWML_A', 'SNOWML_B']],
    ['SHOW TAGS IN ACCOUNT LIMIT 2', ['SNOWML_A', 'SNOWML_B']],
    ["SHOW TAGS IN DB.FS LIMIT 10 FROM 'SNOWML_A'", ['SNOWML_B', 'ZETA', 'lower']],
    ['SHOW TAGS IN DB.PUBLIC', ['ELSEWHERE']],
    ["SHOW TAGS LIKE 'SNOWML\\\\_A'", ['SNOWML_A']],
  ])('%s', async (statement, names) => {
    const sql = await freshConnection();
    await sql('CREATE TAG DB.PUBLIC.ELSEWHERE');
    await sql('USE SCHEMA DB.FS');
    for (const name of ['SNOWML_B', 'SNOWML_A', 'ZETA', '"lower"']) await sql(`CREATE TAG ${name}`);
    expect((await sql(statement)).named.map((row) => row['name'])).toEqual(names);
  });

  it.each(['ONLINE FEATURE TABLES', 'DATASETS', 'ICEBERG TABLES', 'MODELS'])(
    'answers for %s, of which there are none, with columns and no rows',
    async (kind) => {
      const sql = await freshConnection();
      const answer = await sql(`SHOW ${kind} LIKE 'x' IN SCHEMA DB.FS`);
      expect(answer.rows).toEqual([]);
      expect(answer.columns.slice(0, 2)).toEqual(['created_on', 'name']);
    },
  );
});

describe('warehouses, roles and grants', () => {
  it("keeps a warehouse's properties", async () => {
    const sql = await freshConnection();
    await sql(
      "CREATE WAREHOUSE IF NOT EXISTS FS_WH WITH WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 COMMENT = 'small'",
    );
    await sql('ALTER WAREHOUSE FS_WH SET WAREHOUSE_SIZE = MEDIUM');
    const [row] = (await sql("SHOW WAREHOUSES LIKE 'FS_WH'")).named;
    expect(row).toMatchObject({
      size: 'Medium',
      auto_suspend: '60',
      comment: 'small',
      state: 'STARTED',
      is_current: 'Y',
    });
    await sql('ALTER WAREHOUSE FS_WH SUSPEND');
    expect((await sql("SHOW WAREHOUSES LIKE 'FS_WH'")).named[0]?.['state']).toBe('SUSPENDED');
    await sql('DROP WAREHOUSE FS_WH');
    expect(sql.connection.context.warehouse).toBeNull();
  });

  it.each([
    'GRANT ROLE FS_PRODUCER TO ROLE SYSADMIN',
    'GRANT OWNERSHIP ON SCHEMA DB.FS TO ROLE FS_PRODUCER',
    'GRANT USAGE ON DATABASE DB TO ROLE FS_PRODUCER',
    'GRANT CREATE DYNAMIC TABLE,CREATE TAG,CREATE VIEW,CREATE TASK,CREATE TABLE ON SCHEMA DB.FS TO ROLE FS_PRODUCER',
    'GRANT OPERATE ON FUTURE DYNAMIC TABLES IN SCHEMA DB.FS TO ROLE FS_PRODUCER',
    'GRANT SELECT,REFERENCES ON ALL VIEWS IN SCHEMA DB.FS TO ROLE FS_PRODUCER',
    'GRANT USAGE ON WAREHOUSE WH TO ROLE FS_PRODUCER',
    'GRANT APPLY ON TAG DB.FS.T TO ROLE FS_PRODUCER',
    'GRANT EXECUTE MANAGED TASK ON ACCOUNT TO ROLE FS_PRODUCER',
    'GRANT ALL ON DATABASE DB TO FS_PRODUCER',
    'REVOKE USAGE ON DATABASE DB FROM ROLE FS_PRODUCER',
  ])('takes %s', async (statement) => {
    const sql = await freshConnection();
    await sql('CREATE ROLE IF NOT EXISTS FS_PRODUCER');
    expect((await sql(statement)).rows).toEqual([['Statement executed successfully.']]);
  });

  it('lists what was granted and not what was revoked', async () => {
    const sql = await freshConnection();
    await sql('CREATE ROLE R');
    await sql('GRANT USAGE, MONITOR ON DATABASE DB TO ROLE R');
    await sql('REVOKE MONITOR ON DATABASE DB FROM ROLE R');
    const rows = (await sql('SHOW GRANTS TO ROLE R')).named;
    expect(rows.map((r) => [r['privilege'], r['granted_on'], r['name']])).toEqual([
      ['USAGE', 'DATABASE', 'DB'],
    ]);
    expect(await refusal(sql('GRANT USAGE ON DATABASE DB TO ROLE NOPE'))).toMatchObject({ code: '002003' });
  });
});

describe('session parameters and variables', () => {
  it('are set, shown and unset', async () => {
    const sql = await freshConnection();
    await sql("ALTER SESSION SET QUERY_TAG = 'firn', TIMEZONE = 'UTC'");
    expect((await sql("SHOW PARAMETERS LIKE 'query_tag'")).named[0]).toMatchObject({
      value: 'firn',
      level: 'SESSION',
    });
    await sql('ALTER SESSION UNSET QUERY_TAG');
    expect((await sql("SHOW PARAMETERS LIKE 'query_tag'")).named[0]).toMatchObject({ value: '', level: '' });
  });

  it('refuses what it could not honour', async () => {
    const sql = await freshConnection();
    expect(await refusal(sql('ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = TIMESTAMP'))).toMatchObject({
      code: '000002',
    });
    expect(await refusal(sql('ALTER SESSION SET NO_SUCH_THING = 1'))).toMatchObject({ code: '000002' });
  });

  it('stand for their values in statements', async () => {
    const sql = await freshConnection();
    await sql('SET n = 40 + 2');
    await sql("SET word = 'it''s'");
    expect((await sql('SELECT $n, $WORD')).rows).toEqual([['42', "it's"]]);
    expect((await sql('SHOW VARIABLES')).named.map((v) => [v['name'], v['value']])).toEqual([
      ['N', '42'],
      ['WORD', "it's"],
    ]);
    await sql('UNSET n');
    expect((await refusal(sql('SELECT $n'))).message).toContain("Session variable '$N' does not exist");
  });
});
