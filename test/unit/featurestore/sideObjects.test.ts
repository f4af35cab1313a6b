import { describe, expect, it } from 'vitest';
import { SessionError } from '../../../src/session/session.js';
import type { Account } from './storeFixture.js';
import { externalTag, openRecorded } from './storeFixture.js';

const internal = { _FEATURE_STORE_METADATA: '{"type": "INTERNAL_METADATA_TABLE", "pkg_version": "1.48.0"}' };
const onlineTag = '{"type": "ONLINE_FEATURE_TABLE", "pkg_version": "1.48.0"}';
const groupTag = '{"type": "FEATURE_GROUP", "pkg_version": "1.48.0"}';
const realtimeTag = '{"type": "REALTIME_FEATURE_VIEW", "pkg_version": "1.48.0"}';

const stream = JSON.stringify({
  name: 'TXN',
  schema: [
    { name: 'USER_ID', type: 'StringType', length: 64 },
    { name: '"note"', type: 'StringType' },
    { name: 'TS', type: 'TimestampType' },
    { name: 'AMT', type: 'DoubleType' },
    { name: 'PRICE', type: 'DecimalType', precision: 10, scale: 2 },
    { name: 'N', type: 'LongType' },
  ],
  desc: 'payments',
  owner: '"SYSADMIN"',
  ref_count: 1,
});

const streaming = JSON.stringify({
  stream_source_name: 'TXN',
  transformation_fn_name: 'clean',
  transformation_fn_source: 'def clean(df):\n    return df',
  backfill_root_task_name: 'SFV$v1$BACKFILL_ROOT',
  backfill_state: 'COMPLETED',
});

const realtime = JSON.stringify({
  name: 'RT',
  version: 'v1',
  desc: 'at once',
  compute_fn_name: 'score',
  compute_fn_source: 'import os; os.abort()',
  sources: [{ fv_name: 'B', fv_version: 'V2', slice_columns: ['AMT'] }],
  request_schema_json: '[{"name": "PRICE", "type": "DoubleType"}]',
  output_schema_json: '[{"name": "SCORE", "type": "DoubleType"}]',
  output_columns: ['SCORE'],
  entity_names: ['FOO'],
});

const group = JSON.stringify({
  name: 'G',
  version: 'v1',
  desc: 'together',
  auto_prefix: true,
  sources: [
    { fv_name: 'B', fv_version: 'V2' },
    { fv_name: 'my fv', fv_version: '1', alias: '' },
  ],
  output_columns: ['"B_V2_AMT"', 'AMT'],
});

const onlineTable = (name: string, change: Record<string, string> = {}) => ({
  name,
  target_lag: '30 seconds',
  refresh_mode: 'INCREMENTAL',
  scheduling_state: 'ACTIVE',
  owner: 'SYSADMIN',
  ...change,
});

const view = (name: string, metadata = '{"entities": ["FOO"], "timestamp_col": "TS"}') => ({
  name,
  comment: '',
  text: `CREATE VIEW DB.FS."${name}" (ID, TS, AMT) COMMENT = '' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '${metadata}') AS SELECT * FROM SRC`,
});

const whole: Account = {
  views: [view('B$V2'), view('SFV$v1', '{"entities": ["FOO"], "timestamp_col": "TS", "is_streaming": true}')],
  objectTags: {
    B$V2: externalTag,
    B$V2$ONLINE: onlineTag,
    SFV$v1: externalTag,
    G$v1$ONLINE: groupTag,
    RT$v1$ONLINE: realtimeTag,
    ...internal,
  },
  onlineTables: [
    onlineTable('B$V2$ONLINE', { store_type: 'hybrid_table' }),
    onlineTable('G$v1$ONLINE', { store_type: 'postgres', target_lag: '0 seconds' }),
    onlineTable('RT$v1$ONLINE', {
      store_type: 'POSTGRES',
      setup_status: 'SETUP_FAILED',
      setup_error_msg: 'no',
    }),
  ],
  side: [
    ['STREAM_SOURCE', 'TXN', '', 'STREAM_SOURCE_CONFIG', stream],
    ['FEATURE_VIEW', 'SFV', 'v1', 'STREAM_CONFIG', streaming],
    ['FEATURE_VIEW', 'RT', 'v1', 'REALTIME_CONFIG', realtime],
    ['FEATURE_GROUP', 'G', 'v1', 'FEATURE_GROUP_CONFIG', group],
    ['NEW_KIND', 'X', 'v1', 'X_CONFIG', '{}'],
  ],
};

