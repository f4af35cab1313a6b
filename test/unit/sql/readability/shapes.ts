/**
 * One pipeline as generators of SQL write it: a subquery for every step with the shared part twice, numbered CTEs and
 * aliases, names in quotes. The hand-written text is golden/corrected.sql.
 */

const quoted = (...names: readonly string[]) => names.map((n) => `"${n}"`).join(', ');
const step = (columns: string, from: string, rest = '') => `SELECT ${columns} FROM ( ${from})${rest}`;

/** A SELECT for every method, random aliases, and the frame that is read twice written twice. */
function everyStepNested(): string {
  const perOrder = (id: string) => {
    const table = (n: number) => `SNOWPARK_TEMP_TABLE_${id}${n}`;
    const lines = `SELECT * FROM (( SELECT * FROM LINEITEM) AS ${table(1)} LEFT OUTER JOIN ( SELECT * FROM ORDER_RETURNS) AS ${table(2)} ON (("LI_ORDER_ID" = "OR_ORDER_ID") AND ("LI_PRODUCT_ID" = "OR_PRODUCT_ID")))`;
    const joined = `SELECT * FROM (( ${lines}) AS ${table(3)} INNER JOIN ( SELECT * FROM ORDERS) AS ${table(4)} ON ("LI_ORDER_ID" = "O_ORDER_ID"))`;
    const kept = quoted('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE', 'QUANTITY', 'PRICE');
    const filled = step(
      `${kept}, iff("OR_RETURN_QUANTITY" IS NULL, 0, "OR_RETURN_QUANTITY") AS "OR_RETURN_QUANTITY"`,
      joined,
    );
    const priced = step(
      `${quoted('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE')}, ("QUANTITY" * "PRICE") AS "ROW_PRICE", ("OR_RETURN_QUANTITY" * "PRICE") AS "RETURN_ROW_PRICE"`,
      filled,
    );
    const dated = step(
      `${quoted('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE', 'ROW_PRICE', 'RETURN_ROW_PRICE')}, year("ORDER_DATE") AS "INVOICE_YEAR"`,
      priced,
    );
    const grouped = step(
      `${quoted('O_CUSTOMER_SK', 'O_ORDER_ID')}, min("INVOICE_YEAR") AS "INVOICE_YEAR", max("ORDER_DATE") AS "LATEST_ORDER_DATE", sum("ROW_PRICE") AS "ROW_PRICE", sum("RETURN_ROW_PRICE") AS "RETURN_ROW_PRICE"`,
      dated,
      ` GROUP BY ${quoted('O_CUSTOMER_SK', 'O_ORDER_ID')}`,
    );
    return step(
      `${quoted('O_CUSTOMER_SK', 'O_ORDER_ID', 'INVOICE_YEAR', 'LATEST_ORDER_DATE')}, ("RETURN_ROW_PRICE" / NULLIF("ROW_PRICE", 0)) AS "RATIO"`,
      grouped,
    );
  };
  const perYear = step(
    `${quoted('O_CUSTOMER_SK', 'INVOICE_YEAR')}, count("O_ORDER_ID") AS "FREQUENCY"`,
    perOrder('Q'),
    ` GROUP BY ${quoted('O_CUSTOMER_SK', 'INVOICE_YEAR')}`,
  );
  const frequency = step(
    `${quoted('O_CUSTOMER_SK')}, avg("FREQUENCY") AS "FREQUENCY"`,
    perYear,
    ' GROUP BY "O_CUSTOMER_SK"',
  );
  const returns = step(
    `"O_CUSTOMER_SK" AS "C", avg("RATIO") AS "RETURN_RATIO", max("LATEST_ORDER_DATE") AS "LATEST_ORDER_DATE"`,
    perOrder('Z'),
    ' GROUP BY "O_CUSTOMER_SK"',
  );
  return `SELECT ${quoted('O_CUSTOMER_SK', 'FREQUENCY', 'RETURN_RATIO', 'LATEST_ORDER_DATE')} FROM ( SELECT * FROM (( ${frequency}) AS SNOWPARK_TEMP_TABLE_A INNER JOIN ( ${returns}) AS SNOWPARK_TEMP_TABLE_B ON ("O_CUSTOMER_SK" = "C")))`;
}

