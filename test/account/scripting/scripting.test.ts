import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalAccount } from '../../../src/account/account.js';
import { openAccount } from '../../../src/account/engine/open.js';
import type { TestConnection } from '../objects/account.js';
import { connect } from '../objects/account.js';
import { MINUTE, timedAccount } from '../time/account.js';

/** Source: "Snowflake Scripting reference" and "EXECUTE IMMEDIATE", one page for each construct. */
let folder: string;
let account: LocalAccount;
let sql: TestConnection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firn-scripting-'));
  account = await openAccount(folder);
  sql = await connect(account);
  await sql('CREATE WAREHOUSE WH');
  await sql('CREATE DATABASE DB');
});
afterAll(async () => {
  await account.close();
  await rm(folder, { recursive: true, force: true });
});
const newTable = async (): Promise<void> => {
  await sql('CREATE OR REPLACE TABLE T (A INT, B VARCHAR)');
  await sql("INSERT INTO T VALUES (1, 'one'), (2, 'two'), (3, NULL)");
};
beforeEach(newTable);

const result = async (block: string) => (await sql(block)).rows[0]?.[0];

const cases: readonly (readonly [string, string, string | null])[] = [
  ['returns a value', 'BEGIN RETURN 6 * 7; END', '42'],
  ['returns nothing', 'BEGIN LET x := 1; END', null],
  [
    'has variables of types',
    "DECLARE n NUMBER(5,2) DEFAULT 1; t VARCHAR; BEGIN n := n / 3; t := 'a' || n; RETURN t; END;",
    'a0.33',
  ],
  [
    'has a variable for a query',
    'DECLARE n INT; BEGIN SELECT MAX(A), COUNT(*) INTO :n, :n FROM T; RETURN n; END',
    '3',
  ],
  [
    'keeps NULL where there is no row',
    'DECLARE n INT DEFAULT 5; BEGIN SELECT A INTO :n FROM T WHERE A > 9; RETURN IFF(n IS NULL, 1, 0); END',
    '1',
  ],
  [
    'binds variables in statements',
    "DECLARE w VARCHAR DEFAULT 'o''ne'; BEGIN INSERT INTO T VALUES (:w = 'x', :w); RETURN (SELECT COUNT(*) FROM T WHERE B = :w); END",
    '1',
  ],
  [
    'keeps moments exactly',
    "DECLARE m TIMESTAMP_NTZ; BEGIN m := '2026-01-02 03:04:05.123456'; RETURN TO_VARCHAR(:m, 'YYYY-MM-DD HH24:MI:SS.FF9'); END",
    '2026-01-02 03:04:05.123456000',
  ],
  [
    'keeps dates, times and semi-structured values',
    "DECLARE d DATE; t TIME; v VARIANT; BEGIN d := '1969-12-31'; t := '23:59:58.5'; v := PARSE_JSON('{\"a\": [1, \"x\"]}'); RETURN d || ' ' || t || ' ' || (v:a[1])::VARCHAR; END",
    '1969-12-31 23:59:58 x',
  ],
  [
    'chooses',
    "DECLARE n INT DEFAULT 2; BEGIN IF (n = 1) THEN RETURN 'a'; ELSEIF (n = 2) THEN RETURN 'b'; ELSE RETURN 'c'; END IF; END",
    'b',
  ],
  [
    'chooses with CASE',
    "DECLARE n INT DEFAULT 2; BEGIN CASE (n) WHEN 1 THEN RETURN 'a'; WHEN 2 THEN RETURN 'b'; END CASE; END",
    'b',
  ],
  [
    'chooses by conditions',
    "DECLARE n INT DEFAULT 9; BEGIN CASE WHEN n < 5 THEN RETURN 'a'; ELSE RETURN CASE WHEN n > 8 THEN 'big' ELSE 'b' END; END; END",
    'big',
  ],
  [
    'counts',
    'DECLARE s INT DEFAULT 0; BEGIN FOR i IN 1 TO 4 DO s := s * 10 + i; END FOR; RETURN s; END',
    '1234',
  ],
  [
    'counts down',
    'DECLARE s INT DEFAULT 0; BEGIN FOR i IN REVERSE 1 TO 3 LOOP s := s * 10 + i; END LOOP; RETURN s; END',
    '321',
  ],
  [
    'repeats while',
    'DECLARE n INT DEFAULT 0; BEGIN WHILE (n < 5) DO n := n + 2; END WHILE; RETURN n; END',
    '6',
  ],
  [
    'repeats until',
    'DECLARE n INT DEFAULT 9; BEGIN REPEAT n := n - 1; UNTIL (n < 5) END REPEAT; RETURN n; END',
    '4',
  ],
  [
    'leaves a loop and goes on',
    'DECLARE n INT DEFAULT 0; s INT DEFAULT 0; BEGIN LOOP n := n + 1; IF (n = 2) THEN CONTINUE; END IF; IF (n > 4) THEN BREAK; END IF; s := s + n; END LOOP; RETURN s; END',
    '8',
  ],
  [
    'reads the rows of a cursor',
    "DECLARE s VARCHAR DEFAULT ''; c CURSOR FOR SELECT A, B FROM T ORDER BY A; BEGIN FOR r IN c DO s := s || r.A || NVL(r.B, '-'); END FOR; RETURN s; END",
    '1one2two3-',
  ],
  [
    'reads the rows of a RESULTSET',
    'DECLARE s INT DEFAULT 0; rs RESULTSET DEFAULT (SELECT A FROM T); BEGIN FOR r IN rs DO s := s + r.A; END FOR; RETURN s; END',
    '6',
  ],
  [
    'has blocks in blocks',
    'DECLARE x INT DEFAULT 1; BEGIN DECLARE y INT DEFAULT 2; BEGIN x := x + y; END; RETURN x; END',
    '3',
  ],
  [
    'says how many rows were changed',
    'BEGIN UPDATE T SET A = A + 1 WHERE A > 1; RETURN SQLROWCOUNT; END',
    '2',
  ],
  [
    'says whether rows were changed',
    'BEGIN DELETE FROM T WHERE A > 99; RETURN IFF(SQLFOUND, 1, 0) + IFF(SQLNOTFOUND, 10, 0); END',
    '10',
  ],
  [
    'runs texts',
    'DECLARE q VARCHAR DEFAULT \'SELECT MAX(A) FROM T\'; rs RESULTSET; s INT; BEGIN rs := (EXECUTE IMMEDIATE :q); FOR r IN rs DO s := r."MAX(A)"; END FOR; RETURN s; END',
    '3',
  ],
  [
    'runs texts with values',
    "DECLARE a INT DEFAULT 7; b VARCHAR DEFAULT 'seven'; BEGIN EXECUTE IMMEDIATE 'INSERT INTO T VALUES (?, ?)' USING (a, b); RETURN (SELECT B FROM T WHERE A = 7); END",
    'seven',
  ],
  [
    'takes paths of VARIANTs for what they are',
    'BEGIN RETURN (SELECT SUM(V:n::INT) FROM (SELECT PARSE_JSON(\'{"n": 4}\') AS V)); END',
    '4',
  ],
  [
    'handles what a statement refuses',
    "BEGIN SELECT * FROM NOWHERE; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 'caught ' || SQLCODE || SQLSTATE; END",
    'caught 200302000',
  ],
  [
    'handles what an expression refuses',
    'BEGIN RETURN 1 / 0; EXCEPTION WHEN EXPRESSION_ERROR THEN RETURN SQLERRM; END',
    'Division by zero',
  ],
  [
    'handles its own exceptions',
    "DECLARE mine EXCEPTION (-20002, 'so it is'); BEGIN RAISE mine; EXCEPTION WHEN other_one OR mine THEN RETURN SQLCODE || SQLERRM; END",
    '-20002so it is',
  ],
  [
    'passes exceptions on',
    "DECLARE mine EXCEPTION (-20002, 'x'); BEGIN BEGIN RAISE mine; EXCEPTION WHEN mine THEN RAISE; END; EXCEPTION WHEN OTHER THEN RETURN 'outside ' || SQLCODE; END",
    'outside -20002',
  ],
];

