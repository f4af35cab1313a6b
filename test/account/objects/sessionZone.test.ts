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
