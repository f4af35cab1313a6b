import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupAccess } from '../../../src/featurestore/access.js';
import { mergeFeatures } from '../../../src/featurestore/mergeFeatures.js';
import { deleteMetadata, writeMetadata } from '../../../src/featurestore/metadataTable.js';
import { withName } from '../../../src/featurestore/slices.js';
import { StoreStatements } from '../../../src/featurestore/statements.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { LocalStore, draft, entity } from './localStore.js';

let local: LocalStore;
let store: FeatureStore;

beforeAll(async () => {
  local = await LocalStore.start();
  await setupAccess(local.session, {
    database: 'DB',
    schema: 'FS',
    warehouse: 'WH',
    producerRole: 'MAKERS',
    consumerRole: '"readers"',
    onWarning: (text) => local.warnings.push(text),
  });
  store = await local.open('FAIL_IF_NOT_EXIST');
  await store.registerEntity(entity);
});
afterAll(async () => {
  await local.stop();
});

describe('the access of a store', () => {
  it('is in the grants of its roles', async () => {
    const grants = async (role: string) => {
      const { columns, rows } = await local.session.execute(`SHOW GRANTS TO ROLE ${role}`);
      const at = (name: string) => columns.findIndex((column) => column.name === name);
      return rows.map((row) => `${String(row[at('privilege')])} ${String(row[at('granted_on')])}`).sort();
    };
    expect(local.warnings).toEqual([]);
    const makers = await grants('MAKERS');
    for (const wanted of [
      'APPLY TAG',
      'CREATE DATASET SCHEMA',
      'CREATE DYNAMIC TABLE SCHEMA',
      'OPERATE FUTURE_DYNAMIC_TABLES_IN_SCHEMA',
      'OWNERSHIP SCHEMA',
      'USAGE DATABASE',
      'USAGE ROLE',
    ])
      expect(makers).toContain(wanted);
    const readers = await grants('"readers"');
    expect(readers).toEqual(
      expect.arrayContaining([
        'MONITOR FUTURE_DYNAMIC_TABLES_IN_SCHEMA',
        'SELECT ALL_VIEWS_IN_SCHEMA',
        'USAGE WAREHOUSE',
      ]),
    );
    expect(readers.filter((grant) => /CREATE|OPERATE|APPLY|OWNERSHIP/.test(grant))).toEqual([]);
    expect(local.session.context().role).not.toBe('MAKERS');
  });
});

describe('the health of a store', () => {
  it('is good, and names what is left of what is gone', async () => {
    const one = await store.registerFeatureView(draft({ refreshFreq: '0 3 * * * UTC' }), 'V1');
    const wrong = async () =>
      (await store.checkHealth()).checks.flatMap(({ problems }) =>
        problems.map(({ code, object }) => `${code} ${object}`),
      );
    expect(await wrong()).toEqual([]);
    const statements = new StoreStatements(local.session, store.place);
    await writeMetadata(statements, 'GONE', 'V9', [{ type: 'FEATURE_DESCS', value: {} }]);
    await local.run(
      `CREATE VIEW DB.FS.UGLY COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}') AS SELECT 1 AS A`,
      `DROP DYNAMIC TABLE ${store.objectSql(one)}`,
    );
    expect((await wrong()).sort()).toEqual([
      'odd-name UGLY',
      'orphan-metadata GONE$V9',
      'orphan-task SPEND$V1',
      'unreadable-object-tag UGLY',
    ]);
    await local.run('DROP VIEW DB.FS.UGLY');
    await store.deleteFeatureView('spend', 'V1');
    await deleteMetadata(statements, 'GONE', 'V9');
    expect(await wrong()).toEqual([]);
  });
});

describe('merged feature views', () => {
  it('have the rows of both', async () => {
    const one = await store.registerFeatureView(
      draft({ name: 'one', query: 'SELECT ID, TS, AMT FROM DB.SRC.T WHERE ID < 3' }),
      'V1',
    );
    const two = await store.registerFeatureView(
      draft({ name: 'two', query: 'SELECT ID, TS, AMT FROM DB.SRC.T WHERE ID = 2' }),
      'V1',
    );
    const draftOfBoth = mergeFeatures([one, withName(two, 'two')], { name: 'both' });
    await store.registerFeatureView(draftOfBoth, 'V1');
    const cursor = await store.readFeatureView('both', 'V1', { featureNames: ['AMT', 'two_AMT'] });
    expect([...(await cursor.page(0, 9))].sort()).toEqual([
      [1, 10.5, null],
      [2, 20.5, 20.5],
    ]);
    expect((await store.getFeatureView('both', 'V1')).columns.at(-1)).toMatchObject({
      name: 'two_AMT',
      desc: "the amount's sum",
    });
  });
});

describe('what the Python client keeps beside its objects', () => {
  it('is listed: a stream and the feature view on it', async () => {
    const table = `DB.FS._FEATURE_STORE_METADATA`;
    await local.run(
      `CREATE TABLE DB.FS.S$V1$UDF_TRANSFORMED (ID INTEGER, TS TIMESTAMP_NTZ, AMT FLOAT)`,
      `INSERT INTO DB.FS.S$V1$UDF_TRANSFORMED VALUES (1, '2026-01-01', 2.5)`,
      `CREATE VIEW DB.FS.S$V1 (ID, TS, AMT COMMENT 'amount') COMMENT = 'live' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{"type": "EXTERNAL_FEATURE_VIEW", "pkg_version": "1.48.0"}', DB.FS.SNOWML_FEATURE_STORE_ENTITY_CUST = 'ID', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["CUST"], "timestamp_col": "TS", "is_streaming": true}') AS SELECT * FROM DB.FS.S$V1$UDF_TRANSFORMED`,
      `INSERT INTO ${table} (OBJECT_TYPE, OBJECT_NAME, VERSION, METADATA_TYPE, METADATA) SELECT 'STREAM_SOURCE', 'TXN', '', 'STREAM_SOURCE_CONFIG', PARSE_JSON($$ {"name": "TXN", "schema": [{"name": "ID", "type": "LongType"}], "desc": "d", "owner": "\\"SYSADMIN\\"", "ref_count": 1} $$)`,
      `INSERT INTO ${table} (OBJECT_TYPE, OBJECT_NAME, VERSION, METADATA_TYPE, METADATA) SELECT 'FEATURE_VIEW', 'S', 'V1', 'STREAM_CONFIG', PARSE_JSON($$ {"stream_source_name": "TXN", "transformation_fn_name": "clean", "backfill_root_task_name": "S$V1$BACKFILL_ROOT", "backfill_state": "COMPLETED"} $$)`,
    );
    expect(await store.listStreamSources()).toEqual([
      {
        name: 'TXN',
        desc: 'd',
        owner: 'SYSADMIN',
        references: 1,
        columns: [{ name: 'ID', type: 'NUMBER(38,0)' }],
      },
    ]);
    expect(await store.getFeatureView('S', 'V1')).toMatchObject({
      traits: ['streaming'],
      stream: { streamSource: 'TXN', backfillState: 'COMPLETED' },
    });
    expect((await store.readFeatureView('S', 'V1')).rowCount).toBe(1);
    expect(await store.getRefreshHistory('S', 'V1')).toEqual([]);
    expect((await store.checkHealth()).checks.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
