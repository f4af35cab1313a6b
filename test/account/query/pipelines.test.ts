/** The customer-segmentation pipelines and point-in-time joins, end to end: the very SQL that feature views hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

const HAND_WRITTEN = `
WITH ORDER_LINES AS (
  SELECT O.O_CUSTOMER_SK, O.O_ORDER_ID, O.ORDER_DATE,
    LI.QUANTITY * LI.PRICE AS ROW_PRICE,
    COALESCE(RET.OR_RETURN_QUANTITY, 0) * LI.PRICE AS RETURN_ROW_PRICE
  FROM DB.PUBLIC.LINEITEM AS LI
  LEFT JOIN DB.PUBLIC.ORDER_RETURNS AS RET
    ON LI.LI_ORDER_ID = RET.OR_ORDER_ID
   AND LI.LI_PRODUCT_ID = RET.OR_PRODUCT_ID
  JOIN DB.PUBLIC.ORDERS AS O
    ON LI.LI_ORDER_ID = O.O_ORDER_ID
),
PER_ORDER AS (
  SELECT O_CUSTOMER_SK, O_ORDER_ID,
    YEAR(MIN(ORDER_DATE)) AS INVOICE_YEAR,
    MAX(ORDER_DATE) AS LATEST_ORDER_DATE,
    SUM(RETURN_ROW_PRICE) / NULLIF(SUM(ROW_PRICE), 0) AS RATIO
  FROM ORDER_LINES
  GROUP BY O_CUSTOMER_SK, O_ORDER_ID
),
ORDERS_PER_YEAR AS (
  SELECT O_CUSTOMER_SK, INVOICE_YEAR, COUNT(*) AS N_ORDERS
  FROM PER_ORDER GROUP BY O_CUSTOMER_SK, INVOICE_YEAR
),
FREQUENCY AS (SELECT O_CUSTOMER_SK, AVG(N_ORDERS) AS FREQUENCY FROM ORDERS_PER_YEAR GROUP BY O_CUSTOMER_SK),
RETURNS AS (
  SELECT O_CUSTOMER_SK, AVG(RATIO) AS RETURN_RATIO, MAX(LATEST_ORDER_DATE) AS LATEST_ORDER_DATE
  FROM PER_ORDER GROUP BY O_CUSTOMER_SK
)
SELECT F.O_CUSTOMER_SK, F.FREQUENCY, R.RETURN_RATIO, R.LATEST_ORDER_DATE
FROM FREQUENCY AS F JOIN RETURNS AS R ON F.O_CUSTOMER_SK = R.O_CUSTOMER_SK
ORDER BY 1`;

/** The shape that Snowpark writes: nested, every name quoted, the shared part twice. */
function snowpark(joinKey: string): string {
  const joined = `SELECT  *  FROM (( SELECT  *  FROM (( SELECT "LI_ORDER_ID" AS "LI_ORDER_ID", "LI_PRODUCT_ID" AS "LI_PRODUCT_ID", "QUANTITY" AS "QUANTITY", "PRICE" AS "PRICE" FROM DB.PUBLIC.LINEITEM) AS SNOWPARK_LEFT LEFT OUTER JOIN ( SELECT  *  FROM DB.PUBLIC.ORDER_RETURNS) AS SNOWPARK_RIGHT ON (("LI_ORDER_ID" = "OR_ORDER_ID") AND ("LI_PRODUCT_ID" = "OR_PRODUCT_ID")))) AS SNOWPARK_LEFT INNER JOIN ( SELECT  *  FROM DB.PUBLIC.ORDERS) AS SNOWPARK_RIGHT ON ("${joinKey}" = "O_ORDER_ID"))`;
  const filled = `SELECT iff("O_ORDER_ID" IS NULL, 0, "O_ORDER_ID") AS "O_ORDER_ID", iff("O_CUSTOMER_SK" IS NULL, 0, "O_CUSTOMER_SK") AS "O_CUSTOMER_SK", iff("ORDER_DATE" IS NULL, DATE '1970-01-01', "ORDER_DATE") AS "ORDER_DATE", "LI_PRODUCT_ID", iff("PRICE" IS NULL, 0.0, "PRICE") AS "PRICE", iff("QUANTITY" IS NULL, 0 :: INT, "QUANTITY") AS "QUANTITY", iff("OR_RETURN_QUANTITY" IS NULL, 0, "OR_RETURN_QUANTITY") AS "OR_RETURN_QUANTITY" FROM ( ${joined})`;
  const priced = `SELECT *, year("ORDER_DATE") AS "INVOICE_YEAR", ("QUANTITY" * "PRICE") AS "ROW_PRICE", ("OR_RETURN_QUANTITY" * "PRICE") AS "RETURN_ROW_PRICE" FROM ( ${filled})`;
  const perOrder = `SELECT "O_CUSTOMER_SK", "O_ORDER_ID", sum("ROW_PRICE") AS "ROW_PRICE", sum("RETURN_ROW_PRICE") AS "RETURN_ROW_PRICE", min("INVOICE_YEAR") AS "INVOICE_YEAR", max("ORDER_DATE") AS "LATEST_ORDER_DATE" FROM ( ${priced}) GROUP BY "O_CUSTOMER_SK", "O_ORDER_ID"`;
  const ratio = `SELECT "O_CUSTOMER_SK", "O_ORDER_ID", "INVOICE_YEAR", "LATEST_ORDER_DATE", ("RETURN_ROW_PRICE" / "ROW_PRICE") AS "RATIO" FROM ( ${perOrder})`;
  const frequency = `SELECT "O_CUSTOMER_SK", avg("FREQUENCY") AS "FREQUENCY" FROM ( SELECT "O_CUSTOMER_SK", "INVOICE_YEAR", CAST (count("O_ORDER_ID") AS FLOAT) AS "FREQUENCY" FROM ( ${ratio}) GROUP BY "O_CUSTOMER_SK", "INVOICE_YEAR") GROUP BY "O_CUSTOMER_SK"`;
  const returns = `SELECT "O_CUSTOMER_SK", CAST (avg("RATIO") AS FLOAT) AS "RETURN_RATIO", max("LATEST_ORDER_DATE") AS "LATEST_ORDER_DATE" FROM ( ${ratio}) GROUP BY "O_CUSTOMER_SK"`;
  return `SELECT  *  FROM (( ${frequency}) AS SNOWPARK_LEFT INNER JOIN ( ${returns}) AS SNOWPARK_RIGHT USING (O_CUSTOMER_SK)) ORDER BY "O_CUSTOMER_SK" ASC NULLS FIRST`;
}

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.open();
  await account.table(
    'ORDERS',
    ['O_ORDER_ID INTEGER', 'O_CUSTOMER_SK INTEGER', 'ORDER_DATE DATE'],
    ["(1, 10, '2020-01-05')", "(2, 10, '2020-06-01')", "(3, 10, '2021-03-03')", "(4, 20, '2021-04-04')"],
  );
  await account.table(
    'LINEITEM',
    ['LI_ORDER_ID INTEGER', 'LI_PRODUCT_ID INTEGER', 'QUANTITY INTEGER', 'PRICE DECIMAL(8,2)'],
    ['(1, 100, 3, 1.10)', '(1, 101, 1, 5.00)', '(2, 100, 2, 2.50)', '(3, 102, 7, 0.30)', '(4, 100, 1, 9.99)'],
  );
  await account.table(
    'ORDER_RETURNS',
    ['OR_ORDER_ID INTEGER', 'OR_PRODUCT_ID INTEGER', 'OR_RETURN_QUANTITY INTEGER'],
    ['(1, 100, 1)', '(3, 102, 5)'],
  );
  await account.table(
    'SPINE_T',
    ['ID INTEGER', 'EVENT_TS TIMESTAMP_NTZ', 'LABEL VARCHAR'],
    ["(1, '2024-01-02 00:00:00', 'a')", "(1, '2024-01-04 00:00:00', 'b')", "(2, '2024-01-04 00:00:00', 'c')"],
  );
  await account.table(
    'WITHTS$2.0',
    ['ID INTEGER', 'TS TIMESTAMP_NTZ', 'AMT NUMBER(10,2)', '"weird col" VARCHAR'],
    ["(1, '2024-01-01 00:00:00', 1.25, 'p')", "(1, '2024-01-03 00:00:00', null, 'q')"],
  );
  await account.table('NOTS$V1', ['ID INTEGER', 'SCORE FLOAT'], ['(1, 0.5)']);
});
afterAll(() => account.close());

