import { describe, expect, it } from 'vitest';
import { account, connect, freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

describe('tables', () => {
  it('hold what is put into them, with their types', async () => {
    const sql = await freshConnection();
    await sql(`CREATE TABLE ORDERS (O_ORDER_ID NUMBER(38,0) NOT NULL, PRICE DECIMAL(8,2), ORDER_DATE DATE,
      ORDER_TS TIMESTAMP_NTZ, OK BOOLEAN, NAME VARCHAR(20), V VARIANT, F FLOAT)
      CLUSTER BY (O_ORDER_ID, ORDER_DATE) COMMENT = 'Orders'`);
    await sql(`INSERT INTO ORDERS SELECT 1, 12.5, '2024-01-31'::DATE, '2024-01-31 10:00:00.5'::TIMESTAMP_NTZ, TRUE, 'it''s',
      PARSE_JSON('{"a":1}'), 0.5`);
    await sql('INSERT INTO ORDERS (O_ORDER_ID) VALUES (2)');
    const { rows } = await sql('SELECT * FROM ORDERS ORDER BY O_ORDER_ID');
    expect(rows).toEqual([
      ['1', '12.50', '19753', '1706695200.500000000', '1', "it's", '{"a":1}', '0.5'],
      ['2', null, null, null, null, null, null, null],
    ]);
    const described = await sql('DESCRIBE TABLE ORDERS');
    expect(described.columns).toEqual([
      'name',
      'type',
      'kind',
      'null?',
      'default',
      'primary key',
      'unique key',
      'check',
      'expression',
      'comment',
      'policy name',
      'privacy domain',
    ]);
    expect(described.named.map((c) => [c['name'], c['type'], c['null?']])).toEqual([
      ['O_ORDER_ID', 'NUMBER(38,0)', 'N'],
      ['PRICE', 'NUMBER(8,2)', 'Y'],
      ['ORDER_DATE', 'DATE', 'Y'],
      ['ORDER_TS', 'TIMESTAMP_NTZ(9)', 'Y'],
      ['OK', 'BOOLEAN', 'Y'],
      ['NAME', 'VARCHAR(20)', 'Y'],
      ['V', 'VARIANT', 'Y'],
      ['F', 'FLOAT', 'Y'],
    ]);
    expect((await sql("SHOW TABLES LIKE 'orders'")).named[0]).toMatchObject({
      rows: '2',
      cluster_by: 'LINEAR(O_ORDER_ID, ORDER_DATE)',
      comment: 'Orders',
      kind: 'TABLE',
      is_dynamic: 'N',
    });
  });

  it('count what DML changed', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID NUMBER, N NUMBER DEFAULT 7)');
    expect((await sql('INSERT INTO T (ID) VALUES (1), (2), (3)')).named).toEqual([
      { 'number of rows inserted': '3' },
    ]);
    expect((await sql('UPDATE T SET N = N + 1 WHERE ID > 1')).rows[0]?.[0]).toBe('2');
    expect((await sql('DELETE FROM T WHERE ID = 3')).rows[0]?.[0]).toBe('1');
    expect(
      (
        await sql(`MERGE INTO T USING (SELECT 2 AS ID UNION ALL SELECT 9) S ON T.ID = S.ID
      WHEN MATCHED THEN UPDATE SET N = 100 WHEN NOT MATCHED THEN INSERT (ID, N) VALUES (S.ID, 1)`)
      ).rows,
    ).toEqual([['1', '1']]);
    expect((await sql('SELECT ID, N FROM T ORDER BY ID')).rows).toEqual([
      ['1', '7'],
      ['2', '100'],
      ['9', '1'],
    ]);
    await sql('TRUNCATE TABLE T');
    expect((await sql('SELECT COUNT(*) FROM T')).rows).toEqual([['0']]);
  });

  it('keep names that differ by case alone apart', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE "fv$v1" ("a" NUMBER, "A" NUMBER)');
    await sql('CREATE TABLE "FV$V1" (A NUMBER)');
    await sql('INSERT INTO "fv$v1" ("a", A) VALUES (1, 2)');
    expect((await sql('SELECT "a", "A" FROM "fv$v1"')).rows).toEqual([['1', '2']]);
    expect((await sql('SELECT * FROM FV$V1')).rows).toEqual([]);
    expect((await sql('SELECT * FROM "fv$v1"')).columns).toEqual(['a', 'A']);
  });

  it('are made from queries, from other tables and as copies', async () => {
    const sql = await freshConnection();
    await sql("CREATE TABLE A AS SELECT 1 AS X, 'a' AS Y UNION ALL SELECT 2, 'b'");
    await sql('CREATE OR REPLACE TABLE B (P, Q) AS SELECT X, Y FROM A WHERE X = 2');
    expect((await sql('SELECT P, Q FROM B')).rows).toEqual([['2', 'b']]);
    await sql('CREATE TABLE L LIKE A');
    await sql('CREATE TABLE C CLONE A');
    await sql('DELETE FROM A');
    expect((await sql('SELECT (SELECT COUNT(*) FROM L), (SELECT COUNT(*) FROM C)')).rows).toEqual([
      ['0', '2'],
    ]);
    // A table may be rebuilt from itself.
    await sql('CREATE OR REPLACE TABLE C AS SELECT X + 1 AS X FROM C');
    expect((await sql('SELECT X FROM C ORDER BY X')).rows).toEqual([['2'], ['3']]);
    expect((await sql('CREATE TABLE IF NOT EXISTS C AS SELECT 5 AS X')).rows).toEqual([
      ['C already exists, statement succeeded.'],
    ]);
    expect((await sql('SELECT COUNT(*) FROM C')).rows).toEqual([['2']]);
  });

  it('change their shape', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID NUMBER PRIMARY KEY, NAME VARCHAR(5))');
    await sql("INSERT INTO T VALUES (1, 'x')");
    for (const change of [
      "ALTER TABLE T ADD COLUMN PRICE NUMBER(8,2) NOT NULL DEFAULT 1.5 COMMENT 'per piece'",
      'ALTER TABLE T ADD COLUMN IF NOT EXISTS PRICE NUMBER, NOTE VARCHAR',
      'ALTER TABLE T RENAME COLUMN NAME TO TITLE',
      'ALTER TABLE T ALTER COLUMN TITLE SET DATA TYPE VARCHAR(50)',
      "ALTER TABLE T MODIFY COLUMN TITLE COMMENT 'what it is called'",
      'ALTER TABLE T ALTER TITLE SET NOT NULL',
      'ALTER TABLE T DROP COLUMN NOTE',
      'ALTER TABLE T RENAME TO DB.FS.T2',
    ]) {
      await sql(change);
    }
    const columns = (await sql('DESC TABLE DB.FS.T2')).named;
    expect(
      columns.map((c) => [c['name'], c['type'], c['null?'], c['default'], c['comment'], c['primary key']]),
    ).toEqual([
      ['ID', 'NUMBER(38,0)', 'N', null, null, 'Y'],
      ['TITLE', 'VARCHAR(50)', 'N', null, 'what it is called', 'N'],
      ['PRICE', 'NUMBER(8,2)', 'N', '1.5', 'per piece', 'N'],
    ]);
    await sql("INSERT INTO DB.FS.T2 (ID, TITLE) VALUES (2, 'y')");
    expect((await sql('SELECT * FROM DB.FS.T2 ORDER BY ID')).rows).toEqual([
      ['1', 'x', '1.50'],
      ['2', 'y', '1.50'],
    ]);
    expect(await refusal(sql('INSERT INTO DB.FS.T2 (ID) VALUES (3)'))).toMatchObject({ code: '100072' });
  });

  it.each([
    ['CREATE TABLE T (A NUMBER)', '002002', "Object 'DB.PUBLIC.T' already exists."],
    ['CREATE TABLE X (A NUMBER, "A" NUMBER)', '002025', "duplicate column name 'A'"],
    ['CREATE TABLE X (A)', '002040', "Missing data type of column 'A'"],
    ['CREATE TABLE X (A GEOGRAPHY)', '000002', 'GEOGRAPHY'],
    ['CREATE TABLE X (A NUMBER', '001003', "unexpected '<EOF>'."],
    ['CREATE TABLE X AS SELECT NOSUCH FROM T', '000904', 'NOSUCH'],
    ['CREATE TABLE X AS SELECT A, A FROM T', '002025', "duplicate column name 'A'"],
    ['CREATE TABLE X (P, Q) AS SELECT A FROM T', '002026', '2 columns are declared, the query has 1'],
    ['CREATE OR REPLACE TABLE V (A NUMBER)', '001998', "Object 'DB.PUBLIC.V' already exists as VIEW"],
    ['DROP VIEW T', '002203', "Object found is of type 'TABLE', not specified type 'VIEW'"],
    ['DROP TABLE NOPE', '002003', "Table 'DB.PUBLIC.NOPE' does not exist or not authorized."],
    ['ALTER TABLE NOPE RENAME TO X', '002003', "Table 'DB.PUBLIC.NOPE' does not exist"],
    ['ALTER TABLE T ADD COLUMN A NUMBER', '001430', "column 'A' already exists"],
    ['ALTER TABLE T DROP COLUMN A', '002262', 'only column'],
    ['ALTER TABLE T ALTER COLUMN A SET DATA TYPE VARCHAR', '002108', 'from type NUMBER(38,0) to VARCHAR'],
    ['ALTER TABLE T RENAME TO V', '002002', "Object 'DB.PUBLIC.V' already exists."],
    ['SELECT * FROM NOPE', '002003', "Object 'DB.PUBLIC.NOPE' does not exist or not authorized."],
    ['SELECT * FROM DB.NOPE.T', '002003', "Schema 'DB.NOPE' does not exist or not authorized."],
    ['SELECT 1 / 0', '100051', 'Division by zero'],
    ['INSERT INTO T SELECT 10::NUMBER(38,0) * 1e37::NUMBER(38,0)', '100039', 'out of'],
    ["SELECT 'x'::NUMBER", '100038', "Numeric value 'x' is not recognized"],
  ])('refuses %s', async (statement, code, text) => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (A NUMBER)');
    await sql('CREATE VIEW V AS SELECT A FROM T');
    const error = await refusal(sql(statement));
    expect(`${error.code} ${error.message}`).toContain(text);
    expect(error.code).toBe(code);
  });

  // ALTER TABLE … SWAP WITH.
  it('change names with each other, and whatever reads them by name reads the other', async () => {
    const sql = await freshConnection();
    await sql("CREATE TABLE T AS SELECT 1 AS ID, 'old' AS V");
    await sql("CREATE TABLE FS.NEXT AS SELECT 2 AS ID, 'new' AS V");
    await sql('CREATE VIEW W AS SELECT ID FROM T');
    await sql(
      "CREATE DYNAMIC TABLE D TARGET_LAG = '1 day' WAREHOUSE = WH REFRESH_MODE = INCREMENTAL AS SELECT ID, V FROM T",
    );
    await sql('CREATE STREAM S ON TABLE T');
    await sql("INSERT INTO T VALUES (3, 'old')");
    await sql('CREATE TAG K');
    await sql("ALTER TABLE T SET TAG K = 'x'");
    expect((await sql('ALTER TABLE T SWAP WITH FS.NEXT')).rows).toEqual([
      ['Statement executed successfully.'],
    ]);
    expect((await sql('SELECT * FROM T')).rows).toEqual([['2', 'new']]);
    expect((await sql('SELECT ID FROM FS.NEXT ORDER BY ID')).rows).toEqual([['1'], ['3']]);
    expect((await sql('SELECT ID FROM W')).rows).toEqual([['2']]);
    expect((await sql('SELECT ID FROM S')).rows).toEqual([['3']]);
    expect((await sql("SELECT SYSTEM$GET_TAG('K', 'FS.NEXT', 'TABLE')")).rows).toEqual([['x']]);
    await sql('ALTER DYNAMIC TABLE D REFRESH');
    expect((await sql('SELECT * FROM D')).rows).toEqual([['2', 'new']]);
    await sql("INSERT INTO T VALUES (4, 'now')");
    await sql('ALTER DYNAMIC TABLE D REFRESH');
    expect((await sql('SELECT ID FROM D ORDER BY ID')).rows).toEqual([['2'], ['4']]);
    await sql('ALTER TABLE T SWAP WITH T');
    await sql('CREATE TEMPORARY TABLE P (ID INT)');
    expect((await refusal(sql('ALTER TABLE T SWAP WITH P'))).message).toContain('temporary');
    expect((await refusal(sql('ALTER TABLE T SWAP WITH NOPE'))).code).toBe('002003');
    const names = (await sql('SHOW TABLES IN DATABASE DB')).named.map((row) => row['name']);
    expect(names.sort()).toEqual(['D', 'NEXT', 'P', 'T']);
  });

  it('lose a primary key', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT PRIMARY KEY, V INT)');
    await sql('ALTER TABLE T DROP PRIMARY KEY');
    expect((await sql('SHOW PRIMARY KEYS IN TABLE T')).rows).toEqual([]);
    await sql('ALTER TABLE T ADD PRIMARY KEY (V)');
    expect((await sql('SHOW PRIMARY KEYS IN TABLE T')).named).toMatchObject([{ column_name: 'V' }]);
  });

  it('are temporary when they are asked to be: seen by their connection, gone with it', async () => {
    const opened = await account();
    const mine = await connect(opened);
    await mine('CREATE DATABASE DB');
    await mine('CREATE TABLE T (A NUMBER)');
    await mine('INSERT INTO T VALUES (1)');
    await mine('CREATE TEMPORARY TABLE T (B NUMBER)');
    expect((await mine('SELECT * FROM T')).columns).toEqual(['B']);
    const other = await connect(opened);
    expect((await other('SELECT * FROM DB.PUBLIC.T')).columns).toEqual(['A']);
    await mine.connection.close();
    expect((await other('SHOW TABLES IN ACCOUNT')).named.map((t) => t['kind'])).toEqual(['TABLE']);
  });
});

