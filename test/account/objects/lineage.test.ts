import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { account, connect, freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

/** `source > target @distance`, columns behind a colon. */
async function lineage(sql: TestConnection, ...args: readonly (string | number)[]): Promise<string[]> {
  const list = args.map((a) => (typeof a === 'number' ? String(a) : `'${a}'`)).join(', ');
  const { named } = await sql(`SELECT * FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE(${list}))`);
  const side = (row: (typeof named)[number], prefix: string): string =>
    [
      row[`${prefix}_OBJECT_NAME`],
      row[`${prefix}_OBJECT_VERSION`] === null ? '' : `@${row[`${prefix}_OBJECT_VERSION`]}`,
      row[`${prefix}_COLUMN_NAME`] === null ? '' : `:${row[`${prefix}_COLUMN_NAME`]}`,
    ].join('');
  return named.map((row) => `${side(row, 'SOURCE')} > ${side(row, 'TARGET')} @${row['DISTANCE']}`);
}

async function chain(): Promise<TestConnection> {
  const sql = await freshConnection();
  await sql('CREATE TABLE T (ID INT, AMT FLOAT, NOTE VARCHAR)');
  await sql('CREATE VIEW V AS SELECT ID, AMT * 2 AS TWICE FROM T WHERE NOTE IS NULL');
  await sql(
    "CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH AS WITH C AS (SELECT ID, SUM(TWICE) AS TOTAL FROM V GROUP BY ID) SELECT C.ID AS KEY, TOTAL FROM C",
  );
  await sql('CREATE TABLE COPIED AS SELECT KEY, TOTAL + 1 AS MORE FROM D');
  await sql('CREATE DATASET DS');
  await sql("ALTER DATASET DS ADD VERSION 'V1' FROM (SELECT * FROM D)");
  return sql;
}

describe('GET_LINEAGE', () => {
  it('gives every edge down and up, the nearest first', async () => {
    const sql = await chain();
    expect(await lineage(sql, 'DB.PUBLIC.T', 'TABLE', 'DOWNSTREAM')).toEqual([
      'T > V @1',
      'V > D @2',
      'D > COPIED @3',
      'D > DS@V1 @3',
    ]);
    expect(await lineage(sql, 'T', 'TABLE', 'DOWNSTREAM', 2)).toEqual(['T > V @1', 'V > D @2']);
    expect(await lineage(sql, 'COPIED', 'table', 'upstream', 1)).toEqual(['D > COPIED @1']);
    expect(await lineage(sql, 'DS', 'DATASET', 'UPSTREAM', 5, 'V1')).toEqual([
      'D > DS@V1 @1',
      'V > D @2',
      'T > V @3',
    ]);
    expect(await lineage(sql, 'DS', 'DATASET', 'UPSTREAM', 1)).toEqual(['D > DS@V1 @1']);
  });

  it('follows a column to what its value is made of, not to what chooses its rows', async () => {
    const sql = await chain();
    expect(await lineage(sql, 'DB.PUBLIC.T.AMT', 'COLUMN', 'DOWNSTREAM')).toEqual([
      'T:AMT > V:TWICE @1',
      'V:TWICE > D:TOTAL @2',
      'D:TOTAL > COPIED:MORE @3',
      'D:TOTAL > DS@V1:TOTAL @3',
    ]);
    expect(await lineage(sql, 'COPIED.KEY', 'COLUMN', 'UPSTREAM')).toEqual([
      'D:KEY > COPIED:KEY @1',
      'V:ID > D:KEY @2',
      'T:ID > V:ID @3',
    ]);
    expect(await lineage(sql, 'T.NOTE', 'COLUMN', 'DOWNSTREAM')).toEqual([]);
  });

  it('has the columns of Snowflake', async () => {
    const sql = await chain();
    const { columns, named } = await sql(
      "SELECT * FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE('V', 'TABLE', 'UPSTREAM'))",
    );
    const side = ['OBJECT_DATABASE', 'OBJECT_SCHEMA', 'OBJECT_NAME', 'OBJECT_DOMAIN', 'OBJECT_VERSION'];
    const both = ['SOURCE', 'TARGET'].flatMap((s) =>
      [...side, 'COLUMN_NAME', 'STATUS'].map((c) => `${s}_${c}`),
    );
    expect(columns).toEqual([...both, 'DISTANCE']);
    expect(named).toEqual([
      expect.objectContaining({
        SOURCE_OBJECT_DATABASE: 'DB',
        SOURCE_OBJECT_SCHEMA: 'PUBLIC',
        SOURCE_OBJECT_DOMAIN: 'TABLE',
        SOURCE_STATUS: 'ACTIVE',
        TARGET_OBJECT_DOMAIN: 'TABLE',
        DISTANCE: '1',
      }),
    ]);
  });

  it('knows what INSERT, MERGE, UPDATE and CLONE have written, each way once, after a restart too', async () => {
    const folder = await temporaryFolder();
    const first = await account(folder);
    const sql = await connect(first);
    await sql('CREATE DATABASE DB');
    for (const name of ['A', 'B', 'C']) await sql(`CREATE TABLE ${name} (K INT, X INT)`);
    await sql('CREATE TABLE T (ID INT, N INT)');
    await sql('INSERT INTO T VALUES (1, 2)');
    await sql('INSERT INTO T (N, ID) SELECT X, K FROM A');
    await sql('INSERT INTO T SELECT K, X FROM A');
    await sql('MERGE INTO T USING B ON T.ID = B.K WHEN MATCHED THEN UPDATE SET N = T.N + B.X');
    await sql('UPDATE T SET N = C.X FROM C WHERE C.K = T.ID');
    await sql('CREATE TABLE U CLONE T');
    await first.close();
    const again = await connect(await account(folder));
    await again('USE SCHEMA DB.PUBLIC');
    expect(await lineage(again, 'T', 'TABLE', 'UPSTREAM')).toEqual(['A > T @1', 'B > T @1', 'C > T @1']);
    expect(await lineage(again, 'T.N', 'COLUMN', 'UPSTREAM')).toEqual([
      'A:X > T:N @1',
      'B:X > T:N @1',
      'C:X > T:N @1',
    ]);
    expect(await lineage(again, 'U.N', 'COLUMN', 'UPSTREAM', 1)).toEqual(['T:N > U:N @1']);
    await again('DROP TABLE A');
    expect(await lineage(again, 'T', 'TABLE', 'UPSTREAM')).toEqual(['B > T @1', 'C > T @1']);
  });

  it('follows a stream to its table', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE T (ID INT)');
    await sql('CREATE STREAM S ON TABLE T');
    await sql('CREATE TABLE LOG (ID INT, ACTION VARCHAR)');
    await sql('INSERT INTO LOG SELECT ID, METADATA$ACTION FROM S');
    expect(await lineage(sql, 'T', 'TABLE', 'DOWNSTREAM')).toEqual(['T > LOG @1']);
  });

  it('sees changes of the account at once', async () => {
    const sql = await chain();
    expect(await lineage(sql, 'D', 'TABLE', 'DOWNSTREAM')).toHaveLength(2);
    await sql('CREATE VIEW W AS SELECT KEY FROM D');
    expect(await lineage(sql, 'D', 'TABLE', 'DOWNSTREAM')).toHaveLength(3);
    await sql("ALTER DATASET DS DROP VERSION 'V1'");
    expect(await lineage(sql, 'D', 'TABLE', 'DOWNSTREAM')).toHaveLength(2);
  });

  it('refuses what it does not know', async () => {
    const sql = await chain();
    const call = (args: string) => refusal(sql(`SELECT * FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE(${args}))`));
    expect((await call("'T', 'TABLE', 'SIDEWAYS'")).message).toContain('UPSTREAM, DOWNSTREAM');
    expect((await call("'T', 'PLANET', 'UPSTREAM'")).message).toContain('DATASET');
    expect((await call("'T', 'TABLE', 'UPSTREAM', 6")).message).toContain('between 1 and 5');
    expect((await call("'NONE', 'TABLE', 'UPSTREAM'")).code).toBe('002043');
    expect((await call("'T.NONE', 'COLUMN', 'UPSTREAM'")).code).toBe('002043');
  });
});

