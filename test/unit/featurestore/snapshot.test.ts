import { describe, expect, it } from 'vitest';
import { clusteringKey } from '../../../src/featurestore/readFeatureView.js';
import { SessionError } from '../../../src/session/session.js';
import type { Account } from './storeFixture.js';
import { externalTag, managedTag, openRecorded } from './storeFixture.js';

const text = (kind: string, name: string, metadata = '{"entities": ["FOO"], "timestamp_col": "TS"}') =>
  `CREATE ${kind} DB.FS."${name}" (ID, TS, AMT COMMENT 'amount') COMMENT = 'd' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '{}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '${metadata}') AS SELECT * FROM SRC`;

const columnsOf = (name: string) =>
  [
    [name, 'ID', 'NUMBER'],
    [name, 'TS', 'DATE'],
    [name, 'AMT', 'FLOAT', 'amount'],
  ] as const;

const dynamicTable = (name: string, change: Record<string, string | null> = {}) => ({
  name,
  text: text('DYNAMIC TABLE', name),
  target_lag: '1 hour',
  refresh_mode: 'INCREMENTAL',
  scheduling_state: 'ACTIVE',
  warehouse: 'WH2',
  cluster_by: 'LINEAR(ID, TS)',
  comment: 'd',
  owner: 'SYSADMIN',
  created_on: '2026-11-24T10:00:00.000+00:00',
  ...change,
});

const view = (name: string, change: Record<string, string | null> = {}) => ({
  name,
  text: text('VIEW', name),
  comment: 'd',
  ...change,
});

async function snapshot(account: Account) {
  const opened = await openRecorded(account);
  return { ...opened, snapshot: await opened.store.snapshot() };
}

describe('reading a store', () => {
  it('gives entities and feature views with their columns', async () => {
    const { snapshot: read } = await snapshot({
      dynamicTables: [dynamicTable('A$V1')],
      views: [view('B$V2')],
      objectTags: { A$V1: managedTag, B$V2: externalTag },
      columns: [...columnsOf('A$V1'), ...columnsOf('B$V2')],
    });
    expect(read.problems).toEqual([]);
    expect(read.entities).toEqual([{ name: 'FOO', joinKeys: ['ID'], desc: '', owner: 'SYSADMIN' }]);
    expect(read.featureViews.map(({ physicalName }) => physicalName)).toEqual(['A$V1', 'B$V2']);
    expect(read.featureViews[0]).toMatchObject({
      name: 'A',
      version: 'V1',
      databaseName: 'DB',
      schemaName: 'FS',
      kind: 'managed',
      entities: [{ name: 'FOO', joinKeys: ['ID'] }],
      timestampCol: 'TS',
      refreshFreq: '1 hour',
      refreshMode: 'INCREMENTAL',
      schedulingState: 'ACTIVE',
      warehouse: 'WH2',
      clusterBy: ['ID', 'TS'],
      desc: 'd',
      query: 'SELECT * FROM SRC',
      columns: [
        { name: 'ID', type: 'NUMBER(38,0)', category: 'ENTITY', desc: '' },
        { name: 'TS', type: 'DATE', category: 'TIMESTAMP', desc: '' },
        { name: 'AMT', type: 'FLOAT', category: 'FEATURE', desc: 'amount' },
      ],
    });
    expect(read.featureViews[1]).toMatchObject({
      kind: 'external',
      refreshFreq: null,
      refreshMode: null,
      schedulingState: null,
      warehouse: null,
      clusterBy: null,
    });
  });

  it('costs the same few statements for one feature view and for a thousand', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `FV${index}$V1`);
    const account = (of: readonly string[]): Account => ({
      dynamicTables: of.map((name) => dynamicTable(name)),
      objectTags: Object.fromEntries(of.map((name) => [name, managedTag])),
      columns: of.flatMap((name) => columnsOf(name)),
    });
    const one = await snapshot(account(names.slice(0, 1)));
    const many = await snapshot(account(names));
    expect(many.snapshot.featureViews).toHaveLength(1000);
    expect(many.session.statements).toEqual(one.session.statements);
    expect(one.session.statements).toHaveLength(5);
  });

  it('reads beyond the rows that one SHOW gives', async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => view(`FV${String(index).padStart(5, '0')}$V1`));
    const { store, session } = await openRecorded({});
    session
      .answer(/ENTITY_DETAIL/, new SessionError('Unknown function', '002140'))
      .answer(/^SHOW VIEWS/, rows.slice(0, 10_000))
      .answer(/^SHOW VIEWS .* LIMIT 10000 FROM 'FV09999\$V1'$/, rows.slice(10_000));
    expect((await store.snapshot()).featureViews).toHaveLength(10_001);
  });

  it('finds the schedule behind DOWNSTREAM in the task of exactly that name', async () => {
    const { snapshot: read } = await snapshot({
      dynamicTables: [
        dynamicTable('A$V1', { target_lag: 'DOWNSTREAM' }),
        dynamicTable('A$v1', { target_lag: 'DOWNSTREAM' }),
      ],
      objectTags: { A$V1: managedTag, A$v1: managedTag },
      tasks: [{ name: 'A$V1', schedule: 'USING CRON 0 0 * * * UTC' }],
    });
    expect(Object.fromEntries(read.featureViews.map((v) => [v.version, v.refreshFreq]))).toEqual({
      V1: '0 0 * * * UTC',
      v1: 'DOWNSTREAM',
    });
    expect(read.problems).toMatchObject([{ code: 'case-twins' }]);
  });

  it('leaves alone what is not a feature store object', async () => {
    const { snapshot: read } = await snapshot({
      views: [
        { name: 'MINE', text: 'CREATE VIEW MINE AS SELECT 1' },
        { name: 'MINE$TOO', text: 'CREATE VIEW X AS SELECT 1' },
      ],
      objectTags: {},
    });
    expect(read).toMatchObject({ featureViews: [], problems: [] });
  });

  it('reads by the statements alone where the account does not list tags', async () => {
    const { store, session } = await openRecorded({
      views: [view('B$V2'), { name: 'MINE', text: 'CREATE VIEW MINE AS SELECT 1' }],
    });
    session.refuse(/ENTITY_DETAIL/, 'Unknown function ENTITY_DETAIL', '002140');
    expect((await store.snapshot()).featureViews.map(({ name }) => name)).toEqual(['B']);
  });

  it('reads an object whose statement is hidden from its tag', async () => {
    const { snapshot: read } = await snapshot({
      views: [view('B$V2', { text: '' })],
      objectTags: { B$V2: externalTag },
      metadataTags: { B$V2: '{"entities": ["FOO"], "timestamp_col": "TS"}' },
    });
    expect(read.featureViews[0]).toMatchObject({ timestampCol: 'TS', query: 'SELECT * FROM DB.FS.B$V2' });
    expect(read.problems).toEqual([]);
  });

  it('lists both stores of keys: one value with commas, and one value a key', async () => {
    const { store, session } = await openRecorded({});
    session.answer(/^SHOW TAGS/, [
      { name: 'SNOWML_FEATURE_STORE_ENTITY_E', allowed_values: '["K1","K2"]', comment: '' },
    ]);
    expect((await store.listEntities())[0]?.joinKeys).toEqual(['K1', 'K2']);
  });

  it('stops when it is cancelled', async () => {
    const { store, session } = await openRecorded({});
    session.answer(/ENTITY_DETAIL/, new SessionError('SQL execution canceled', '000604'));
    await expect(store.snapshot()).rejects.toMatchObject({ code: '000604' });
  });
});

