import { expect, it } from 'vitest';
import { freshConnection } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';
import { HOUR, timedAccount } from '../time/account.js';

async function last(sql: TestConnection, name = 'D'): Promise<string> {
  const { rows } = await sql(
    `SELECT REFRESH_ACTION || ' +' || STATISTICS:numInsertedRows || ' -' || STATISTICS:numDeletedRows
     FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => '${name}', RESULT_LIMIT => 1))`,
  );
  return rows[0]?.[0] ?? '';
}

const dynamic = (query: string, name = 'D', mode = 'INCREMENTAL'): string =>
  `CREATE OR REPLACE DYNAMIC TABLE ${name} TARGET_LAG = '1 hour' WAREHOUSE = WH REFRESH_MODE = ${mode} AS ${query}`;

async function refreshed(sql: TestConnection, name = 'D'): Promise<string> {
  await sql(`ALTER DYNAMIC TABLE ${name} REFRESH`);
  return last(sql, name);
}

async function orders(): Promise<TestConnection> {
  const sql = await freshConnection();
  await sql('CREATE TABLE O (ID INT, CUSTOMER INT, PRICE NUMBER(10, 2))');
  await sql('INSERT INTO O VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30), (4, NULL, 40)');
  return sql;
}

it('writes what changed and says so: NO_DATA, INCREMENTAL, REINITIALIZE', async () => {
  const sql = await orders();
  await sql(dynamic('SELECT CUSTOMER, SUM(PRICE) AS TOTAL, COUNT(*) AS N FROM O GROUP BY CUSTOMER'));
  expect(await last(sql)).toBe('REINITIALIZE +3 -0');
  expect(await refreshed(sql)).toBe('NO_DATA +0 -0');
  await sql('INSERT INTO O VALUES (5, 2, 5)');
  expect(await refreshed(sql)).toBe('INCREMENTAL +1 -1');
  await sql('UPDATE O SET CUSTOMER = 3 WHERE ID IN (2, 4)');
  expect(await refreshed(sql)).toBe('INCREMENTAL +2 -2');
  await sql('UPDATE O SET PRICE = PRICE WHERE ID = 1');
  expect(await refreshed(sql)).toBe('INCREMENTAL +0 -0');
  expect((await sql('SELECT * FROM D ORDER BY 1')).rows).toEqual([
    ['1', '10.00', '1'],
    ['2', '35.00', '2'],
    ['3', '60.00', '2'],
  ]);
  await sql('CREATE OR REPLACE TABLE O AS SELECT 9 AS ID, 9 AS CUSTOMER, 1.00::NUMBER(10, 2) AS PRICE');
  expect(await refreshed(sql)).toBe('REINITIALIZE +1 -3');
  await sql('TRUNCATE TABLE O');
  expect(await refreshed(sql)).toBe('INCREMENTAL +0 -1');
});

it('FULL computes everything', async () => {
  const sql = await orders();
  await sql(dynamic('SELECT MEDIAN(PRICE) AS M FROM O', 'D', 'AUTO'));
  expect((await sql('SHOW DYNAMIC TABLES')).named[0]).toMatchObject({
    refresh_mode: 'FULL',
    refresh_mode_reason: 'QUERY_NOT_SUPPORTED_FOR_INCREMENTAL: exact percentile',
  });
  await sql('INSERT INTO O VALUES (5, 2, 5)');
  expect(await refreshed(sql)).toBe('FULL +1 -1');
  expect((await sql("SHOW TABLES LIKE 'O'")).named[0]).toMatchObject({ change_tracking: 'OFF' });
});

it('passes on only what differs, from one dynamic table to the next', async () => {
  const sql = await orders();
  await sql(dynamic('SELECT CUSTOMER, MAX(PRICE) AS TOP FROM O GROUP BY CUSTOMER', 'LOW'));
  await sql(dynamic('SELECT CUSTOMER, TOP * 2 AS DOUBLED FROM LOW WHERE TOP > 15', 'HIGH'));
  await sql('CREATE STREAM S ON DYNAMIC TABLE HIGH');
  await sql('INSERT INTO O VALUES (5, 1, 1), (6, 2, 31), (7, 7, 7)');
  expect(await refreshed(sql, 'HIGH')).toBe('INCREMENTAL +1 -1');
  expect(await last(sql, 'LOW')).toBe('INCREMENTAL +2 -1');
  expect((await sql('SELECT CUSTOMER, DOUBLED, METADATA$ACTION FROM S ORDER BY 2')).rows).toEqual([
    ['2', '60.00', 'DELETE'],
    ['2', '62.00', 'INSERT'],
  ]);
});