describe('transactions', () => {
  it('are undone by ROLLBACK and kept by COMMIT', async () => {
    const opened = await account();
    const sql = await connect(opened);
    const other = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (A NUMBER)');
    const count = async (by: typeof sql): Promise<unknown> =>
      (await by('SELECT COUNT(*) FROM DB.PUBLIC.T')).rows[0]?.[0];
    await sql('BEGIN');
    await sql('INSERT INTO T VALUES (1)');
    expect([await count(sql), await count(other)]).toEqual(['1', '0']);
    await sql('ROLLBACK');
    expect(await count(sql)).toBe('0');
    await sql('START TRANSACTION');
    await sql('INSERT INTO T VALUES (1)');
    await sql('COMMIT');
    expect(await count(other)).toBe('1');
  });

  it('are committed by DDL', async () => {
    const opened = await account();
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (A NUMBER)');
    await sql('BEGIN');
    await sql('INSERT INTO T VALUES (1)');
    await sql('CREATE TABLE U (A NUMBER)');
    await sql('ROLLBACK');
    expect((await sql('SELECT COUNT(*) FROM T')).rows).toEqual([['1']]);
  });

  it('say so when a failing statement has undone them', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (A NUMBER NOT NULL)');
    await sql('BEGIN');
    await sql('INSERT INTO T VALUES (1)');
    await refusal(sql("INSERT INTO T SELECT 'x'::NUMBER"));
    expect((await refusal(sql('INSERT INTO T VALUES (2)'))).message).toContain('ROLLBACK');
    expect((await refusal(sql('COMMIT'))).message).toContain('nothing was committed');
    expect((await sql('SELECT COUNT(*) FROM T')).rows).toEqual([['0']]);
  });

  it('wait for each other, and readers for nobody', async () => {
    const opened = await account();
    const first = await connect(opened);
    const second = await connect(opened);
    await first('CREATE DATABASE DB');
    await first('CREATE TABLE T (A NUMBER)');
    await first('BEGIN');
    await first('INSERT INTO T VALUES (1)');
    const waiting = second('INSERT INTO DB.PUBLIC.T VALUES (2)');
    const third = await connect(opened);
    expect((await third('SELECT COUNT(*) FROM DB.PUBLIC.T')).rows).toEqual([['0']]);
    await first('COMMIT');
    await waiting;
    expect((await third('SELECT COUNT(*) FROM DB.PUBLIC.T')).rows).toEqual([['2']]);
  });

  it('end with their connection', async () => {
    const opened = await account();
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (A NUMBER)');
    await sql('BEGIN');
    await sql('INSERT INTO T VALUES (1)');
    await sql.connection.close();
    const other = await connect(opened);
    expect((await other('SELECT COUNT(*) FROM DB.PUBLIC.T')).rows).toEqual([['0']]);
  });
});

