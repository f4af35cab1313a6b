import { describe, expect, it } from 'vitest';
import { readRefreshFrequency, sameRefreshFrequency } from '../../../src/featurestore/refreshFrequency.js';
import type { Account } from './storeFixture.js';
import { changes, externalTag, managedTag, openRecorded } from './storeFixture.js';

const text = (kind: string, flags = '') =>
  `CREATE ${kind} DB.FS.MY_FV$V1 (ID, AMT) COMMENT = 'old' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "NULL"${flags}}') AS SELECT 1 AS ID`;

const columns: Account['columns'] = [
  ['MY_FV$V1', 'ID', 'NUMBER'],
  ['MY_FV$V1', 'AMT', 'FLOAT'],
];
const view: Account = {
  views: [{ name: 'MY_FV$V1', text: text('VIEW'), comment: 'old' }],
  objectTags: { MY_FV$V1: externalTag },
  columns,
};
const managed = (lag = '1 hour', schedule?: string, flags = ''): Account => ({
  dynamicTables: [
    {
      name: 'MY_FV$V1',
      text: text('DYNAMIC TABLE', flags),
      target_lag: lag,
      warehouse: 'WH',
      comment: 'old',
      refresh_mode: 'INCREMENTAL',
      scheduling_state: 'ACTIVE',
    },
  ],
  objectTags: { MY_FV$V1: managedTag },
  tasks: schedule === undefined ? [] : [{ name: 'MY_FV$V1', schedule: `USING CRON ${schedule}` }],
  columns,
});
const object = 'DB.FS.MY_FV$V1';

describe('updating a feature view', () => {
  it('changes the description of a view, and nothing else', async () => {
    const { session, store } = await openRecorded(view);
    await store.updateFeatureView('my_fv', 'V1', { desc: "it's" });
    expect(changes(session.taken())).toEqual([`ALTER VIEW ${object} SET COMMENT = 'it''s'`]);
    await expect(store.updateFeatureView('my_fv', 'V1', { refreshFreq: '1 day' })).rejects.toThrow(
      "Static feature view 'MY_FV/V1' does not support refresh_freq, warehouse, and initialization_warehouse.",
    );
  });

  const alter = (lag: string, warehouse = 'WH', desc = 'old') =>
    `ALTER DYNAMIC TABLE ${object} SET TARGET_LAG = '${lag}' WAREHOUSE = ${warehouse} COMMENT = '${desc}'`;
  const tag = `ALTER TASK ${object} SET TAG DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "FEATURE_VIEW_REFRESH_TASK", "pkg_version": "1.27.0+firn.0.1"}'`;

  it.each<[string, Account, object, string[]]>([
    [
      'all three properties at once',
      managed(),
      { refreshFreq: '1 day', warehouse: 'wh2', desc: 'new' },
      [alter('1 day', 'WH2', 'new')],
    ],
    [
      'cron to duration',
      managed('DOWNSTREAM', '0 0 * * * UTC'),
      { refreshFreq: '1 day' },
      [alter('1 day'), `DROP TASK IF EXISTS ${object}`],
    ],
    [
      'duration to cron',
      managed(),
      { refreshFreq: '0 0 * * * UTC' },
      [
        alter('DOWNSTREAM'),
        `CREATE OR REPLACE TASK ${object} WAREHOUSE = WH SCHEDULE = 'USING CRON 0 0 * * * UTC' AS ALTER DYNAMIC TABLE ${object} REFRESH`,
        tag,
        `ALTER TASK ${object} RESUME`,
      ],
    ],
    [
      'cron to cron',
      managed('DOWNSTREAM', '0 0 * * * UTC'),
      { refreshFreq: '0 6 * * * UTC' },
      [
        alter('DOWNSTREAM'),
        `ALTER TASK ${object} SUSPEND`,
        `ALTER TASK ${object} SET SCHEDULE = 'USING CRON 0 6 * * * UTC'`,
        `ALTER TASK ${object} RESUME`,
      ],
    ],
  ])('%s', async (_, account, change, expected) => {
    const { session, store } = await openRecorded(account);
    await store.updateFeatureView('my_fv', 'V1', change);
    expect(changes(session.taken())).toEqual(expected);
  });

  it('takes back what it did when a later step fails', async () => {
    const { session, store } = await openRecorded(managed());
    session.refuse(/^CREATE OR REPLACE TASK/, 'Insufficient privileges');
    await expect(store.updateFeatureView('my_fv', 'V1', { refreshFreq: '0 0 * * * UTC' })).rejects.toThrow(
      'Update feature view MY_FV/V1 failed: Insufficient privileges',
    );
    expect(changes(session.taken()).at(-1)).toBe(alter('1 hour'));
  });
});

