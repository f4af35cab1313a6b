import { answers, refuses } from './case.js';
import type { Topic } from './case.js';

export const userFunctions: Topic = {
  name: 'user-defined functions',
  given: [
    'CREATE TABLE purchases (customer INT, item TEXT, price NUMBER(10, 2)) AS SELECT * FROM VALUES (1, $$shoes$$, 60.5), (1, $$socks$$, 4), (2, $$hat$$, 20)',
    "CREATE FUNCTION area_of_circle (radius FLOAT) RETURNS FLOAT AS 'pi() * radius * radius'",
    'CREATE FUNCTION spent (who INT) RETURNS NUMBER(38, 2) AS $$ SELECT SUM(price) FROM purchases WHERE customer = who $$',
    'CREATE FUNCTION bought (who INT) RETURNS TABLE (item TEXT, price FLOAT) AS $$ SELECT item, price FROM purchases WHERE customer = who $$',
    "CREATE FUNCTION add5 (n NUMBER) RETURNS NUMBER AS 'n + 5'",
    "CREATE FUNCTION add5 (s VARCHAR) RETURNS VARCHAR AS $$ s || '5' $$",
    "CREATE FUNCTION greeting (name VARCHAR, hello VARCHAR DEFAULT 'Hi', mark VARCHAR DEFAULT '!') RETURNS VARCHAR AS $$ hello || ' ' || name || mark $$",
  ],
  pages: {
    'SQL UDFs': [
      answers('SELECT ROUND(area_of_circle(1.0), 5)', '3.14159'),
      answers(
        'SELECT customer, spent(customer) FROM (SELECT DISTINCT customer FROM purchases) ORDER BY 1',
        '1 | 64.50',
        '2 | 20.00',
      ),
      answers('SELECT SUM(add5(customer)) FROM purchases', '19'),
      answers('SELECT add5(customer) AS c, COUNT(*) FROM purchases GROUP BY c ORDER BY c', '6 | 2', '7 | 1'),
      answers(
        [
          "CREATE FUNCTION twice (x INT) RETURNS INT AS 'x * 2'",
          "CREATE FUNCTION four_times (x INT) RETURNS INT AS 'twice(twice(x))'",
          'SELECT four_times(3)',
        ],
        '12',
      ),
      refuses("CREATE FUNCTION f () RETURNS INT AS 'f() + 1'", '000002', /calls itself/),
      refuses("CREATE FUNCTION f () RETURNS INT AS 'missing + 1'", '000904', /MISSING.*body of function/s),
      refuses(
        "CREATE FUNCTION f () RETURNS INT AS $$ 'text' $$",
        '002126',
        /incompatible with actual return type/,
      ),
      refuses('SELECT area_of_circle(RANDOM())', '000002', /random argument/),
    ],
    'Tabular SQL UDFs (UDTFs)': [
      answers('SELECT * FROM TABLE(bought(1)) ORDER BY item', 'shoes | 60.5', 'socks | 4'),
      answers(
        'SELECT c, b.item FROM (SELECT DISTINCT customer AS c FROM purchases), TABLE(bought(c)) AS b ORDER BY 1, 2',
        '1 | shoes',
        '1 | socks',
        '2 | hat',
      ),
      refuses('SELECT bought(1)', '001015', /table function/),
      refuses('SELECT * FROM TABLE(spent(1))', '001015', /no table function/),
    ],
    'Naming and overloading procedures and UDFs': [
      answers("SELECT add5(1), add5('1'), add5('hello')", '6 | 15 | hello5'),
      answers("SELECT add5(TO_DATE('2014-01-01'))", '2014-01-015'),
      refuses("CREATE FUNCTION sum (x INT) RETURNS INT AS 'x'", '002002', /system-defined/),
      refuses('SELECT add5(1, 2)', '001044', /Invalid argument types/),
    ],
    'Defining arguments for UDFs and stored procedures': [
      answers("SELECT greeting('Ann'), greeting('Ann', 'Bye')", 'Hi Ann! | Bye Ann!'),
      answers("SELECT greeting(mark => '?', name => 'Bob')", 'Hi Bob?'),
      refuses("SELECT greeting('Ann', mark => '?')", '001015', /all its arguments by name/),
      refuses('SELECT greeting()', '001044', /Invalid argument types/),
      refuses(
        "CREATE FUNCTION f (a INT DEFAULT 1, b INT) RETURNS INT AS 'a'",
        '001003',
        /'B' stands behind an optional one/,
      ),
    ],
    'CREATE FUNCTION': [
      refuses(
        "CREATE FUNCTION f () RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' AS 'def f(): return 1'",
        '000002',
        /LANGUAGE PYTHON/,
      ),
      refuses("CREATE TEMPORARY FUNCTION f () RETURNS INT AS '1'", '000002', /TEMPORARY FUNCTION/),
    ],
  },
};
