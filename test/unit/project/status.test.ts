import { describe, expect, it } from 'vitest';
import { emptySnapshot } from '../../../src/featurestore/readStore.js';
import type { Aggregation } from '../../../src/featurestore/tiles/aggregation.js';
import { tileQuery } from '../../../src/featurestore/tiles/tileQuery.js';
import type { FeatureView, StoreSnapshot } from '../../../src/featurestore/model.js';
import type {
  Definition,
  EntityDefinition,
  Evaluation,
  FeatureViewDefinition,
  Span,
} from '../../../src/project/model.js';
import { sameQuery } from '../../../src/project/sameQuery.js';
import { definitionKey, statuses } from '../../../src/project/status.js';

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
  timestamp: 'AT',
  refresh: '60 minute',
  warehouse: null,
  refreshMode: 'AUTO',
  initialize: 'ON_CREATE',
  clusterBy: null,
  tiles: null,
  features: { N: 'how many' },
  query: { sql: 'SELECT ID, AT, N\nFROM T', columns: [], sources: [], map: [] },
  calls: {},
};

const registered: FeatureView = {
  name: 'FV',
  version: 'V_1',
  physicalName: 'FV$V_1',
  databaseName: 'DB',
  schemaName: 'FS',
  kind: 'managed',
  entities: [{ name: 'CUSTOMER', joinKeys: ['ID'], desc: 'who' }],
  timestampCol: 'AT',
  refreshFreq: '1 hour',
  refreshMode: 'INCREMENTAL',
  refreshModeReason: null,
  schedulingState: 'ACTIVE',
  warehouse: 'WH',
  clusterBy: ['ID', 'AT'],
  desc: 'about',
  owner: null,
  createdOn: null,
  query: 'SELECT ID, AT, N\nFROM T',
  columns: [
    { name: 'ID', type: 'NUMBER(38,0)', category: 'ENTITY', desc: '' },
    { name: 'AT', type: 'DATE', category: 'TIMESTAMP', desc: '' },
    { name: 'N', type: 'NUMBER(18,0)', category: 'FEATURE', desc: 'how many' },
  ],
  tiles: null,
  traits: [],
  online: null,
  stream: null,
  backupSource: null,
};

const store = (...featureViews: FeatureView[]): StoreSnapshot => ({
  ...emptySnapshot({ database: 'DB', schema: 'FS' }),
  entities: [{ name: 'CUSTOMER', joinKeys: ['ID'], desc: 'who' }],
  featureViews,
});

const evaluation = (...definitions: Definition[]): Evaluation => ({
  definitions,
  diagnostics: [],
  silenced: [],
  files: [],
});

function statusOf(definition: Definition, snapshot: StoreSnapshot) {
  const others = definition.kind === 'entity' ? [] : [customer];
  return statuses(evaluation(...others, definition), snapshot).get(definitionKey(definition));
}

it('a definition is known by its name, a feature view by its version too', () => {
  expect([definitionKey(customer), definitionKey(features)]).toEqual(['CUSTOMER', 'FV@V_1']);
});

