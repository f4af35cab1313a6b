import { answers, refuses, typed } from './case.js';
import type { Topic } from './case.js';

export const grouping: Topic = {
  name: 'grouping',
  given: [
    "CREATE TABLE sales (state VARCHAR, city VARCHAR, amount NUMBER(10,2)) AS SELECT * FROM VALUES ('CA', 'SF', 10), ('CA', 'SJ', 20), ('FL', 'Miami', 5), ('FL', NULL, 7)",
    'CREATE TABLE n (k INT, v INT) AS SELECT * FROM VALUES (1, 1), (1, 2), (1, 2), (2, NULL), (3, 4)',
  ],
  pages: {
    'GROUP BY': [
      answers(
        'SELECT state, SUM(amount) FROM sales GROUP BY state ORDER BY state',
        'CA | 30.00',
        'FL | 12.00',
      ),
      answers('SELECT state, SUM(amount) FROM sales GROUP BY ALL ORDER BY 1', 'CA | 30.00', 'FL | 12.00'),
      answers('SELECT LEFT(state, 1) AS s, COUNT(*) FROM sales GROUP BY s ORDER BY 1', 'C | 2', 'F | 2'),
      answers('SELECT COUNT(*), SUM(amount) FROM sales WHERE FALSE', '0 | NULL'),
      answers('SELECT state, COUNT(*) FROM sales WHERE FALSE GROUP BY state'),
      answers('SELECT city, COUNT(*) FROM sales GROUP BY city ORDER BY city DESC LIMIT 1', 'NULL | 1'),
      answers('SELECT state FROM sales GROUP BY state HAVING COUNT(city) = 2', 'CA'),
      refuses(
        'SELECT state, amount FROM sales GROUP BY state',
        '000979',
        /'AMOUNT' is not a valid group by expression/,
      ),
      refuses('SELECT SUM(amount) FROM sales GROUP BY SUM(amount)', '001015', /aggregate function/),
    ],
    'GROUP BY ROLLUP': [
      answers(
        'SELECT state, city, SUM(amount) FROM sales WHERE city IS NOT NULL GROUP BY ROLLUP (state, city) ORDER BY state NULLS LAST, city NULLS LAST',
        'CA | SF | 10.00',
        'CA | SJ | 20.00',
        'CA | NULL | 30.00',
        'FL | Miami | 5.00',
        'FL | NULL | 5.00',
        'NULL | NULL | 35.00',
      ),
    ],
    'GROUP BY CUBE': [
      answers(
        "SELECT state, city, SUM(amount) FROM sales WHERE state = 'CA' GROUP BY CUBE (state, city) ORDER BY 1 NULLS LAST, 2 NULLS LAST",
        'CA | SF | 10.00',
        'CA | SJ | 20.00',
        'CA | NULL | 30.00',
        'NULL | SF | 10.00',
        'NULL | SJ | 20.00',
        'NULL | NULL | 30.00',
      ),
    ],
    'GROUP BY GROUPING SETS': [
      answers(
        "SELECT state, city, COUNT(*) FROM sales WHERE state = 'CA' GROUP BY GROUPING SETS ((state), (city)) ORDER BY 1 NULLS LAST, 2 NULLS LAST",
        'CA | NULL | 2',
        'NULL | SF | 1',
        'NULL | SJ | 1',
      ),
    ],
    GROUPING: [
      answers(
        'SELECT state, GROUPING(state), GROUPING(state, city) FROM sales GROUP BY ROLLUP (state, city) HAVING GROUPING(city) = 1 ORDER BY 1 NULLS LAST',
        'CA | 0 | 1',
        'FL | 0 | 1',
        'NULL | 1 | 3',
      ),
    ],
    COUNT: [
      typed(
        'SELECT COUNT(*), COUNT(v), COUNT(DISTINCT v), COUNT(k, v) FROM n',
        'NUMBER(18,0), NUMBER(18,0), NUMBER(18,0), NUMBER(18,0)',
        '5 | 4 | 3 | 4',
      ),
      answers('SELECT COUNT_IF(v > 1), COUNT_IF(v IS NULL) FROM n', '3 | 1'),
      // COUNT(alias.*) counts the rows in which no column is NULL.
      answers(
        'SELECT COUNT(*), COUNT(n.*), COUNT(n.* EXCLUDE v), COUNT(o.*) FROM n LEFT JOIN (SELECT 3 AS j) o ON o.j = n.k',
        '5 | 4 | 5 | 1',
      ),
      refuses('SELECT COUNT(* EXCLUDE v) FROM n', '000002', /EXCLUDE and ILIKE in COUNT/),
    ],
    'SUM, AVG, MIN, MAX': [
      typed(
        'SELECT SUM(v), AVG(v), MIN(v), MAX(v) FROM n',
        'NUMBER(38,0), NUMBER(38,6), NUMBER(38,0), NUMBER(38,0)',
        '9 | 2.250000 | 1 | 4',
      ),
      answers('SELECT SUM(DISTINCT v), AVG(DISTINCT v) FROM n', '7 | 2.333333'),
      answers('SELECT MIN(city), MAX(city) FROM sales', 'Miami | SJ'),
    ],
    'MIN_BY, MAX_BY': [
      answers(
        'SELECT MIN_BY(city, amount), MAX_BY(city, amount) FROM sales WHERE city IS NOT NULL',
        'Miami | SJ',
      ),
      typed('SELECT MAX_BY(city, amount, 3) FROM sales', 'ARRAY', '["SJ","SF",null]'),
      answers(
        'SELECT DISTINCT state, MIN_BY(city, amount, 1) OVER (PARTITION BY state) FROM sales ORDER BY 1',
        'CA | ["SF"]',
        'FL | ["Miami"]',
      ),
      answers('SELECT MAX_BY(city, amount, 2) FROM sales WHERE FALSE', '[]'),
      refuses('SELECT MAX_BY(city, amount, 1001) FROM sales', '001015', /1 to 1000/),
    ],
    'MEDIAN, PERCENTILE_CONT, PERCENTILE_DISC': [
      answers('SELECT MEDIAN(v), MEDIAN(amount) FROM n, sales', '2.000 | 8.50000'),
      answers(
        'SELECT PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY amount), PERCENTILE_DISC(0.25) WITHIN GROUP (ORDER BY amount) FROM sales',
        '6.50000 | 5.00',
      ),
      // The digits are rounded, not cut off.
      answers(
        'SELECT PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY column1) FROM VALUES (3), (3), (3), (3), (3), (3), (3), (7)',
        '4.200',
      ),
      answers('SELECT MODE(v) FROM n', '2'),
    ],
    'STDDEV, VARIANCE': [
      answers(
        'SELECT ROUND(STDDEV(v), 6), ROUND(VAR_POP(v), 6), ROUND(VARIANCE(v), 6) FROM n',
        '1.258306 | 1.1875 | 1.583333',
      ),
      answers('SELECT STDDEV(v), VARIANCE(v), STDDEV_POP(v) FROM n WHERE k = 3', 'NULL | NULL | 0'),
    ],
    REGR_COUNT: [
      answers('SELECT REGR_COUNT(y, x) FROM VALUES (1, 2), (NULL, 4), (3, NULL), (3, 6) AS s (x, y)', '2'),
    ],
    HASH_AGG: [
      answers(
        'SELECT (SELECT HASH_AGG(a) FROM VALUES (1), (2) v (a)) = (SELECT HASH_AGG(a) FROM VALUES (2), (1) v (a)), (SELECT HASH_AGG(a) FROM VALUES (1), (1) v (a)) = (SELECT HASH_AGG(a) FROM VALUES (1) v (a)), (SELECT HASH_AGG(DISTINCT a) FROM VALUES (1), (1) v (a)) = (SELECT HASH_AGG(a) FROM VALUES (1) v (a)), (SELECT HASH_AGG(*) FROM VALUES (1, 2) v (a, b) WHERE FALSE)',
        'TRUE | FALSE | TRUE | 0',
      ),
    ],
    'CORR, COVAR_POP, REGR_SLOPE': [
      answers(
        'SELECT ROUND(CORR(y, x), 6), ROUND(COVAR_POP(y, x), 6), ROUND(REGR_SLOPE(y, x), 6), ROUND(REGR_INTERCEPT(y, x), 6) FROM VALUES (1, 2), (2, 4), (3, 6) AS s (x, y)',
        '1 | 1.333333 | 2 | 0',
      ),
      answers(
        'SELECT REGR_AVGX(y, x), REGR_AVGY(y, x) FROM VALUES (1, 2), (NULL, 4), (3, 6) AS s (x, y)',
        '2 | 4',
      ),
    ],
    LISTAGG: [
      answers("SELECT LISTAGG(city, ', ') WITHIN GROUP (ORDER BY city DESC) FROM sales", 'SJ, SF, Miami'),
      answers("SELECT LISTAGG(DISTINCT v, '|') WITHIN GROUP (ORDER BY v) FROM n", '1|2|4'),
      answers('SELECT LISTAGG(city) FROM sales WHERE FALSE', ''),
    ],
    ARRAY_AGG: [
      typed('SELECT ARRAY_AGG(v) WITHIN GROUP (ORDER BY v DESC) FROM n', 'ARRAY', '[4,2,2,1]'),
      answers('SELECT ARRAY_AGG(DISTINCT v) WITHIN GROUP (ORDER BY v) FROM n', '[1,2,4]'),
      answers('SELECT k, ARRAY_AGG(v) FROM n WHERE k = 2 GROUP BY k', '2 | []'),
      answers('SELECT ARRAYAGG(v) FROM n WHERE k = 3', '[4]'),
      answers(
        'SELECT DISTINCT k, ARRAY_AGG(v) WITHIN GROUP (ORDER BY v DESC) OVER (PARTITION BY k), ARRAY_AGG(DISTINCT v) WITHIN GROUP (ORDER BY v) OVER (PARTITION BY k) FROM n ORDER BY k',
        '1 | [2,2,1] | [1,2]',
        '2 | [] | []',
        '3 | [4] | [4]',
      ),
      answers(
        'SELECT amount, ARRAY_AGG(amount) OVER (ORDER BY amount), ARRAY_AGG(amount) OVER (ORDER BY amount ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM sales ORDER BY 1',
        '5.00 | [5] | [5]',
        '7.00 | [5,7] | [5,7]',
        '10.00 | [5,7,10] | [7,10]',
        '20.00 | [5,7,10,20] | [10,20]',
      ),
      refuses(
        'SELECT ARRAY_AGG(v) WITHIN GROUP (ORDER BY v) OVER (ORDER BY k) FROM n',
        '000002',
        /WITHIN GROUP and ORDER BY in OVER/,
      ),
    ],
    'ARRAY_UNIQUE_AGG, ARRAY_UNION_AGG': [
      answers('SELECT ARRAY_SIZE(ARRAY_UNIQUE_AGG(v)) FROM n', '3'),
      answers(
        'SELECT DISTINCT k, ARRAY_SIZE(ARRAY_UNIQUE_AGG(v) OVER (PARTITION BY k)) FROM n ORDER BY k',
        '1 | 2',
        '2 | 0',
        '3 | 1',
      ),
    ],
    OBJECT_AGG: [
      typed(
        "SELECT OBJECT_AGG(state || '_' || city, amount) FROM sales WHERE state = 'CA'",
        'OBJECT',
        '{"CA_SF":10,"CA_SJ":20}',
      ),
      answers(
        'SELECT DISTINCT state, OBJECT_AGG(city, amount) OVER (PARTITION BY state) FROM sales ORDER BY 1',
        'CA | {"SF":10,"SJ":20}',
        'FL | {"Miami":5}',
      ),
    ],
    'BITAND_AGG, BITOR_AGG, BITXOR_AGG': [
      answers('SELECT BITAND_AGG(v), BITOR_AGG(v), BITXOR_AGG(v) FROM n', '0 | 7 | 5'),
      answers('SELECT BIT_AND_AGG(v), BITORAGG(v), BIT_XORAGG(v) FROM n', '0 | 7 | 5'),
    ],
    'BOOLAND_AGG, BOOLOR_AGG, BOOLXOR_AGG': [
      answers(
        'SELECT BOOLAND_AGG(v > 1), BOOLOR_AGG(v > 1), BOOLOR_AGG(v > 9) FROM n',
        'FALSE | TRUE | FALSE',
      ),
      answers('SELECT BOOLXOR_AGG(v > 3) FROM n', 'TRUE'),
    ],
    ANY_VALUE: [answers('SELECT ANY_VALUE(v) FROM n WHERE k = 3', '4')],
    'APPROX_COUNT_DISTINCT, HLL, APPROX_PERCENTILE': [
      answers('SELECT APPROX_COUNT_DISTINCT(k, v), HLL(k, v) FROM n', '3 | 3'),
      answers('SELECT APPROX_COUNT_DISTINCT(v), HLL(v), APPROX_PERCENTILE(v, 0.5) FROM n', '3 | 3 | 2'),
    ],
    APPROX_TOP_K: [
      typed('SELECT APPROX_TOP_K(v) FROM n', 'ARRAY', '[[2,2]]'),
      answers('SELECT APPROX_TOP_K(v, 3, 10) FROM n', '[[2,2],[1,1],[4,1]]'),
      answers(
        'SELECT k, APPROX_TOP_K(v, 2) FROM n GROUP BY k ORDER BY k',
        '1 | [[2,2],[1,1]]',
        '2 | []',
        '3 | [[4,1]]',
      ),
      answers("SELECT APPROX_TOP_K(state, 1) FROM sales WHERE state = 'CA'", '[["CA",2]]'),
      answers('SELECT APPROX_TOP_K(k) OVER () FROM n LIMIT 1', '[[1,3]]'),
      refuses('SELECT APPROX_TOP_K(v, 0) FROM n', '001015', /constant k from 1 to 100000/),
    ],
    'APPROX_TOP_K_ACCUMULATE, APPROX_TOP_K_COMBINE, APPROX_TOP_K_ESTIMATE': [
      answers('SELECT APPROX_TOP_K_ESTIMATE(APPROX_TOP_K_ACCUMULATE(v, 100), 2) FROM n', '[[2,2],[1,1]]'),
      answers(
        [
          'CREATE TABLE states AS SELECT APPROX_TOP_K_ACCUMULATE(v, 50) AS s FROM (SELECT SEQ4() + 1 AS v FROM TABLE(GENERATOR(ROWCOUNT => 8))) UNION ALL SELECT APPROX_TOP_K_ACCUMULATE(v, 50) FROM (SELECT SEQ4() + 5 AS v FROM TABLE(GENERATOR(ROWCOUNT => 8)))',
          'SELECT APPROX_TOP_K_ESTIMATE(APPROX_TOP_K_COMBINE(s), 5) FROM states',
        ],
        '[[5,2],[6,2],[7,2],[8,2],[1,1]]',
      ),
      answers('SELECT APPROX_TOP_K_ESTIMATE(APPROX_TOP_K_COMBINE(s, 2), 5) FROM states', '[[5,2],[6,2]]'),
      typed(
        'SELECT APPROX_TOP_K_ESTIMATE(APPROX_TOP_K_COMBINE(s), 5) FROM states WHERE FALSE',
        'ARRAY',
        '[]',
      ),
    ],
    'SKEW, KURTOSIS': [
      answers('SELECT ROUND(SKEW(v), 4) FROM VALUES (1), (2), (9) AS s (v)', '1.6301'),
      answers(
        'SELECT ROUND(SKEW(k), 5), ROUND(SKEW(v), 7), SKEW(v2) FROM VALUES (1, 10, NULL), (2, 10, NULL), (2, 20, 22), (2, 25, NULL), (2, 30, 35) AS s (k, v, v2)',
        '-2.23607 | 0.0524078 | NULL',
      ),
      answers('SELECT SKEW(v), KURTOSIS(v) FROM VALUES (1), (1), (1), (1) AS s (v)', 'NULL | NULL'),
    ],
  },
};