/** One CTE for what is shared, subqueries for the rest, numbered aliases before every column, keys by number. */
const numberedAliases = `
WITH "t9" AS (
  SELECT "t8"."O_CUSTOMER_SK", "t8"."O_ORDER_ID", "t8"."INVOICE_YEAR", "t8"."LATEST_ORDER_DATE",
    "t8"."RETURN_ROW_PRICE" / NULLIF("t8"."ROW_PRICE", 0) AS "RATIO"
  FROM (
    SELECT "t7"."O_CUSTOMER_SK", "t7"."O_ORDER_ID", YEAR(MIN("t7"."ORDER_DATE")) AS "INVOICE_YEAR",
      MAX("t7"."ORDER_DATE") AS "LATEST_ORDER_DATE", SUM("t7"."ROW_PRICE") AS "ROW_PRICE",
      SUM("t7"."RETURN_ROW_PRICE") AS "RETURN_ROW_PRICE"
    FROM (
      SELECT "t6"."O_CUSTOMER_SK", "t6"."O_ORDER_ID", "t6"."ORDER_DATE", "t6"."QUANTITY" * "t6"."PRICE" AS "ROW_PRICE",
        COALESCE("t6"."OR_RETURN_QUANTITY", 0) * "t6"."PRICE" AS "RETURN_ROW_PRICE"
      FROM (
        SELECT "t5"."O_CUSTOMER_SK", "t5"."O_ORDER_ID", "t5"."ORDER_DATE", "t3"."QUANTITY", "t3"."PRICE",
          "t4"."OR_RETURN_QUANTITY"
        FROM "LINEITEM" AS "t3"
        LEFT OUTER JOIN "ORDER_RETURNS" AS "t4"
          ON "t3"."LI_ORDER_ID" = "t4"."OR_ORDER_ID" AND "t3"."LI_PRODUCT_ID" = "t4"."OR_PRODUCT_ID"
        INNER JOIN "ORDERS" AS "t5" ON "t3"."LI_ORDER_ID" = "t5"."O_ORDER_ID"
      ) AS "t6"
    ) AS "t7"
    GROUP BY 1, 2
  ) AS "t8"
)
SELECT "t15"."O_CUSTOMER_SK", "t15"."FREQUENCY", "t13"."RETURN_RATIO", "t13"."LATEST_ORDER_DATE"
FROM (
  SELECT "t11"."O_CUSTOMER_SK", AVG("t11"."N_ORDERS") AS "FREQUENCY"
  FROM (
    SELECT "t10"."O_CUSTOMER_SK", "t10"."INVOICE_YEAR", COUNT(*) AS "N_ORDERS" FROM "t9" AS "t10" GROUP BY 1, 2
  ) AS "t11"
  GROUP BY 1
) AS "t15"
INNER JOIN (
  SELECT "t12"."O_CUSTOMER_SK", AVG("t12"."RATIO") AS "RETURN_RATIO", MAX("t12"."LATEST_ORDER_DATE") AS "LATEST_ORDER_DATE"
  FROM "t9" AS "t12" GROUP BY 1
) AS "t13" ON "t15"."O_CUSTOMER_SK" = "t13"."O_CUSTOMER_SK"`;

/** The author's names for the CTEs, in quotes, and a numbered one where a step needed another. */
const quotedNames = `
WITH "table_1" AS (
  SELECT "O"."O_CUSTOMER_SK", "O"."O_ORDER_ID", "O"."ORDER_DATE", "LI"."QUANTITY", "LI"."PRICE", "RET"."OR_RETURN_QUANTITY"
  FROM "LINEITEM" AS "LI"
  LEFT JOIN "ORDER_RETURNS" AS "RET"
    ON "LI"."LI_ORDER_ID" = "RET"."OR_ORDER_ID" AND "LI"."LI_PRODUCT_ID" = "RET"."OR_PRODUCT_ID"
  JOIN "ORDERS" AS "O" ON "LI"."LI_ORDER_ID" = "O"."O_ORDER_ID"
),
"order_lines" AS (
  SELECT "O_CUSTOMER_SK", "O_ORDER_ID", "ORDER_DATE", "QUANTITY" * "PRICE" AS "ROW_PRICE",
    COALESCE("OR_RETURN_QUANTITY", 0) * "PRICE" AS "RETURN_ROW_PRICE"
  FROM "table_1"
),
"per_order" AS (
  SELECT "O_CUSTOMER_SK", "O_ORDER_ID", YEAR(MIN("ORDER_DATE")) AS "INVOICE_YEAR", MAX("ORDER_DATE") AS "LATEST_ORDER_DATE",
    COALESCE(SUM("RETURN_ROW_PRICE"), 0) / NULLIF(COALESCE(SUM("ROW_PRICE"), 0), 0) AS "RATIO"
  FROM "order_lines" GROUP BY "O_CUSTOMER_SK", "O_ORDER_ID"
),
"table_0" AS (
  SELECT "O_CUSTOMER_SK", "INVOICE_YEAR", COUNT(*) AS "N_ORDERS" FROM "per_order" GROUP BY "O_CUSTOMER_SK", "INVOICE_YEAR"
),
"frequency" AS (
  SELECT "O_CUSTOMER_SK", AVG("N_ORDERS") AS "FREQUENCY" FROM "table_0" GROUP BY "O_CUSTOMER_SK"
),
"ratio" AS (
  SELECT "O_CUSTOMER_SK", AVG("RATIO") AS "RETURN_RATIO", MAX("LATEST_ORDER_DATE") AS "LATEST_ORDER_DATE"
  FROM "per_order" GROUP BY "O_CUSTOMER_SK"
)
SELECT "frequency"."O_CUSTOMER_SK", "frequency"."FREQUENCY", "ratio"."RETURN_RATIO", "ratio"."LATEST_ORDER_DATE"
FROM "frequency" JOIN "ratio" ON "frequency"."O_CUSTOMER_SK" = "ratio"."O_CUSTOMER_SK"`;

export const shapes = { everyStepNested: everyStepNested(), numberedAliases, quotedNames };