describe('customer segmentation', () => {
  it('gives Snowflake’s exact decimals for the hand-written query', async () => {
    const { names, types, rows } = await account.run(HAND_WRITTEN);
    expect(names).toEqual(['O_CUSTOMER_SK', 'FREQUENCY', 'RETURN_RATIO', 'LATEST_ORDER_DATE']);
    expect(types).toEqual(['NUMBER(38,0)', 'NUMBER(38,6)', 'NUMBER(38,12)', 'DATE']);
    // Order 1: 1.10 / 8.30 = 0.13253012; order 2: 0; order 3: 1.50 / 2.10 = 0.71428571; their mean to 12 places.
    expect(rows).toEqual([
      ['10', '1.500000', '0.282271943333', '18689'],
      ['20', '1.000000', '0.000000000000', '18721'],
    ]);
  });

  it('gives the same for the nested form that Snowpark writes, joined on the line item’s order', async () => {
    const { types, rows } = await account.run(snowpark('LI_ORDER_ID'));
    expect(types).toEqual(['NUMBER(38,0)', 'FLOAT', 'FLOAT', 'DATE']);
    expect(rows).toEqual([
      ['10', '1.5', '0.282271943333', '18689'],
      ['20', '1', '0', '18721'],
    ]);
  });

  it('counts only returned lines when joined on the return’s order', async () => {
    const { rows } = await account.run(snowpark('OR_ORDER_ID'));
    // Order 1: 1.10 / 3.30 = 0.33333333; order 3: 0.71428571.
    expect(rows).toEqual([['10', '1', '0.52380952', '18689']]);
  });
});

