import { answers, refuses, typed } from './case.js';
import type { Topic } from './case.js';

export const joins: Topic = {
  name: 'joins',
  given: [
    "CREATE TABLE projects (project_id INT, project_name VARCHAR) AS SELECT * FROM VALUES (1000, 'COVID-19 Vaccine'), (1001, 'Malaria Vaccine'), (1002, 'NewProject')",
    "CREATE TABLE employees (employee_id INT, employee_name VARCHAR, project_id INT) AS SELECT * FROM VALUES (10000001, 'Terry Smith', 1000), (10000002, 'Maria Inverness', 1000), (10000004, 'NewEmployee', NULL)",
    "CREATE TABLE trades (stock VARCHAR, at TIMESTAMP_NTZ, quantity NUMBER(38,0)) AS SELECT * FROM VALUES ('SNOW', '2023-10-01 09:00:05', 1000), ('AAPL', '2023-10-01 09:00:05', 2000), ('AAPL', '2023-10-01 08:59:00', 10), ('ORCL', NULL, 1)",
    "CREATE TABLE quotes (stock VARCHAR, at TIMESTAMP_NTZ, price NUMBER(12,2)) AS SELECT * FROM VALUES ('SNOW', '2023-10-01 09:00:02', 166.00), ('SNOW', '2023-10-01 09:00:08', 165.00), ('AAPL', '2023-10-01 09:00:05', 143.00), ('AAPL', '2023-10-01 09:00:03', 142.00), ('ORCL', '2023-10-01 09:00:00', 1.00)",
  ],
  pages: {
    JOIN: [
      answers(
        'SELECT p.project_id, project_name, employee_name FROM projects AS p JOIN employees AS e ON e.project_id = p.project_id ORDER BY employee_id',
        '1000 | COVID-19 Vaccine | Terry Smith',
        '1000 | COVID-19 Vaccine | Maria Inverness',
      ),
      answers(
        'SELECT p.project_name, e.employee_name FROM projects p LEFT OUTER JOIN employees e ON e.project_id = p.project_id ORDER BY p.project_id, employee_id',
        'COVID-19 Vaccine | Terry Smith',
        'COVID-19 Vaccine | Maria Inverness',
        'Malaria Vaccine | NULL',
        'NewProject | NULL',
      ),
      answers(
        'SELECT p.project_name, e.employee_name FROM projects p RIGHT JOIN employees e ON e.project_id = p.project_id ORDER BY employee_id',
        'COVID-19 Vaccine | Terry Smith',
        'COVID-19 Vaccine | Maria Inverness',
        'NULL | NewEmployee',
      ),
      answers(
        'SELECT COUNT(*) FROM projects p FULL OUTER JOIN employees e ON e.project_id = p.project_id',
        '5',
      ),
      answers('SELECT COUNT(*) FROM projects CROSS JOIN employees', '9'),
      answers('SELECT COUNT(*) FROM projects p, employees e WHERE p.project_id = e.project_id', '2'),
      answers(
        'SELECT * FROM projects NATURAL JOIN employees ORDER BY employee_id',
        '1000 | COVID-19 Vaccine | 10000001 | Terry Smith',
        '1000 | COVID-19 Vaccine | 10000002 | Maria Inverness',
      ),
      answers(
        'SELECT * FROM projects JOIN employees USING (project_id) ORDER BY employee_id LIMIT 1',
        '1000 | COVID-19 Vaccine | 10000001 | Terry Smith',
      ),
      answers(
        'SELECT project_id, project_name, employee_name FROM projects FULL JOIN employees USING (project_id) ORDER BY 1, 3',
        '1000 | COVID-19 Vaccine | Maria Inverness',
        '1000 | COVID-19 Vaccine | Terry Smith',
        '1001 | Malaria Vaccine | NULL',
        '1002 | NewProject | NULL',
        'NULL | NULL | NewEmployee',
      ),
      answers(
        'SELECT e.employee_name FROM employees e JOIN employees o ON e.employee_id < o.employee_id AND e.project_id = o.project_id',
        'Terry Smith',
      ),
      refuses('SELECT project_id FROM projects, employees', '002023', /ambiguous column name 'PROJECT_ID'/),
    ],
    'Working with subqueries': [
      answers(
        'SELECT project_name FROM projects p WHERE EXISTS (SELECT 1 FROM employees e WHERE e.project_id = p.project_id)',
        'COVID-19 Vaccine',
      ),
      answers('SELECT project_id FROM projects WHERE project_id NOT IN (SELECT project_id FROM employees)'),
      answers(
        'SELECT employee_name FROM employees WHERE project_id = ANY (SELECT project_id FROM projects) ORDER BY 1',
        'Maria Inverness',
        'Terry Smith',
      ),
      answers(
        'SELECT project_name, (SELECT COUNT(*) FROM employees e WHERE e.project_id = p.project_id) AS n FROM projects p ORDER BY project_id',
        'COVID-19 Vaccine | 2',
        'Malaria Vaccine | 0',
        'NewProject | 0',
      ),
      answers(
        'SELECT project_id FROM projects WHERE project_id > ALL (SELECT 1000 UNION ALL SELECT 1001)',
        '1002',
      ),
      refuses(
        'SELECT (SELECT project_id FROM projects)',
        '090150',
        /Single-row subquery returns more than one row/i,
      ),
    ],
    'ASOF JOIN': [
      typed(
        'SELECT t.stock, t.at, q.at, q.price FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.at >= q.at) ON t.stock = q.stock ORDER BY 1, 2',
        'VARCHAR(16777216), TIMESTAMP_NTZ(9), TIMESTAMP_NTZ(9), NUMBER(12,2)',
        'AAPL | 2023-10-01 08:59:00.000 | NULL | NULL',
        'AAPL | 2023-10-01 09:00:05.000 | 2023-10-01 09:00:05.000 | 143.00',
        'ORCL | NULL | NULL | NULL',
        'SNOW | 2023-10-01 09:00:05.000 | 2023-10-01 09:00:02.000 | 166.00',
      ),
      answers(
        'SELECT t.stock, q.price FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.at > q.at) ON t.stock = q.stock ORDER BY 1, t.at',
        'AAPL | NULL',
        'AAPL | 142.00',
        'ORCL | NULL',
        'SNOW | 166.00',
      ),
      answers(
        'SELECT t.stock, q.price FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.at <= q.at) ON t.stock = q.stock ORDER BY 1, t.at',
        'AAPL | 142.00',
        'AAPL | 143.00',
        'ORCL | NULL',
        'SNOW | 165.00',
      ),
      answers(
        'SELECT stock, price FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.at >= q.at) USING (stock) WHERE price IS NOT NULL ORDER BY 1',
        'AAPL | 143.00',
        'SNOW | 166.00',
      ),
      answers(
        'SELECT COUNT(*), COUNT(q.price) FROM trades t ASOF JOIN quotes q MATCH_CONDITION (t.at >= q.at)',
        '4 | 2',
      ),
    ],
    LATERAL: [
      answers(
        'SELECT p.project_id, l.n FROM projects p, LATERAL (SELECT COUNT(*) AS n FROM employees e WHERE e.project_id = p.project_id) AS l ORDER BY 1',
        '1000 | 2',
        '1001 | 0',
        '1002 | 0',
      ),
      answers(
        'SELECT p.project_id, l.employee_name FROM projects p INNER JOIN LATERAL (SELECT * FROM employees e WHERE e.project_id = p.project_id) AS l ORDER BY 1, 2',
        '1000 | Maria Inverness',
        '1000 | Terry Smith',
      ),
    ],
    WITH: [
      answers('WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x + 1 FROM a) SELECT x, y FROM a, b', '1 | 2'),
      answers(
        'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT SUM(i), COUNT(*) FROM n',
        '10 | 4',
      ),
      answers("WITH projects AS (SELECT 'mine' AS project_name) SELECT project_name FROM projects", 'mine'),
    ],
    MATCH_RECOGNIZE: [
      refuses(
        'SELECT * FROM trades MATCH_RECOGNIZE (PARTITION BY stock ORDER BY at MEASURES MATCH_NUMBER() AS m PATTERN (a+) DEFINE a AS quantity > 1)',
        '000002',
        /MATCH_RECOGNIZE/,
      ),
    ],
    'CONNECT BY': [
      refuses(
        'SELECT employee_id FROM employees START WITH project_id IS NULL CONNECT BY project_id = PRIOR employee_id',
        '000002',
        /CONNECT BY/,
      ),
    ],
  },
};
