import { describe, expect, it } from 'vitest';
import type { FeatureView } from '../../../src/featurestore/model.js';
import { entityInfos, featureViewInfos } from '../../../src/language/storeView.js';
import { customer, view } from './samples.js';

const store = { project: '/project', target: 'dev' };

function stored(version: string): FeatureView {
  return {
    name: 'FV',
    version,
    physicalName: `FV$${version}`,
    databaseName: 'DB',
    schemaName: 'S',
    kind: 'managed',
    entities: [{ name: 'CUSTOMER', joinKeys: ['ID'], desc: '' }],
    timestampCol: 'AT',
    refreshFreq: '1 hour',
    refreshMode: 'INCREMENTAL',
    refreshModeReason: null,
    schedulingState: 'ACTIVE',
    warehouse: 'WH',
    clusterBy: null,
    desc: 'Orders',
    owner: 'SYSADMIN',
    createdOn: '2026-11-24T10:00:00.000',
    query: 'SELECT 1',
    columns: [{ name: 'N', type: 'FLOAT', category: 'FEATURE', desc: '' }],
    tiles: null,
    traits: [],
    online: null,
    stream: null,
    backupSource: null,
  };
}

describe('a store beside its project', () => {
  it('shows what only the project has as new, with the columns it will have', () => {
    const [info] = featureViewInfos(store, {
      definitions: [customer, view('V_1')],
      columns: () => view('V_1').query?.columns ?? [],
      statuses: new Map([['FV@V_1', { state: 'new', changes: [] }]]),
      entities: [],
      featureViews: [],
    });
    expect(info).toMatchObject({ version: 'V_1', state: 'new', registered: false, type: 'managed' });
    expect(info?.features.map(({ name, category }) => [name, category])).toEqual([
      ['ID', 'ENTITY'],
      ['AT', 'TIMESTAMP'],
      ['N', 'FEATURE'],
    ]);
  });

  it('shows what only the store has, without a place to go to', () => {
    const [info] = featureViewInfos(store, {
      definitions: [],
      columns: () => view('V_1').query?.columns ?? [],
      statuses: new Map(),
      entities: [],
      featureViews: [stored('V_1')],
    });
    expect(info).toMatchObject({ state: 'remote only', registered: true, location: null });
  });

  it('shows what both have once, as it is registered', () => {
    const infos = featureViewInfos(store, {
      definitions: [view('V_1')],
      columns: () => view('V_1').query?.columns ?? [],
      statuses: new Map([['FV@V_1', { state: 'differs', changes: ['query'] }]]),
      entities: [],
      featureViews: [stored('V_1')],
    });
    expect(infos).toHaveLength(1);
    expect(infos[0]).toMatchObject({ state: 'differs', changes: ['query'], schedulingState: 'ACTIVE' });
    expect(infos[0]?.location?.range.start).toEqual({ line: 9, character: 29 });
  });

  it('orders versions as people count', () => {
    const infos = featureViewInfos(store, {
      definitions: [],
      columns: () => view('V_1').query?.columns ?? [],
      statuses: new Map(),
      entities: [],
      featureViews: [stored('V_10'), stored('V_9')],
    });
    expect(infos.map(({ version }) => version)).toEqual(['V_9', 'V_10']);
  });

  it('knows nothing of a definition while the store has not been read', () => {
    const [info] = entityInfos(store, {
      definitions: [customer],
      columns: () => view('V_1').query?.columns ?? [],
      statuses: new Map(),
      entities: [],
      featureViews: [],
    });
    expect(info).toMatchObject({ name: 'CUSTOMER', state: 'unknown', registered: false });
  });
});
