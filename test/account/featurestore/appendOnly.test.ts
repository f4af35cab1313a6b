import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeatureStore } from '../../../src/featurestore/store.js';
import { LocalStore } from './localStore.js';

/** A feature view that keeps the rows of every refresh, while the account's clock is stepped through three days. */
let local: LocalStore;
let store: FeatureStore;
const DAY = 86_400;
const DRAFT = {
  query: 'SELECT ID, TS, BALANCE FROM DB.SRC.BALANCES',
  columns: [],
  timestampCol: 'TS',
  desc: '',
  featureDescs: {},
};

beforeAll(async () => {
  local = await LocalStore.start();
  await local.run("ALTER ACCOUNT SET FIRN_CLOCK = 'PAUSE'", "ALTER SESSION SET TIMEZONE = 'UTC'");
  store = await local.open();
  await store.registerEntity({ name: 'CUST', joinKeys: ['ID'], desc: '' });
});
afterAll(() => local.stop());

const cell = async (sql: string) => (await local.session.execute(sql)).rows[0]?.[0];

/** Lets time pass, and waits until the task has run as often as that. */
async function pass(days: number, runs: number): Promise<void> {
  await local.run(`ALTER ACCOUNT SET FIRN_CLOCK = 'STEP ${days * DAY} seconds'`);
  const done =
    "SELECT COUNT(*) FROM TABLE(DB.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 1000)) WHERE NAME = 'KEPT$V1' AND STATE IN ('SUCCEEDED', 'FAILED')";
  await expect.poll(() => cell(done), { timeout: 60_000 }).toBe(runs);
}

it('has the rows of every refresh, and training sets that see each as of its time', async () => {
  await local.run(
    'CREATE TABLE DB.SRC.BALANCES (ID INT, TS TIMESTAMP_NTZ, BALANCE FLOAT)',
    'INSERT INTO DB.SRC.BALANCES SELECT COLUMN1, CURRENT_TIMESTAMP()::TIMESTAMP_NTZ, COLUMN2 FROM VALUES (1, 10), (2, 20)',
  );
  const view = await store.registerFeatureView(
    {
      ...DRAFT,
      name: 'KEPT',
      entities: [await store.getEntity('CUST')],
      refreshFreq: '0 3 * * * UTC',
      refreshMode: 'FULL',
      appendOnly: true,
    },
    'V1',
  );
  expect(view.traits).toEqual(['append-only']);
  const kept = 'SELECT COUNT(*) FROM DB.FS."KEPT$V1$SNAPSHOTS"';
  expect(await cell(kept)).toBe(0);
  await pass(1, 1);
  await local.run(
    'UPDATE DB.SRC.BALANCES SET TS = CURRENT_TIMESTAMP()::TIMESTAMP_NTZ, BALANCE = BALANCE + 5',
  );
  await pass(1, 2);
  expect(await cell(kept)).toBe(4);
  expect(await cell('SELECT COUNT(*) FROM DB.FS.SNOWML_SNAPSHOT_STATUS')).toBe(0);
  const { sql } = await store.trainingSet({
    spine:
      'SELECT ID, DATEADD(DAY, N, M)::TIMESTAMP_NTZ AS AT, N FROM (SELECT MIN(TS) AS M FROM DB.FS."KEPT$V1$SNAPSHOTS"), (SELECT COLUMN1 AS ID, COLUMN2 AS N FROM VALUES (1, -1), (1, 0), (1, 1), (2, 1))',
    features: [view],
    spineTimestampCol: 'AT',
  });
  const { rows } = await local.session.execute(`SELECT ID, N, BALANCE FROM (${sql}) ORDER BY ID, N`);
  expect(rows).toEqual([
    [1, -1, null],
    [1, 0, 10],
    [1, 1, 15],
    [2, 1, 25],
  ]);
}, 120_000);

it('finishes a snapshot that was interrupted, without a second refresh', async () => {
  await local.run(
    `INSERT INTO DB.FS.SNOWML_SNAPSHOT_STATUS (FV_FQN, SNAPSHOT_START_TIME) SELECT 'DB.FS.KEPT$V1', DATEADD(SECOND, -1, CURRENT_TIMESTAMP()::TIMESTAMP_NTZ)`,
    'ALTER DYNAMIC TABLE DB.FS.KEPT$V1 REFRESH',
  );
  const refreshes =
    "SELECT COUNT(*) FROM TABLE(DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 1000)) WHERE NAME = 'KEPT$V1'";
  const before = await cell(refreshes);
  await pass(1, 3);
  expect(await cell(refreshes)).toBe(before);
  expect(await cell('SELECT COUNT(*) FROM DB.FS."KEPT$V1$SNAPSHOTS"')).toBe(6);
  expect(await cell('SELECT COUNT(*) FROM DB.FS.SNOWML_SNAPSHOT_STATUS')).toBe(0);
}, 120_000);

