import { describe, expect, it } from 'vitest';
import type { OpenedAccount } from '../../../src/account/engine/open.js';
import type { TestConnection } from './account.js';
import { account, connect } from './account.js';
import { refusal } from './refusal.js';

interface Opened {
  readonly sql: TestConnection;
  /** The clock goes on, and what is due is done. */
  readonly step: (time: string) => Promise<void>;
}

async function opened(): Promise<Opened> {
  const local = (await account()) as OpenedAccount;
  const sql = await connect(local);
  await sql('CREATE WAREHOUSE WH');
  await sql('CREATE DATABASE DB');
  await sql("ALTER ACCOUNT SET FIRN_CLOCK = 'PAUSE'");
  await sql('CREATE TABLE T (ID INT, TS TIMESTAMP_NTZ, AMT FLOAT)');
  await sql(
    "INSERT INTO T VALUES (1, '2026-01-01', 10), (1, '2026-01-03', 30), (1, NULL, 99), (2, '2026-01-02', 20)",
  );
  const step = async (time: string): Promise<void> => {
    await sql(`ALTER ACCOUNT SET FIRN_CLOCK = 'STEP ${time}'`);
    await local.runDue();
  };
  return { sql, step };
}

const DYNAMIC = "CREATE DYNAMIC TABLE FV TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT ID, TS, AMT FROM T";
const ONLINE =
  "CREATE ONLINE FEATURE TABLE FV$ONLINE PRIMARY KEY (\"ID\") REFRESH_MODE='INCREMENTAL' TIMESTAMP_COLUMN='TS' WAREHOUSE=WH TARGET_LAG='30 seconds' FROM FV";

