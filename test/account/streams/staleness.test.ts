import { describe, expect, it } from 'vitest';
import { connect } from '../objects/account.js';
import { refusal } from '../objects/refusal.js';
import { otherDuckdb } from '../objects/duckdbFile.js';
import { HOUR, timedAccount } from '../time/account.js';
import type { TimedAccount } from '../time/account.js';

const DAY = 24 * HOUR;

async function withStream(properties = ''): Promise<TimedAccount> {
  const timed = await timedAccount();
  await timed.sql(`CREATE TABLE T (A INT) ${properties}`);
  await timed.sql('CREATE TABLE TAKEN (A INT)');
  await timed.sql('CREATE STREAM S ON TABLE T');
  await timed.sql('INSERT INTO T VALUES (1), (2)');
  return timed;
}

/** The rows of every log of changes in a closed account's file, by log. */
async function logs(folder: string): Promise<Readonly<Record<string, number>>> {
  return otherDuckdb(folder, async (rows) => {
    const found: Record<string, number> = {};
    const names = await rows(
      "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'data' AND table_name LIKE 'log%'",
    );
    for (const [name] of names)
      found[String(name)] = Number((await rows(`SELECT count(*) FROM data.${String(name)}`))[0]?.[0]);
    return found;
  });
}

describe('a stream that nobody consumes', () => {
  it('is stale 14 days after it was consumed, by the account’s clock, and says so', async () => {
    const { sql, clock, end } = await withStream();
    clock.step(13 * DAY);
    await sql('INSERT INTO TAKEN SELECT A FROM S');
    await sql('INSERT INTO T VALUES (3)');
    const shown = async () => (await sql('SHOW STREAMS')).named[0] ?? {};
    const after = (await shown())['stale_after'];
    clock.step(14 * DAY - 1);
    expect((await sql('SELECT A FROM S')).rows).toEqual([['3']]);
    expect(await shown()).toMatchObject({ stale: 'false', stale_after: after, invalid_reason: 'N/A' });
    clock.step(1);
    // The same text again: what was translated before must not answer.
    for (const statement of ['SELECT A FROM S', 'INSERT INTO TAKEN SELECT A FROM S']) {
      const error = await refusal(sql(statement));
      expect(error).toMatchObject({ code: '091901' });
      expect(error.message).toContain("Stream 'DB.PUBLIC.S' is stale: Change data is no longer available");
    }
    expect((await refusal(sql("SELECT SYSTEM$STREAM_HAS_DATA('S')"))).code).toBe('091901');
    expect(await shown()).toMatchObject({ stale: 'true', stale_after: after });
    expect(await shown()).toMatchObject({ invalid_reason: 'Change data is no longer available' });
    expect((await sql('DESCRIBE STREAM S')).named[0]).toMatchObject({ stale: 'true' });
    await sql('CREATE OR REPLACE STREAM S ON TABLE T');
    await sql('INSERT INTO T VALUES (4)');
    expect((await sql('SELECT A FROM S')).rows).toEqual([['4']]);
    await end();
  });

  // SYSTEM$STREAM_HAS_DATA: calling it keeps a stream from becoming stale while the stream is empty and it returns FALSE.
  it('does not become stale while it is asked, and has nothing', async () => {
    const { sql, clock, end } = await withStream();
    const has = async () => (await sql("SELECT SYSTEM$STREAM_HAS_DATA('S')")).rows[0]?.[0];
    await sql('INSERT INTO TAKEN SELECT A FROM S');
    for (let n = 0; n < 3; n++) {
      clock.step(13 * DAY);
      expect(await has()).toBe('0');
    }
    await sql('INSERT INTO T VALUES (3)');
    clock.step(13 * DAY);
    // Asking puts nothing off once there is a change.
    expect([await has(), (await sql('SELECT A FROM S')).rows]).toEqual(['1', [['3']]]);
    clock.step(DAY);
    expect((await refusal(sql('SELECT A FROM S'))).code).toBe('091901');
    await end();
  });

  it('is asked without waiting for somebody’s open transaction', async () => {
    const { account, sql, clock, end } = await withStream();
    await sql('INSERT INTO TAKEN SELECT A FROM S');
    clock.step(13 * DAY);
    const other = await connect(account);
    await other('USE SCHEMA DB.PUBLIC');
    await other('BEGIN');
    await other('INSERT INTO TAKEN VALUES (9)');
    const after = async () => (await sql('SHOW STREAMS')).named[0]?.['stale_after'];
    const before = await after();
    expect((await sql("SELECT SYSTEM$STREAM_HAS_DATA('S')")).rows).toEqual([['0']]);
    expect(await after()).toBe(before);
    await other('COMMIT');
    await sql("SELECT SYSTEM$STREAM_HAS_DATA('S')");
    expect(await after()).not.toBe(before);
    await end();
  });

  it('keeps its log until then; afterwards the log is gone and nothing is recorded, without anybody writing', async () => {
    const { pass, folder, end } = await withStream();
    await pass(14 * DAY - 1);
    await end();
    expect(Object.values(await logs(folder))).toEqual([2]);

    const again = await timedAccount(folder, Date.UTC(2026, 2, 16, 10));
    await again.pass(0);
    await again.sql('INSERT INTO T VALUES (3)');
    expect((await again.sql('SHOW STREAMS')).named[0]).toMatchObject({ stale: 'true' });
    await again.end();
    expect(await logs(folder)).toEqual({});
  });

  it('leaves to a later one what that one needs', async () => {
    const { sql, clock, pass, folder, end } = await withStream();
    clock.step(DAY);
    await sql('CREATE STREAM LATER ON TABLE T');
    await sql('INSERT INTO T VALUES (3)');
    await pass(13 * DAY);
    expect((await sql('SELECT A FROM LATER')).rows).toEqual([['3']]);
    expect((await refusal(sql('SELECT A FROM S'))).code).toBe('091901');
    await end();
    expect(Object.values(await logs(folder))).toEqual([1]);
  });

  it('has as long as its table says: the longer of retention and extension', async () => {
    const { sql, clock, end } = await withStream('MAX_DATA_EXTENSION_TIME_IN_DAYS = 2');
    const stale = async () => (await sql('SHOW STREAMS')).named[0]?.['stale'];
    clock.step(2 * DAY - 1);
    expect(await stale()).toBe('false');
    await sql('ALTER TABLE T SET DATA_RETENTION_TIME_IN_DAYS = 3');
    expect((await sql("SHOW TABLES LIKE 'T'")).named[0]).toMatchObject({ retention_time: '3' });
    clock.step(DAY);
    expect(await stale()).toBe('false');
    clock.step(1);
    expect(await stale()).toBe('true');
    const { message } = await refusal(sql('ALTER TABLE T SET MAX_DATA_EXTENSION_TIME_IN_DAYS = 91'));
    expect(message).toContain("invalid value [91] for parameter 'MAX_DATA_EXTENSION_TIME_IN_DAYS'");
    await end();
  });
});