describe('suspending, resuming, refreshing', () => {
  it('switches the dynamic table and its task', async () => {
    const { session, store } = await openRecorded(managed());
    await store.suspendFeatureView('my_fv', 'V1');
    await store.resumeFeatureView('my_fv', 'V1');
    expect(changes(session.taken())).toEqual([
      `ALTER DYNAMIC TABLE ${object} SUSPEND`,
      `ALTER TASK IF EXISTS ${object} SUSPEND`,
      `ALTER DYNAMIC TABLE ${object} RESUME`,
      `ALTER TASK IF EXISTS ${object} RESUME`,
    ]);
  });

  it('resumes again when the task cannot be suspended', async () => {
    const { session, store } = await openRecorded(managed());
    session.refuse(/^ALTER TASK/, 'no');
    await expect(store.suspendFeatureView('my_fv', 'V1')).rejects.toMatchObject({ code: 'update-failed' });
    expect(changes(session.taken()).at(-1)).toBe(`ALTER DYNAMIC TABLE ${object} RESUME`);
  });

  it('refuses a view, which never refreshes', async () => {
    const { session, store, warnings } = await openRecorded(view);
    await expect(store.suspendFeatureView('my_fv', 'V1')).rejects.toMatchObject({ code: 'static-view' });
    await store.refreshFeatureView('my_fv', 'V1');
    expect(warnings[0]).toMatch(/^Static feature view can't be refreshed\./);
    expect(await store.getRefreshHistory('my_fv', 'V1')).toEqual([]);
    expect(changes(session.taken())).toEqual([]);
  });

  it('refreshes the dynamic table', async () => {
    const { session, store } = await openRecorded(managed());
    await store.refreshFeatureView('my_fv', 'V1');
    expect(changes(session.taken())).toEqual([`ALTER DYNAMIC TABLE ${object} REFRESH`]);
  });

  it('reads the history of exactly this object', async () => {
    const { session, store } = await openRecorded(managed());
    session.answer(/DYNAMIC_TABLE_REFRESH_HISTORY/, [
      { NAME: 'MY_FV$V1', STATE: 'SUCCEEDED', REFRESH_ACTION: 'FULL' },
    ]);
    expect(await store.getRefreshHistory('my_fv', 'V1')).toEqual([
      {
        name: 'MY_FV$V1',
        state: 'SUCCEEDED',
        refreshStartTime: null,
        refreshEndTime: null,
        refreshAction: 'FULL',
      },
    ]);
    expect(session.taken().at(-1)).toBe(
      "SELECT name, state, refresh_start_time, refresh_end_time, refresh_action FROM TABLE (DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY (RESULT_LIMIT => 10000)) WHERE NAME = 'MY_FV$V1' AND SCHEMA_NAME = 'FS' ORDER BY REFRESH_START_TIME DESC",
    );
  });
});

describe('deleting a feature view', () => {
  it('drops the online table first, then the object and what belongs to it', async () => {
    const { session, store } = await openRecorded(managed());
    session
      .answer(/^SHOW ONLINE FEATURE TABLES/, [{ name: 'MY_FV$V1$ONLINE' }])
      .answer(/^SHOW TABLES LIKE '_FEATURE_STORE_METADATA'/, [{ name: '_FEATURE_STORE_METADATA' }])
      .answer(/^DELETE FROM/, []);
    await store.deleteFeatureView('my_fv', 'V1');
    expect(changes(session.taken())).toEqual([
      'DROP ONLINE FEATURE TABLE IF EXISTS DB.FS.MY_FV$V1$ONLINE',
      `DROP DYNAMIC TABLE IF EXISTS ${object}`,
      `DROP TASK IF EXISTS ${object}`,
      `DROP TABLE IF EXISTS ${object}$SNAPSHOTS`,
      `DELETE FROM DB.FS.SNOWML_SNAPSHOT_STATUS WHERE FV_FQN = '${object}'`,
      "DELETE FROM DB.FS._FEATURE_STORE_METADATA WHERE OBJECT_TYPE = 'FEATURE_VIEW' AND OBJECT_NAME = 'MY_FV' AND VERSION = 'V1'",
    ]);
  });

  it('goes on when the crash-recovery row cannot be deleted', async () => {
    const { session, store, warnings } = await openRecorded(view);
    session.refuse(/^DELETE FROM DB\.FS\.SNOWML_SNAPSHOT_STATUS/, 'no such table');
    await store.deleteFeatureView('my_fv', 'V1');
    expect(warnings[0]).toMatch(/crash-recovery row .* no such table/);
    expect(session.taken()).toContain(`DROP VIEW IF EXISTS ${object}`);
  });

  it('removes what an interrupted deletion left', async () => {
    const { session, store } = await openRecorded({});
    session.answer(/^SHOW TASKS/, [{ name: 'MY_FV$V1' }]);
    await store.deleteFeatureView('my_fv', 'V1');
    expect(changes(session.taken())[0]).toBe(`DROP TASK IF EXISTS ${object}`);
  });

  it('says when there is nothing', async () => {
    const { store } = await openRecorded({});
    await expect(store.deleteFeatureView('my_fv', 'V1')).rejects.toMatchObject({
      code: 'feature-view-not-found',
    });
  });

  it('leaves streaming ones to the client that knows their parts', async () => {
    const { session, store } = await openRecorded(managed('1 hour', undefined, ', "is_streaming": true'));
    await expect(store.deleteFeatureView('my_fv', 'V1')).rejects.toMatchObject({
      code: 'feature-view-unsupported',
    });
    expect(changes(session.taken())).toEqual([]);
  });

  it('keeps an entity that a feature view is on', async () => {
    const { session, store } = await openRecorded(view);
    await expect(store.deleteEntity('foo')).rejects.toThrow(
      "Cannot delete Entity FOO due to active FeatureViews: ['MY_FV'].",
    );
    expect(changes(session.taken())).toEqual([]);
  });
});

describe('reading rows', () => {
  it.each<[object, string]>([
    [{}, `SELECT * FROM ${object}`],
    [{ keys: [['1'], ["o'x"]] }, `SELECT * FROM ${object} WHERE (ID = '1') OR (ID = 'o''x')`],
    [{ featureNames: ['AMT'], keys: [[7]] }, `SELECT ID, AMT FROM ${object} WHERE (ID = '7')`],
  ])('%j', async (options, sql) => {
    const { session, store } = await openRecorded(view);
    await store.readFeatureView('my_fv', 'V1', options);
    expect(session.taken().at(-1)).toBe(sql);
  });

  it('refuses unknown features and incomplete keys', async () => {
    const { store } = await openRecorded(view);
    await expect(store.readFeatureView('my_fv', 'V1', { featureNames: ['amt'] })).rejects.toThrow(
      "Feature 'amt' not found in feature view. Available features: ['AMT']",
    );
    await expect(store.readFeatureView('my_fv', 'V1', { keys: [['1', '2']] })).rejects.toThrow(
      "Each key must have 1 values for join keys ['ID'], got 2 values",
    );
  });
});

describe('refresh frequencies', () => {
  it.each(['60 minute', '1m', '1d', '5 minutes', '2 hrs', 'downstream', '90 secs'])('%s is a lag', (lag) => {
    expect(readRefreshFrequency(lag).kind).toBe('lag');
  });

  it.each(['0 0 * * * UTC', '*/5 8-18 * * MON-FRI America/Los_Angeles', '0 3 L * * Europe/Berlin'])(
    '%s is a schedule',
    (cron) => {
      expect(readRefreshFrequency(cron)).toEqual({ kind: 'cron', expression: cron });
    },
  );

  it.each([
    '',
    '60',
    'hourly',
    '10 fortnights',
    '0 0 * * *',
    '30 seconds',
    "1 day' --",
    '0 0 * * * UTC; DROP',
  ])('%j is refused', (wrong) => {
    expect(() => readRefreshFrequency(wrong)).toThrow(/refresh frequency/);
  });

  it('are compared by what they mean', () => {
    expect(sameRefreshFrequency('60 minute', '1 hour')).toBe(true);
    expect(sameRefreshFrequency('1d', '24 hours')).toBe(true);
    expect(sameRefreshFrequency('downstream', 'DOWNSTREAM')).toBe(true);
    expect(sameRefreshFrequency('0  0 * * * UTC', '0 0 * * * utc')).toBe(true);
    expect(sameRefreshFrequency('1 hour', '2 hours')).toBe(false);
    expect(sameRefreshFrequency('1 hour', null)).toBe(false);
    expect(sameRefreshFrequency(null, null)).toBe(true);
  });
});
