import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import type { FeatureView } from '../../../src/featurestore/model.js';
import { slice, withName } from '../../../src/featurestore/slices.js';
import type { Cell, Cursor } from '../../../src/session/session.js';
import { LocalStore, draft, entity } from './localStore.js';

let local: LocalStore;
let store: FeatureStore;
let spend: FeatureView;

beforeAll(async () => {
  local = await LocalStore.start();
  store = await local.open();
  await store.registerEntity(entity);
  spend = await store.registerFeatureView(draft({ refreshFreq: '1 minute' }), 'V1');
  await local.run(
    "CREATE ONLINE FEATURE TABLE DB.FS.SPEND$V1$ONLINE PRIMARY KEY (\"ID\") TARGET_LAG='30 seconds' TIMESTAMP_COLUMN='TS' WAREHOUSE=WH FROM DB.FS.SPEND$V1",
    `ALTER ONLINE FEATURE TABLE DB.FS.SPEND$V1$ONLINE SET TAG DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "ONLINE_FEATURE_TABLE", "pkg_version": "1.48.0"}'`,
  );
});
afterAll(async () => {
  await local.stop();
});

const rowsOf = async (cursor: Cursor): Promise<readonly (readonly Cell[])[]> =>
  [...(await cursor.page(0, 1000))].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

const SPINE =
  "SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-02-01'), (1, '2025-01-01'), (2, '2026-02-01'), (9, '2026-02-01')";

describe('the online copy', () => {
  it('is told with its feature view', async () => {
    expect((await store.getFeatureView('spend', 'V1')).online).toMatchObject({
      name: 'SPEND$V1$ONLINE',
      storeType: 'hybrid_table',
      targetLag: '30 seconds',
      refreshMode: 'INCREMENTAL',
      schedulingState: 'ACTIVE',
    });
    expect((await store.snapshot()).featureViews[0]?.online?.name).toBe('SPEND$V1$ONLINE');
  });

  it('is read by key, by some keys, and whole', async () => {
    const read = async (keys?: (string | number)[][]) =>
      rowsOf(
        await store.readFeatureView('spend', 'V1', {
          storeType: 'ONLINE',
          featureNames: ['AMT'],
          ...(keys && { keys }),
        }),
      );
    expect(await read([[1]])).toEqual([[1, 10.5]]);
    expect(await read([['1'], ['2']])).toEqual([
      [1, 10.5],
      [2, 20.5],
    ]);
    expect(await read([[7]])).toEqual([]);
    expect(await read()).toHaveLength(3);
  });

  it('is refused where there is none', async () => {
    await store.registerFeatureView(draft({ name: 'offline' }), 'V1');
    await expect(store.readFeatureView('offline', 'V1', { storeType: 'ONLINE' })).rejects.toThrow(
      'Online store is not enabled for feature view OFFLINE/V1.',
    );
    await expect(store.getRefreshHistory('offline', 'V1', { storeType: 'ONLINE' })).rejects.toMatchObject({
      code: 'not-online',
    });
  });
});

describe('the refresh history', () => {
  it('has all that Snowflake says, when asked to', async () => {
    await store.refreshFeatureView('spend', 'V1');
    const [short] = await store.getRefreshHistory('spend', 'V1');
    expect(Object.keys(short ?? {})).toEqual([
      'name',
      'state',
      'refreshStartTime',
      'refreshEndTime',
      'refreshAction',
    ]);
    const [whole] = await store.getRefreshHistory('spend', 'V1', { verbose: true });
    expect(whole).toMatchObject({ name: 'SPEND$V1', schema_name: 'FS', state: 'SUCCEEDED' });
    expect(Object.keys(whole ?? {})).toContain('refresh_trigger');
  });
});