describe('SYSTEM$DGQL', () => {
  it("answers Snowpark's question with feature views and versions told apart", async () => {
    const sql = await chain();
    await sql('CREATE TAG SNOWML_FEATURE_STORE_OBJECT');
    await sql(
      'ALTER DYNAMIC TABLE D SET TAG SNOWML_FEATURE_STORE_OBJECT = \'{"type": "MANAGED_FEATURE_VIEW"}\'',
    );
    const ask = async (head: string, field: string, direction: string) => {
      const text = `{V(${head}) {${field}: E(edgeType:[DATA_LINEAGE, OBJECT_DEPENDENCY],direction:${direction}){S {name}, T {name}, properties}}}`;
      const { rows } = await sql(`select SYSTEM$DGQL('${text}')`);
      const answer = JSON.parse(String(rows[0]?.[0])) as {
        data: { V: Record<string, { S: Record<string, unknown>; T: Record<string, unknown> }[]> };
      };
      return answer.data.V[field] ?? [];
    };
    const [edge] = await ask('domain: DATASET, name:"V1", parentName:"DB.PUBLIC.DS"', 'upstream', 'IN');
    expect(edge?.S).toMatchObject({ domain: 'TABLE', userDomain: 'FEATURE_VIEW', name: 'D', db: 'DB' });
    expect(edge?.T).toMatchObject({ userDomain: 'DATASET', name: 'V1', status: 'ACTIVE' });
    expect(edge?.T['properties']).toMatchObject({ parentName: 'DS' });
    const down = await ask(`domain: TABLE, id:"${String(edge?.S['id'])}"`, 'downstream', 'OUT');
    expect(down.map(({ T }) => T['name'])).toEqual(['COPIED', 'V1']);
    const again = await ask(
      `domain: DATASET, id:"${String(edge?.T['id'])}", parentId:"${String((edge?.T['properties'] as Record<string, string>)['parentId'])}"`,
      'upstream',
      'IN',
    );
    expect(again).toEqual([edge]);
    expect((await refusal(sql("select SYSTEM$DGQL('{X}')"))).message).toContain('GET_LINEAGE');
  });
});
