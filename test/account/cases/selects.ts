import { answers, refuses, typed } from './case.js';
import type { Topic } from './case.js';

export const selects: Topic = {
  name: 'selects',
  given: [
    "CREATE TABLE t (a INT, b VARCHAR) AS SELECT * FROM VALUES (1, 'x'), (2, NULL), (NULL, 'z')",
    "CREATE TABLE u (a INT, b VARCHAR) AS SELECT * FROM VALUES (1, 'x'), (1, 'x'), (9, 'q')",
  ],
  pages: {
    SELECT: [
      answers('SELECT * EXCLUDE b FROM t ORDER BY a', '1', '2', 'NULL'),
      answers("SELECT * REPLACE (b || '!' AS b) FROM t WHERE a = 1", '1 | x!'),
      answers("SELECT * RENAME a AS z FROM t WHERE a = 1 AND b = 'x'", '1 | x'),
      answers('SELECT a + 1 AS n, n * 2 AS m FROM t WHERE n = 2', '2 | 4'),
      answers('SELECT DISTINCT a FROM u ORDER BY a', '1', '9'),
      answers('SELECT $1, $2 FROM t WHERE $1 = 1', '1 | x'),
      answers('SELECT TOP 1 a FROM t ORDER BY a DESC NULLS LAST', '2'),
      refuses('SELECT nothing FROM t', '000904', /invalid identifier 'NOTHING'/),
      refuses('SELECT * FROM nowhere', '002003', /NOWHERE' does not exist or not authorized/),
    ],
    'ORDER BY': [
      answers(
        "SELECT * FROM VALUES (2, 'a'), (1, 'b'), (1, 'a') v (x, y) ORDER BY ALL",
        '1 | a',
        '1 | b',
        '2 | a',
      ),
      answers('SELECT 1 AS x UNION ALL SELECT NULL UNION ALL SELECT 2 ORDER BY ALL DESC', 'NULL', '2', '1'),
      answers('SELECT a FROM t ORDER BY a', '1', '2', 'NULL'),
      answers('SELECT a FROM t ORDER BY a DESC', 'NULL', '2', '1'),
      answers('SELECT a FROM t ORDER BY a ASC NULLS FIRST', 'NULL', '1', '2'),
      answers('SELECT b, a FROM t ORDER BY 2 DESC NULLS LAST, 1', 'NULL | 2', 'x | 1', 'z | NULL'),
      answers("SELECT column1 FROM VALUES ('a'), ('B'), ('A'), (' ') ORDER BY column1", ' ', 'A', 'B', 'a'),
    ],
    'LIMIT / FETCH': [
      answers('SELECT a FROM t ORDER BY a LIMIT 1 OFFSET 1', '2'),
      answers('SELECT a FROM t ORDER BY a OFFSET 2 ROWS FETCH NEXT 1 ROWS ONLY', 'NULL'),
      answers('SELECT a FROM t ORDER BY a LIMIT 0'),
      answers('SELECT COUNT(*) FROM (SELECT a FROM t LIMIT NULL)', '3'),
    ],
    VALUES: [
      typed(
        "SELECT * FROM (VALUES (1, 'one'), (2.5, NULL)) ORDER BY 1",
        'NUMBER(2,1), VARCHAR(3)',
        '1.0 | one',
        '2.5 | NULL',
      ),
      answers("SELECT column2 FROM VALUES (1, 'one')", 'one'),
      answers('SELECT v.n FROM (VALUES (3)) AS v (n)', '3'),
      refuses('SELECT * FROM VALUES (1, 2), (3)', '001015', /VALUES|columns|row/i),
    ],
    'Set operators': [
      answers('SELECT a FROM t UNION SELECT a FROM u ORDER BY a', '1', '2', '9', 'NULL'),
      answers('SELECT COUNT(*) FROM (SELECT a FROM t UNION ALL SELECT a FROM u)', '6'),
      answers('SELECT a, b FROM t INTERSECT SELECT a, b FROM u', '1 | x'),
      answers('SELECT a FROM u EXCEPT SELECT a FROM t', '9'),
      answers('SELECT a FROM u MINUS SELECT a FROM t', '9'),
      answers('SELECT NULL INTERSECT SELECT NULL', 'NULL'),
      answers(
        "SELECT 1 AS a, 'x' AS b UNION ALL BY NAME SELECT 'y' AS b, 2 AS a, TRUE AS c ORDER BY a",
        '1 | x | NULL',
        '2 | y | TRUE',
      ),
      typed(
        'SELECT 1 AS a UNION BY NAME SELECT 1 AS a UNION BY NAME SELECT 2.5 AS b ORDER BY a',
        'NUMBER(1,0), NUMBER(2,1)',
        '1 | NULL',
        'NULL | 2.5',
      ),
      answers('SELECT name FROM (SELECT 1 AS name UNION ALL SELECT 0) GROUP BY name ORDER BY name', '0', '1'),
      refuses('SELECT 1 AS a, 2 AS a UNION BY NAME SELECT 3 AS a', '001015', /two columns of the name A/),
      refuses('SELECT 1 AS a EXCEPT BY NAME SELECT 1 AS a', '001003', /syntax error/),
      typed('SELECT 1 UNION ALL SELECT 2.55 ORDER BY 1', 'NUMBER(3,2)', '1.00', '2.55'),
      refuses(
        'SELECT a, b FROM t UNION SELECT a FROM u',
        '001789',
        /invalid number of result columns|number of columns/i,
      ),
    ],
    GENERATOR: [
      answers('SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 7))', '7'),
      answers('SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 3)) ORDER BY 1', '0', '1', '2'),
      // What Snowpark's `session.range(1, 7, 2)` sends.
      answers(
        'SELECT (ROW_NUMBER() OVER (ORDER BY SEQ8()) - 1) * (2) + (1) AS id FROM TABLE(GENERATOR(ROWCOUNT => 3)) ORDER BY 1',
        '1',
        '3',
        '5',
      ),
      answers(
        'SELECT SUM(SEQ8()) OVER (ORDER BY SEQ8()), SEQ8() + 10 FROM TABLE(GENERATOR(ROWCOUNT => 3)) ORDER BY 2',
        '0 | 10',
        '1 | 11',
        '3 | 12',
      ),
      answers(
        'SELECT MIN(x) >= 1, MAX(x) <= 10, COUNT(*) FROM (SELECT UNIFORM(1, 10, RANDOM()) AS x FROM TABLE(GENERATOR(ROWCOUNT => 50)))',
        'TRUE | TRUE | 50',
      ),
      answers(
        'SELECT COUNT(DISTINCT x) > 90 FROM (SELECT RANDOM() AS x FROM TABLE(GENERATOR(ROWCOUNT => 100)))',
        'TRUE',
      ),
      answers('SELECT DISTINCT LENGTH(RANDSTR(5, RANDOM())) FROM TABLE(GENERATOR(ROWCOUNT => 10))', '5'),
      answers('SELECT UNIFORM(1, 1000, 42) = UNIFORM(1, 1000, 42)', 'TRUE'),
    ],
    'SAMPLE / TABLESAMPLE': [
      answers('SELECT COUNT(*) FROM u SAMPLE (2 ROWS)', '2'),
      answers('SELECT COUNT(*) FROM u SAMPLE (100)', '3'),
      answers('SELECT COUNT(*) FROM u TABLESAMPLE BERNOULLI (0)', '0'),
      answers(
        'SELECT (SELECT COUNT(*) FROM u SAMPLE SYSTEM (50) SEED (3)) = (SELECT COUNT(*) FROM u SAMPLE SYSTEM (50) SEED (3))',
        'TRUE',
      ),
    ],
    'Identifier requirements': [
      answers('SELECT "a b", "A" FROM (SELECT 1 AS "a b", 2 AS a)', '1 | 2'),
      answers('SELECT "x""y" FROM (SELECT 1 AS "x""y")', '1'),
      refuses('SELECT "a" FROM t', '000904', /invalid identifier '"?a"?'/),
    ],
    IDENTIFIER: [answers("SELECT a FROM IDENTIFIER('T') WHERE a = 1", '1')],
    'SQL variables': [
      answers(
        ["SET (lo, word) = (2, 'x')", 'SELECT a FROM t WHERE a = $lo OR b = $word ORDER BY a'],
        '1',
        '2',
      ),
      answers(["SET tab = 'T'", 'SELECT COUNT(*) FROM IDENTIFIER($tab)'], '3'),
      refuses('SELECT $undefined_variable', '002211', /UNDEFINED_VARIABLE/),
    ],
    'Query syntax': [
      refuses('SELEC 1', '001003', /syntax error/),
      refuses("SELECT 'open", '001003', /syntax error|unterminated/),
      refuses('SELECT ROUND(1, 2, 3, 4)', '000939', /argument count|too many arguments/),
      refuses("SELECT SUM(b) + 'x' FROM t GROUP BY nothing", '000904', /NOTHING/),
    ],
    EXPLAIN: [
      answers(
        'EXPLAIN SELECT b FROM t WHERE a > 1 ORDER BY b LIMIT 2',
        'NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL',
        '1 | 0 | NULL | Result | NULL | NULL | B | NULL | NULL | NULL',
        '1 | 1 | [0] | SortWithLimit | NULL | NULL | sortKey: [B ASC NULLS LAST], rowCount: 2 | NULL | NULL | NULL',
        '1 | 2 | [1] | Filter | NULL | NULL | A > 1 | NULL | NULL | NULL',
        '1 | 3 | [2] | TableScan | CASES."selects".T | NULL | A, B | NULL | NULL | NULL',
      ),
      refuses('EXPLAIN SELECT nothing FROM t', '000904', /NOTHING/),
    ],
    'AT | BEFORE': [refuses('SELECT * FROM t AT (OFFSET => -60)', '000002', /Time Travel|AT/i)],
  },
};
