import { answers, refuses } from './case.js';
import type { Topic } from './case.js';

export const pivots: Topic = {
  name: 'pivots',
  given: [
    "CREATE TABLE quarterly_sales (empid INT, amount INT, quarter TEXT) AS SELECT * FROM VALUES (1, 10000, '2023_Q1'), (1, 400, '2023_Q1'), (2, 4500, '2023_Q1'), (1, 8000, '2023_Q2'), (2, 200, '2023_Q2')",
    "CREATE TABLE monthly_sales (empid INT, dept TEXT, jan INT, feb INT) AS SELECT * FROM VALUES (1, 'electronics', 100, 200), (2, 'clothes', 300, NULL)",
  ],
  pages: {
    PIVOT: [
      answers(
        "SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN ('2023_Q1', '2023_Q2')) ORDER BY empid",
        '1 | 10400 | 8000',
        '2 | 4500 | 200',
      ),
      answers(
        `SELECT "'2023_Q1'" FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN ('2023_Q1')) ORDER BY empid`,
        '10400',
        '4500',
      ),
      answers(
        "SELECT empid, q1 FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN ('2023_Q1', '2023_Q2')) AS p (empid, q1, q2) ORDER BY empid",
        '1 | 10400',
        '2 | 4500',
      ),
      answers(
        "SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN ('2023_Q1', '2023_Q3') DEFAULT ON NULL (0)) ORDER BY empid",
        '1 | 10400 | 0',
        '2 | 4500 | 0',
      ),
      answers(
        "SELECT * FROM quarterly_sales PIVOT (COUNT(amount) FOR quarter IN ('2023_Q3')) ORDER BY empid",
        '1 | 0',
        '2 | 0',
      ),
      answers(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (ANY ORDER BY quarter)) ORDER BY empid',
        '1 | 10400 | 8000',
        '2 | 4500 | 200',
      ),
      answers(
        `SELECT "'2023_Q2'" FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (ANY)) ORDER BY empid`,
        '8000',
        '200',
      ),
      answers(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (ANY ORDER BY quarter DESC)) ORDER BY empid',
        '1 | 8000 | 10400',
        '2 | 200 | 4500',
      ),
      answers(
        "SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (SELECT DISTINCT quarter FROM quarterly_sales WHERE quarter > '2023_Q1')) ORDER BY empid",
        '1 | 8000',
        '2 | 200',
      ),
      answers(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (SELECT DISTINCT quarter FROM quarterly_sales ORDER BY quarter DESC)) ORDER BY empid',
        '1 | 8000 | 10400',
        '2 | 200 | 4500',
      ),
      // NULL is a value of the column like the others.
      answers(
        "WITH s AS (SELECT * FROM VALUES (1, 10, 'a'), (1, 20, NULL), (2, 5, 'b') AS v (id, n, q)) SELECT * FROM s PIVOT (SUM(n) FOR q IN (ANY ORDER BY q) DEFAULT ON NULL (0)) ORDER BY id",
        '1 | 10 | 0 | 20',
        '2 | 0 | 5 | 0',
      ),
      answers(
        'WITH s AS (SELECT * FROM VALUES (1, 10, -1.5), (1, 20, 2), (2, 5, 2) AS v (id, n, k)), k AS (SELECT k FROM s WHERE k > 0) SELECT id, "2.0" FROM s PIVOT (MAX(n) FOR k IN (SELECT k FROM k)) ORDER BY id',
        '1 | 20',
        '2 | 5',
      ),
      answers(
        `SELECT "'2024-01-01'" FROM (SELECT 1 AS n, DATE '2024-01-01' AS d) PIVOT (SUM(n) FOR d IN (ANY))`,
        '1',
      ),
      answers(
        [
          'CREATE VIEW per_quarter AS SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (ANY ORDER BY quarter))',
          'SELECT * FROM per_quarter ORDER BY empid',
        ],
        '1 | 10400 | 8000',
        '2 | 4500 | 200',
      ),
      refuses(
        [
          'CREATE TABLE growing AS SELECT * FROM quarterly_sales',
          'CREATE VIEW grown AS SELECT * FROM growing PIVOT (SUM(amount) FOR quarter IN (ANY ORDER BY quarter))',
          "INSERT INTO growing VALUES (1, 1, '2023_Q3')",
          'SELECT * FROM grown',
        ],
        '002057',
        /declared 3 column\(s\), but view query produces 4/,
      ),
      refuses(
        [
          'CREATE TABLE moving AS SELECT * FROM quarterly_sales',
          'CREATE VIEW moved AS SELECT * FROM moving PIVOT (SUM(amount) FOR quarter IN (ANY ORDER BY quarter))',
          "UPDATE moving SET quarter = '2023_Q3' WHERE quarter = '2023_Q1'",
          'SELECT * FROM moved',
        ],
        '002057',
        /'2023_Q2'/,
      ),
      refuses(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (SELECT quarter FROM quarterly_sales ORDER BY quarter))',
        '001015',
        /DISTINCT/,
      ),
      refuses(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (SELECT DISTINCT empid, quarter FROM quarterly_sales))',
        '001015',
        /one column/,
      ),
      refuses(
        "SELECT * FROM (SELECT 1 AS n, TO_TIME('10:00:00') AS t) PIVOT (SUM(n) FOR t IN (ANY))",
        '000002',
        /cast the column to VARCHAR/,
      ),
      refuses(
        "CREATE FUNCTION wide () RETURNS TABLE (a INT, b INT, c INT) AS 'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (ANY))'",
        '000002',
        /in function/,
      ),
    ],
    UNPIVOT: [
      answers(
        'SELECT * FROM monthly_sales UNPIVOT (sales FOR month IN (jan, feb)) ORDER BY empid, month',
        '1 | electronics | FEB | 200',
        '1 | electronics | JAN | 100',
        '2 | clothes | JAN | 300',
      ),
      answers(
        "SELECT empid, month, sales FROM monthly_sales UNPIVOT INCLUDE NULLS (sales FOR month IN (jan AS 'january', feb AS 'february')) ORDER BY 1, 2",
        '1 | february | 200',
        '1 | january | 100',
        '2 | february | NULL',
        '2 | january | 300',
      ),
    ],
  },
};
