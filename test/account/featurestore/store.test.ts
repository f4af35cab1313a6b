import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReadableByOfficialClients } from '../../../src/featurestore/definitionText.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { listStores } from '../../../src/featurestore/stores.js';
import { LocalStore, draft, entity } from './localStore.js';

let local: LocalStore;
let store: FeatureStore;

beforeAll(async () => {
  local = await LocalStore.start();
});

afterAll(async () => {
  await local.stop();
});

/** The rows a feature view has, by key. */
async function rowsOf(version: string) {
  const cursor = await store.readFeatureView('spend', version);
  const rows = await cursor.page(0, cursor.rowCount);
  return [...rows].sort((a, b) => Number(a[0]) - Number(b[0]));
}

describe('a feature store on the local account', () => {
  it('is not there before it is created', async () => {
    await expect(local.open('FAIL_IF_NOT_EXIST')).rejects.toMatchObject({ code: 'store-not-found' });
    expect(await listStores(local.session)).toEqual([]);
  });

  it('is created, found and opened again', async () => {
    store = await local.open();
    await local.open();
    store = await local.open('FAIL_IF_NOT_EXIST');
    expect(await listStores(local.session)).toEqual([{ database: 'DB', schema: 'FS' }]);
    expect(await store.snapshot()).toMatchObject({ entities: [], featureViews: [], problems: [] });
  });

  it('says which warehouse or database is missing', async () => {
    const { FeatureStore: Store } = await import('../../../src/featurestore/store.js');
    await expect(
      Store.open(local.session, { database: 'DB', schema: 'FS', warehouse: 'NOPE' }),
    ).rejects.toMatchObject({
      code: 'warehouse-not-found',
    });
    await expect(
      Store.open(local.session, { database: 'NOPE', schema: 'FS', warehouse: 'WH' }),
    ).rejects.toMatchObject({
      code: 'database-not-found',
    });
  });

  it('registers an entity once', async () => {
    expect(await store.registerEntity(entity)).toMatchObject(entity);
    await store.registerEntity(entity);
    expect(local.warnings.splice(0)).toEqual(['Entity CUST already exists. Skip registration.']);
    expect(await store.updateEntity('cust', { desc: 'new \\ text' })).toMatchObject({ desc: 'new \\ text' });
    expect(await store.getEntity('cust')).toMatchObject({ joinKeys: ['ID'], desc: 'new \\ text' });
  });
});

describe('a feature view without refresh', () => {
  it('is a view with all that was said about it', async () => {
    const registered = await store.registerFeatureView(draft(), 'v1');
    expect(registered).toMatchObject({
      name: 'SPEND',
      version: 'v1',
      physicalName: 'SPEND$v1',
      kind: 'external',
      timestampCol: 'TS',
      refreshFreq: null,
      schedulingState: null,
      desc: draft().desc,
      query: draft().query,
      entities: [{ name: 'CUST', joinKeys: ['ID'] }],
    });
    expect(registered.columns.map(({ name, category, desc }) => [name, category, desc])).toEqual([
      ['ID', 'ENTITY', ''],
      ['TS', 'TIMESTAMP', ''],
      ['AMT', 'FEATURE', "the amount's sum"],
    ]);
    expect(registered.columns.map(({ type }) => type)).toEqual(['NUMBER(38,0)', 'TIMESTAMP_NTZ(9)', 'FLOAT']);
  });

  it('has a statement that the official clients read', async () => {
    const { columns, rows } = await local.session.execute("SHOW VIEWS LIKE 'SPEND$v1' IN SCHEMA DB.FS");
    const text = String(rows[0]?.[columns.findIndex(({ name }) => name === 'text')]);
    expect(isReadableByOfficialClients(text)).toBe(true);
  });

  it('is read by key and by feature', async () => {
    const all = await rowsOf('v1');
    expect(all.map((row) => row[2])).toEqual([10.5, 20.5, null]);
    const one = await store.readFeatureView('spend', 'v1', { keys: [['2']], featureNames: ['AMT'] });
    expect(await one.page(0, 10)).toEqual([[2, 20.5]]);
  });

  it('is kept when it is registered again', async () => {
    const again = await store.registerFeatureView(
      draft({ query: 'SELECT 1 AS ID, NULL::TIMESTAMP_NTZ AS TS, 2 AS AMT' }),
      'v1',
    );
    expect(again.query).toBe(draft().query);
    expect(local.warnings.splice(0)[0]).toMatch(
      /^FeatureView SPEND\/v1 already exists\. Skip registration\./,
    );
  });

  it('changes its description, and is never refreshed', async () => {
    expect((await store.updateFeatureView('spend', 'v1', { desc: "it's new" })).desc).toBe("it's new");
    await store.refreshFeatureView('spend', 'v1');
    expect(local.warnings.splice(0)).toHaveLength(1);
    await expect(store.suspendFeatureView('spend', 'v1')).rejects.toMatchObject({ code: 'static-view' });
  });
});

