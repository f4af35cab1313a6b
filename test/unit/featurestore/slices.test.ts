import { describe, expect, it } from 'vitest';
import { featureDescs, listColumns, toRows } from '../../../src/featurestore/listing.js';
import { mergeFeatures } from '../../../src/featurestore/mergeFeatures.js';
import type { FeatureView, RealtimeFeatureView } from '../../../src/featurestore/model.js';
import { slice, withName } from '../../../src/featurestore/slices.js';
import type { Aggregation } from '../../../src/featurestore/tiles/aggregation.js';
import {
  fullyQualifiedName,
  fullyQualifiedOnlineTableName,
  fullyQualifiedSnapshotTableName,
} from '../../../src/featurestore/viewNames.js';
import { onlineStatement } from '../../../src/featurestore/onlineRead.js';

const view = (change: Partial<FeatureView> = {}): FeatureView => ({
  name: 'FV',
  version: 'v1',
  physicalName: 'FV$v1',
  databaseName: 'DB',
  schemaName: 'FS',
  kind: 'managed',
  entities: [{ name: 'FOO', joinKeys: ['ID'], desc: 'the one' }],
  timestampCol: 'TS',
  refreshFreq: '1 hour',
  refreshMode: 'INCREMENTAL',
  refreshModeReason: null,
  schedulingState: 'ACTIVE',
  warehouse: 'WH',
  clusterBy: ['ID'],
  desc: 'about',
  owner: 'ME',
  createdOn: null,
  query: 'SELECT 1',
  columns: [
    { name: 'ID', type: 'NUMBER(38,0)', category: 'ENTITY', desc: '' },
    { name: 'TS', type: 'DATE', category: 'TIMESTAMP', desc: '' },
    { name: 'AMT', type: 'FLOAT', category: 'FEATURE', desc: 'amount' },
    { name: 'odd one', type: 'FLOAT', category: 'FEATURE', desc: '' },
  ],
  tiles: null,
  traits: [],
  online: null,
  stream: null,
  backupSource: null,
  ...change,
});

const online = {
  name: 'FV$v1$ONLINE',
  storeType: 'hybrid_table' as const,
  targetLag: '30 seconds',
  refreshMode: 'FULL',
  schedulingState: 'ACTIVE',
  setupStatus: null,
  setupError: null,
  owner: null,
  createdOn: null,
};

describe('a slice', () => {
  it('has the features asked for, in that order', () => {
    expect(slice(view(), ['"odd one"', 'amt']).features).toEqual(['odd one', 'AMT']);
    expect(withName(slice(view(), ['AMT']), 'x')).toMatchObject({ name: 'x', features: ['AMT'] });
    expect(withName(view(), '')).toMatchObject({ name: '' });
    expect(() => slice(view(), ['ID'])).toThrow('Feature name ID not found in FeatureView FV.');
  });

  it('brings the keys of its arrays, before them and once', () => {
    const of = (
      outputColumn: string,
      window: string,
      name: Aggregation['function'] = 'sum',
    ): Aggregation => ({
      function: name,
      sourceColumn: 'AMT',
      window,
      offset: '0',
      outputColumn,
      params: {},
    });
    const aggregations = [
      of('K1', '1h', 'secondary_key_array'),
      of('K24', '24h', 'secondary_key_array'),
      of('S1', '1h'),
      of('C1', '1h', 'count'),
      of('S24', '24h'),
    ];
    const tiled = view({
      tiles: { granularity: '1h', aggregations, secondaryKeys: ['AD'] },
      traits: ['tiled'],
      columns: aggregations.map(({ outputColumn }) => ({
        name: outputColumn,
        type: 'ARRAY',
        category: 'FEATURE',
        desc: '',
      })),
    });
    expect(slice(tiled, ['S24', 'S1', 'C1']).features).toEqual(['K24', 'K1', 'S24', 'S1', 'C1']);
    expect(slice(tiled, ['S1', 'K1']).features).toEqual(['S1', 'K1']);
  });
});

