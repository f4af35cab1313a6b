import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import { FeatureStore } from '../../../src/featurestore/store.js';
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
