import { describe, expect, it } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import { connect, temporaryFolder } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';
import { refusal } from '../objects/refusal.js';
import { HOUR, MINUTE, START, timedAccount } from './account.js';

async function rows(sql: TestConnection): Promise<number> {
  return Number((await sql('SELECT COUNT(*) FROM T')).rows[0]?.[0]);
}

async function history(sql: TestConnection, columns = 'NAME, STATE'): Promise<string[]> {
  const { rows: found } = await sql(
    `SELECT ${columns} FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) ORDER BY RUN_ID`,
  );
  return found.map((row) => row.join(' '));
}

async function state(sql: TestConnection, name: string): Promise<unknown> {
  return (await sql(`SHOW TASKS LIKE '${name}'`)).named[0]?.['state'];
}

async function withTable(folder?: string, at?: number) {
  const timed = await timedAccount(folder, at);
  if (folder === undefined) await timed.sql('CREATE TABLE T (AT TIMESTAMP_NTZ)');
  return timed;
}

const INSERT = 'INSERT INTO T SELECT CURRENT_TIMESTAMP()';

describe('a task with a schedule', () => {
  it('runs when it is resumed and its time has come, by the account’s clock', async () => {
    const { sql, pass, end } = await withTable();
    await sql(`CREATE TASK A WAREHOUSE = WH SCHEDULE = '5 MINUTE' AS ${INSERT}`);
    await pass(HOUR);
    expect(await rows(sql)).toBe(0);
    await sql('ALTER TASK A RESUME');
    await pass(4 * MINUTE);
    expect(await rows(sql)).toBe(0);
    await pass(MINUTE);
    expect((await sql("SELECT TO_VARCHAR(AT, 'HH24:MI') FROM T")).rows).toEqual([['11:05']]);
    await sql('ALTER TASK A SUSPEND');
    await pass(HOUR);
    expect(await rows(sql)).toBe(1);
    expect(await history(sql, "NAME, STATE, SCHEDULED_FROM, TO_VARCHAR(SCHEDULED_TIME, 'HH24:MI')")).toEqual([
      'A SUCCEEDED SCHEDULE 11:05',
    ]);
    await end();
  });

  it('follows cron in its time zone', async () => {
    const { sql, pass, end } = await withTable();
    await sql(`CREATE TASK A SCHEDULE = 'USING CRON 0 12 * * * Europe/Berlin' AS ${INSERT}`);
    await sql('ALTER TASK A RESUME');
    await pass(59 * MINUTE);
    expect(await rows(sql)).toBe(0);
    await pass(MINUTE);
    expect(await rows(sql)).toBe(1);
    await end();
  });

  it('runs once for all it has slept over, also over a restart, and never a run twice', async () => {
    const first = await withTable();
    await first.sql(`CREATE TASK A SCHEDULE = '1 MINUTE' AS ${INSERT}`);
    await first.sql('ALTER TASK A RESUME');
    await first.end();
    const second = await withTable(first.folder, START + HOUR);
    await second.account.runDue();
    await second.account.runDue();
    expect(await rows(second.sql)).toBe(1);
    await second.pass(MINUTE);
    expect(await rows(second.sql)).toBe(2);
    await second.end();
  });

  it('runs where it lives, as its owner', async () => {
    const { sql, pass, end } = await timedAccount();
    await sql('CREATE SCHEMA DB.OPS');
    await sql('CREATE TABLE DB.OPS.W (S VARCHAR, R VARCHAR, W VARCHAR)');
    await sql(
      `CREATE TASK DB.OPS.A WAREHOUSE = WH SCHEDULE = '1 MINUTE' AS INSERT INTO W SELECT CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_WAREHOUSE()`,
    );
    await sql('ALTER TASK DB.OPS.A RESUME');
    await pass(MINUTE);
    expect((await sql('SELECT * FROM DB.OPS.W')).rows).toEqual([['OPS', 'ACCOUNTADMIN', 'WH']]);
    await end();
  });

  it('refreshes a dynamic table', async () => {
    const { sql, pass, end } = await withTable();
    await sql('CREATE DYNAMIC TABLE D TARGET_LAG = DOWNSTREAM WAREHOUSE = WH AS SELECT AT FROM T');
    await sql(INSERT);
    await sql("CREATE TASK D SCHEDULE = '1 MINUTE' AS ALTER DYNAMIC TABLE D REFRESH");
    await sql('ALTER TASK D RESUME');
    await pass(MINUTE);
    expect((await sql('SELECT COUNT(*) FROM D')).rows).toEqual([['1']]);
    await end();
  });
});

