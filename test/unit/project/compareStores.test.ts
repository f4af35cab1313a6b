import { describe, expect, it } from 'vitest';
import type { FeatureView, StoreSnapshot } from '../../../src/featurestore/model.js';
import { emptySnapshot } from '../../../src/featurestore/readStore.js';
import { compareStores } from '../../../src/project/compare/compareStores.js';
import { rebind } from '../../../src/project/compare/rebind.js';
import type { Target } from '../../../src/project/config.js';

const dev: Target = {
  name: 'dev',
  connection: 'local',
  database: 'DB',
  schema: 'DEV_FS',
  sources: 'TRAINING',
  warehouse: 'SMALL',
  protected: false,
};
const prod: Target = {
  ...dev,
  name: 'prod',
  database: 'PROD_DB',
  schema: 'FS',
  sources: 'OTHER."serving"',
  warehouse: 'BIG',
};

describe('a query of one target in another', () => {
  it.each([
    ['SELECT A FROM DB.TRAINING.T', 'SELECT A FROM OTHER."serving".T'],
    [
      'SELECT A FROM db . training . T JOIN training.U',
      'SELECT A FROM OTHER."serving" . T JOIN OTHER."serving".U',
    ],
    ['SELECT * FROM DB.DEV_FS."FV$V_1"', 'SELECT * FROM PROD_DB.FS."FV$V_1"'],
  ])('%s', (from, to) => {
    expect(rebind(from, dev, prod)).toBe(to);
  });

  it.each([
    'SELECT TRAINING.A FROM X.Y.T AS TRAINING',
    'SELECT \'DB.TRAINING.T\' FROM DB."training".T -- DB.TRAINING.T',
    'SELECT DB.TRAINING',
    'SELECT EXTRACT(YEAR FROM TRAINING.DAY) FROM X.Y.T AS TRAINING',
    'SELECT DB.TRAINING.F(1)',
    "SELECT 'not closed FROM DB.TRAINING.T",
  ])('%s stays', (sql) => {
    expect(rebind(sql, dev, prod)).toBe(sql);
  });
});

const view = (over: Partial<FeatureView> = {}): FeatureView => ({
  name: 'FV',
  version: 'V_1',
  physicalName: 'FV$V_1',
  databaseName: 'DB',
  schemaName: 'DEV_FS',
  kind: 'managed',
  entities: [{ name: 'CUSTOMER', joinKeys: ['ID'], desc: '' }],
  timestampCol: null,
  refreshFreq: '60 minute',
  refreshMode: 'INCREMENTAL',
  refreshModeReason: null,
  schedulingState: 'ACTIVE',
  warehouse: 'SMALL',
  clusterBy: ['ID'],
  desc: '',
  owner: null,
  createdOn: '2026-01-01',
  query: 'SELECT ID, N FROM DB.TRAINING.T',
  columns: [{ name: 'N', type: 'NUMBER(18,0)', category: 'FEATURE', desc: '' }],
  tiles: null,
  traits: [],
  online: null,
  stream: null,
  backupSource: null,
  ...over,
});
const promoted = (over: Partial<FeatureView> = {}): FeatureView =>
  view({
    databaseName: 'PROD_DB',
    schemaName: 'FS',
    warehouse: 'BIG',
    refreshFreq: '1 hour',
    schedulingState: 'SUSPENDED',
    createdOn: '2026-02-02',
    query: 'SELECT ID, N FROM OTHER."serving".T',
    ...over,
  });
const store = (...featureViews: readonly FeatureView[]): StoreSnapshot => ({
  ...emptySnapshot({ database: 'DB', schema: 'FS' }),
  entities: [{ name: 'CUSTOMER', joinKeys: ['ID'], desc: '' }],
  featureViews,
});
const compare = (one: StoreSnapshot | null, other: StoreSnapshot | null) =>
  compareStores({ target: dev, snapshot: one }, { target: prod, snapshot: other });

describe('two stores', () => {
  it('are the same where one was promoted to the other', () => {
    expect(compare(store(view()), store(promoted())).map(({ presence }) => presence)).toEqual([
      'same',
      'same',
    ]);
  });

  it('differ in what a promotion would change', () => {
    const change = (over: Partial<FeatureView>) =>
      compare(store(view()), store(promoted(over))).flatMap(({ changes }) => changes);
    expect(change({ query: 'SELECT ID, M FROM OTHER."serving".T' })).toEqual([
      {
        what: 'query',
        from: 'SELECT ID, N FROM OTHER."serving".T',
        to: 'SELECT ID, M FROM OTHER."serving".T',
      },
    ]);
    expect(change({ refreshFreq: '2 hour', warehouse: 'HUGE', initializationWarehouse: 'BIG' })).toEqual([
      { what: 'refresh', from: '60 minute', to: '2 hour' },
      { what: 'warehouse', from: "the target's", to: 'HUGE' },
      { what: 'initialization warehouse', from: null, to: "the target's" },
    ]);
    expect(
      change({ columns: [{ name: 'N', type: 'FLOAT', category: 'FEATURE', desc: 'how many' }] }),
    ).toEqual([
      { what: 'type of N', from: 'NUMBER(18,0)', to: 'FLOAT' },
      { what: 'description of N', from: null, to: 'how many' },
    ]);
    expect(change({ query: 'SELECT ID, N FROM DB.TRAINING.T' }).map(({ what }) => what)).toEqual(['query']);
  });

  it('have groups, streams and functions of their own', () => {
    const group = {
      name: 'G',
      version: 'V_1',
      desc: '',
      autoPrefix: true,
      sources: [{ name: 'FV', version: 'V_1', features: ['N'], alias: null }],
      outputColumns: [],
      online: null,
      owner: null,
    };
    const clicks = {
      name: 'CLICKS',
      columns: [{ name: 'ID', type: 'NUMBER' }],
      desc: '',
      owner: null,
      references: 1,
    };
    const one = { ...store(), featureGroups: [group], streamSources: [clicks] };
    const other = {
      ...store(),
      featureGroups: [{ ...group, autoPrefix: false, sources: [{ ...group.sources[0]!, features: null }] }],
    };
    expect(compare(one, other).filter(({ presence }) => presence !== 'same')).toEqual([
      { kind: 'streamSource', name: 'CLICKS', version: null, presence: 'only in one', changes: [] },
      {
        kind: 'featureGroup',
        name: 'G',
        version: 'V_1',
        presence: 'different',
        changes: [
          { what: 'sources', from: 'FV@V_1 (N)', to: 'FV@V_1' },
          { what: 'automatic prefix', from: 'true', to: 'false' },
        ],
      },
    ]);
  });

  it('have versions that the other has not, in the order of their numbers', () => {
    const one = store(view({ version: 'V_10' }), view({ version: 'V_9' }));
    expect(compare(one, null).map(({ name, version, presence }) => [name, version, presence])).toEqual([
      ['CUSTOMER', null, 'only in one'],
      ['FV', 'V_9', 'only in one'],
      ['FV', 'V_10', 'only in one'],
    ]);
    expect(compare(null, one)[0]).toMatchObject({ presence: 'only in other' });
  });
});
