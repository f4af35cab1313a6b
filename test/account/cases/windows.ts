import { answers, refuses } from './case.js';
import type { Topic } from './case.js';

export const windows: Topic = {
  name: 'windows',
  given: [
    "CREATE TABLE t (k VARCHAR, o INT, v INT) AS SELECT * FROM VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 30), ('a', 4, NULL), ('b', 1, 5)",
    "CREATE TABLE days (d DATE, v INT) AS SELECT * FROM VALUES ('2024-01-01', 1), ('2024-01-03', 2), ('2024-01-04', 4), ('2024-01-10', 8)",
  ],
  pages: {
    'Window function syntax and usage': [
      answers(
        "SELECT o, v, SUM(v) OVER (PARTITION BY k ORDER BY o) FROM t WHERE k = 'a' ORDER BY o, v",
        '1 | 10 | 10',
        '2 | 20 | 60',
        '2 | 30 | 60',
        '4 | NULL | 60',
      ),
      answers(
        "SELECT o, v, SUM(v) OVER (PARTITION BY k ORDER BY o, v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t WHERE k = 'a' ORDER BY o, v",
        '1 | 10 | 10',
        '2 | 20 | 30',
        '2 | 30 | 50',
        '4 | NULL | 30',
      ),
      answers('SELECT k, SUM(v) OVER (PARTITION BY k) FROM t WHERE o = 1 ORDER BY k', 'a | 10', 'b | 5'),
      answers(
        "SELECT d, SUM(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL '2 days' PRECEDING AND CURRENT ROW) FROM days ORDER BY d",
        '2024-01-01 | 1',
        '2024-01-03 | 3',
        '2024-01-04 | 6',
        '2024-01-10 | 8',
      ),
      answers(
        "SELECT v, SUM(v) OVER (ORDER BY v ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t WHERE k = 'a' AND v IS NOT NULL ORDER BY v",
        '10 | 60',
        '20 | 50',
        '30 | 30',
      ),
      answers('SELECT k, SUM(SUM(v)) OVER (ORDER BY k) FROM t GROUP BY k ORDER BY k', 'a | 60', 'b | 65'),
      refuses('SELECT SUM(SUM(v) OVER ()) FROM t', '001015', /window function/i),
      refuses(
        'SELECT v FROM t WHERE ROW_NUMBER() OVER (ORDER BY v) = 1',
        '001015',
        /window function in WHERE clause/i,
      ),
    ],
    ROW_NUMBER: [
      answers(
        "SELECT v, ROW_NUMBER() OVER (ORDER BY v DESC NULLS LAST) FROM t WHERE k = 'a' ORDER BY 2",
        '30 | 1',
        '20 | 2',
        '10 | 3',
        'NULL | 4',
      ),
    ],
    'RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE': [
      answers(
        "SELECT o, RANK() OVER (ORDER BY o), DENSE_RANK() OVER (ORDER BY o) FROM t WHERE k = 'a' ORDER BY o",
        '1 | 1 | 1',
        '2 | 2 | 2',
        '2 | 2 | 2',
        '4 | 4 | 3',
      ),
      answers(
        "SELECT o, ROUND(PERCENT_RANK() OVER (ORDER BY o), 4), CUME_DIST() OVER (ORDER BY o) FROM t WHERE k = 'a' ORDER BY o",
        '1 | 0 | 0.25',
        '2 | 0.3333 | 0.75',
        '2 | 0.3333 | 0.75',
        '4 | 1 | 1',
      ),
      answers(
        'SELECT v, NTILE(2) OVER (ORDER BY v) FROM t WHERE v IS NOT NULL ORDER BY v',
        '5 | 1',
        '10 | 1',
        '20 | 2',
        '30 | 2',
      ),
    ],
    'LAG, LEAD': [
      answers(
        'SELECT v, LAG(v) OVER (ORDER BY v), LEAD(v, 1, 0) OVER (ORDER BY v) FROM t WHERE v IS NOT NULL ORDER BY v',
        '5 | NULL | 10',
        '10 | 5 | 20',
        '20 | 10 | 30',
        '30 | 20 | 0',
      ),
      answers(
        'SELECT x, LAG(y) IGNORE NULLS OVER (ORDER BY x) FROM VALUES (1, 5), (2, NULL), (3, 7) AS s (x, y) ORDER BY x',
        '1 | NULL',
        '2 | 5',
        '3 | 5',
      ),
    ],
    'FIRST_VALUE, LAST_VALUE, NTH_VALUE': [
      answers(
        "SELECT v, FIRST_VALUE(v) OVER (ORDER BY o, v), LAST_VALUE(v) OVER (ORDER BY o, v) FROM t WHERE k = 'a' AND v IS NOT NULL ORDER BY v",
        '10 | 10 | 30',
        '20 | 10 | 30',
        '30 | 10 | 30',
      ),
      answers(
        "SELECT v, LAST_VALUE(v) IGNORE NULLS OVER (ORDER BY o, v) FROM t WHERE k = 'a' AND v IS NULL",
        'NULL | NULL',
      ),
      answers("SELECT DISTINCT NTH_VALUE(v, 2) OVER (ORDER BY o, v) FROM t WHERE k = 'a'", '20'),
      answers(
        "SELECT DISTINCT NTH_VALUE(v, 3) FROM FIRST IGNORE NULLS OVER (ORDER BY o DESC, v) FROM t WHERE k = 'a'",
        '10',
      ),
      refuses('SELECT NTH_VALUE(v, 2) FROM LAST OVER (ORDER BY o) FROM t', '000002', /NTH_VALUE FROM LAST/),
      answers(
        "SELECT DISTINCT LAST_VALUE(v) IGNORE NULLS OVER (PARTITION BY k ORDER BY o, v) FROM t WHERE k = 'a'",
        '30',
      ),
    ],
    RATIO_TO_REPORT: [
      answers(
        "SELECT v, ROUND(RATIO_TO_REPORT(v) OVER (), 4) FROM t WHERE k = 'a' AND v IS NOT NULL ORDER BY v",
        '10 | 0.1667',
        '20 | 0.3333',
        '30 | 0.5000',
      ),
    ],
    CONDITIONAL_CHANGE_EVENT: [
      answers(
        "SELECT o, CONDITIONAL_CHANGE_EVENT(o) OVER (ORDER BY o, v) FROM t WHERE k = 'a' ORDER BY o, 2",
        '1 | 0',
        '2 | 1',
        '2 | 1',
        '4 | 2',
      ),
    ],
    CONDITIONAL_TRUE_EVENT: [
      answers(
        "SELECT o, CONDITIONAL_TRUE_EVENT(o > 1) OVER (ORDER BY o, v) FROM t WHERE k = 'a' ORDER BY 1, 2",
        '1 | 0',
        '2 | 1',
        '2 | 2',
        '4 | 3',
      ),
    ],
    QUALIFY: [
      answers(
        'SELECT k, v FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC NULLS LAST) = 1 ORDER BY k',
        'a | 30',
        'b | 5',
      ),
      answers(
        'SELECT k, v, RANK() OVER (ORDER BY v NULLS LAST) AS r FROM t WHERE v > 5 QUALIFY r <= 2 ORDER BY r',
        'a | 10 | 1',
        'a | 20 | 2',
      ),
      answers(
        'SELECT k, SUM(v) AS s FROM t GROUP BY k HAVING s > 1 QUALIFY ROW_NUMBER() OVER (ORDER BY s) = 1',
        'b | 5',
      ),
      refuses('SELECT v FROM t QUALIFY v > 1', '001015', /QUALIFY needs a window function/),
    ],
  },
};