it('a condition on the time is asked again when nothing changed', async () => {
  const { sql, pass, end } = await timedAccount();
  await sql('CREATE TABLE E (ID INT, T TIMESTAMP_NTZ)');
  await sql("INSERT INTO E VALUES (1, '2026-03-02 09:30:00'), (2, '2026-03-02 11:30:00')");
  await sql(dynamic('SELECT ID FROM E WHERE T <= CURRENT_TIMESTAMP()::TIMESTAMP_NTZ'));
  expect((await sql('SELECT * FROM D')).rows).toEqual([['1']]);
  await pass(2 * HOUR);
  expect(await last(sql)).toBe('INCREMENTAL +1 -0');
  expect((await sql('SELECT * FROM D ORDER BY 1')).rows).toEqual([['1'], ['2']]);
  await end();
});

it('floats are summed anew, never corrected', async () => {
  const sql = await freshConnection();
  await sql('CREATE TABLE F (G INT, X FLOAT)');
  await sql("INSERT INTO F VALUES (1, 1e17), (1, 0.1), (1, 0.2), (2, 'NaN'), (2, 1)");
  await sql(
    dynamic(
      `WITH P AS (SELECT G, SUM(X) AS S, AVG(X) AS A FROM F GROUP BY G) SELECT P.G, P.S, Q.A FROM P JOIN P Q ON P.G = Q.G`,
    ),
  );
  await sql("DELETE FROM F WHERE X IN (1e17, 'NaN'::FLOAT)");
  expect(await refreshed(sql)).toBe('INCREMENTAL +2 -2');
  expect((await sql('SELECT G, ROUND(S, 9), ROUND(A, 9) FROM D ORDER BY G')).rows).toEqual([
    ['1', '0.3', '0.15'],
    ['2', '1', '1'],
  ]);
});

it('an expression that only rows of different times would break is not computed for them', async () => {
  const sql = await freshConnection();
  await sql('CREATE TABLE A (K INT, X INT)');
  await sql('CREATE TABLE B (K INT, Y INT)');
  await sql('INSERT INTO A VALUES (1, 10)');
  await sql('INSERT INTO B VALUES (1, 5)');
  await sql(dynamic('SELECT A.K, 100 / (A.X - B.Y) AS Q FROM A JOIN B ON A.K = B.K'));
  await sql('UPDATE A SET X = 7');
  await sql('UPDATE B SET Y = 10');
  expect(await refreshed(sql)).toBe('INCREMENTAL +1 -1');
  expect((await sql('SELECT Q FROM D')).rows).toEqual([['-33.333333']]);
});

