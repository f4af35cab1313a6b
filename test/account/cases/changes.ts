import { answers, refuses } from './case.js';
import type { Topic } from './case.js';

const T =
  "CREATE OR REPLACE TABLE t (id INT, name VARCHAR(10) DEFAULT 'none', amount NUMBER(8,2)) AS SELECT * FROM VALUES (1, 'one', 1.10), (2, 'two', 2.20), (3, 'three', 3.30)";
const S =
  "CREATE OR REPLACE TABLE s (id INT, name VARCHAR, gone BOOLEAN) AS SELECT * FROM VALUES (2, 'TWO', FALSE), (3, NULL, TRUE), (4, 'four', FALSE)";
const ALL = 'SELECT id, name, amount FROM t ORDER BY id';

export const changes: Topic = {
  name: 'changes',
  pages: {
    INSERT: [
      answers([T, "INSERT INTO t VALUES (4, 'four', 4.444), (5, NULL, '5.5')"], '2'),
      answers(
        [T, 'INSERT INTO t (id) SELECT id + 10 FROM t WHERE id = 1', 'SELECT * FROM t WHERE id = 11'],
        '11 | none | NULL',
      ),
      answers(
        [T, 'INSERT INTO t (amount, id, name) VALUES (4.445, 4, DEFAULT)', 'SELECT * FROM t WHERE id = 4'],
        '4 | none | 4.45',
      ),
      answers([T, "INSERT OVERWRITE INTO t SELECT 9, 'nine', 9", ALL], '9 | nine | 9.00'),
      refuses([T, 'INSERT INTO t VALUES (1)'], '002057', /expecting 3 but got 1/),
      refuses([T, "INSERT INTO t (name) VALUES ('much too long a name')"], '100078', /too long/),
    ],
    'INSERT (multi-table)': [refuses([T, S, 'INSERT ALL INTO t (id) INTO s (id) SELECT 1'], '000002', /./)],
    UPDATE: [
      answers([T, "UPDATE t SET name = 'x', amount = amount * 2 WHERE id > 1"], '2 | 0'),
      answers(
        [T, S, 'UPDATE t SET name = s.name FROM s WHERE t.id = s.id AND NOT s.gone', ALL],
        '1 | one | 1.10',
        '2 | TWO | 2.20',
        '3 | three | 3.30',
      ),
      answers([T, 'UPDATE t SET amount = NULL', 'SELECT COUNT(amount), COUNT(*) FROM t'], '0 | 3'),
    ],
    DELETE: [
      answers([T, 'DELETE FROM t WHERE id >= 2'], '2'),
      answers(
        [T, S, 'DELETE FROM t USING s WHERE t.id = s.id AND s.gone', ALL],
        '1 | one | 1.10',
        '2 | two | 2.20',
      ),
      answers([T, 'DELETE FROM t', 'SELECT COUNT(*) FROM t'], '0'),
    ],
    MERGE: [
      answers(
        [
          T,
          S,
          'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE WHEN MATCHED THEN UPDATE SET t.name = s.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)',
        ],
        '1 | 1 | 1',
      ),
      answers(
        [
          T,
          S,
          'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE WHEN MATCHED THEN UPDATE SET t.name = s.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)',
          ALL,
        ],
        '1 | one | 1.10',
        '2 | TWO | 2.20',
        '4 | four | NULL',
      ),
      answers(
        [
          T,
          S,
          "MERGE INTO t USING (SELECT id FROM s) AS x ON t.id = x.id WHEN NOT MATCHED THEN INSERT (id, name) VALUES (x.id, 'new')",
          'SELECT name FROM t WHERE id = 4',
        ],
        'new',
      ),
      refuses(
        [
          T,
          "MERGE INTO t USING (SELECT 1 AS id, column1 AS n FROM VALUES ('a'), ('b')) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.n",
        ],
        '100090',
        /Duplicate row detected during DML action/,
      ),
    ],
    TRUNCATE: [answers([T, 'TRUNCATE TABLE t', 'SELECT COUNT(*) FROM t'], '0')],
    'CREATE TABLE': [
      answers(
        [
          T,
          'CREATE OR REPLACE TABLE c AS SELECT id, amount * 2 AS twice FROM t WHERE id < 3',
          'SELECT * FROM c ORDER BY id',
        ],
        '1 | 2.20',
        '2 | 4.40',
      ),
      answers([T, 'CREATE OR REPLACE TABLE c LIKE t', 'SELECT COUNT(*) FROM c'], '0'),
      answers([T, 'CREATE OR REPLACE TABLE c CLONE t', 'DELETE FROM t', 'SELECT COUNT(*) FROM c'], '3'),
      answers(
        [T, 'CREATE OR REPLACE TABLE c LIKE t', 'INSERT INTO c (id) VALUES (1)', 'SELECT name FROM c'],
        'none',
      ),
      refuses([T, 'CREATE TABLE t (id INT)'], '002002', /Object .*T.* already exists/),
    ],
    'CREATE VIEW': [
      answers(
        [
          T,
          'CREATE OR REPLACE VIEW v (k, n) AS SELECT id, name FROM t',
          'INSERT INTO t (id) VALUES (7)',
          'SELECT k, n FROM v WHERE k = 7',
        ],
        '7 | none',
      ),
      refuses(
        [T, 'CREATE OR REPLACE VIEW w AS SELECT id, id FROM t'],
        '002025',
        /duplicate column name 'ID'/,
      ),
    ],
    BEGIN: [
      answers([T, 'BEGIN', 'DELETE FROM t', 'ROLLBACK', 'SELECT COUNT(*) FROM t'], '3'),
      answers([T, 'BEGIN', 'DELETE FROM t WHERE id = 1', 'COMMIT', 'SELECT COUNT(*) FROM t'], '2'),
    ],
    'ALTER SESSION': [
      // Parameters, TIMESTAMP_TYPE_MAPPING: what TIMESTAMP is an alias of; DATETIME is always TIMESTAMP_NTZ.
      answers(
        [
          "ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = 'timestamp_ltz', TIMEZONE = 'Europe/Berlin'",
          "SELECT '2024-07-01 10:00:00'::TIMESTAMP::TEXT, TO_TIMESTAMP(0)::TEXT, CAST('2024-07-01' AS DATETIME)::TEXT",
        ],
        '2024-07-01 10:00:00.000 +0200 | 1970-01-01 01:00:00.000 +0100 | 2024-07-01 00:00:00.000',
      ),
      answers(
        [
          'ALTER SESSION UNSET TIMESTAMP_TYPE_MAPPING, TIMEZONE',
          "SELECT '2024-07-01 10:00:00'::TIMESTAMP::TEXT",
        ],
        '2024-07-01 10:00:00.000',
      ),
      refuses('ALTER SESSION SET AUTOCOMMIT = FALSE', '000002', /AUTOCOMMIT/),
      answers(
        [
          "ALTER SESSION SET DATE_INPUT_FORMAT = 'DD/MM/YYYY', TIME_INPUT_FORMAT = 'HH24MISS', TIMESTAMP_INPUT_FORMAT = 'DD.MM.YYYY HH24:MI'",
          "SELECT '03/02/2024'::DATE, TO_DATE('31/12/2023'), '101112'::TIME::TEXT, '03.02.2024 10:11'::TIMESTAMP_NTZ::TEXT, '03.02.2024 10:11'::TIMESTAMP_LTZ::TEXT, TRY_TO_DATE('2024/01/02'), TRY_TO_TIMESTAMP('2024-01-02 10:00:00'), TRY_CAST('10:11:12' AS TIME), '2024-02-03'::DATE::VARIANT::DATE",
        ],
        '2024-02-03 | 2023-12-31 | 10:11:12 | 2024-02-03 10:11:00.000 | 2024-02-03 10:11:00.000 +0000 | NULL | NULL | NULL | 2024-02-03',
      ),
      refuses("SELECT TO_TIMESTAMP('2024-01-02 10:00:00')", '100035', /2024-01-02 10:00:00/),
      refuses("SELECT '10:11'::TIME", '100108', /10:11/),
      answers(
        [
          'ALTER SESSION UNSET DATE_INPUT_FORMAT, TIME_INPUT_FORMAT, TIMESTAMP_INPUT_FORMAT',
          "SELECT '03/02/2024'::DATE, '10:11'::TIME",
        ],
        '2024-03-02 | 10:11:00',
      ),
      refuses("ALTER SESSION SET DATE_INPUT_FORMAT = 'YYYY-DD-MM'", '000002', /YYYY-DD-MM/),
      refuses("ALTER SESSION SET TIMESTAMP_INPUT_FORMAT = 'YYYY TZHTZM'", '000002', /offset/),
      answers(
        [
          "ALTER SESSION SET TIMEZONE = 'America/New_York'",
          "SELECT '2024-07-01 10:00:00'::TIMESTAMP_LTZ::TEXT, '2024-01-01 10:00:00'::TIMESTAMP_TZ::TEXT, '2024-01-01 03:00:00 +0000'::TIMESTAMP_LTZ::DATE",
        ],
        '2024-07-01 10:00:00.000 -0400 | 2024-01-01 10:00:00.000 -0500 | 2023-12-31',
      ),
      refuses("ALTER SESSION SET TIMEZONE = 'Nowhere/City'", '001008', /TIMEZONE/),
      answers(
        ['ALTER SESSION UNSET TIMEZONE', "SELECT '2024-07-01 10:00:00'::TIMESTAMP_LTZ::TEXT"],
        '2024-07-01 10:00:00.000 +0000',
      ),
      answers(
        [
          `ALTER SESSION SET DATE_OUTPUT_FORMAT = 'DD/MM/YYYY', TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM'`,
          "SELECT '2024-01-02'::DATE::TEXT, '2024-01-01 10:00:00 +0530'::TIMESTAMP_TZ::TEXT",
        ],
        '02/01/2024 | 2024-01-01T10:00:00+05:30',
      ),
      answers(
        [
          'ALTER SESSION UNSET DATE_OUTPUT_FORMAT, TIMESTAMP_TZ_OUTPUT_FORMAT',
          "SELECT '2024-01-02'::DATE::TEXT",
        ],
        '2024-01-02',
      ),
    ],
    // The page's table: weeks that begin on Sunday, and both policies.
    'Calendar weeks and weekdays': [
      answers(
        [
          'ALTER SESSION SET WEEK_START = 7',
          "SELECT DAYOFWEEK('2024-01-07'::DATE), DAYOFWEEK('2024-01-06'::DATE), DATE_TRUNC('week', '2024-01-10'::DATE), DATEDIFF('week', '2024-01-06'::DATE, '2024-01-07'::DATE), LAST_DAY('2024-01-10'::DATE, 'week'), WEEKISO('2024-01-07'::DATE)",
        ],
        '1 | 7 | 2024-01-07 | 1 | 2024-01-13 | 1',
      ),
      answers(
        [
          'ALTER SESSION SET WEEK_START = 1, WEEK_OF_YEAR_POLICY = 1',
          "SELECT WEEK('2023-01-01'::DATE), WEEK('2023-01-02'::DATE), WEEK('2023-12-31'::DATE), YEAROFWEEK('2023-01-01'::DATE), DAYOFWEEK('2023-01-01'::DATE)",
        ],
        '1 | 2 | 53 | 2023 | 7',
      ),
      answers(
        [
          'ALTER SESSION UNSET WEEK_START, WEEK_OF_YEAR_POLICY',
          "SELECT WEEK('2023-01-01'::DATE), DAYOFWEEK('2023-01-01'::DATE)",
        ],
        '52 | 0',
      ),
    ],
  },
};
