import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, START, timedAccount } from './account.js';
import { openAccount } from '../../../src/account/engine/open.js';
import { Clock } from '../../../src/account/clock.js';
import { connect, temporaryFolder } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';

async function sources(sql: TestConnection): Promise<void> {
  await sql('CREATE TABLE T (A INT)');
  await sql('INSERT INTO T VALUES (1)');
}

async function value(sql: TestConnection, table: string): Promise<unknown> {
  return (await sql(`SELECT SUM(A) FROM ${table}`)).rows[0]?.[0];
}

async function history(sql: TestConnection, name: string): Promise<unknown[]> {
  const { rows } = await sql(
    `SELECT STATE, REFRESH_TRIGGER FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => '${name}')) ORDER BY REFRESH_START_TIME`,
  );
  return rows.map((row) => row.join(' '));
}

describe('a dynamic table', () => {
  it('is refreshed when its target lag has passed, not before', async () => {
    const { sql, pass, end } = await timedAccount();
    await sources(sql);
    await sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A FROM T");
    await sql('INSERT INTO T VALUES (10)');
    await pass(59 * MINUTE);
    expect(await value(sql, 'D')).toBe('1');
    await pass(MINUTE);
    expect(await value(sql, 'D')).toBe('11');
    expect(await history(sql, 'D')).toEqual(['SUCCEEDED CREATION', 'SUCCEEDED SCHEDULED']);
    expect((await sql('SHOW DYNAMIC TABLES')).named[0]?.['data_timestamp']).toBe(
      `${(START + HOUR) / 1000}.000`,
    );
    await end();
  });

  it('is refreshed once however long the account slept, also over a restart', async () => {
    const first = await timedAccount();
    await sources(first.sql);
    await first.sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT A FROM T");
    await first.sql('INSERT INTO T VALUES (10)');
    await first.end();
    const second = await timedAccount(first.folder, START + 24 * HOUR);
    await second.account.runDue();
    await second.account.runDue();
    expect(await value(second.sql, 'D')).toBe('11');
    expect(await history(second.sql, 'D')).toEqual(['SUCCEEDED CREATION', 'SUCCEEDED SCHEDULED']);
    await second.end();
  });

  it('is left alone while it is suspended', async () => {
    const { sql, pass, end } = await timedAccount();
    await sources(sql);
    await sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT A FROM T");
    await sql('ALTER DYNAMIC TABLE D SUSPEND');
    await sql('INSERT INTO T VALUES (10)');
    await pass(HOUR);
    expect(await value(sql, 'D')).toBe('1');
    await sql('ALTER DYNAMIC TABLE D RESUME');
    await pass(0);
    expect(await value(sql, 'D')).toBe('11');
    await end();
  });

  it('with DOWNSTREAM is refreshed only for a table that reads it', async () => {
    const { sql, pass, end } = await timedAccount();
    await sources(sql);
    await sql('CREATE DYNAMIC TABLE LOW TARGET_LAG = DOWNSTREAM WAREHOUSE = WH AS SELECT A FROM T');
    await sql('INSERT INTO T VALUES (10)');
    await pass(24 * HOUR);
    expect(await value(sql, 'LOW')).toBe('1');
    await sql("CREATE DYNAMIC TABLE HIGH TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A + 1 AS A FROM LOW");
    await pass(HOUR);
    expect(await value(sql, 'LOW')).toBe('11');
    expect(await value(sql, 'HIGH')).toBe('13');
    await end();
  });

  it('INITIALIZE = ON_SCHEDULE is filled within its target lag', async () => {
    const { sql, pass, end } = await timedAccount();
    await sources(sql);
    await sql(
      "CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = WH INITIALIZE = ON_SCHEDULE AS SELECT A FROM T",
    );
    await expect(value(sql, 'D')).rejects.toThrow('not initialized');
    await pass(HOUR);
    expect(await value(sql, 'D')).toBe('1');
    await end();
  });

  it('is suspended after five failures in a row, each one lag after the other', async () => {
    const { sql, pass, end } = await timedAccount();
    await sources(sql);
    await sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT 1 / A AS A FROM T");
    await sql('INSERT INTO T VALUES (0)');
    for (let i = 0; i < 4; i++) {
      await pass(MINUTE);
      await pass(0);
    }
    const state = async () => (await sql('SHOW DYNAMIC TABLES')).named[0]?.['scheduling_state'];
    expect(await state()).toBe('ACTIVE');
    await pass(MINUTE);
    expect(await state()).toBe('SUSPENDED');
    await pass(HOUR);
    expect(await history(sql, 'D')).toEqual([
      'SUCCEEDED CREATION',
      ...Array.from({ length: 5 }, () => 'FAILED SCHEDULED'),
    ]);
    expect(await value(sql, 'D')).toBe('1.000000');
    await end();
  });

  it('waits with its failed source: the source alone counts the failure', async () => {
    const { sql, pass, end } = await timedAccount();
    await sources(sql);
    await sql("CREATE DYNAMIC TABLE LOW TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT 1 / A AS A FROM T");
    await sql("CREATE DYNAMIC TABLE HIGH TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT A FROM LOW");
    await sql('INSERT INTO T VALUES (0)');
    for (let i = 0; i < 6; i++) await pass(MINUTE);
    expect((await history(sql, 'LOW')).filter((row) => row === 'FAILED SCHEDULED')).toHaveLength(5);
    expect(await history(sql, 'HIGH')).toContain('UPSTREAM_FAILED SCHEDULED');
    const states = (await sql('SHOW DYNAMIC TABLES')).named.map((t) => [t['name'], t['scheduling_state']]);
    expect(states).toEqual([
      ['HIGH', 'ACTIVE'],
      ['LOW', 'SUSPENDED'],
    ]);
    await end();
  });
});

describe('the scheduler by itself', () => {
  it('refreshes as a running clock asks, while clients work', async () => {
    const clock = new Clock();
    const account = await openAccount(await temporaryFolder(), { clock, schedule: true });
    const sql = await connect(account);
    await sql('CREATE DATABASE DB');
    await sources(sql);
    await sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 minute' WAREHOUSE = COMPUTE_WH AS SELECT A FROM T");
    await sql('INSERT INTO T VALUES (10)');
    clock.run(600);
    await expect.poll(() => value(sql, 'D'), { timeout: 20_000 }).toBe('11');
    await account.close();
  });

  it('waits for the end of a client’s transaction', async () => {
    const clock = new Clock();
    const account = await openAccount(await temporaryFolder(), { clock, schedule: true });
    const sql = await connect(account);
    await sql('CREATE DATABASE DB');
    await sources(sql);
    await sql("CREATE DYNAMIC TABLE D TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH AS SELECT A FROM T");
    await sql('BEGIN');
    await sql('INSERT INTO T VALUES (10)');
    clock.step(HOUR);
    expect(await value(sql, 'D')).toBe('1');
    await sql('COMMIT');
    await expect.poll(() => value(sql, 'D'), { timeout: 20_000 }).toBe('11');
    await account.close();
  });
});