it('the query of the guide follows orders, lines and returns', async () => {
  const sql = await freshConnection();
  await sql('CREATE TABLE ORDERS (O_ORDER_ID INT, O_CUSTOMER_SK INT, ORDER_DATE DATE)');
  await sql('CREATE TABLE LINEITEM (LI_ORDER_ID INT, LI_PRODUCT_ID INT, QUANTITY INT, PRICE NUMBER(8, 2))');
  await sql('CREATE TABLE ORDER_RETURNS (OR_ORDER_ID INT, OR_PRODUCT_ID INT, OR_RETURN_QUANTITY INT)');
  const from = 'FROM TABLE(GENERATOR(ROWCOUNT => 400))';
  await sql(
    `INSERT INTO ORDERS SELECT SEQ4(), MOD(SEQ4(), 40), DATEADD(DAY, MOD(SEQ4(), 900), '2024-01-01'::DATE) ${from}`,
  );
  await sql(`INSERT INTO LINEITEM SELECT MOD(SEQ4(), 400), MOD(SEQ4(), 7), 1 + MOD(SEQ4(), 3), 1 + MOD(SEQ4(), 11)
    FROM TABLE(GENERATOR(ROWCOUNT => 1200))`);
  await sql(`INSERT INTO ORDER_RETURNS SELECT MOD(SEQ4() * 3, 400), MOD(SEQ4(), 7), 1 ${from}`);
  const query = `WITH ORDER_LINES AS (
      SELECT O.O_CUSTOMER_SK, O.O_ORDER_ID, O.ORDER_DATE, LI.QUANTITY * LI.PRICE AS ROW_PRICE,
        COALESCE(RET.OR_RETURN_QUANTITY, 0) * LI.PRICE AS RETURN_ROW_PRICE
      FROM LINEITEM AS LI
      LEFT JOIN ORDER_RETURNS AS RET ON LI.LI_ORDER_ID = RET.OR_ORDER_ID AND LI.LI_PRODUCT_ID = RET.OR_PRODUCT_ID
      JOIN ORDERS AS O ON LI.LI_ORDER_ID = O.O_ORDER_ID),
    PER_ORDER AS (
      SELECT O_CUSTOMER_SK, O_ORDER_ID, YEAR(MIN(ORDER_DATE)) AS INVOICE_YEAR, MAX(ORDER_DATE) AS LATEST_ORDER_DATE,
        SUM(RETURN_ROW_PRICE) / NULLIF(SUM(ROW_PRICE), 0) AS RATIO
      FROM ORDER_LINES GROUP BY O_CUSTOMER_SK, O_ORDER_ID),
    ORDERS_PER_YEAR AS (
      SELECT O_CUSTOMER_SK, INVOICE_YEAR, COUNT(*) AS N_ORDERS FROM PER_ORDER GROUP BY O_CUSTOMER_SK, INVOICE_YEAR),
    FREQUENCY AS (SELECT O_CUSTOMER_SK, AVG(N_ORDERS) AS FREQUENCY FROM ORDERS_PER_YEAR GROUP BY O_CUSTOMER_SK),
    RETURNS AS (
      SELECT O_CUSTOMER_SK, AVG(RATIO) AS RETURN_RATIO, MAX(LATEST_ORDER_DATE) AS LATEST_ORDER_DATE
      FROM PER_ORDER GROUP BY O_CUSTOMER_SK)
    SELECT * FROM FREQUENCY JOIN RETURNS USING (O_CUSTOMER_SK)`;
  await sql(dynamic(query));
  const check = async (expected: string): Promise<void> => {
    expect(await refreshed(sql)).toBe(expected);
    expect((await sql('SELECT * FROM D ORDER BY 1')).rows).toEqual(
      (await sql(`SELECT * FROM (${query}) ORDER BY 1`)).rows,
    );
  };
  await sql("INSERT INTO ORDERS VALUES (1000, 3, '2026-02-03'), (1001, 99, '2026-02-03')");
  await sql('INSERT INTO LINEITEM VALUES (1000, 1, 2, 3.5), (1001, 1, 2, 3.5)');
  await check('INCREMENTAL +2 -1');
  await sql('INSERT INTO ORDER_RETURNS VALUES (1000, 1, 1)');
  await check('INCREMENTAL +1 -1');
  await sql("UPDATE ORDERS SET O_CUSTOMER_SK = 4, ORDER_DATE = '2020-01-01' WHERE O_ORDER_ID = 1000");
  await check('INCREMENTAL +2 -2');
  await sql('DELETE FROM LINEITEM WHERE LI_ORDER_ID = 1001');
  await check('INCREMENTAL +0 -1');
});

it('rows of no interest are not looked at: the changes of a source are forgotten when all have had them', async () => {
  const sql = await orders();
  await sql(dynamic('SELECT ID FROM O WHERE PRICE > 15'));
  await sql('CREATE STREAM S ON TABLE O');
  await sql('INSERT INTO O VALUES (9, 9, 99)');
  await refreshed(sql);
  expect((await sql('SELECT COUNT(*) FROM S')).rows).toEqual([['1']]);
  await sql('DROP STREAM S');
  await sql('INSERT INTO O VALUES (10, 9, 99)');
  expect(await refreshed(sql)).toBe('INCREMENTAL +1 -0');
  await sql('DROP DYNAMIC TABLE D');
  await sql('CREATE STREAM S ON TABLE O');
  expect((await sql('SELECT COUNT(*) FROM S')).rows).toEqual([['0']]);
});

it('a grouping key whose value may raise an error is computed of the rows that are there', async () => {
  const sql = await freshConnection();
  await sql('CREATE TABLE O (DAY VARCHAR, PRICE INT)');
  await sql("INSERT INTO O VALUES ('2026-01-02', 1), ('2026-01-02', 2), ('2027-03-04', 4)");
  const key = "YEAR(IFF(DAY IS NULL, '1970-01-01'::DATE, TO_DATE(DAY)))";
  await sql(dynamic(`SELECT ${key} AS Y, SUM(PRICE) AS N FROM O GROUP BY ${key}`));
  await sql("INSERT INTO O VALUES ('2027-05-06', 8), (NULL, 16)");
  await refreshed(sql);
  expect((await sql('SELECT Y, N FROM D ORDER BY Y')).rows).toEqual([
    ['1970', '16'],
    ['2026', '3'],
    ['2027', '12'],
  ]);
  await sql("INSERT INTO O VALUES ('no day', 1)");
  await expect(sql('ALTER DYNAMIC TABLE D REFRESH')).rejects.toThrow("'no day' is not recognized");
});
