import { describe, expect, it } from 'vitest';
import { freshConnection } from './account.js';
import { refusal } from './refusal.js';

describe('functions', () => {
  it('are shown, described, renamed, commented and dropped by their signatures', async () => {
    const sql = await freshConnection();
    await sql(
      "CREATE FUNCTION f (a INT, b VARCHAR DEFAULT 'x') RETURNS VARCHAR IMMUTABLE COMMENT = 'both' AS 'a || b'",
    );
    await sql("CREATE SECURE FUNCTION f (a FLOAT) RETURNS FLOAT AS 'a'");
    await sql('CREATE FUNCTION rows_of (n INT) RETURNS TABLE (n INT) AS $$ SELECT n $$');
    expect((await sql('SHOW USER FUNCTIONS')).named).toMatchObject([
      {
        name: 'F',
        arguments: 'F(NUMBER, DEFAULT VARCHAR) RETURN VARCHAR',
        description: 'both',
        is_secure: 'N',
      },
      { name: 'F', arguments: 'F(FLOAT) RETURN FLOAT', is_secure: 'Y', min_num_arguments: '1' },
      { name: 'ROWS_OF', arguments: 'ROWS_OF(NUMBER) RETURN TABLE (N NUMBER)', is_table_function: 'Y' },
    ]);
    expect((await sql("SHOW FUNCTIONS LIKE 'ABS'")).named).toMatchObject([{ name: 'ABS', is_builtin: 'Y' }]);
    expect((await sql('DESCRIBE FUNCTION f(INT, STRING)')).rows).toEqual([
      ['signature', '(A NUMBER, B VARCHAR)'],
      ['returns', 'VARCHAR(16777216)'],
      ['language', 'SQL'],
      ['null handling', 'CALLED ON NULL INPUT'],
      ['volatility', 'IMMUTABLE'],
      ['body', 'a || b'],
    ]);
    await sql("COMMENT ON FUNCTION f(FLOAT) IS 'one'");
    await sql('ALTER FUNCTION f(FLOAT) RENAME TO FS.g');
    await sql('ALTER FUNCTION FS.g(FLOAT) UNSET SECURE');
    expect((await sql('SHOW USER FUNCTIONS IN SCHEMA FS')).named).toMatchObject([
      { name: 'G', description: 'one', is_secure: 'N', schema_name: 'FS' },
    ]);
    await sql('DROP FUNCTION f(INT, VARCHAR)');
    expect(await refusal(sql('DROP FUNCTION f(INT, VARCHAR)'))).toMatchObject({ code: '002003' });
    await sql('DROP FUNCTION IF EXISTS f(INT, VARCHAR)');
    expect(await refusal(sql("SELECT f(1, 'a')"))).toMatchObject({ code: '002140' });
    expect((await sql('SELECT FS.g(2)')).rows).toEqual([['2']]);
  });

  it('are replaced, kept by IF NOT EXISTS, and told apart by argument types', async () => {
    const sql = await freshConnection();
    await sql("CREATE FUNCTION f (a INT) RETURNS INT AS 'a'");
    expect(await refusal(sql("CREATE FUNCTION f (b NUMBER(3, 1)) RETURNS INT AS '1'"))).toMatchObject({
      code: '002002',
    });
    await sql("CREATE FUNCTION IF NOT EXISTS f (b INT) RETURNS INT AS '7'");
    expect((await sql('SELECT f(1)')).rows).toEqual([['1']]);
    await sql("CREATE OR REPLACE FUNCTION f (b INT) RETURNS INT AS 'b + 1'");
    expect((await sql('SELECT f(1)')).rows).toEqual([['2']]);
    expect(await refusal(sql("CREATE OR REPLACE FUNCTION f (b INT) RETURNS INT AS 'c'"))).toMatchObject({
      code: '000904',
    });
    expect((await sql('SELECT f(1)')).rows).toEqual([['2']]);
  });

  it('have a DDL that makes them again, grants and a view', async () => {
    const sql = await freshConnection();
    await sql("CREATE FUNCTION f (a INT, b VARCHAR DEFAULT 'it''s') RETURNS VARCHAR IMMUTABLE AS 'a || b'");
    const ddl = (await sql("SELECT GET_DDL('FUNCTION', 'f(number, varchar)', true)")).rows[0]?.[0] ?? '';
    expect(ddl).toContain('FUNCTION DB.PUBLIC.F(A NUMBER(38,0), B VARCHAR(16777216) DEFAULT');
    await sql('DROP FUNCTION f(INT, VARCHAR)');
    await sql(ddl);
    expect((await sql('SELECT f(1)')).rows).toEqual([["1it's"]]);
    await sql('GRANT USAGE ON FUNCTION DB.PUBLIC.f(INT, VARCHAR) TO ROLE SYSADMIN');
    expect((await sql('SHOW GRANTS TO ROLE SYSADMIN')).named).toMatchObject([
      { privilege: 'USAGE', granted_on: 'FUNCTION', name: 'DB.PUBLIC.F(NUMBER, VARCHAR)' },
    ]);
    const [row] = (await sql('SELECT * FROM INFORMATION_SCHEMA.FUNCTIONS')).named;
    expect(row).toMatchObject({
      FUNCTION_NAME: 'F',
      ARGUMENT_SIGNATURE: '(A NUMBER, B VARCHAR)',
      DATA_TYPE: 'VARCHAR',
      FUNCTION_DEFINITION: 'a || b',
      VOLATILITY: 'IMMUTABLE',
    });
  });

  it('resolve names where they live, and survive a change of the current schema', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE FS.t (n INT) AS SELECT 5');
    await sql('CREATE FUNCTION FS.top () RETURNS INT AS $$ SELECT MAX(n) FROM t $$');
    expect((await sql('SELECT FS.top(), DB.FS.top()')).rows).toEqual([['5', '5']]);
    expect(await refusal(sql('SELECT top()'))).toMatchObject({ code: '002140' });
    await sql('DROP TABLE FS.t');
    expect(await refusal(sql('SELECT FS.top()'))).toMatchObject({
      code: '002003',
      message: expect.stringContaining('in the body of function DB.FS.TOP()'),
    });
  });

  it('decide how a dynamic table refreshes, and what it gives after they are replaced', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE t (n INT) AS SELECT 1');
    await sql("CREATE FUNCTION v (n INT) RETURNS INT AS 'n + 1'");
    await sql("CREATE FUNCTION i (n INT) RETURNS INT IMMUTABLE AS 'n + 1'");
    await sql('CREATE FUNCTION most () RETURNS INT IMMUTABLE AS $$ SELECT MAX(n) FROM t $$');
    const options = "TARGET_LAG = '1 hour' WAREHOUSE = WH";
    await sql(`CREATE DYNAMIC TABLE a ${options} AS SELECT v(n) AS x FROM t`);
    await sql(`CREATE DYNAMIC TABLE b ${options} AS SELECT PUBLIC.i(n) AS x FROM t WHERE PUBLIC.i(n) > 0`);
    await sql(`CREATE DYNAMIC TABLE c ${options} AS SELECT n, most() AS x FROM t`);
    const shown = (await sql('SHOW DYNAMIC TABLES')).named;
    expect(shown.map((r) => [r['refresh_mode'], r['refresh_mode_reason']])).toEqual([
      ['FULL', 'QUERY_NOT_SUPPORTED_FOR_INCREMENTAL: volatile function DB.PUBLIC.V'],
      ['INCREMENTAL', null],
      ['INCREMENTAL', null],
    ]);
    await sql('INSERT INTO t VALUES (2)');
    await sql('ALTER DYNAMIC TABLE b REFRESH');
    await sql('ALTER DYNAMIC TABLE c REFRESH');
    expect((await sql('SELECT x FROM b ORDER BY x')).rows).toEqual([['2'], ['3']]);
    expect((await sql('SELECT n, x FROM c ORDER BY n')).rows).toEqual([
      ['1', '2'],
      ['2', '2'],
    ]);
    await sql("CREATE OR REPLACE FUNCTION i (n INT) RETURNS INT IMMUTABLE AS 'n + 10'");
    await sql('ALTER DYNAMIC TABLE b REFRESH');
    expect((await sql('SELECT x FROM b ORDER BY x')).rows).toEqual([['11'], ['12']]);
  });
});