describe('a block', () => {
  it.each(cases)('%s', async (_, block, expected) => {
    expect(await result(block)).toBe(expected);
    await newTable();
    expect(await result(`EXECUTE IMMEDIATE $$${block}$$`)).toBe(expected);
  });

  it('gives a table', async () => {
    const { columns, rows } = await sql(
      'DECLARE rs RESULTSET; BEGIN rs := (SELECT A, B FROM T WHERE A < 3 ORDER BY A); RETURN TABLE(rs); END',
    );
    expect([columns, rows]).toEqual([
      ['A', 'B'],
      [
        ['1', 'one'],
        ['2', 'two'],
      ],
    ]);
  });

  it('keeps transactions together, and undoes them', async () => {
    await result(
      "BEGIN BEGIN TRANSACTION; INSERT INTO T VALUES (4, 'four'); ROLLBACK; BEGIN TRANSACTION; DELETE FROM T WHERE A = 1; COMMIT; END",
    );
    expect((await sql('SELECT A FROM T ORDER BY A')).rows).toEqual([['2'], ['3']]);
  });

  it('says where what nobody handles was', async () => {
    await expect(sql('BEGIN\n  LET x := 1;\n  SELECT * FROM NOWHERE;\nEND')).rejects.toMatchObject({
      code: '002003',
      message: expect.stringMatching(
        /^Uncaught exception of type 'STATEMENT_ERROR' on line 3 at position 2 : .*NOWHERE/s,
      ) as unknown,
    });
    await expect(sql("DECLARE e EXCEPTION (-20001, 'no'); BEGIN RAISE e; END")).rejects.toMatchObject({
      code: '-20001',
      message: "Uncaught exception of type 'E' on line 1 at position 42 : no",
    });
  });

  it.each([
    ['BEGIN LET x := 1 END', /unexpected/],
    ['BEGIN OPEN c; END', /Unsupported feature 'OPEN in Snowflake Scripting'/],
    ['BEGIN CALL p(); END', /Unsupported feature 'CALL/],
    ['BEGIN y := 1; END', /no such variable is declared/],
    ['BEGIN SELECT :y; END', /Bind variable :y not set/],
    ['DECLARE n INT; BEGIN SELECT A INTO :n FROM T; END', /exactly 1 returned row, but got 3/],
    ['EXECUTE IMMEDIATE FROM @~/x.sql', /Unsupported feature 'EXECUTE IMMEDIATE/],
  ])('is refused: %s', async (block, message) => {
    await expect(sql(block)).rejects.toThrow(message);
  });

  it('runs one statement of a text, with its own result', async () => {
    const { columns, rows } = await sql("EXECUTE IMMEDIATE 'SELECT A, B FROM T WHERE A = 1'");
    expect([columns, rows]).toEqual([['A', 'B'], [['1', 'one']]]);
    await sql("SET statement = 'INSERT INTO T VALUES (8, NULL)'");
    await sql('EXECUTE IMMEDIATE $statement');
    expect(await result('SELECT COUNT(*) FROM T')).toBe('4');
  });
});

describe('a task', () => {
  it('runs a block, and fails with what it does not handle', async () => {
    const { sql: timed, pass, end } = await timedAccount();
    await timed('CREATE TABLE LOG (N INT, AT TIMESTAMP_LTZ)');
    await timed(`CREATE OR REPLACE TASK COUNTING WAREHOUSE = WH SCHEDULE = '1 minute' AS
      DECLARE n INT;
      BEGIN
        SELECT COUNT(*) INTO :n FROM LOG;
        IF (n < 2) THEN INSERT INTO LOG VALUES (:n, CURRENT_TIMESTAMP()); ELSE SELECT * FROM NOWHERE; END IF;
      END;`);
    await timed('ALTER TASK COUNTING RESUME');
    for (let minute = 0; minute < 3; minute++) await pass(MINUTE);
    expect((await timed('SELECT N FROM LOG ORDER BY N')).rows).toEqual([['0'], ['1']]);
    const { rows } = await timed(
      "SELECT STATE, ERROR_MESSAGE FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'COUNTING')) WHERE STATE <> 'SCHEDULED' ORDER BY SCHEDULED_TIME",
    );
    expect(rows.map(([state]) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED']);
    expect(rows[2]?.[1]).toContain("Uncaught exception of type 'STATEMENT_ERROR'");
    await end();
  });

  it('is refused with a block that cannot be read', async () => {
    await expect(sql('CREATE TASK BAD WAREHOUSE = WH AS BEGIN IF x THEN END')).rejects.toThrow('unexpected');
  });
});
