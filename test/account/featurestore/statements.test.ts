import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeatureViewDraft, RollupDraft } from '../../../src/featurestore/model.js';
import { FeatureStore } from '../../../src/featurestore/store.js';
import type { Aggregation, Tiles } from '../../../src/featurestore/tiles/aggregation.js';
import { defaultOutputColumn, withKeyArrays } from '../../../src/featurestore/tiles/aggregation.js';
import { draft as spend, entity as customer, LocalStore } from './localStore.js';
import { RecordedSession } from './statements.js';

/**
 * The statements of every operation on a store, in their order, as an account took them: `statements.sql`. The newest
 * official client is held to the same file (test/interop/statements_test.py), operation by operation.
 */
let local: LocalStore;
let session: RecordedSession;
const recorded: string[] = [];

beforeAll(async () => {
  local = await LocalStore.start();
  await local.run('CREATE WAREHOUSE LARGE');
  session = new RecordedSession(local.session);
});

afterAll(() => local.stop());

async function record<T>(operation: string, work: () => Promise<T>): Promise<T> {
  const result = await work();
  recorded.push(`-- ${operation}\n${session.taken().join('\n')}\n`);
  return result;
}

const entity = { ...customer, desc: "it's a customer" };
const draft = (change: Partial<FeatureViewDraft>): FeatureViewDraft => ({
  ...spend({ desc: "it's", featureDescs: { AMT: 'amount' } }),
  entities: [entity],
  ...change,
});
const online = (targetLag?: string) => ({
  onlineConfig: { enable: true, ...(targetLag !== undefined && { targetLag }) },
});

function over(
  name: Aggregation['function'],
  window: string,
  params: Aggregation['params'] = {},
  offset = '0',
): Aggregation {
  const part = { function: name, sourceColumn: 'AMT', window, offset };
  return { ...part, outputColumn: defaultOutputColumn(part), params };
}

/** Features over windows of a feature view whose columns describe themselves. */
const windows = (aggregations: readonly Aggregation[], more: Partial<Tiles> = {}) => ({
  refreshFreq: '1 hour',
  featureDescs: {},
  tiles: { granularity: '1h', aggregations, secondaryKeys: [], ...more },
});

/** Features of every kind that a roll-up puts together otherwise. */
const ROLLED = [
  over('sum', '24h'),
  over('avg', '2h'),
  over('min', '24h'),
  over('std', '1d'),
  over('approx_count_distinct', '7d', { hll_lg_k: 8 }),
  over('approx_percentile', '7d', { percentile: 0.5 }),
  over('last_n', '1d', { n: 3 }),
  over('first_distinct_n', '1d', { n: 2 }),
  over('count', 'lifetime'),
];

const PUZZLING = 'it\'s "so" $$ and ünï → \n on a second line; --no comment';

