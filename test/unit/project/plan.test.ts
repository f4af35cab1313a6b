import { describe, expect, it } from 'vitest';
import { emptySnapshot } from '../../../src/featurestore/readStore.js';
import type { Entity, FeatureView, StoreSnapshot } from '../../../src/featurestore/model.js';
import type {
  Definition,
  EntityDefinition,
  FeatureViewDefinition,
  Span,
} from '../../../src/project/model.js';
import { operationsFor } from '../../../src/project/plan/makePlan.js';
import type { Draft, PlanOptions } from '../../../src/project/plan/makePlan.js';
import { compareVersions, versionAfter } from '../../../src/project/plan/versions.js';

const span: Span = { file: '/p/a.ts', line: 1, column: 1, endLine: 1, endColumn: 2 };
const place = { exportName: 'x', span, nameSpan: span };
const customer: EntityDefinition = {
  ...place,
  kind: 'entity',
  name: 'CUSTOMER',
  joinKeys: ['ID'],
  desc: 'who',
};
const features: FeatureViewDefinition = {
  ...place,
  kind: 'featureView',
  name: 'FV',
  version: 'V_1',
  desc: 'about',
  entities: ['CUSTOMER'],
  timestamp: null,
  refresh: '1 hour',
  warehouse: null,
  refreshMode: 'AUTO',
  initialize: 'ON_CREATE',
  clusterBy: null,
  tiles: null,
  features: {},
  query: {
    sql: 'SELECT ID, N FROM T',
    columns: [
      { name: 'ID', type: 'NUMBER(38,0)' },
      { name: 'N', type: null },
    ],
    sources: [],
    map: [],
  },
  calls: {},
};
const stored: FeatureView = {
  name: 'FV',
  version: 'V_1',
  physicalName: 'FV$V_1',
  databaseName: 'DB',
  schemaName: 'FS',
  kind: 'managed',
  entities: [customer],
  timestampCol: null,
  refreshFreq: '1 hour',
  refreshMode: 'INCREMENTAL',
  refreshModeReason: null,
  schedulingState: 'ACTIVE',
  warehouse: 'WH',
  clusterBy: ['ID'],
  desc: 'about',
  owner: null,
  createdOn: '2026-01-01',
  query: 'SELECT ID, N FROM T',
  columns: [
    { name: 'ID', type: 'NUMBER(38,0)', category: 'ENTITY', desc: '' },
    { name: 'N', type: 'NUMBER(18,0)', category: 'FEATURE', desc: '' },
  ],
  tiles: null,
  traits: [],
  online: null,
  stream: null,
  backupSource: null,
};

const store = (entities: readonly Entity[], ...featureViews: FeatureView[]): StoreSnapshot => ({
  ...emptySnapshot({ database: 'DB', schema: 'FS' }),
  entities,
  featureViews,
});
const plan = (definitions: readonly Definition[], snapshot: StoreSnapshot, options: PlanOptions = {}) =>
  operationsFor({ definitions, diagnostics: [], silenced: [], files: [] }, snapshot, options);
const short = ({ operation, name, version, destructive }: Draft) =>
  [operation, version === null ? name : `${name}@${version}`, ...(destructive ? ['!'] : [])].join(' ');

describe('versions', () => {
  it('are numbers: V_10 is after V_9', () => {
    expect(['V_10', 'V_9', 'V_1'].sort(compareVersions)).toEqual(['V_1', 'V_9', 'V_10']);
  });
  it.each([
    [['V_1', 'V_9'], 'V_10'],
    [['V09'], 'V10'],
    [['1.2-beta'], '1.3-beta'],
    [['first'], 'first_2'],
    [[], 'V_1'],
  ])('after %j comes %s', (versions, next) => {
    expect(versionAfter(versions)).toBe(next);
  });
});