describe('results', () => {
  it('are snapshots that outlive the table they were read from', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T AS SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 100000))');
    const result = await sql.connection.execute('SELECT N FROM T');
    await sql('DROP TABLE T');
    let rows = 0;
    for await (const batch of result.batches) rows += batch.length;
    expect(rows).toBe(100_000);
  });

  it('may be left unread', async () => {
    const sql = await freshConnection();
    const result = await sql.connection.execute('SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 100000))');
    for await (const batch of result.batches) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect((await sql('SELECT 1')).rows).toEqual([['1']]);
  });

  it('are described without being computed', async () => {
    const sql = await freshConnection();
    const described = await sql("SELECT 1 / 0 AS BAD, 'x' AS T", { describeOnly: true });
    expect(described.columns).toEqual(['BAD', 'T']);
    expect(described.rows).toEqual([]);
    await sql('CREATE TABLE T (A NUMBER)');
    expect((await sql('INSERT INTO T VALUES (1)', { describeOnly: true })).columns).toEqual([
      'number of rows inserted',
    ]);
    expect((await sql('SELECT COUNT(*) FROM T')).rows).toEqual([['0']]);
  });

  it('can be cancelled', async () => {
    const sql = await freshConnection();
    const controller = new AbortController();
    const long =
      'SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10000000)) A, TABLE(GENERATOR(ROWCOUNT => 10000000)) B';
    const running = sql(long, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    expect(await refusal(running)).toMatchObject({
      code: '000604',
      sqlState: '57014',
      message: 'SQL execution canceled',
    });
    expect((await sql('SELECT 1')).rows).toEqual([['1']]);
  });

  it('have query ids', async () => {
    const sql = await freshConnection();
    const result = await sql.connection.execute('SELECT 1');
    expect(result.queryId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect((await sql('SELECT LAST_QUERY_ID()')).rows).toEqual([[result.queryId]]);
  });
});