describe('point-in-time joins as the official client writes them', () => {
  const SEQUENTIAL = `SELECT l_1.*, r_1.* EXCLUDE (ID) FROM (
    SELECT l_0.*, r_0.* EXCLUDE (ID, TS) FROM (SELECT * FROM SPINE_T) l_0
    ASOF JOIN ( SELECT ID, TS, AMT, "weird col" FROM DB.PUBLIC."WITHTS$2.0" ) r_0
    MATCH_CONDITION (l_0.EVENT_TS >= r_0.TS) ON l_0.ID = r_0.ID ) l_1
    LEFT JOIN ( SELECT ID, SCORE FROM DB.PUBLIC.NOTS$V1 ) r_1 ON l_1.ID = r_1.ID ORDER BY LABEL`;
  const BY_CTE = `WITH SPINE AS (SELECT * FROM (SELECT * FROM SPINE_T)),
    FV000 AS (SELECT SPINE_DEDUP.*, FEATURE.TS AS "WITHTS_2.0_TS", FEATURE.* EXCLUDE (ID, TS) FROM (SELECT DISTINCT ID, EVENT_TS FROM SPINE) SPINE_DEDUP
      ASOF JOIN (SELECT ID, TS, AMT, "weird col" FROM DB.PUBLIC."WITHTS$2.0") FEATURE MATCH_CONDITION (SPINE_DEDUP.EVENT_TS >= FEATURE.TS) ON SPINE_DEDUP.ID = FEATURE.ID),
    FV001 AS (SELECT SPINE_DEDUP.*, FEATURE.* EXCLUDE (ID) FROM (SELECT DISTINCT ID FROM SPINE) SPINE_DEDUP LEFT JOIN (SELECT ID, SCORE FROM DB.PUBLIC.NOTS$V1) FEATURE ON SPINE_DEDUP.ID = FEATURE.ID)
    SELECT SPINE.*, FV000.AMT AS "WITHTS_2.0_AMT", FV000."weird col", FV001.SCORE FROM SPINE
    LEFT JOIN FV000 ON SPINE.ID = FV000.ID AND SPINE.EVENT_TS = FV000.EVENT_TS
    LEFT JOIN FV001 ON SPINE.ID = FV001.ID ORDER BY LABEL`;
  const ROWS = [
    ['1', '1704153600.000000000', 'a', '1.25', 'p', '0.5'],
    // The last row counts, not the last value: a NULL feature stays NULL.
    ['1', '1704326400.000000000', 'b', null, 'q', '0.5'],
    ['2', '1704326400.000000000', 'c', null, null, null],
  ];

  it('sequentially', async () => {
    const { names, rows } = await account.run(SEQUENTIAL);
    expect(names).toEqual(['ID', 'EVENT_TS', 'LABEL', 'AMT', 'weird col', 'SCORE']);
    expect(rows).toEqual(ROWS);
  });

  it('by CTE', async () => {
    const { names, rows } = await account.run(BY_CTE);
    expect(names).toEqual(['ID', 'EVENT_TS', 'LABEL', 'WITHTS_2.0_AMT', 'weird col', 'SCORE']);
    expect(rows).toEqual(ROWS);
  });
});