describe('a dynamic table', () => {
  const CREATE = (source: string) =>
    `CREATE OR REPLACE DYNAMIC TABLE D TARGET_LAG = '1 day' WAREHOUSE = WH REFRESH_MODE = INCREMENTAL AS SELECT A FROM ${source}`;

  it('that is suspended keeps its sources’ changes for 14 days, and begins anew after them', async () => {
    const { sql, pass, folder, end } = await timedAccount();
    await sql('CREATE TABLE T (A INT)');
    await sql(CREATE('T'));
    await sql('ALTER DYNAMIC TABLE D SUSPEND');
    await sql('INSERT INTO T VALUES (1)');
    await pass(14 * DAY);
    await sql('INSERT INTO T VALUES (2)');
    await end();
    expect(await logs(folder)).toEqual({});
    const again = await timedAccount(folder, Date.UTC(2026, 2, 16, 11));
    await again.sql('ALTER DYNAMIC TABLE D REFRESH');
    expect((await again.sql('SELECT A FROM D ORDER BY A')).rows).toEqual([['1'], ['2']]);
    await again.end();
  });

  it('ends the recording of a table that it does not read any more', async () => {
    const { sql, folder, end } = await timedAccount();
    await sql('CREATE TABLE T1 (A INT)');
    await sql('CREATE TABLE T2 (A INT)');
    await sql('CREATE VIEW V AS SELECT A FROM T1');
    await sql(CREATE('V'));
    await sql('CREATE OR REPLACE VIEW V AS SELECT A FROM T2');
    await sql('ALTER DYNAMIC TABLE D REFRESH');
    await sql('INSERT INTO T1 VALUES (1)');
    await sql('INSERT INTO T2 VALUES (2)');
    await end();
    expect(Object.values(await logs(folder))).toEqual([1]);
  });
});