describe('a feature view with refresh', () => {
  it('is a dynamic table with its first rows', async () => {
    const registered = await store.registerFeatureView(
      draft({ refreshFreq: '60 minute', warehouse: 'texas' }),
      'V2',
    );
    expect(registered).toMatchObject({
      physicalName: 'SPEND$V2',
      kind: 'managed',
      schedulingState: 'ACTIVE',
      warehouse: 'TEXAS',
      clusterBy: ['ID', 'TS'],
      query: draft().query,
    });
    expect(await rowsOf('V2')).toHaveLength(3);
  });

  it('shows new rows after a refresh, which is in its history', async () => {
    await local.run("INSERT INTO DB.SRC.T VALUES (4, '2026-01-04', 40)");
    expect(await rowsOf('V2')).toHaveLength(3);
    await store.refreshFeatureView('spend', 'V2');
    expect(await rowsOf('V2')).toHaveLength(4);
    const history = await store.getRefreshHistory('spend', 'V2');
    expect(history.length).toBeGreaterThanOrEqual(2);
    expect(history.every(({ name, state }) => name === 'SPEND$V2' && state === 'SUCCEEDED')).toBe(true);
  });

  it('is suspended and resumed', async () => {
    await store.suspendFeatureView('spend', 'V2');
    expect((await store.getFeatureView('spend', 'V2')).schedulingState).toBe('SUSPENDED');
    await store.resumeFeatureView('spend', 'V2');
    expect((await store.getFeatureView('spend', 'V2')).schedulingState).toBe('ACTIVE');
  });

  it('changes its lag, warehouse and description', async () => {
    const changed = await store.updateFeatureView('spend', 'V2', {
      refreshFreq: '1 day',
      warehouse: 'WH',
      desc: 'daily',
    });
    expect(changed).toMatchObject({ refreshFreq: '1 day', warehouse: 'WH', desc: 'daily' });
  });

  it('may follow a schedule, kept by a task of its name', async () => {
    const registered = await store.registerFeatureView(draft({ refreshFreq: '0 3 * * * UTC' }), 'V3');
    expect(registered.refreshFreq).toBe('0 3 * * * UTC');
    expect(await local.names('SHOW TASKS IN SCHEMA DB.FS')).toEqual(['SPEND$V3']);
    expect((await store.updateFeatureView('spend', 'V3', { refreshFreq: '0 6 * * * UTC' })).refreshFreq).toBe(
      '0 6 * * * UTC',
    );
    expect((await store.updateFeatureView('spend', 'V3', { refreshFreq: '2 hours' })).refreshFreq).toBe(
      '2 hours',
    );
    expect(await local.names('SHOW TASKS IN SCHEMA DB.FS')).toEqual([]);
  });
});