describe('a plan', () => {
  const iceberg: FeatureView = {
    ...stored,
    traits: ['iceberg'],
    storage: { externalVolume: 'VOL', baseLocation: 'a/b' },
  };
  it.each([
    [{ externalVolume: 'vol', baseLocation: 'a/b/' }, 'none FV@V_1', []],
    [{ externalVolume: 'VOL' }, 'none FV@V_1', []],
    [{ externalVolume: '"vol"' }, 'replace FV@V_1 !', ['external volume']],
    [{ externalVolume: 'VOL', baseLocation: 'elsewhere' }, 'replace FV@V_1 !', ['base location']],
  ])('sees where an Iceberg table is to be: %j', (storage, operation, differences) => {
    const moved = { ...features, storageConfig: { format: 'iceberg' as const, ...storage } };
    const drafts = plan([customer, moved], store([customer], iceberg));
    expect(drafts.map(short).at(-1)).toBe(operation);
    expect(drafts.at(-1)?.changes.map(({ what }) => what)).toEqual(differences);
  });

  it('creates entities before the feature views on them', () => {
    expect(plan([features, customer], store([])).map(short)).toEqual(['create CUSTOMER', 'create FV@V_1']);
  });

  it('has nothing to do where the store is what is defined', () => {
    expect(plan([customer, features], store([customer], stored)).map(short)).toEqual([
      'none CUSTOMER',
      'none FV@V_1',
    ]);
  });

  it('changes descriptions, frequencies and warehouses in place, and nothing but these', () => {
    const changed = { ...features, desc: 'other', refresh: '2 hours', warehouse: 'BIG' };
    const [, operation] = plan([{ ...customer, desc: 'whom' }, changed], store([customer], stored));
    expect(operation).toMatchObject({
      operation: 'update',
      destructive: false,
      refresh: 'none',
      change: {
        change: 'update feature view',
        to: { desc: 'other', refreshFreq: '2 hours', warehouse: 'BIG' },
      },
    });
    const [, onlyText] = plan([customer, { ...features, desc: 'other' }], store([customer], stored));
    expect(onlyText?.change).toMatchObject({ to: { desc: 'other' } });
    expect(Object.keys((onlyText?.change as { to: object }).to)).toEqual(['desc']);
  });

  it('proposes the next version where a registered one would be another, for each one of its own', () => {
    const query = {
      ...features.query!,
      sql: 'SELECT ID, M FROM T',
      columns: [
        { name: 'ID', type: 'NUMBER(38,0)' },
        { name: 'M', type: null },
      ],
    };
    const second = { ...features, version: 'V_2', query };
    const [, one, two] = plan(
      [customer, { ...features, query }, second],
      store([customer], stored, { ...stored, version: 'V_2', physicalName: 'FV$V_2' }),
    );
    expect([one, two].map((o) => [o?.operation, o?.destructive, o?.nextVersion?.version])).toEqual([
      ['replace', true, 'V_3'],
      ['replace', true, 'V_4'],
    ]);
    expect(one?.columns).toEqual({ added: ['M'], removed: ['N'], retyped: [] });
    expect(one?.refresh).toBe('all rows');
  });

  it('says which feature views read what is replaced', () => {
    const reader = {
      ...stored,
      name: 'READER',
      physicalName: 'READER$V_1',
      query: 'SELECT * FROM DB.FS."FV$V_1"',
    };
    const [, operation] = plan(
      [customer, { ...features, timestamp: 'N' }],
      store([customer], stored, reader),
    );
    expect(operation).toMatchObject({ operation: 'replace', readers: ['READER@V_1'] });
    const other = { ...reader, query: 'SELECT * FROM DB.FS.FV$V_10' };
    const [, unread] = plan([customer, { ...features, timestamp: 'N' }], store([customer], stored, other));
    expect(unread?.readers).toEqual([]);
  });

  it('refuses other join keys while a feature view is on the entity, and replaces an entity that none is on', () => {
    const moved = { ...customer, joinKeys: ['KEY'] };
    expect(plan([moved], store([customer], stored)).map(short)).toEqual(['refused CUSTOMER']);
    expect(plan([moved], store([customer])).map(short)).toEqual(['replace CUSTOMER !']);
  });

  it('drops what nothing defines when asked, feature views before their entities', () => {
    const other = { ...customer, name: 'STORE' };
    const old = { ...stored, version: 'V_0', physicalName: 'FV$V_0' };
    const snapshot = store([customer, other], old, stored);
    expect(plan([customer, features], snapshot).map(short)).toEqual(['none CUSTOMER', 'none FV@V_1']);
    expect(plan([customer, features], snapshot, { drop: true }).map(short)).toEqual([
      'none CUSTOMER',
      'none FV@V_1',
      'drop FV@V_0 !',
      'drop STORE !',
    ]);
  });

  it('of some definitions has the entities that they need, and drops nothing', () => {
    const second = { ...features, name: 'OTHER' };
    const operations = plan([customer, features, second], store([], stored), { only: [second], drop: true });
    expect(operations.map(short)).toEqual(['create CUSTOMER', 'create OTHER@V_1']);
  });

  it('does not replace what has collected its rows', () => {
    const collected: FeatureView = { ...stored, traits: ['append-only'] };
    const [, operation] = plan([customer, { ...features, timestamp: 'N' }], store([customer], collected));
    expect(operation).toMatchObject({ operation: 'refused', nextVersion: { version: 'V_2' }, change: null });
  });
});