describe('an append-only feature view', () => {
  it('is joined by its history, at the spine time', async () => {
    const { store, session } = await openRecorded({
      dynamicTables: [
        dynamicTable('A$V1', {
          text: text(
            'DYNAMIC TABLE',
            'A$V1',
            '{"entities": ["FOO"], "timestamp_col": "TS", "is_append_only": true}',
          ),
        }),
      ],
      objectTags: { A$V1: managedTag },
      columns: columnsOf('A$V1'),
      side: [['FEATURE_VIEW', 'A', 'V1', 'APPEND_ONLY_CONFIG', '{"backup_source": "DB.OLD.T"}']],
    });
    const found = await store.getFeatureView('A', 'V1');
    expect(found.traits).toEqual(['append-only']);
    session.described = ['ID', 'AT'].map((name) => ({ name, type: 'TEXT', nullable: true }));
    const plan = { spine: 'SELECT ID, AT FROM S', features: [found] };
    for (const joinMethod of ['sequential', 'cte'] as const) {
      const { sql } = await store.trainingSet({ ...plan, spineTimestampCol: 'AT', joinMethod });
      expect(sql).toContain('ASOF JOIN DB.FS.A$V1$SNAPSHOTS F');
    }
    await expect(store.trainingSet(plan)).rejects.toThrow('is append_only and requires spine_timestamp_col');
  });
});

