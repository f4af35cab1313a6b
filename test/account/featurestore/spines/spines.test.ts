import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeatureView } from '../../../../src/featurestore/model.js';
import type { FeatureStore } from '../../../../src/featurestore/store.js';
import type { JoinMethod } from '../../../../src/featurestore/training/trainingSet.js';
import { Random } from '../../faults/random.js';
import { LocalStore } from '../localStore.js';
import { plainTrainingSet } from './evaluate.js';
import { FEATURES, plainSpine, plainView } from './world.js';
import type { Moments, PlainSpine, PlainView } from './world.js';

const SPINES = Number(process.env['FIRN_SPINES'] ?? 400);
const SEED = Number(process.env['FIRN_SEED'] ?? Date.now() % 1_000_000);
/** So many spines meet the same feature views. */
const PER_WORLD = 50;
/** `layered` is Firn's own way, which is what no method means. */
const METHODS: readonly (JoinMethod | 'layered')[] = ['layered', 'sequential', 'cte'];

let local: LocalStore;

beforeAll(async () => {
  local = await LocalStore.start();
  await local.run("ALTER SESSION SET TIMEZONE = 'UTC'");
});
afterAll(async () => {
  await local.stop();
});

const literal = (value: number | string | null): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? 'NULL');

const time = (at: number | null, moments: Moments): string =>
  at === null ? 'NULL' : `'${new Date(at).toISOString().replace(/[TZ]/g, ' ').trim()}'::${moments}`;

interface Registered {
  readonly plain: PlainView;
  readonly view: FeatureView;
}

async function register(store: FeatureStore, plain: PlainView): Promise<Registered> {
  const timed = plain.moments !== 'none';
  const table = `DB.SRC.${plain.name}_ROWS`;
  const type = timed ? plain.moments : 'DATE';
  await local.run(
    `CREATE OR REPLACE TABLE ${table} (ID INT, PLACE VARCHAR, TS ${type}, AMT FLOAT, WORD VARCHAR)`,
  );
  const rows = plain.rows.map(
    ({ id, place, at, features }) =>
      `SELECT ${[literal(id), literal(place), timed ? time(at, type) : 'NULL', ...features.map(literal)].join(', ')}`,
  );
  if (rows.length > 0) await local.run(`INSERT INTO ${table} ${rows.join('\nUNION ALL ')}`);
  const columns = ['ID', ...(plain.byPlace ? ['PLACE'] : []), ...(timed ? ['TS'] : []), ...FEATURES];
  const view = await store.registerFeatureView(
    {
      name: plain.name,
      entities: [await store.getEntity(plain.byPlace ? 'WHERE_' : 'WHO')],
      query: `SELECT ${columns.join(', ')} FROM ${table}`,
      columns: [],
      timestampCol: timed ? 'TS' : null,
      refreshFreq: null,
      desc: '',
      featureDescs: {},
    },
    'V1',
  );
  return { plain, view };
}

async function world(random: Random): Promise<readonly Registered[]> {
  await local.run('DROP SCHEMA IF EXISTS DB.FS');
  const store = await local.open();
  await store.registerEntity({ name: 'WHO', joinKeys: ['ID'], desc: '' });
  await store.registerEntity({ name: 'WHERE_', joinKeys: ['ID', 'PLACE'], desc: '' });
  const views: Registered[] = [];
  for (const name of ['FIRST', 'SECOND', 'THIRD'].slice(0, 1 + random.below(3)))
    views.push(await register(store, plainView(random, name)));
  return views;
}

function spineSql({ moments, rows }: PlainSpine): string {
  const written = rows.map(
    ({ n, id, place, at }) =>
      `SELECT ${n} AS N, ${literal(id)}::INT AS ID, ${literal(place)}::VARCHAR AS PLACE, ${time(at, moments)}::${moments} AS AT`,
  );
  // A spine of no rows has its columns all the same.
  const none = `SELECT 0 AS N, 0 AS ID, '' AS PLACE, '2026-01-01'::${moments} AS AT WHERE FALSE`;
  return written.length === 0 ? none : written.join('\nUNION ALL ');
}

async function compareOne(
  store: FeatureStore,
  views: readonly Registered[],
  random: Random,
  where: string,
): Promise<void> {
  const spine = plainSpine(random);
  const method = random.pick(METHODS);
  const timestamp = random.below(3) === 0;
  const uses = views.map(({ plain, view }) => {
    const features = random.pick([FEATURES, FEATURES, ['WORD'], ['AMT']] as const);
    return { choice: { view, features }, plain: { view: plain, features, timestamp } };
  });
  const { sql, columns } = await store.trainingSet({
    spine: spineSql(spine),
    features: uses.map(({ choice }) => choice),
    spineTimestampCol: 'AT',
    autoPrefix: true,
    includeFeatureViewTimestampCol: timestamp,
    ...(method === 'layered' ? {} : { joinMethod: method }),
  });
  const names = columns.map(({ name }) => name).filter((name) => !['ID', 'PLACE', 'AT'].includes(name));
  const read = names.map((name) =>
    name.endsWith('_TS') ? `DATE_PART(EPOCH_MILLISECOND, ${name}::TIMESTAMP_NTZ)` : name,
  );
  const { rows } = await local.session.execute(`SELECT ${read.join(', ')} FROM (${sql}) ORDER BY N`);
  const expected = plainTrainingSet(
    spine,
    uses.map(({ plain }) => plain),
  );
  expect(rows, `${where}, ${method}\n${sql}`).toEqual(expected);
}

it(
  `training sets of ${SPINES} random spines are those of a plain evaluator (seed ${SEED})`,
  async () => {
    const random = new Random(SEED);
    for (let done = 0; done < SPINES; done += PER_WORLD) {
      const views = await world(random);
      const store = await local.open();
      for (let n = done; n < Math.min(SPINES, done + PER_WORLD); n++)
        await compareOne(store, views, random, `seed ${SEED}, spine ${n}`);
      if (done % 1000 === 950) console.log(`${done + PER_WORLD} spines`);
    }
  },
  120_000 + SPINES * 2_000,
);