describe('a feature view', () => {
  it('that is not registered is new', () => {
    expect(statusOf(features, store())).toEqual({ state: 'new', changes: [] });
    expect(statusOf({ ...features, version: 'V_2' }, store(registered))?.state).toBe('new');
  });

  it('is in sync though Snowflake prints its lag in other words and resolved its refresh mode', () => {
    expect(statusOf(features, store(registered))).toEqual({ state: 'in sync', changes: [] });
  });

  it.each<[string, Partial<FeatureViewDefinition>, string[]]>([
    ['another query', { query: { ...features.query!, sql: 'SELECT 1' } }, ['query']],
    ['another lag', { refresh: '2 hours' }, ['refresh: 1 hour → 2 hours']],
    ['no lag', { refresh: null }, ['refresh: 1 hour → none']],
    ['another timestamp', { timestamp: 'N', clusterBy: ['ID', 'AT'] }, ['timestamp: AT → N']],
    ['no timestamp', { timestamp: null }, ['timestamp: AT → none', 'cluster by: ID, AT → ID']],
    ['another description', { desc: '' }, ['description: about → none']],
    ['a long description', { desc: 'x'.repeat(60) }, ['description']],
    ['another warehouse', { warehouse: 'other' }, ['warehouse: WH → OTHER']],
    ['the same warehouse in lower case', { warehouse: 'wh' }, []],
    ['another refresh mode', { refreshMode: 'FULL' }, ['refresh mode: INCREMENTAL → FULL']],
    ['no clustering', { clusterBy: [] }, ['cluster by: ID, AT → none']],
    ['another feature description', { features: {} }, ['description of N: how many → none']],
    ['no entities', { entities: [], clusterBy: ['ID', 'AT'] }, ['entities: CUSTOMER → none']],
  ])('with %s says so', (_, change, changes) => {
    const status = statusOf({ ...features, ...change }, store(registered));
    expect(status).toEqual({ state: changes.length > 0 ? 'differs' : 'in sync', changes });
  });

  describe('of tiles', () => {
    const week: Aggregation = {
      function: 'sum',
      sourceColumn: 'N',
      window: '7d',
      offset: '0',
      outputColumn: 'N_SUM_7D',
      params: {},
    };
    const tiles = { granularity: '1d', aggregations: [week], secondaryKeys: [] };
    const tiled: FeatureView = {
      ...registered,
      clusterBy: ['ID', 'TILE_START'],
      columns: [
        { name: 'ID', type: 'NUMBER(38,0)', category: 'ENTITY', desc: '' },
        { name: 'N_SUM_7D', type: 'NUMBER(38,0)', category: 'FEATURE', desc: 'how many' },
      ],
      tiles,
      query: tileQuery(tiles, { joinKeys: ['ID'], timestamp: 'AT', query: features.query!.sql }).sql,
      traits: ['tiled'],
    };
    const defined = (change: Partial<typeof tiles> = {}): FeatureViewDefinition => ({
      ...features,
      features: { N_SUM_7D: 'how many' },
      tiles: { ...tiles, ...change, source: features.query!, joinKeys: ['ID'] },
    });

    it('is in sync with its definition', () => {
      expect(statusOf(defined(), store(tiled))).toEqual({ state: 'in sync', changes: [] });
    });

    it('says which windows differ, though the tiles are the same', () => {
      const month = { ...week, window: '30d', outputColumn: 'N_SUM_30D' };
      const moved = { ...week, offset: '1d' };
      expect(statusOf(defined({ aggregations: [moved, month] }), store(tiled))?.changes).toEqual([
        'feature N_SUM_7D: sum(N) 7d → sum(N) 7d, offset 1d',
        'feature N_SUM_30D: none → sum(N) 30d',
      ]);
      expect(statusOf(defined({ granularity: '1h' }), store(tiled))?.changes).toEqual([
        'query',
        'granularity: 1d → 1h',
      ]);
    });

    it('differs from one of plain rows', () => {
      expect(statusOf(defined(), store(registered))?.changes).toContain('granularity: none → 1d');
      expect(statusOf(features, store(tiled))?.changes).toContain('granularity: 1d → none');
    });
  });

  it('that is a view has no warehouse, mode or clustering to compare', () => {
    const asView: FeatureView = {
      ...registered,
      kind: 'external',
      refreshFreq: null,
      refreshMode: null,
      warehouse: null,
      clusterBy: null,
    };
    expect(statusOf({ ...features, refresh: null }, store(asView))?.state).toBe('in sync');
    expect(statusOf(features, store(asView))?.changes).toEqual(['refresh: none → 60 minute']);
  });

  it('with errors is not compared', () => {
    const { query: _, ...broken } = features;
    expect(statusOf(broken, store(registered))).toEqual({
      state: 'unknown',
      changes: ['the definition has errors'],
    });
  });
});

describe('an entity', () => {
  it('is new, in sync, or says what differs', () => {
    expect(statusOf(customer, { ...store(), entities: [] })?.state).toBe('new');
    expect(statusOf(customer, store())?.state).toBe('in sync');
    expect(statusOf({ ...customer, joinKeys: ['A', 'B'], desc: 'else' }, store())?.changes).toEqual([
      'join keys: ID → A, B',
      'description: who → else',
    ]);
  });
});

describe('two queries', () => {
  it.each([
    ['SELECT  1\n FROM T', 'SELECT 1 FROM T;', true],
    [`SELECT 'a  b'`, `SELECT 'a b'`, false],
    ['SELECT "a  b"', 'SELECT "a b"', false],
    ['SELECT 1 -- a\nFROM T', 'SELECT 1 -- a FROM T', false],
    ['SELECT a', 'SELECT A', false],
    ['SELECT 1 FROM db."FS".t, u', 'SELECT 1 FROM  DB.FS.T,  u', true],
    ['SELECT "x y" FROM "DB"."FS"."T" WHERE a', 'SELECT "x y" FROM DB.FS.T WHERE a', true],
    ['SELECT 1 FROM A JOIN "DB"."fs"."T" ON x', 'SELECT 1 FROM A JOIN db."fs".t ON x', true],
    ['SELECT 1 FROM db."fs".t', 'SELECT 1 FROM DB.FS.T', false],
    ['SELECT t."A" FROM t', 'SELECT t.A FROM t', false],
    [`SELECT ' from "A"."B"'`, `SELECT ' from A.B'`, false],
    ['SELECT 1 -- from "A"."B"\nFROM T', 'SELECT 1 -- from A.B\nFROM T', false],
    ['SELECT "a from ""B"".""C""" FROM T', 'SELECT "a from ""B"".C" FROM T', false],
  ])('%s and %s are the same: %s', (a, b, same) => {
    expect(sameQuery(a, b)).toBe(same);
  });
});
