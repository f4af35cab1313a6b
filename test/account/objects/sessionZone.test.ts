import { expect, it } from 'vitest';
import { account, connect } from './account.js';
import { refusal } from './refusal.js';

it('a time zone and formats are one session’s; dynamic tables and other sessions do not see them', async () => {
  const opened = await account();
  const sql = await connect(opened);
  await sql('CREATE WAREHOUSE WH');
  await sql('CREATE DATABASE DB');
  await sql(
    "ALTER SESSION SET TIMEZONE = 'America/New_York', WEEK_START = 7, DATE_OUTPUT_FORMAT = 'DD.MM.YYYY'",
  );
  await sql(
    "CREATE TABLE t (at TIMESTAMP_LTZ, z TIMESTAMP_TZ) AS SELECT '2024-01-07 03:00:00 +0000'::TIMESTAMP_LTZ, '2024-01-07 03:00:00'::TIMESTAMP_TZ",
  );
  const read = 'SELECT at::DATE::TEXT, DAYOFWEEK(at::DATE), z::TEXT FROM t';
  await sql(
    `CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = WH AS ${read.replace('FROM t', 'AS x FROM t').replace('::TEXT,', '::TEXT AS y,').replace('DATE),', 'DATE) AS w,')}`,
  );
  expect((await sql(read)).rows).toEqual([['06.01.2024', '7', '2024-01-07 03:00:00.000 -0500']]);
  expect((await sql('SELECT y, w, x FROM d')).rows).toEqual([
    ['2024-01-07', '0', '2024-01-07 03:00:00.000 -0500'],
  ]);
  const other = await connect(opened);
  await other('USE DATABASE DB');
  expect((await other(read)).rows).toEqual([['2024-01-07', '0', '2024-01-07 03:00:00.000 -0500']]);
  await sql("INSERT INTO t SELECT '2024-01-08 03:00:00 +0000', NULL");
  await sql('ALTER DYNAMIC TABLE d REFRESH');
  expect((await sql('SELECT y, w FROM d ORDER BY 1')).rows).toEqual([
    ['2024-01-07', '0'],
    ['2024-01-08', '1'],
  ]);
  expect((await sql('SELECT CURRENT_TIMESTAMP::TEXT LIKE $$% -0_00$$')).rows).toEqual([['1']]);
});

it('what is set together is set together, or not at all', async () => {
  const sql = await connect(await account());
  expect(await refusal(sql("ALTER SESSION SET WEEK_START = 7, TIMEZONE = 'No/Where'"))).toMatchObject({
    code: '001008',
  });
  expect((await sql("SHOW PARAMETERS LIKE 'WEEK_START'")).named).toMatchObject([{ value: '0', level: '' }]);
  expect(await refusal(sql("ALTER SESSION SET DATE_OUTPUT_FORMAT = 'TZD'"))).toMatchObject({
    code: '000002',
  });
});

// Parameters, TIMESTAMP_TYPE_MAPPING.
it('TIMESTAMP is what the session says: in casts, literals, functions and columns', async () => {
  const opened = await account();
  const sql = await connect(opened);
  await sql('CREATE DATABASE DB');
  await sql("CREATE VIEW BEFORE AS SELECT TO_TIMESTAMP('2024-01-01') AS A, '2024-01-01'::TIMESTAMP AS B");
  const types = async (query: string): Promise<string[]> => {
    await sql(`CREATE OR REPLACE TABLE FOUND AS ${query}`);
    return (await sql('DESCRIBE TABLE FOUND')).named.map((row) => row['type'] ?? '');
  };
  const query =
    "SELECT '2024-01-01'::TIMESTAMP(3) AS A, TIMESTAMP '2024-01-01' AS B, TRY_TO_TIMESTAMP('x') AS C, CURRENT_TIMESTAMP AS D, '2024-01-01'::DATETIME AS E";
  expect(await types(query)).toEqual(
    ['NTZ(3)', 'NTZ(9)', 'NTZ(9)', 'LTZ(9)', 'NTZ(9)'].map((type) => `TIMESTAMP_${type}`),
  );
  await sql("ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = TIMESTAMP_TZ, TIMEZONE = 'America/New_York'");
  expect((await sql("SHOW PARAMETERS LIKE 'TIMESTAMP_TYPE_MAPPING'")).named).toMatchObject([
    { value: 'TIMESTAMP_TZ', default: 'TIMESTAMP_NTZ', level: 'SESSION' },
  ]);
  expect(await types(query)).toEqual(
    ['TZ(3)', 'TZ(9)', 'TZ(9)', 'LTZ(9)', 'NTZ(9)'].map((type) => `TIMESTAMP_${type}`),
  );
  expect((await sql("SELECT '2024-01-01 10:00:00 +0530'::TIMESTAMP::TEXT")).rows).toEqual([
    ['2024-01-01 10:00:00.000 +0530'],
  ]);
  await sql('CREATE TABLE T (AT TIMESTAMP, N TIMESTAMP_NTZ)');
  expect((await sql('DESCRIBE TABLE T')).named.map((row) => row['type'])).toEqual([
    'TIMESTAMP_TZ(9)',
    'TIMESTAMP_NTZ(9)',
  ]);
  // What is kept is read as every session reads it.
  expect(await types('SELECT * FROM BEFORE')).toEqual(['TIMESTAMP_NTZ(9)', 'TIMESTAMP_NTZ(9)']);
  for (const text of [
    "TO_TIMESTAMP('2024-01-01')",
    "'2024-01-01'::TIMESTAMP",
    "CAST('2024-01-01' AS TIMESTAMP)",
  ])
    expect((await refusal(sql(`CREATE OR REPLACE VIEW V AS SELECT ${text} AS AT`))).message).toContain(
      'Write TIMESTAMP_TZ or TO_TIMESTAMP_TZ',
    );
  await sql('CREATE VIEW V AS SELECT AT AS "TIMESTAMP", N::TIMESTAMP_NTZ AS N FROM T');
  const other = await connect(opened);
  await other('USE DATABASE DB');
  expect((await other("SELECT '2024-01-01'::TIMESTAMP::TEXT")).rows).toEqual([['2024-01-01 00:00:00.000']]);
});
