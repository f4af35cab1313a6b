import { describe, expect, it } from 'vitest';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { Account } from './storeFixture.js';
import { changes, draft, managedTag, openRecorded } from './storeFixture.js';

const object = 'DB.FS.MY_FV$V1';
const text = (flags = '') =>
  `CREATE DYNAMIC TABLE ${object} (ID, AMT) COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "NULL"${flags}}') AS SELECT 1 AS ID`;

const stored = (online?: Record<string, string>, flags = ''): Account => ({
  dynamicTables: [
    { name: 'MY_FV$V1', text: text(flags), target_lag: '1 hour', warehouse: 'WH', refresh_mode: 'ADAPTIVE' },
  ],
  objectTags: {
    MY_FV$V1: managedTag,
    ...(online && { MY_FV$V1$ONLINE: '{"type": "ONLINE_FEATURE_TABLE", "pkg_version": "1.48.0"}' }),
  },
  columns: [['MY_FV$V1', 'ID', 'NUMBER']],
  onlineTables: online ? [{ name: 'MY_FV$V1$ONLINE', target_lag: '10 seconds', ...online }] : [],
});

describe('an online feature table', () => {
  it.each<[string, Partial<FeatureViewDraft>, RegExp]>([
    ['a lag below ten seconds', { onlineConfig: { enable: true, targetLag: '9 s' } }, /`9 s` is no duration/],
    ['a lag above eight days', { onlineConfig: { enable: true, targetLag: '9 days' } }, /`9 days`/],
    [
      'Iceberg beside it',
      { onlineConfig: { enable: true }, storageConfig: { format: 'iceberg', externalVolume: 'V' } },
      /Online storage is not supported with Iceberg/,
    ],
  ])('is refused with %s before anything changes', async (_, change, message) => {
    const { session, store } = await openRecorded();
    const registered = store.registerFeatureView(draft({ refreshFreq: '1 hour', ...change }), 'V1');
    await expect(registered).rejects.toMatchObject({
      code: 'feature-view-invalid',
      message: expect.stringMatching(message) as string,
    });
    expect(changes(session.taken())).toEqual([]);
  });

  it('that cannot be made takes the feature view back with it', async () => {
    const { session, store } = await openRecorded();
    session.refuse(/^CREATE ONLINE FEATURE TABLE/, 'Insufficient privileges');
    const registered = store.registerFeatureView(draft({ onlineConfig: { enable: true } }), 'V1');
    await expect(registered).rejects.toThrow('Failed to register feature view MY_FV/V1: Insufficient');
    expect(changes(session.taken()).slice(-2)).toEqual([
      `DROP ONLINE FEATURE TABLE IF EXISTS ${object}$ONLINE`,
      `DROP VIEW IF EXISTS ${object}`,
    ]);
  });

  it('is asked for no mode that only dynamic tables have', async () => {
    const { session, store } = await openRecorded(stored());
    await store.updateFeatureView('my_fv', 'V1', { onlineConfig: { enable: true } });
    expect(changes(session.taken()).at(1)).toBe(
      `CREATE ONLINE FEATURE TABLE ${object}$ONLINE PRIMARY KEY ("ID") WAREHOUSE=WH TARGET_LAG='10 seconds' FROM ${object}`,
    );
  });

  it('whose tag cannot be set is taken back, and so is what was changed before it', async () => {
    const { session, store } = await openRecorded(stored());
    session.refuse(/^ALTER ONLINE FEATURE TABLE .* SET TAG/, 'Insufficient privileges');
    const updated = store.updateFeatureView('my_fv', 'V1', { desc: 'new', onlineConfig: { enable: true } });
    await expect(updated).rejects.toMatchObject({ code: 'update-failed' });
    expect(changes(session.taken()).slice(-2)).toEqual([
      `DROP ONLINE FEATURE TABLE IF EXISTS ${object}$ONLINE`,
      `ALTER DYNAMIC TABLE ${object} SET TARGET_LAG = '1 hour' WAREHOUSE = WH COMMENT = ''`,
    ]);
  });

  it('keeps its lag where none is given, and has a new one without being enabled again', async () => {
    const { session, store } = await openRecorded(stored({ target_lag: '1 minute' }));
    await store.updateFeatureView('my_fv', 'V1', { onlineConfig: { enable: true } });
    expect(changes(session.taken())).toHaveLength(1);
    await store.updateFeatureView('my_fv', 'V1', { onlineConfig: { targetLag: '2 minutes' } });
    expect(changes(session.taken()).at(-1)).toBe(
      `ALTER ONLINE FEATURE TABLE ${object}$ONLINE SET TARGET_LAG = '2 minutes'`,
    );
  });

  it.each([
    ['has a lag without being there', stored(), { targetLag: '1 minute' }, 'not-online'],
    ['is of tiles', stored(undefined, ', "is_tiled": true'), { enable: true }, 'feature-view-unsupported'],
    ['is in Postgres', stored({ store_type: 'postgres' }), { enable: false }, 'feature-view-unsupported'],
  ] as const)('is not changed when it %s', async (_, account, onlineConfig, code) => {
    const { session, store } = await openRecorded(account);
    await expect(store.updateFeatureView('my_fv', 'V1', { onlineConfig })).rejects.toMatchObject({ code });
    expect(changes(session.taken())).toEqual([]);
  });

  it('that is not there is a warning when it is refreshed', async () => {
    const { session, store, warnings } = await openRecorded(stored());
    await store.refreshFeatureView('my_fv', 'V1', { storeType: 'ONLINE' });
    expect(changes(session.taken())).toEqual([]);
    expect(warnings).toEqual([
      'Online store is not enabled for feature view MY_FV/V1; there is nothing to refresh.',
    ]);
  });
});

describe('an Iceberg table', () => {
  const iceberg = (change: Partial<FeatureViewDraft> = {}) =>
    draft({
      refreshFreq: '1 hour',
      storageConfig: { format: 'iceberg', externalVolume: 'lake' },
      ...change,
    });

  it('is created where the official client would, and dropped like any dynamic table', async () => {
    const { session, store } = await openRecorded();
    session.refuse(/^SHOW TASKS/, 'stop');
    await store.registerFeatureView(iceberg(), 'v1').catch(() => undefined);
    const [sql] = changes(session.taken());
    expect(sql).toMatch(/^CREATE DYNAMIC ICEBERG TABLE DB\.FS\."MY_FV\$v1" \(/);
    expect(sql?.replace(/\s+/g, ' ')).toContain(
      `INITIALIZE = ON_CREATE CATALOG = 'SNOWFLAKE' EXTERNAL_VOLUME = LAKE BASE_LOCATION = 'snowflake/feature_store/iceberg/DB/FS/"MY_FV$v1"' CLUSTER BY (ID, TS) AS SELECT`,
    );
    expect(sql).toContain('"timestamp_col": "TS", "is_iceberg": true}');
  });

  it('needs a refresh frequency', async () => {
    const { store } = await openRecorded();
    await expect(store.registerFeatureView(iceberg({ refreshFreq: null }), 'V1')).rejects.toThrow(
      'Iceberg storage requires refresh_freq.',
    );
  });
});