it('sends the statements of statements.sql', async () => {
  const store = await record('create a store', () =>
    FeatureStore.open(session, {
      database: 'DB',
      schema: 'FS',
      warehouse: 'WH',
      creationMode: 'CREATE_IF_NOT_EXIST',
    }),
  );
  await record('register an entity', () => store.registerEntity(entity));
  await record('update an entity', () => store.updateEntity('CUST', { desc: 'other' }));
  const register = (name: string, change: Partial<FeatureViewDraft>, version = 'V1', overwrite = false) =>
    store.registerFeatureView(draft({ name, ...change }), version, { overwrite });
  const daily = { refreshFreq: '0 3 * * * UTC' };
  const hourly = { refreshFreq: '1 hour' };
  await record('register a view', () => register('PLAIN', {}));
  await record('register a dynamic table', () => register('DYN', { ...hourly, refreshMode: 'INCREMENTAL' }));
  await record('register with an initialization warehouse, on schedule, without clustering', () =>
    register('INIT', {
      ...hourly,
      initializationWarehouse: 'LARGE',
      initialize: 'ON_SCHEDULE',
      clusterBy: [],
    }),
  );
  await record('register with a schedule', () => register('CRON', daily));
  await record('register a view online', () => register('ONLINE_PLAIN', online()));
  await record('register a dynamic table online', () =>
    register('ONLINE_DYN', { ...hourly, ...online('30 seconds') }),
  );
  await record('register a full dynamic table online', () =>
    register('ONLINE_FULL', { ...hourly, refreshMode: 'FULL', ...online() }),
  );
  await record('register under names in quotes', () => register('"my fv"', hourly, 'v1'));
  await record('overwrite a view', () => register('PLAIN', {}, 'V1', true));
  await record('overwrite a view by a dynamic table', () => register('PLAIN', hourly, 'V1', true));
  await record('overwrite a dynamic table by a view', () => register('PLAIN', {}, 'V1', true));
  await record('overwrite a schedule by a lag', () => register('CRON', hourly, 'V1', true));
  await record('overwrite a lag by a schedule', () => register('CRON', daily, 'V1', true));
  await record('overwrite what is online', () =>
    register('ONLINE_DYN', { ...hourly, ...online('30 seconds') }, 'V1', true),
  );

  const update = (name: string, change: Parameters<FeatureStore['updateFeatureView']>[2]) =>
    store.updateFeatureView(name, 'V1', change);
  await record('describe a view', () => update('PLAIN', { desc: "new's" }));
  await record('update a dynamic table', () =>
    update('DYN', { desc: 'new', refreshFreq: '2 hours', warehouse: 'LARGE' }),
  );
  await record('set an initialization warehouse', () => update('DYN', { initializationWarehouse: 'LARGE' }));
  await record('unset an initialization warehouse', () => update('DYN', { initializationWarehouse: null }));
  await record('update a lag to a schedule', () => update('DYN', daily));
  await record('update a schedule', () => update('DYN', { refreshFreq: '0 4 * * * UTC' }));
  await record('update a schedule to a lag', () => update('DYN', hourly));
  await record('put a dynamic table online', () => update('DYN', { onlineConfig: { enable: true } }));
  await record('change the online lag', () =>
    update('DYN', { onlineConfig: { enable: true, targetLag: '1 minute' } }),
  );
  await record('suspend what is online', () => store.suspendFeatureView('DYN', 'V1'));
  await record('resume what is online', () => store.resumeFeatureView('DYN', 'V1'));
  await record('refresh online', () => store.refreshFeatureView('DYN', 'V1', { storeType: 'ONLINE' }));
  await record('take a dynamic table offline', () => update('DYN', { onlineConfig: { enable: false } }));
  await record('put a view online', () => update('PLAIN', { onlineConfig: { enable: true } }));
  await record('register features over windows', () =>
    register(
      'TILES',
      windows([
        over('sum', '24h'),
        over('avg', '2 hours', {}, '1h'),
        over('std', '1 day'),
        over('last_n', '1d', { n: 3 }),
        over('approx_count_distinct', '7d', { hll_lg_k: 8 }),
        over('approx_percentile', '7d', { percentile: 0.9 }),
      ]),
    ),
  );
  await record('overwrite features over windows', () =>
    register('TILES', windows([over('sum', 'lifetime'), over('min', '24h')]), 'V1', true),
  );
  await record('overwrite features over windows by others', () => register('TILES', hourly, 'V1', true));
  await record('register distinct values over windows', () =>
    register('DISTINCT_TILES', windows([over('last_distinct_n', '24h', { n: 2 })])),
  );
  await record('register features over windows by a secondary key', () =>
    register('BY_KEY', {
      ...windows(withKeyArrays([over('sum', '24h')], ['GROUPED']), { secondaryKeys: ['GROUPED'] }),
      query: 'SELECT ID, TS, AMT, ID AS GROUPED FROM DB.SRC.T',
    }),
  );
  const history = { ...daily, refreshMode: 'FULL', appendOnly: true } as const;
  await record('register with a history', () => register('KEPT', history));
  await record('register with a history that has a past', () =>
    register('KEPT', { ...history, backupSource: 'DB.FS.KEPT$V1$SNAPSHOTS' }, 'V2'),
  );
  await record('give a history more columns', () =>
    store.updateFeatureView('KEPT', 'V1', {
      updatedQuery: "SELECT ID, TS, AMT, AMT * 2 AS TWICE, 'x'::VARCHAR AS WORD FROM DB.SRC.T",
    }),
  );
  await record('delete a history', () => store.deleteFeatureView('KEPT', 'V2'));
  await store.deleteFeatureView('KEPT', 'V1');
  session.taken();
  const parent = await register('PARENT', windows(ROLLED));
  session.taken();
  const rollup = (name: string, rolled: Partial<RollupDraft>, change: Partial<FeatureViewDraft> = {}) =>
    store.registerFeatureView(
      {
        ...draft({ name, timestampCol: null, featureDescs: {}, ...change }),
        entities: [{ name: 'HOUSE', joinKeys: ['HOUSE'], desc: '' }],
        rollup: { source: parent, ...rolled },
      },
      'V1',
    );
  await store.registerEntity({ name: 'HOUSE', joinKeys: ['HOUSE'], desc: '' });
  session.taken();
  const mapping = 'SELECT ID, ID AS HOUSE, TS AS VALID_FROM, TS AS VALID_TO FROM DB.SRC.T';
  await record('register a roll-up', () => rollup('ROLLED', {}, { query: mapping }));
  await record('register a roll-up by a mapping that changes', () =>
    rollup(
      'ROLLED_THEN',
      { validFrom: 'VALID_FROM', validTo: 'VALID_TO' },
      { query: mapping, refreshFreq: '0 3 * * * UTC' },
    ),
  );
  await record('delete a roll-up', () => store.deleteFeatureView('ROLLED', 'V1'));
  for (const name of ['ROLLED_THEN', 'PARENT']) await store.deleteFeatureView(name, 'V1');
  await store.deleteEntity('HOUSE');
  session.taken();
  await record('delete features over windows', () => store.deleteFeatureView('DISTINCT_TILES', 'V1'));
  const iceberg = { format: 'iceberg', externalVolume: 'VOL' } as const;
  await record('register an Iceberg table', () => register('ICE', { ...hourly, storageConfig: iceberg }));
  await record('register an Iceberg table in a place of its own', () =>
    register('ICE', { ...hourly, storageConfig: { ...iceberg, baseLocation: "it's/a place" } }, 'v1'),
  );
  await record('delete an Iceberg table', () => store.deleteFeatureView('ICE', 'V1'));
  await store.deleteFeatureView('ICE', 'v1');
  session.taken();
  await record('describe a view in many characters', () => update('PLAIN', { desc: PUZZLING }));
  await record('register described in many characters', () =>
    register('DESCRIBED', { ...hourly, desc: PUZZLING }),
  );
  const longest = await record('register an entity of the longest name', () =>
    store.registerEntity({ name: 'E'.repeat(32), joinKeys: ['ID'], desc: PUZZLING }),
  );
  await record('register an entity in quotes', () =>
    store.registerEntity({ name: '"e $x"', joinKeys: ['i d'], desc: '' }),
  );
  await record('register under the longest name', () =>
    register('N'.repeat(252), { entities: [longest] }, 'V1'),
  );
  await record('register with columns in quotes', async () =>
    register('QUOTED', {
      ...hourly,
      entities: [await store.getEntity('"e $x"')],
      query: 'SELECT ID AS "i d", TS AS "Ts", AMT AS "a""b$" FROM DB.SRC.T',
      timestampCol: 'Ts',
      featureDescs: { 'a"b$': 'in quotes' },
    }),
  );
  await record('register a version of digits and points', () => register('DYN', hourly, '1.0-b_2'));
  await record('delete what is in quotes', () => store.deleteFeatureView('QUOTED', 'V1'));
  for (const [name, version] of [
    ['TILES', 'V1'],
    ['BY_KEY', 'V1'],
    ['DESCRIBED', 'V1'],
    ['N'.repeat(252), 'V1'],
    ['DYN', '1.0-b_2'],
  ] as const)
    await store.deleteFeatureView(name, version);
  await store.deleteEntity(longest.name);
  session.taken();
  await record('delete an entity in quotes', () => store.deleteEntity('"e $x"'));
  await record('refresh', () => store.refreshFeatureView('DYN', 'V1'));
  await record('suspend a schedule', () => store.suspendFeatureView('CRON', 'V1'));
  await record('resume a schedule', () => store.resumeFeatureView('CRON', 'V1'));
  await record('delete a view', () => store.deleteFeatureView('PLAIN', 'V1'));
  await record('delete a dynamic table', () => store.deleteFeatureView('DYN', 'V1'));
  await record('delete a schedule', () => store.deleteFeatureView('CRON', 'V1'));
  await record('delete what is online', () => store.deleteFeatureView('ONLINE_DYN', 'V1'));
  for (const name of ['INIT', 'ONLINE_PLAIN', 'ONLINE_FULL']) await store.deleteFeatureView(name, 'V1');
  await store.deleteFeatureView('"my fv"', 'v1');
  session.taken();
  await record('delete an entity', () => store.deleteEntity('CUST'));
  await expect(recorded.join('\n')).toMatchFileSnapshot('statements.sql');
}, 300_000);