it('keeps everything over closing and opening', async () => {
  const folder = await temporaryFolder();
  const first = await account(folder);
  const sql = await connect(first);
  await sql('CREATE DATABASE DB');
  await sql('CREATE TABLE T AS SELECT 1 AS A');
  await first.close();
  const again = await connect(await account(folder));
  expect((await again('SELECT A FROM DB.PUBLIC.T')).rows).toEqual([['1']]);
});

describe('a waiting writer', () => {
  it('can be cancelled', async () => {
    const opened = await account();
    const first = await connect(opened);
    const second = await connect(opened);
    await first('CREATE DATABASE DB');
    await first('CREATE TABLE T (A NUMBER)');
    await first('BEGIN');
    await first('INSERT INTO T VALUES (1)');
    const controller = new AbortController();
    const waiting = second('INSERT INTO DB.PUBLIC.T VALUES (2)', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await refusal(waiting)).toMatchObject({ code: '000604' });
    await first('COMMIT');
    await second('INSERT INTO DB.PUBLIC.T VALUES (3)');
    expect((await second('SELECT A FROM DB.PUBLIC.T ORDER BY A')).rows).toEqual([['1'], ['3']]);
  });
});

it('a view text means what its own schema says, whoever asks', async () => {
  const sql = await freshConnection();
  await sql('CREATE SCHEMA DB.GS');
  for (const schema of ['FS', 'GS']) {
    await sql(`CREATE TABLE DB.${schema}.T AS SELECT '${schema}' AS X`);
    await sql(`CREATE VIEW DB.${schema}.V AS SELECT X FROM T`);
  }
  expect((await sql('SELECT FS.V.X, GS.V.X FROM DB.FS.V CROSS JOIN DB.GS.V')).rows).toEqual([['FS', 'GS']]);
  await sql("CREATE DYNAMIC TABLE DB.FS.D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT X FROM T");
  await sql("CREATE DYNAMIC TABLE DB.GS.D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT X FROM T");
  expect((await sql('SELECT X FROM DB.GS.D')).rows).toEqual([['GS']]);
});
