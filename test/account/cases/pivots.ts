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
      refuses(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (ANY ORDER BY quarter))',
        '000002',
        /PIVOT/,
      ),
      refuses(
        'SELECT * FROM quarterly_sales PIVOT (SUM(amount) FOR quarter IN (SELECT DISTINCT quarter FROM quarterly_sales))',
        '000002',
        /PIVOT/,
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
