import { describe, expect, it } from 'vitest';
import { FeatureStore } from '../../../src/featurestore/store.js';
import { listStores } from '../../../src/featurestore/stores.js';
import type { RecordingSession } from './recordingSession.js';
import { recordedAccount } from './storeFixture.js';

const scan = `SELECT ENTITY_DETAIL('TAG', 'DB.FS.SNOWML_FEATURE_STORE_OBJECT', '["TAG_REFERENCES_INTERNAL"]')`;
const status =
  'CREATE TABLE IF NOT EXISTS DB.FS.SNOWML_SNAPSHOT_STATUS (FV_FQN VARCHAR NOT NULL, SNAPSHOT_START_TIME TIMESTAMP_NTZ NOT NULL, CREATED_AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP())';

const open = (session: RecordingSession, creationMode: 'CREATE_IF_NOT_EXIST' | 'FAIL_IF_NOT_EXIST') =>
  FeatureStore.open(session, { database: 'db', schema: 'fs', warehouse: 'wh', creationMode });

describe('opening a store', () => {
  it('creates a store that is missing, in the official order', async () => {
    const session = recordedAccount({}).answer(/^SHOW SCHEMAS/, []);
    await open(session, 'CREATE_IF_NOT_EXIST');
    expect(session.statements).toEqual([
      "SHOW WAREHOUSES LIKE 'WH'",
      "SHOW DATABASES LIKE 'DB' STARTS WITH 'DB'",
      "SHOW SCHEMAS LIKE 'FS' IN DATABASE DB",
      'CREATE SCHEMA IF NOT EXISTS DB.FS',
      'CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_VIEW_METADATA',
      'CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_STORE_OBJECT',
      status,
      scan,
    ]);
  });

  it('does not create a schema that is there', async () => {
    const session = recordedAccount({});
    await open(session, 'CREATE_IF_NOT_EXIST');
    expect(session.statements).not.toContain('CREATE SCHEMA IF NOT EXISTS DB.FS');
  });

  it('connects to a store, and needs no right to write', async () => {
    const session = recordedAccount({}).refuse(/^CREATE TABLE/, 'Insufficient privileges', '003001');
    await open(session, 'FAIL_IF_NOT_EXIST');
    expect(session.statements).toEqual([
      "SHOW WAREHOUSES LIKE 'WH'",
      "SHOW DATABASES LIKE 'DB' STARTS WITH 'DB'",
      "SHOW SCHEMAS LIKE 'FS' IN DATABASE DB",
      "SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_OBJECT' IN SCHEMA DB.FS",
      "SHOW TAGS LIKE 'SNOWML_FEATURE_VIEW_METADATA' IN SCHEMA DB.FS",
      status,
      scan,
    ]);
  });

  it.each([
    [/^SHOW WAREHOUSES/, 'warehouse-not-found', 'Cannot find warehouse WH'],
    [/^SHOW DATABASES/, 'database-not-found', 'Database DB does not exist.'],
    [/^SHOW SCHEMAS/, 'store-not-found', /Feature store schema FS does not exist\. Use CreationMode\.CREATE/],
    [/^SHOW TAGS/, 'store-not-found', /internal tag SNOWML_FEATURE_STORE_OBJECT does not exist\./],
  ])('says what is missing: %s', async (pattern, code, message) => {
    const session = recordedAccount({}).answer(pattern, []);
    await expect(open(session, 'FAIL_IF_NOT_EXIST')).rejects.toMatchObject({
      code,
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown),
    });
  });

  it('takes a warehouse that only looks alike for none', async () => {
    const session = recordedAccount({}).answer(/^SHOW WAREHOUSES/, [{ name: 'wh' }]);
    await expect(open(session, 'FAIL_IF_NOT_EXIST')).rejects.toMatchObject({ code: 'warehouse-not-found' });
  });

  it('says why a store could not be created', async () => {
    const session = recordedAccount({}).refuse(/^CREATE TAG/, 'Insufficient privileges', '003001');
    await expect(open(session, 'CREATE_IF_NOT_EXIST')).rejects.toMatchObject({
      code: 'store-not-created',
      message: 'Failed to create feature store FS: Insufficient privileges',
    });
  });

  it('stops when it is cancelled, although the statement may fail', async () => {
    const session = recordedAccount({}).refuse(/^CREATE TABLE/, 'SQL execution canceled', '000604');
    await expect(open(session, 'FAIL_IF_NOT_EXIST')).rejects.toMatchObject({ code: '000604' });
  });
});

describe('listing stores', () => {
  it('finds schemas that have both tags', async () => {
    const session = recordedAccount({});
    expect(await listStores(session)).toEqual([{ database: 'DB', schema: 'FS' }]);
    expect(session.statements).toEqual([
      "SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_OBJECT' IN ACCOUNT",
      "SHOW TAGS LIKE 'SNOWML_FEATURE_VIEW_METADATA' IN ACCOUNT",
    ]);
    expect(await listStores(session, '"my db"')).toHaveLength(1);
    expect(session.statements.at(-1)).toContain('IN DATABASE "my db"');
  });

  it('leaves out schemas with one of them', async () => {
    const session = recordedAccount({}).answer(/METADATA' IN/, []);
    expect(await listStores(session)).toEqual([]);
  });
});
