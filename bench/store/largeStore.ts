import { emptySnapshot } from '../../src/featurestore/readStore.js';
import { FeatureStore } from '../../src/featurestore/store.js';
import type { Session } from '../../src/session/session.js';
import { measure } from '../measure.js';

/** The same session, which counts the statements that it is given. */
export class CountingSession implements Session {
  statements = 0;

  constructor(private readonly inner: Session) {}

  get connection(): string {
    return this.inner.connection;
  }

  readonly execute: Session['execute'] = async (...args) => {
    this.statements += 1;
    return this.inner.execute(...args);
  };

  readonly query: Session['query'] = async (...args) => {
    this.statements += 1;
    return this.inner.query(...args);
  };

  readonly describe: Session['describe'] = async (sql) => this.inner.describe(sql);
  readonly context: Session['context'] = () => this.inner.context();
  readonly close: Session['close'] = async () => this.inner.close();
}

/** A store of `count` feature views of ten columns each: what listing it takes. */
export async function largeStore(inner: Session, warehouse: string, count: number): Promise<void> {
  const session = new CountingSession(inner);
  await session.execute('CREATE DATABASE IF NOT EXISTS LARGE_STORE');
  const options = { database: 'LARGE_STORE', schema: 'FS', warehouse };
  const store = await FeatureStore.open(session, { ...options, creationMode: 'CREATE_IF_NOT_EXIST' });
  const entity = await store.registerEntity({ name: 'CUSTOMER', joinKeys: ['ID'], desc: 'who' });
  const features = Array.from({ length: 9 }, (_, index) => `F${index}`);
  const snapshot = { ...emptySnapshot(store.place), entities: [entity] };
  for (let n = 0; n < count; n += 1) {
    const draft = {
      name: `FV${n}`,
      entities: [entity],
      query: `SELECT 1 AS ID, ${features.map((name, index) => `${index} AS ${name}`).join(', ')}`,
      columns: ['ID', ...features].map((name) => ({ name, type: 'NUMBER(38,0)' })),
      timestampCol: null,
      refreshFreq: null,
      desc: 'one of many',
      featureDescs: { F0: 'the first' },
    };
    const change = { change: 'register feature view', draft, version: 'V1', overwrite: false } as const;
    for (const sql of await store.statementsOf(change, snapshot)) await inner.execute(sql);
  }
  session.statements = 0;
  const { featureViews } = await store.snapshot();
  const statements = session.statements;
  await measure(
    `list ${featureViews.length} feature views (${statements} statements)`,
    () => store.listFeatureViews(),
    { runs: 10, warmUp: 1 },
  );
  session.statements = 0;
  await store.getFeatureView(`FV${count - 1}`, 'V1');
  const forOne = session.statements;
  await measure(
    `get one of them (${forOne} statements)`,
    (run) => store.getFeatureView(`FV${Math.abs(run)}`, 'V1'),
    { runs: 20, warmUp: 1 },
  );
  session.statements = 0;
  await store.checkHealth();
  await measure(`check their health (${session.statements} statements)`, () => store.checkHealth(), {
    runs: 5,
    warmUp: 0,
  });
}