describe('online feature tables', () => {
  it('hold the latest row of each key', async () => {
    const { sql } = await opened();
    await sql(DYNAMIC);
    expect((await sql(ONLINE)).rows).toEqual([['Online feature table FV$ONLINE successfully created.']]);
    expect((await sql('SELECT ID, AMT FROM FV$ONLINE ORDER BY ID')).rows).toEqual([
      ['1', '30'],
      ['2', '20'],
    ]);
    const found = await sql('SELECT AMT FROM FV$ONLINE WHERE ID = ?', {
      binds: [{ type: 'FIXED', value: '2' }],
    });
    expect(found.rows).toEqual([['20']]);
    const { named } = await sql("SHOW ONLINE FEATURE TABLES LIKE 'FV$ONLINE' IN SCHEMA DB.PUBLIC");
    expect(named).toMatchObject([
      {
        target_lag: '30 seconds',
        warehouse: 'WH',
        refresh_mode: 'INCREMENTAL',
        primary_key: '(ID)',
        scheduling_state: 'ACTIVE',
        store_type: 'hybrid_table',
        rows: '2',
      },
    ]);
    const described = await sql('DESCRIBE ONLINE FEATURE TABLE FV$ONLINE');
    expect(described.named.map((row) => [row['name'], row['primary key'], row['null?']])).toEqual([
      ['ID', 'Y', 'N'],
      ['TS', 'N', 'Y'],
      ['AMT', 'N', 'Y'],
    ]);
  });

  it('follow their source when their lag asks for it', async () => {
    const { sql, step } = await opened();
    await sql('CREATE VIEW V AS SELECT ID, TS, AMT FROM T');
    await sql(ONLINE.replace('FROM FV', 'FROM V'));
    await sql("INSERT INTO T VALUES (3, '2026-01-05', 50)");
    const count = async () => (await sql('SELECT count(*) FROM FV$ONLINE')).rows[0]?.[0];
    await step('29 seconds');
    expect(await count()).toBe('2');
    await step('1 second');
    expect(await count()).toBe('3');
    await sql('ALTER ONLINE FEATURE TABLE FV$ONLINE SUSPEND');
    await sql('DELETE FROM T WHERE ID = 3');
    await step('10 minutes');
    expect(await count()).toBe('3');
    await sql('ALTER ONLINE FEATURE TABLE FV$ONLINE REFRESH');
    expect(await count()).toBe('2');
    await sql("INSERT INTO T VALUES (4, '2026-01-05', 50)");
    await sql('ALTER ONLINE FEATURE TABLE FV$ONLINE RESUME');
    await sql("ALTER ONLINE FEATURE TABLE FV$ONLINE SET TARGET_LAG = '10 seconds'");
    await step('10 seconds');
    expect(await count()).toBe('3');
  });

  it('wait for a dynamic table that has not been refreshed yet', async () => {
    const { sql, step } = await opened();
    await sql(DYNAMIC.replace(' AS', ' INITIALIZE = ON_SCHEDULE AS'));
    await sql(ONLINE);
    expect((await sql('SELECT * FROM FV$ONLINE')).rows).toEqual([]);
    await step('1 minute');
    await step('30 seconds');
    expect((await sql('SELECT count(*) FROM FV$ONLINE')).rows).toEqual([['2']]);
  });

  it('are suspended after five failures, and keep their rows', async () => {
    const { sql, step } = await opened();
    await sql('CREATE VIEW V AS SELECT ID, TS, 10 / AMT AS AMT FROM T');
    await sql(ONLINE.replace('FROM FV', 'FROM V'));
    await sql("INSERT INTO T VALUES (7, '2026-02-01', 0)");
    for (let i = 0; i < 5; i++) await step('30 seconds');
    const { named } = await sql('SHOW ONLINE FEATURE TABLES');
    expect(named).toMatchObject([{ scheduling_state: 'SUSPENDED', rows: '2' }]);
  });

  it('refuse rows that share a key, keys that are NULL, and what is no such table', async () => {
    const { sql } = await opened();
    await sql('CREATE VIEW V AS SELECT ID, TS, AMT FROM T');
    const codeOf = async (statement: string) => (await refusal(sql(statement))).code;
    const from = (clauses: string) => `CREATE ONLINE FEATURE TABLE O ${clauses}`;
    expect(await codeOf(from("PRIMARY KEY (ID) TARGET_LAG='1 minute' FROM V"))).toBe('200001');
    expect(await codeOf(from("TARGET_LAG='1 minute' FROM V"))).toBe('001003');
    expect(await codeOf(from("PRIMARY KEY (ID) TARGET_LAG='5 seconds' FROM V"))).toBe('001008');
    expect(await codeOf(from("PRIMARY KEY (ID) TARGET_LAG='9 days' FROM V"))).toBe('001008');
    expect(await codeOf(from("PRIMARY KEY (NOPE) TARGET_LAG='1 minute' FROM V"))).toBe('000904');
    expect(await codeOf(from("PRIMARY KEY (ID) TIMESTAMP_COLUMN=AMT TARGET_LAG='1 minute' FROM V"))).toBe(
      '001008',
    );
    expect(await codeOf(from("PRIMARY KEY (ID) TARGET_LAG='1 minute' FROM T"))).toBe('000002');
    expect(await codeOf(from("PRIMARY KEY (ID) TARGET_LAG='1 minute' FROM SPECIFICATION $${}$$"))).toBe(
      '000002',
    );
    await sql("INSERT INTO T VALUES (NULL, '2026-01-01', 1)");
    const nullKey = "PRIMARY KEY (ID) TIMESTAMP_COLUMN='TS' TARGET_LAG='1 minute' FROM V";
    expect(await codeOf(from(nullKey))).toBe('100072');
    expect((await sql('SHOW ONLINE FEATURE TABLES')).rows).toEqual([]);
    await sql('DELETE FROM T WHERE ID IS NULL');
    await sql(from(nullKey));
    expect(await codeOf('INSERT INTO O SELECT * FROM T')).toBe('002002');
    expect(await codeOf('CREATE VIEW W AS SELECT * FROM O')).toBe('000002');
    expect(await codeOf('CREATE STREAM S ON TABLE O')).toBe('002203');
    expect(await codeOf('DROP TABLE O')).toBe('002203');
    await sql('DROP ONLINE FEATURE TABLE O');
    await sql('DROP ONLINE FEATURE TABLE IF EXISTS O');
  });

  it('carry tags and stand in the lineage of their source', async () => {
    const { sql } = await opened();
    await sql(DYNAMIC);
    await sql(ONLINE);
    await sql('CREATE TAG K');
    await sql("ALTER ONLINE FEATURE TABLE FV$ONLINE SET TAG K = 'v'");
    expect((await sql("SELECT SYSTEM$GET_TAG('K', 'FV$ONLINE', 'TABLE')")).rows).toEqual([['v']]);
    const lineage =
      "SELECT TARGET_OBJECT_NAME FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE('FV', 'TABLE', 'DOWNSTREAM'))";
    expect((await sql(lineage)).rows).toEqual([['FV$ONLINE']]);
    await sql(ONLINE.replace('CREATE', 'CREATE OR REPLACE'));
    await sql('DROP SCHEMA DB.PUBLIC');
    expect((await sql('SHOW ONLINE FEATURE TABLES IN ACCOUNT')).rows).toEqual([]);
  });
});