describe('what a store has beside views and dynamic tables', () => {
  it('is read as data', async () => {
    const { store } = await openRecorded(whole);
    const read = await store.snapshot();
    expect(read.problems).toEqual([]);
    expect(read.streamSources).toEqual([
      {
        name: 'TXN',
        desc: 'payments',
        owner: 'SYSADMIN',
        references: 1,
        columns: [
          { name: 'USER_ID', type: 'VARCHAR(64)' },
          { name: 'note', type: 'VARCHAR' },
          { name: 'TS', type: 'TIMESTAMP_NTZ(9)' },
          { name: 'AMT', type: 'FLOAT' },
          { name: 'PRICE', type: 'NUMBER(10,2)' },
          { name: 'N', type: 'NUMBER(38,0)' },
        ],
      },
    ]);
    expect(read.featureViews).toMatchObject([
      {
        physicalName: 'B$V2',
        stream: null,
        online: { name: 'B$V2$ONLINE', storeType: 'hybrid_table', targetLag: '30 seconds' },
      },
      {
        physicalName: 'SFV$v1',
        traits: ['streaming'],
        online: null,
        stream: { streamSource: 'TXN', transformationName: 'clean', backfillState: 'COMPLETED' },
      },
    ]);
    expect(read.realtimeFeatureViews).toMatchObject([
      {
        name: 'RT',
        version: 'v1',
        entities: ['FOO'],
        computeSource: 'import os; os.abort()',
        sources: [{ name: 'B', version: 'V2', features: ['AMT'], alias: null }],
        request: [{ name: 'PRICE', type: 'FLOAT' }],
        output: [{ name: 'SCORE', type: 'FLOAT' }],
        owner: 'SYSADMIN',
        online: { storeType: 'postgres', setupStatus: 'SETUP_FAILED', setupError: 'no' },
      },
    ]);
    expect(read.featureGroups).toMatchObject([
      {
        name: 'G',
        autoPrefix: true,
        sources: [
          { name: 'B', version: 'V2', features: null, alias: null },
          { name: 'my fv', version: '1', features: null, alias: '' },
        ],
        outputColumns: ['B_V2_AMT', 'AMT'],
        online: { targetLag: '0 seconds' },
      },
    ]);
  });

  it('costs one statement for each of the two places where it is kept', async () => {
    const { store, session } = await openRecorded(whole);
    await store.snapshot();
    expect(session.taken()).toHaveLength(7);
  });

  it('is found by its name as it is written', async () => {
    const { store } = await openRecorded(whole);
    expect((await store.getStreamSource('txn')).name).toBe('TXN');
    expect((await store.getFeatureGroup('g', 'v1')).name).toBe('G');
    expect(await store.listRealtimeFeatureViews()).toHaveLength(1);
    await expect(store.getStreamSource('other')).rejects.toMatchObject({ code: 'stream-source-not-found' });
    await expect(store.getFeatureGroup('g', 'V1')).rejects.toThrow('FeatureGroup g/V1 is not registered.');
  });

  it('takes the newest where the side table has a row twice', async () => {
    const older = ['FEATURE_GROUP', 'G', 'v1', 'FEATURE_GROUP_CONFIG', '{}'] as const;
    const { store } = await openRecorded({ ...whole, side: [older, ...(whole.side ?? [])] });
    expect(await store.listFeatureGroups()).toMatchObject([{ desc: 'together' }]);
  });

  it.each([
    ['STREAM_SOURCE', '', 'STREAM_SOURCE_CONFIG', '[', 'unreadable-stream-source', /it is not JSON/],
    [
      'STREAM_SOURCE',
      '',
      'STREAM_SOURCE_CONFIG',
      '{"schema": [{"name": "A", "type": "MapType"}]}',
      'unreadable-stream-source',
      /the type "MapType" of A is not known/,
    ],
    [
      'FEATURE_VIEW',
      'v1',
      'REALTIME_CONFIG',
      '{"compute_fn_name": "f"}',
      'unreadable-realtime-view',
      /"compute_fn_source" is missing/,
    ],
    [
      'FEATURE_GROUP',
      'v1',
      'FEATURE_GROUP_CONFIG',
      '{"auto_prefix": true, "sources": [1]}',
      'unreadable-group',
      /an element of "sources" is not a JSON object/,
    ],
  ])(
    'is a problem where it is broken, and the rest is read: %s %s %s %s',
    async (type, version, kind, json, code, message) => {
      const { store } = await openRecorded({
        ...whole,
        side: [...(whole.side ?? []), [type, 'BAD', version, kind, json]],
      });
      const read = await store.snapshot();
      expect(read.problems).toMatchObject([{ code, message: expect.stringMatching(message) as unknown }]);
      expect(
        [read.streamSources, read.realtimeFeatureViews, read.featureGroups].map((l) => l.length),
      ).toEqual([1, 1, 1]);
      if (code === 'unreadable-group')
        await expect(store.getFeatureGroup('BAD', 'v1')).rejects.toMatchObject({
          code: 'feature-view-unreadable',
        });
    },
  );

  it('is a problem where a streaming feature view has no stream', async () => {
    const { store } = await openRecorded({ ...whole, side: [] });
    const read = await store.snapshot();
    expect(read.featureViews).toHaveLength(2);
    expect(read.problems).toMatchObject([
      {
        code: 'unreadable-metadata',
        object: 'SFV$v1',
        message: expect.stringContaining('no STREAM_CONFIG') as unknown,
      },
    ]);
  });

  it('is none where the account does not know online feature tables', async () => {
    const { store, session } = await openRecorded(whole);
    session.refuse(/^SHOW ONLINE/, "SQL compilation error: syntax error unexpected 'ONLINE'.", '001003');
    expect((await store.snapshot()).featureViews.every(({ online }) => online === null)).toBe(true);
    session.refuse(/^SHOW ONLINE/, 'Warehouse is suspended', '000606');
    await expect(store.snapshot()).rejects.toBeInstanceOf(SessionError);
  });
});