describe('a run', () => {
  it('that fails says why, and ten in a row suspend the task', async () => {
    const { sql, pass, end } = await withTable();
    await sql("CREATE TASK A SCHEDULE = '1 MINUTE' AS INSERT INTO MISSING SELECT 1");
    await sql('ALTER TASK A RESUME');
    for (let i = 0; i < 9; i++) await pass(MINUTE);
    expect(await state(sql, 'A')).toBe('started');
    await pass(MINUTE);
    expect((await sql('SHOW TASKS')).named[0]).toMatchObject({
      state: 'suspended',
      last_suspended_reason: 'SUSPENDED_DUE_TO_ERRORS',
    });
    await pass(HOUR);
    const failed = await history(sql, 'STATE, ERROR_CODE');
    expect(failed).toEqual(Array.from({ length: 10 }, () => 'FAILED 002003'));
    const [message] = await history(sql, 'ERROR_MESSAGE');
    expect(message).toContain('MISSING');
    await end();
  });

  it('is skipped when its condition is false', async () => {
    const { sql, pass, end } = await withTable();
    await sql(
      `CREATE TASK A SCHEDULE = '1 MINUTE' WHEN EXTRACT(HOUR FROM CURRENT_TIMESTAMP()) >= 11 AS ${INSERT}`,
    );
    await sql('ALTER TASK A RESUME');
    await pass(MINUTE);
    await pass(HOUR);
    expect(await history(sql)).toEqual(['A SKIPPED', 'A SUCCEEDED']);
    await end();
  });

  it('that the account’s end interrupted is told as failed', async () => {
    const first = await withTable();
    await first.sql(
      "CREATE TASK A SCHEDULE = '1 MINUTE' AS INSERT INTO T SELECT CURRENT_TIMESTAMP() FROM TABLE(GENERATOR(ROWCOUNT => 200000)) A, TABLE(GENERATOR(ROWCOUNT => 200000)) B",
    );
    await first.sql('ALTER TASK A RESUME');
    first.clock.step(MINUTE);
    const running = first.account.runDue();
    await expect.poll(() => history(first.sql), { timeout: 20_000 }).toEqual(['A EXECUTING']);
    await first.end();
    await running;
    const second = await withTable(first.folder, START + MINUTE);
    await second.account.runDue();
    expect(await rows(second.sql)).toBe(0);
    expect(await history(second.sql, 'STATE, ERROR_MESSAGE')).toEqual([
      'FAILED The account ended while the task was running.',
    ]);
    await second.end();
  });
});

describe('EXECUTE TASK', () => {
  it('runs a task once, suspended or not, without its schedule', async () => {
    const { sql, pass, end } = await withTable();
    await sql(`CREATE TASK A AS ${INSERT}`);
    expect((await sql('EXECUTE TASK A')).rows).toEqual([['Task A is scheduled to run immediately.']]);
    await pass(0);
    await pass(HOUR);
    expect(await history(sql, 'NAME, STATE, SCHEDULED_FROM')).toEqual(['A SUCCEEDED EXECUTE TASK']);
    await end();
  });

  it('needs no waiting for a scheduling account, even when its clock stands', async () => {
    const account = await openAccount(await temporaryFolder(), { schedule: true });
    account.clock.pause();
    const sql = await connect(account);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE T (AT TIMESTAMP_NTZ)');
    await sql(`CREATE TASK A AS ${INSERT}`);
    await sql('EXECUTE TASK A');
    await expect.poll(() => history(sql), { timeout: 20_000 }).toEqual(['A SUCCEEDED']);
    await account.close();
  });
});

