import { expect, it } from 'vitest';
import { account, connect } from './account.js';

/** Source: "QUERY_HISTORY, QUERY_HISTORY_BY_*" (INFORMATION_SCHEMA). */
it('the history of queries tells what was run, by whom, and what became of it', async () => {
  const opened = await account();
  const sql = await connect(opened);
  const other = await connect(opened);
  for (const statement of [
    'CREATE WAREHOUSE WH',
    'CREATE DATABASE DB',
    'CREATE OR REPLACE TRANSIENT TABLE T (A INT)',
  ])
    await sql(statement);
  await sql("ALTER SESSION SET QUERY_TAG = 'mine'");
  await sql('INSERT INTO T VALUES (1)', { queryId: 'an-id' });
  await expect(sql('SELECT NOTHING FROM T')).rejects.toThrow('NOTHING');
  await sql('SELECT A FROM T', { describeOnly: true });
  await other('USE DATABASE DB');
  await other("SELECT 'o''ther' AS \"é\"");

  const columns = 'QUERY_TYPE, EXECUTION_STATUS, ERROR_CODE, QUERY_TAG, DATABASE_NAME, USER_NAME, QUERY_TEXT';
  const all = await sql(
    `SELECT ${columns} FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) ORDER BY START_TIME, QUERY_TEXT`,
  );
  const of = (text: string) => all.rows.find((row) => row.at(-1) === text)?.slice(0, -1);
  expect(of('CREATE WAREHOUSE WH')).toEqual(['CREATE_WAREHOUSE', 'SUCCESS', null, '', null, 'FIRN']);
  expect(of('CREATE OR REPLACE TRANSIENT TABLE T (A INT)')?.[0]).toBe('CREATE_TABLE');
  expect(of('SELECT NOTHING FROM T')).toEqual([
    'SELECT',
    'FAILED_WITH_ERROR',
    '000904',
    'mine',
    'DB',
    'FIRN',
  ]);
  expect(of("SELECT 'o''ther' AS \"é\"")?.slice(0, 2)).toEqual(['SELECT', 'SUCCESS']);
  expect(of('SELECT A FROM T')).toBeUndefined();
  expect(all.rows.filter((row) => row[1] === 'RUNNING')).toHaveLength(1);

  const inserted = await sql(
    "SELECT QUERY_TEXT, TOTAL_ELAPSED_TIME >= 0, END_TIME >= START_TIME FROM TABLE(DB.INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 1000)) WHERE QUERY_ID = 'an-id'",
  );
  expect(inserted.rows).toEqual([['INSERT INTO T VALUES (1)', '1', '1']]);

  // The newest first; of one's own session where none is named. The question itself is the first of them.
  const mine = await other(
    'SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION(RESULT_LIMIT => 2))',
  );
  expect(mine.rows[1]).toEqual(["SELECT 'o''ther' AS \"é\""]);
  const session = (await sql('SELECT CURRENT_SESSION()')).rows[0]?.[0] ?? '';
  const named = await other(
    `SELECT COUNT_IF(QUERY_ID = 'an-id') FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION(SESSION_ID => '${session}'))`,
  );
  expect(named.rows).toEqual([['1']]);
  const past = await sql(
    "SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(END_TIME_RANGE_END => '2001-01-01'::TIMESTAMP_LTZ))",
  );
  expect(past.rows).toEqual([['0']]);

  // A moment may be computed, here and in the other histories.
  for (const history of [
    "QUERY_HISTORY(END_TIME_RANGE_START => DATEADD('hour', 1, CURRENT_TIMESTAMP()))",
    "TASK_HISTORY(SCHEDULED_TIME_RANGE_START => DATEADD('hour', -1, CURRENT_TIMESTAMP()))",
    "DYNAMIC_TABLE_REFRESH_HISTORY(DATA_TIMESTAMP_START => DATEADD('hour', -1, CURRENT_TIMESTAMP()))",
  ])
    expect((await sql(`SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.${history})`)).rows).toEqual([['0']]);

  await expect(
    sql('SELECT 1 FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 0))'),
  ).rejects.toThrow('RESULT_LIMIT');
  await expect(sql("SELECT 1 FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(WHO => 'x'))")).rejects.toThrow(
    'WHO',
  );
});