describe('replacing a version', () => {
  it('replaces a view by a view', async () => {
    const query = 'SELECT ID, TS, AMT * 2 AS AMT FROM DB.SRC.T';
    expect((await store.registerFeatureView(draft({ query }), 'v1', { overwrite: true })).query).toBe(query);
    expect((await rowsOf('v1')).map((row) => row[2])).toEqual([21, 41, null, 80]);
  });

  it('replaces a view by a dynamic table and back', async () => {
    const table = await store.registerFeatureView(draft({ refreshFreq: '1 day' }), 'v1', { overwrite: true });
    expect(table.kind).toBe('managed');
    expect(await rowsOf('v1')).toHaveLength(4);
    const view = await store.registerFeatureView(draft(), 'v1', { overwrite: true });
    expect(view.kind).toBe('external');
    const names = [
      ...(await local.names('SHOW VIEWS IN SCHEMA DB.FS')),
      ...(await local.names('SHOW DYNAMIC TABLES IN SCHEMA DB.FS')),
    ];
    expect(names.filter((name) => String(name).includes('TMP'))).toEqual([]);
  });

  it('leaves the registered version as it was when the new query is wrong', async () => {
    const before = await store.getFeatureView('spend', 'v1');
    const wrong = draft({ query: 'SELECT ID, TS, NOPE AS AMT FROM DB.SRC.T', columns: before.columns });
    await expect(store.registerFeatureView(wrong, 'v1', { overwrite: true })).rejects.toMatchObject({
      code: 'registration-failed',
      message: expect.stringMatching(/^Failed to register feature view SPEND\/v1: .*NOPE/s) as unknown,
    });
    expect((await store.getFeatureView('spend', 'v1')).query).toBe(before.query);
    const refreshing = { ...wrong, refreshFreq: '1 day' };
    await expect(store.registerFeatureView(refreshing, 'v1', { overwrite: true })).rejects.toMatchObject({
      code: 'registration-failed',
    });
    expect(await store.getFeatureView('spend', 'v1')).toEqual(before);
  });

  it('never replaces a view of the user', async () => {
    await local.run('CREATE VIEW DB.FS.MINE$V1 AS SELECT 1 AS ONE');
    await expect(
      store.registerFeatureView(draft({ name: 'mine' }), 'V1', { overwrite: true }),
    ).rejects.toMatchObject({
      code: 'name-taken',
    });
    expect((await store.listFeatureViews()).map(({ name }) => name)).not.toContain('MINE');
  });
});

describe('a store with odd content', () => {
  it('lists what can be read, and says what is wrong with the rest', async () => {
    const tag = (type: string) =>
      `DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "${type}", "pkg_version": "1.0"}'`;
    await local.run(
      `CREATE VIEW DB.FS.BAD$V1 (ID) COMMENT = '' TAG (${tag('EXTERNAL_FEATURE_VIEW')}, DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": [') AS SELECT 1 AS ID`,
      `CREATE VIEW DB.FS.ODD (ID) COMMENT = '' TAG (${tag('EXTERNAL_FEATURE_VIEW')}) AS SELECT 1 AS ID`,
      "CREATE TAG DB.FS.SNOWML_FEATURE_STORE_ENTITY_KEYLESS COMMENT = 'no keys'",
    );
    const { featureViews, problems } = await store.snapshot();
    expect(featureViews.map(({ physicalName }) => physicalName)).toEqual([
      'SPEND$v1',
      'SPEND$V2',
      'SPEND$V3',
    ]);
    expect(problems.map(({ code }) => code).sort()).toEqual([
      'entity-without-keys',
      'odd-name',
      'unreadable-metadata',
    ]);
    await local.run(
      'DROP VIEW DB.FS.BAD$V1',
      'DROP VIEW DB.FS.ODD',
      'DROP TAG DB.FS.SNOWML_FEATURE_STORE_ENTITY_KEYLESS',
    );
  });

  it('keeps case-sensitive names apart', async () => {
    await store.registerEntity({ name: '"Cust omer"', joinKeys: ['ID'], desc: '' });
    const odd = draft({
      name: '"my ""fv"""',
      entities: [{ name: '"Cust omer"', joinKeys: ['ID'], desc: '' }],
    });
    expect(await store.registerFeatureView(odd, '1.0')).toMatchObject({
      name: 'my "fv"',
      physicalName: 'my "fv"$1.0',
      entities: [{ name: 'Cust omer', joinKeys: ['ID'] }],
    });
    await store.deleteFeatureView('my "fv"', '1.0');
    await store.deleteEntity('Cust omer');
    expect((await store.listEntities()).map(({ name }) => name)).toEqual(['CUST']);
  });
});

describe('deleting', () => {
  it('keeps an entity that is used', async () => {
    await expect(store.deleteEntity('cust')).rejects.toMatchObject({ code: 'entity-in-use' });
  });

  it('removes feature views, then their entity', async () => {
    for (const version of ['v1', 'V2', 'V3']) await store.deleteFeatureView('spend', version);
    expect(await local.names('SHOW DYNAMIC TABLES IN SCHEMA DB.FS')).toEqual([]);
    expect(await local.names('SHOW TASKS IN SCHEMA DB.FS')).toEqual([]);
    await store.deleteEntity('cust');
    expect(await store.snapshot()).toMatchObject({ entities: [], featureViews: [] });
    await expect(store.deleteFeatureView('spend', 'V2')).rejects.toMatchObject({
      code: 'feature-view-not-found',
    });
  });
});