describe('what is wrong with one object', () => {
  const good = { views: [view('B$V2')], objectTags: { B$V2: externalTag } };

  it.each<[string, Account, string, RegExp]>([
    [
      'JSON that is broken',
      {
        views: [view('BAD$V1', { text: text('VIEW', 'BAD$V1', '{"entities": [') })],
        objectTags: { BAD$V1: externalTag },
      },
      'unreadable-metadata',
      /BAD\$V1 cannot be read: it is not JSON.*Register this version again with overwrite/,
    ],
    [
      'no metadata at all',
      {
        views: [view('BAD$V1', { text: "CREATE VIEW X COMMENT = '' AS SELECT 1" })],
        objectTags: { BAD$V1: externalTag },
      },
      'unreadable-metadata',
      /its text has no such tag/,
    ],
    [
      'an odd name',
      { views: [view('BAD')], objectTags: { BAD: externalTag } },
      'odd-name',
      /BAD carries the tag .* is not named NAME\$VERSION/,
    ],
    [
      'an object tag that is no JSON',
      { objectTags: { BAD: 'nonsense' } },
      'unreadable-object-tag',
      /of BAD is not JSON \(nonsense\); the Python client cannot open this store/,
    ],
    [
      'a type of a newer client',
      { objectTags: { BAD: '{"type": "NEW_THING", "pkg_version": "9.0"}' } },
      'unknown-object-type',
      /type "NEW_THING"/,
    ],
    [
      'an entity without keys',
      {
        entities: [
          { name: 'FOO', keys: 'ID' },
          { name: 'BAD', keys: null },
        ],
      },
      'entity-without-keys',
      /entity BAD has no join keys.*ADD ALLOWED_VALUES/,
    ],
    [
      'a lost tag',
      { views: [view('BAD$V1')] },
      'untagged',
      /BAD\$V1 is named and tagged like a feature view but lacks the tag/,
    ],
  ])('is a problem that names it and the way out: %s', async (_, account, code, message) => {
    const { snapshot: read } = await snapshot({
      ...account,
      views: [...good.views, ...(account.views ?? [])],
      objectTags: { ...good.objectTags, ...account.objectTags },
    });
    expect(read.problems).toMatchObject([{ code, message: expect.stringMatching(message) as unknown }]);
    expect(read.featureViews.map(({ name }) => name)).toEqual(['B']);
  });

  it.each<[string, Record<string, string | null>, string]>([
    ['a form that Python cannot read', { text: text('SECURE VIEW', 'BAD$V1') }, 'unreadable-definition'],
    [
      'an entity that is not there',
      { text: text('VIEW', 'BAD$V1', '{"entities": ["GONE"], "timestamp_col": "NULL"}') },
      'unknown-entity',
    ],
  ])('keeps the feature view in the list: %s', async (_, change, code) => {
    const { snapshot: read } = await snapshot({
      views: [view('BAD$V1', change)],
      objectTags: { BAD$V1: externalTag },
    });
    expect(read.featureViews).toHaveLength(1);
    expect(read.problems).toMatchObject([{ code, object: 'BAD$V1' }]);
  });

  it('says that a described key keeps Python from getting it', async () => {
    const { snapshot: read } = await snapshot({ ...good, columns: [['B$V2', 'ID', 'NUMBER', 'the key']] });
    expect(read.problems).toMatchObject([{ code: 'described-key', object: 'B$V2' }]);
  });

  it('is the error of getting that one', async () => {
    const { store } = await openRecorded({
      views: [view('BAD$V1', { text: text('VIEW', 'BAD$V1', 'nonsense') })],
      objectTags: { BAD$V1: externalTag },
    });
    await expect(store.getFeatureView('bad', 'V1')).rejects.toMatchObject({
      code: 'feature-view-unreadable',
    });
    await expect(store.getFeatureView('other', 'V1')).rejects.toThrow('Failed to find FeatureView other/V1.');
  });
});

describe('finding feature views', () => {
  const account: Account = {
    views: [view('AB$V1'), view('AB$V10'), view('AB$V2'), view('C$V1')],
    objectTags: { AB$V1: externalTag, AB$V10: externalTag, AB$V2: externalTag, C$V1: externalTag },
  };

  it('lists by prefix and by entity, versions in natural order', async () => {
    const { store } = await openRecorded(account);
    const names = async (filter?: Parameters<typeof store.listFeatureViews>[0]) =>
      (await store.listFeatureViews(filter)).map(({ physicalName }) => physicalName);
    expect(await names()).toEqual(['AB$V1', 'AB$V2', 'AB$V10', 'C$V1']);
    expect(await names({ featureViewName: 'a' })).toEqual(['AB$V1', 'AB$V2', 'AB$V10']);
    expect(await names({ entityName: 'foo' })).toHaveLength(4);
    expect(await names({ entityName: 'NOPE' })).toEqual([]);
  });

  it('asks for one by its name', async () => {
    const { store, session } = await openRecorded(account);
    expect((await store.getFeatureView('ab', 'V2')).physicalName).toBe('AB$V2');
    expect(session.taken()).toContain("SHOW VIEWS LIKE 'AB$V2' IN SCHEMA DB.FS");
  });
});

it.each([
  ['LINEAR(C1, "C,3")', ['C1', 'C,3']],
  ['(ID)', ['ID']],
  ["LINEAR(date_trunc('day', TS), ID)", ["date_trunc('day', TS)", 'ID']],
  ['', null],
])('the clustering key %s is %j', (stored, keys) => {
  expect(clusteringKey(stored)).toEqual(keys);
});