describe('what a feature view says of itself', () => {
  it('is its names', () => {
    expect(fullyQualifiedName(view())).toBe('DB.FS."FV$v1"');
    expect(fullyQualifiedOnlineTableName(view())).toBe('DB.FS."FV$v1$ONLINE"');
    expect(fullyQualifiedSnapshotTableName(view())).toBe('DB.FS."FV$v1$SNAPSHOTS"');
  });

  it('is its columns, with the descriptions of entities and features', () => {
    expect(listColumns(view()).map(({ name, category, desc }) => [name, category, desc])).toEqual([
      ['ID', 'ENTITY', 'the one'],
      ['TS', 'TIMESTAMP', null],
      ['AMT', 'FEATURE', 'amount'],
      ['odd one', 'FEATURE', ''],
    ]);
    expect(featureDescs(view())).toEqual({ AMT: 'amount', 'odd one': '' });
  });

  it('is a row', () => {
    const realtime: RealtimeFeatureView = {
      name: 'RT',
      version: 'v1',
      desc: '',
      entities: ['FOO'],
      computeName: 'f',
      computeSource: '',
      sources: [],
      request: null,
      output: [],
      online: { ...online, storeType: 'postgres', setupStatus: 'SETUP_READY' },
      owner: 'ME',
    };
    const rows = toRows([view({ online })], [realtime], { database: 'DB', schema: 'FS' });
    expect(rows).toMatchObject([
      {
        name: 'FV',
        entities: ['FOO'],
        kind: 'BATCH',
        onlineConfig: {
          enable: true,
          targetLag: '30 seconds',
          storeType: 'hybrid_table',
          refreshMode: 'FULL',
        },
      },
      { name: 'RT', kind: 'REALTIME', type: 'online', onlineConfig: { setupStatus: 'SETUP_READY' } },
    ]);
    expect(Object.keys(rows[1] ?? {})).toEqual(Object.keys(rows[0] ?? {}));
    expect(toRows([view()], [], { database: 'DB', schema: 'FS' })[0]?.onlineConfig).toEqual({
      enable: false,
      targetLag: null,
      storeType: 'hybrid_table',
    });
  });
});

describe('reading the online store', () => {
  it('binds one key and writes several out', () => {
    expect(onlineStatement(view({ online }), { keys: [["o'x"]], featureNames: ['AMT'] })).toEqual({
      sql: 'SELECT ID, AMT FROM DB.FS."FV$v1$ONLINE" WHERE (ID = ?)',
      binds: ["o'x"],
    });
    expect(onlineStatement(view({ online }), { keys: [["o'x"], [2]] })).toEqual({
      sql: `SELECT * FROM DB.FS."FV$v1$ONLINE" WHERE (ID = 'o''x') OR (ID = '2')`,
      binds: [],
    });
    expect(() => onlineStatement(view({ online }), { keys: [[1, 2]] })).toThrow(
      "Each key must have 1 values for join keys ['ID'], got 2 values",
    );
    expect(() => onlineStatement(view(), {})).toThrow('Online store is not enabled for feature view FV/v1.');
    expect(() => onlineStatement(view({ online: { ...online, storeType: 'postgres' } }), {})).toThrow(
      'is Postgres, which is read over REST',
    );
  });
});

describe('merged features', () => {
  const other = view({
    name: 'OTHER',
    physicalName: 'OTHER$V2',
    version: 'V2',
    columns: [
      ...view().columns.slice(0, 2),
      { name: 'N', type: 'FLOAT', category: 'FEATURE', desc: 'count' },
    ],
  });

  it('are a feature view over all of them that keeps every row', () => {
    const draft = mergeFeatures([withName(slice(view(), ['AMT']), 'a'), other], { name: 'BOTH' });
    expect(draft).toMatchObject({
      name: 'BOTH',
      timestampCol: 'TS',
      featureDescs: { a_AMT: 'amount', N: 'count' },
      query:
        'SELECT ID, TS, F1.AMT AS "a_AMT", F2.N\nFROM DB.FS."FV$v1" F1\nFULL OUTER JOIN DB.FS.OTHER$V2 F2 USING (ID, TS)',
    });
  });

  it('are of the same keys and times, and have names of their own', () => {
    expect(() => mergeFeatures([view()], { name: 'X' })).toThrow('two feature views at least');
    expect(() => mergeFeatures([view(), view({ timestampCol: null })], { name: 'X' })).toThrow(
      'with different timestamp_col: TS vs null',
    );
    expect(() =>
      mergeFeatures([view(), view({ entities: [{ name: 'BAR', joinKeys: ['K'], desc: '' }] })], {
        name: 'X',
      }),
    ).toThrow('with different Entities: ID vs K');
    expect(() => mergeFeatures([view(), view()], { name: 'X' })).toThrow(
      'Two merged columns are called AMT.',
    );
    expect(() => mergeFeatures([view(), view({ traits: ['tiled'] })], { name: 'X' })).toThrow('keeps tiles');
  });
});