describe('a task graph', () => {
  async function graph(sql: TestConnection): Promise<void> {
    await sql('CREATE TABLE LOG (WHO VARCHAR)');
    await sql("CREATE TASK ROOT SCHEDULE = '1 MINUTE' AS INSERT INTO LOG (WHO) VALUES ('ROOT')");
    await sql("CREATE TASK LEFT_ AFTER ROOT AS INSERT INTO LOG (WHO) VALUES ('LEFT')");
    await sql("CREATE TASK RIGHT_ AFTER ROOT AS INSERT INTO LOG (WHO) VALUES ('RIGHT')");
    await sql("CREATE TASK JOINED AFTER LEFT_, RIGHT_ AS INSERT INTO LOG (WHO) VALUES ('JOINED')");
    for (const name of ['JOINED', 'LEFT_', 'RIGHT_', 'ROOT']) await sql(`ALTER TASK ${name} RESUME`);
  }

  it('runs each task after all it waits for', async () => {
    const { sql, pass, end } = await timedAccount();
    await graph(sql);
    await pass(MINUTE);
    expect(await history(sql)).toEqual([
      'ROOT SUCCEEDED',
      'LEFT_ SUCCEEDED',
      'RIGHT_ SUCCEEDED',
      'JOINED SUCCEEDED',
    ]);
    expect((await sql("SHOW TASKS LIKE 'JOINED'")).named[0]?.['predecessors']).toBe(
      '["DB.PUBLIC.LEFT_","DB.PUBLIC.RIGHT_"]',
    );
    await end();
  });

  it('goes on without a suspended task, and stops behind a failed one', async () => {
    const { sql, pass, end } = await timedAccount();
    await graph(sql);
    await sql('ALTER TASK LEFT_ SUSPEND');
    await pass(MINUTE);
    expect(await history(sql)).toEqual(['ROOT SUCCEEDED', 'RIGHT_ SUCCEEDED', 'JOINED SUCCEEDED']);
    await sql('ALTER TASK RIGHT_ MODIFY AS SELECT 1 / 0');
    await pass(MINUTE);
    expect((await history(sql)).slice(3)).toEqual(['ROOT SUCCEEDED', 'RIGHT_ FAILED']);
    await end();
  });

  it('has no circles and one beginning', async () => {
    const { sql, end } = await timedAccount();
    await graph(sql);
    expect((await refusal(sql('ALTER TASK LEFT_ ADD AFTER JOINED'))).message).toContain('after itself');
    expect((await refusal(sql('EXECUTE TASK JOINED'))).message).toContain('not a root task');
    expect((await refusal(sql('ALTER TASK ROOT ADD AFTER JOINED'))).message).toContain('not both');
    expect((await refusal(sql('CREATE TASK X AFTER NOWHERE AS SELECT 1'))).code).toBe('002003');
    await end();
  });
});

describe('what is no task', () => {
  it.each([
    ["CREATE TASK X SCHEDULE = 'soon' AS SELECT 1", '001008'],
    ['CREATE TASK X AS CALL P()', '000002'],
  ])('%s', async (statement, code) => {
    const { sql, end } = await timedAccount();
    expect(await refusal(sql(statement))).toMatchObject({ code });
    await end();
  });

  it('a task that nothing starts cannot be resumed', async () => {
    const { sql, end } = await timedAccount();
    await sql('CREATE TASK X AS SELECT 1');
    expect((await refusal(sql('ALTER TASK X RESUME'))).message).toContain('EXECUTE TASK');
    await end();
  });
});