describe('a query with more columns', () => {
  const history = 'DB.FS."KEPT$V1$SNAPSHOTS"';
  const columns = async () =>
    (await local.session.describe(`SELECT * FROM ${history}`)).map(({ name }) => name);

  it('is given to the history and to what follows it', async () => {
    const view = await store.updateFeatureView('KEPT', 'V1', {
      updatedQuery: "SELECT ID, TS, BALANCE, ID * 2 AS TWICE, 'x' AS \"o'ther\" FROM DB.SRC.BALANCES",
      desc: 'more',
    });
    expect(view.columns.map(({ name }) => name)).toEqual(['ID', 'TS', 'BALANCE', 'TWICE', "o'ther"]);
    expect(view).toMatchObject({ traits: ['append-only'], desc: 'more', refreshFreq: '0 3 * * * UTC' });
    expect(await columns()).toEqual(['ID', 'TS', 'BALANCE', 'TWICE', "o'ther"]);
    await pass(1, 4);
    const { rows } = await local.session.execute(
      `SELECT ID, TWICE, COUNT(*) FROM ${history} GROUP BY ALL ORDER BY ID, TWICE NULLS FIRST`,
    );
    expect(rows).toEqual([
      [1, null, 3],
      [1, 2, 1],
      [2, null, 3],
      [2, 4, 1],
    ]);
  }, 120_000);

  it.each([
    ['SELECT ID, TS, BALANCE, ID * 2 AS TWICE FROM DB.SRC.BALANCES', /fewer columns \(4\)/],
    [
      "SELECT TS, ID, BALANCE, ID * 2 AS TWICE, 'x' AS \"o'ther\" FROM DB.SRC.BALANCES",
      /position 0 mismatch/,
    ],
    ["SELECT ID, TS, ID AS BALANCE, ID * 2 AS TWICE, 'x' AS \"o'ther\" FROM DB.SRC.BALANCES", /type changed/],
  ])('is refused: %s', async (updatedQuery, message) => {
    await expect(store.updateFeatureView('KEPT', 'V1', { updatedQuery })).rejects.toThrow(message);
  });

  it('that fails half-way leaves everything as it was', async () => {
    const before = await store.getFeatureView('KEPT', 'V1');
    const updatedQuery =
      "SELECT ID, TS, BALANCE, ID * 2 AS TWICE, 'x' AS \"o'ther\", 1 AS MORE FROM DB.SRC.BALANCES";
    await local.run('ALTER TASK DB.FS.KEPT$V1 SUSPEND', 'CREATE WAREHOUSE GONE');
    const failing = new Proxy(local.session, {
      get: (session, key) => {
        const value: unknown = Reflect.get(session, key);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          if (key === 'execute' && /^ALTER TASK .* RESUME/.test(String(args[0])) && failures-- > 0)
            return Promise.reject(new Error('the connection was lost'));
          return (value as (...args: readonly unknown[]) => unknown).apply(session, [...args]);
        };
      },
    });
    let failures = 1;
    const other = await FeatureStore.open(failing, {
      database: 'DB',
      schema: 'FS',
      warehouse: 'WH',
      creationMode: 'FAIL_IF_NOT_EXIST',
    });
    await expect(other.updateFeatureView('KEPT', 'V1', { updatedQuery })).rejects.toThrow(
      'connection was lost',
    );
    expect(await store.getFeatureView('KEPT', 'V1')).toMatchObject({
      query: before.query,
      columns: before.columns,
      refreshFreq: before.refreshFreq,
    });
    expect(await columns()).not.toContain('MORE');
  });

  it('is for feature views with a history alone', async () => {
    const draft = { ...DRAFT, name: 'PLAIN', entities: [await store.getEntity('CUST')] };
    await store.registerFeatureView({ ...draft, refreshFreq: null }, 'V1');
    await expect(store.updateFeatureView('PLAIN', 'V1', { updatedQuery: DRAFT.query })).rejects.toThrow(
      'only supported for append_only feature views',
    );
  });
});

it('goes with its history', async () => {
  await store.deleteFeatureView('KEPT', 'V1');
  expect(await local.names('SHOW TABLES IN SCHEMA DB.FS')).not.toContain('KEPT$V1$SNAPSHOTS');
  expect(await local.names('SHOW TASKS IN SCHEMA DB.FS')).toEqual([]);
});
