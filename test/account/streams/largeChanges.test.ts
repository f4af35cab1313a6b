import { expect, it } from 'vitest';
import { freshConnection } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';

const ROWS = 12_000;

async function refreshed(sql: TestConnection): Promise<string> {
  await sql('ALTER DYNAMIC TABLE D REFRESH');
  const { rows } = await sql(
    `SELECT REFRESH_ACTION || ' +' || STATISTICS:numInsertedRows || ' -' || STATISTICS:numDeletedRows
     FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'D', RESULT_LIMIT => 1))`,
  );
  return rows[0]?.[0] ?? '';
}

/** Rows that the dynamic table has and its query does not give, or the other way round; copies count. */
async function differences(sql: TestConnection, query: string): Promise<number> {
  const { rows } = await sql(
    `SELECT COUNT(*) FROM (
       SELECT HASH(*) AS H, SUM(1) AS N FROM D GROUP BY H) A
     FULL JOIN (SELECT HASH(*) AS H, SUM(1) AS N FROM (${query}) GROUP BY H) B ON A.H = B.H AND A.N = B.N
     WHERE A.H IS NULL OR B.H IS NULL`,
  );
  return Number(rows[0]?.[0]);
}

async function account(query: string): Promise<TestConnection> {
  const sql = await freshConnection();
  await sql('CREATE TABLE RATES (KIND INT, RATE INT)');
  await sql('INSERT INTO RATES VALUES (0, 1), (1, 2), (2, 3), (3, 4)');
  await sql(
    `CREATE TABLE O AS SELECT SEQ8() AS ID, MOD(SEQ8(), 4) AS KIND, MOD(SEQ8(), 97) AS X FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS}))`,
  );
  await sql(
    `CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH REFRESH_MODE = INCREMENTAL AS ${query}`,
  );
  return sql;
}

const followed = async (sql: TestConnection): Promise<unknown> =>
  (await sql('SELECT METADATA$ACTION, COUNT(*) FROM S GROUP BY 1 ORDER BY 1')).rows;

it('a change of more than a twentieth of the rows is computed in full, a smaller one from the changes', async () => {
  const query = 'SELECT ID, X + 1 AS Y FROM O WHERE KIND <> 1';
  const sql = await account(query);
  await sql('UPDATE O SET X = X + 1 WHERE ID < 400');
  expect(await refreshed(sql)).toBe('INCREMENTAL +300 -300');
  expect(await differences(sql, query)).toBe(0);
  await sql('UPDATE O SET X = X + 1 WHERE ID < 800');
  expect(await refreshed(sql)).toBe(`FULL +${ROWS * 0.75} -${ROWS * 0.75}`);
  expect(await differences(sql, query)).toBe(0);
  // The changes before are not given a second time to what follows.
  await sql('DELETE FROM O WHERE ID = 2');
  expect(await refreshed(sql)).toBe('INCREMENTAL +0 -1');
  expect(await differences(sql, query)).toBe(0);
});

it('the few rows of a small table that touch most keys make it compute everything', async () => {
  const query = 'SELECT O.ID, MAX(O.X * R.RATE) AS Y FROM O JOIN RATES R ON O.KIND = R.KIND GROUP BY O.ID';
  const sql = await account(query);
  await sql('UPDATE O SET X = 7 WHERE ID < 8');
  expect(await refreshed(sql)).toMatch(/^INCREMENTAL /);
  expect(await differences(sql, query)).toBe(0);
  await sql('UPDATE RATES SET RATE = RATE * 5 WHERE KIND > 0');
  expect(await refreshed(sql)).toBe(`FULL +${ROWS} -${ROWS}`);
  expect(await differences(sql, query)).toBe(0);
});

it('a change like one that touched most is not looked at again at once; a smaller one and one of another table are', async () => {
  const query = 'SELECT O.ID, MAX(O.X * R.RATE) AS Y FROM O JOIN RATES R ON O.KIND = R.KIND GROUP BY O.ID';
  const sql = await account(query);
  for (let i = 0; i < 2; i++) {
    await sql('UPDATE RATES SET RATE = RATE * 5 WHERE KIND > 0');
    expect(await refreshed(sql)).toBe(`FULL +${ROWS} -${ROWS}`);
    expect(await differences(sql, query)).toBe(0);
  }
  await sql('UPDATE O SET X = 101 WHERE ID < 8');
  expect(await refreshed(sql)).toBe('INCREMENTAL +8 -8');
  expect(await differences(sql, query)).toBe(0);
  await sql('INSERT INTO RATES VALUES (7, 1), (8, 1)');
  expect(await refreshed(sql)).toBe('INCREMENTAL +0 -0');
  // Three rows that no row meets are taken for three that all meet, until it is looked at again.
  const actions = new Set<string>();
  for (let i = 0; i < 9; i++) {
    await sql('UPDATE RATES SET RATE = RATE + 1 WHERE KIND > 6');
    await sql('INSERT INTO RATES VALUES (9, 1)');
    actions.add(await refreshed(sql));
    expect(await differences(sql, query)).toBe(0);
  }
  expect([...actions]).toEqual([`FULL +${ROWS} -${ROWS}`, 'INCREMENTAL +0 -0']);
});

it('copies of a row that go are as many as should go', async () => {
  const query = 'SELECT KIND, X, RANK() OVER (PARTITION BY KIND ORDER BY X) AS N FROM O';
  const sql = await account(query);
  await sql('INSERT INTO O SELECT ID, 5, 1 FROM O WHERE ID < 10');
  expect(await refreshed(sql)).toBe('INCREMENTAL +10 -0');
  await sql('DELETE FROM O WHERE KIND = 5 AND ID < 7');
  expect(await refreshed(sql)).toBe('INCREMENTAL +0 -7');
  expect(await differences(sql, query)).toBe(0);
});

it('what follows a table that is computed in full gets the rows that differ and no others', async () => {
  const query = 'SELECT O.ID, MAX(O.X * R.RATE) AS Y FROM O JOIN RATES R ON O.KIND = R.KIND GROUP BY O.ID';
  const sql = await account(query);
  await sql('CREATE STREAM S ON DYNAMIC TABLE D');
  await sql('UPDATE RATES SET RATE = RATE * 5 WHERE KIND > 0');
  // A product with zero stays what it was.
  const { rows } = await sql('SELECT COUNT(*) FROM O WHERE KIND > 0 AND X <> 0');
  const touched = String(rows[0]?.[0]);
  expect(await refreshed(sql)).toBe(`FULL +${touched} -${touched}`);
  expect(await followed(sql)).toEqual([
    ['DELETE', touched],
    ['INSERT', touched],
  ]);
  expect(await differences(sql, query)).toBe(0);
});