describe('a training set', () => {
  it('is the same by both join methods', async () => {
    const features = [withName(slice(spend, ['amt']), 'one'), withName(spend, 'two')];
    const [one, two, neither] = await Promise.all(
      (['sequential', 'cte', undefined] as const).map(async (joinMethod) =>
        rowsOf(
          await store.generateTrainingSet({
            spine: SPINE,
            features,
            spineTimestampCol: 'AT',
            includeFeatureViewTimestampCol: false,
            ...(joinMethod && { joinMethod }),
          }),
        ),
      ),
    );
    expect(one).toHaveLength(4);
    expect(one?.[1]).toEqual([1, '2026-02-01T00:00:00', 10.5, 10.5]);
    expect(two).toEqual(one);
    expect(neither).toEqual(one);
  });

  it('is kept in a table that is tagged as training data, once', async () => {
    const options = { spine: SPINE, features: [spend], spineTimestampCol: 'AT', saveAs: 'src."kept set"' };
    const cursor = await store.generateTrainingSet(options);
    expect(cursor.rowCount).toBe(4);
    const { rows } = await local.session.execute(
      `SELECT SYSTEM$GET_TAG('DB.FS.SNOWML_FEATURE_STORE_OBJECT', 'DB.SRC."kept set"', 'TABLE')`,
    );
    expect(JSON.parse(String(rows[0]?.[0]))).toMatchObject({ type: 'TRAINING_DATA' });
    await expect(store.generateTrainingSet(options)).rejects.toMatchObject({
      code: 'table-exists',
      message: 'DB.SRC."kept set" already exists.',
    });
    await expect(store.generateTrainingSet({ ...options, saveAs: '.x' })).rejects.toThrow(
      'Invalid object name `.x` cannot be parsed as a SQL identifier.',
    );
    await expect(store.generateTrainingSet({ ...options, saveAs: 'a.b.c.d' })).rejects.toThrow(
      'It has more than three parts.',
    );
  });

  it('gives the values that are known now', async () => {
    const cursor = await store.retrieveFeatureValues({
      spine: 'SELECT 2 AS ID, CURRENT_TIMESTAMP()::TIMESTAMP_NTZ AS AT',
      features: [slice(spend, ['AMT'])],
      spineTimestampCol: 'AT',
      excludeColumns: ['AT'],
    });
    expect(await rowsOf(cursor)).toEqual([[2, 20.5]]);
  });
});

describe('a dataset', () => {
  it('knows the feature views that it was generated from', async () => {
    const facts = await store.registerFeatureView(
      draft({
        name: 'facts',
        timestampCol: null,
        query: 'SELECT ID, 1 AS A, 2 AS B, 3 AS C FROM DB.SRC.T',
        featureDescs: {},
      }),
      'V1',
    );
    await store.generateDataset({
      name: 'KNOWS',
      version: 'V1',
      spine: SPINE,
      features: [spend, slice(facts, ['C', 'A'])],
      spineTimestampCol: 'AT',
    });
    const loaded = await store.loadFeatureViewsFromDataset('knows', 'V1');
    expect(loaded.map(({ view, features }) => [view.physicalName, features])).toEqual([
      ['SPEND$V1', undefined],
      ['FACTS$V1', ['C', 'A']],
    ]);
    await store.registerFeatureView(
      draft({
        name: 'facts',
        timestampCol: null,
        query: 'SELECT ID, 1 AS A FROM DB.SRC.T',
        featureDescs: {},
      }),
      'V1',
      { overwrite: true },
    );
    await expect(store.loadFeatureViewsFromDataset('KNOWS', 'V1')).rejects.toThrow(
      'The dataset has feature 3 of FeatureView FACTS/V1, which has 1 now.',
    );
  });

  it('that no feature store generated says so', async () => {
    await local.run(
      'CREATE DATASET DB.FS.FOREIGN_ONE',
      `ALTER DATASET DB.FS.FOREIGN_ONE ADD VERSION 'V1' FROM (SELECT 1 AS A) METADATA=$$nonsense$$`,
    );
    await expect(store.loadFeatureViewsFromDataset('FOREIGN_ONE', 'V1')).rejects.toThrow(
      'Dataset FOREIGN_ONE version V1 does not contain valid feature view information: it is not JSON.',
    );
    await expect(store.loadFeatureViewsFromDataset('FOREIGN_ONE', 'V2')).rejects.toMatchObject({
      code: 'dataset-not-found',
    });
  });

  it('is a table where it is asked to be one', async () => {
    const cursor = await store.generateDataset({
      name: 'FLAT',
      version: '1',
      spine: SPINE,
      features: [spend],
      spineTimestampCol: 'AT',
      outputType: 'table',
    });
    expect(cursor.rowCount).toBe(4);
    expect(local.warnings.at(-1)).toContain('deprecated');
    expect(await local.names('SHOW TABLES LIKE $$FLAT_1$$ IN SCHEMA DB.FS')).toEqual(['FLAT_1']);
  });
});
