/** Tiled feature views on the local account: registered, read back, and their numbers against plain arithmetic. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnType } from '../../../src/featurestore/columnType.js';
import { isReadableByOfficialClients } from '../../../src/featurestore/definitionText.js';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { defaultOutputColumn, withKeyArrays } from '../../../src/featurestore/tiles/aggregation.js';
import type { Aggregation } from '../../../src/featurestore/tiles/aggregation.js';
import { LocalStore, entity } from './localStore.js';
import { near, plain } from './near.js';
import { plainFeature } from './windows.js';
import type { Event } from './windows.js';

const hour = 3_600_000;
let local: LocalStore;
let store: FeatureStore;
/** When the account's clock was stopped. */
let now: number;
let events: readonly Event[];

function feature(
  name: Aggregation['function'],
  sourceColumn: string,
  window: string,
  more: Partial<Aggregation> = {},
): Aggregation {
  const part = { function: name, sourceColumn, window, offset: more.offset ?? '0' };
  return { ...part, outputColumn: defaultOutputColumn(part), params: {}, ...more };
}

function draft(
  aggregations: readonly Aggregation[],
  change: Partial<FeatureViewDraft> = {},
): FeatureViewDraft {
  return {
    name: 'spending',
    entities: [entity],
    query: 'SELECT ID, TS, AMT, PAGE, AD FROM DB.SRC.EVENTS -- all of them',
    columns: [],
    timestampCol: 'TS',
    refreshFreq: '1 hour',
    desc: 'spent in windows',
    featureDescs: {},
    tiles: { granularity: '1h', aggregations, secondaryKeys: [] },
    ...change,
  };
}

const text = (moment: number) => new Date(moment).toISOString().replace('Z', '');

/** Events at and beside the edges of the windows that the tests ask for, and anywhere between. */
function someEvents(seed: number): Event[] {
  let state = seed;
  const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const boundary = Math.floor(now / hour) * hour;
  const edges = [0, 1, 2, 3, 24, 25, 26, 27, 48].flatMap((hours) =>
    [-1, 0, 1].map((step) => boundary - hours * hour + step),
  );
  const moments = [...edges, ...Array.from({ length: 60 }, () => now - random(50 * hour))];
  return [...new Set(moments)].map((at, i) => ({
    id: i % 7 === 0 ? 2 : 1,
    at,
    amount: random(6) === 0 ? null : random(1000) / 8,
    page: random(5) === 0 ? null : 'abcdefg'.charAt(random(7)),
  }));
}

const seed = Number(process.env['FIRN_TEST_SEED'] ?? Date.now() % 1_000_000) + 1;

beforeAll(async () => {
  local = await LocalStore.start();
  await local.run(
    "ALTER ACCOUNT SET FIRN_CLOCK = 'PAUSE'",
    'CREATE TABLE DB.SRC.EVENTS (ID NUMBER(38,0), TS TIMESTAMP_NTZ, AMT FLOAT, PAGE VARCHAR, AD VARCHAR)',
  );
  const { rows } = await local.session.execute('SELECT CURRENT_TIMESTAMP()::TIMESTAMP_NTZ::VARCHAR');
  now = Date.parse(`${String(rows[0]?.[0]).slice(0, 23).replace(' ', 'T')}Z`);
  events = someEvents(seed);
  const values = events.map(
    ({ id, at, amount, page }, i) =>
      `(${id}, '${text(at)}', ${amount ?? 'NULL'}, ${page === null ? 'NULL' : `'${page}'`}, 'ad${i % 3}')`,
  );
  await local.run(`INSERT INTO DB.SRC.EVENTS VALUES ${values.join(', ')}`);
  store = await local.open();
  await store.registerEntity(entity);
});

afterAll(async () => {
  await local.stop();
});

async function objects(sql: string): Promise<readonly Record<string, unknown>[]> {
  const { columns, rows } = await local.session.execute(sql);
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

async function read(version: string, options = {}): Promise<readonly Record<string, unknown>[]> {
  const cursor = await store.readFeatureView('spending', version, options);
  const rows = await cursor.page(0, cursor.rowCount);
  return rows.map((row) => Object.fromEntries(cursor.columns.map(({ name }, i) => [name, row[i]])));
}

const every: readonly Aggregation[] = [
  feature('sum', 'AMT', '2h'),
  feature('sum', 'AMT', '24h', { offset: '24h' }),
  feature('count', 'AMT', '24h', { offset: '1h' }),
  feature('count', 'PAGE', '1h'),
  feature('avg', 'AMT', '24h'),
  feature('min', 'AMT', '1d'),
  feature('max', 'AMT', '24h', { offset: '2h' }),
  feature('std', 'AMT', '24h'),
  feature('var', 'AMT', '2h', { offset: '1h' }),
  feature('approx_count_distinct', 'PAGE', '24h', { params: { hll_lg_k: 8 } }),
  feature('approx_percentile', 'AMT', '24h', { params: { percentile: 0.9 } }),
  feature('last_n', 'PAGE', '24h', { params: { n: 3 } }),
  feature('first_n', 'PAGE', '24h', { offset: '1h', params: { n: 4 } }),
  feature('last_distinct_n', 'PAGE', '24h', { params: { n: 3 } }),
  feature('first_distinct_n', 'PAGE', '24h', { params: { n: 4 } }),
  feature('sum', 'AMT', 'lifetime'),
  feature('count', 'AMT', 'lifetime'),
  feature('avg', 'AMT', 'lifetime'),
  feature('min', 'AMT', 'lifetime'),
  feature('max', 'AMT', 'lifetime'),
  feature('std', 'AMT', 'lifetime'),
  feature('var', 'AMT', 'lifetime'),
];

describe('a tiled feature view', () => {
  it('is a dynamic table of tiles, with rows in the metadata table', async () => {
    const [total] = every;
    const view = await store.registerFeatureView(
      draft(every, { featureDescs: { [total?.outputColumn ?? '']: "all that's spent" } }),
      'v1',
    );
    expect(view).toMatchObject({
      kind: 'managed',
      traits: ['tiled'],
      timestampCol: 'TS',
      clusterBy: ['ID', 'TILE_START'],
      tiles: { granularity: '1h', aggregations: every, secondaryKeys: [] },
    });
    expect(view.columns.map(({ name }) => name)).toEqual([
      'ID',
      ...every.map(({ outputColumn }) => outputColumn),
    ]);
    expect(
      view.columns.map(({ category }) => category).filter((category) => category === 'FEATURE'),
    ).toHaveLength(every.length);
    expect(view.columns[1]?.desc).toBe("all that's spent");
    const [shown] = await objects(`SHOW DYNAMIC TABLES LIKE 'SPENDING$v1' IN SCHEMA DB.FS`);
    expect(isReadableByOfficialClients(String(shown?.['text']))).toBe(true);
    const rows = await objects(
      "SELECT METADATA_TYPE, TYPEOF(METADATA) AS T FROM DB.FS._FEATURE_STORE_METADATA WHERE OBJECT_NAME = 'SPENDING' AND VERSION = 'v1'",
    );
    expect(rows.map((row) => row['METADATA_TYPE']).sort()).toEqual([
      'FEATURE_DESCS',
      'FEATURE_SPECS',
      'FEATURE_VIEW_METADATA',
      'FV_SOURCE_REFS',
    ]);
    expect(new Set(rows.map((row) => row['T']))).toEqual(new Set(['OBJECT']));
    expect((await store.snapshot()).problems).toEqual([]);
  });

  it('has the numbers of plain arithmetic, at the edges of its windows too', async () => {
    const rows = await read('v1');
    expect(rows.map((row) => Number(row['ID'])).sort()).toEqual([1, 2]);
    for (const row of rows) {
      const id = Number(row['ID']);
      for (const aggregation of every) {
        const expected = near(plainFeature(aggregation, events, id, now, every));
        expect(
          plain(row[aggregation.outputColumn]),
          `seed ${seed}, ${id}, ${aggregation.outputColumn}`,
        ).toEqual(expected);
      }
    }
  });

  it('gives a training set the numbers of each moment, all of them or some', async () => {
    const view = await store.getFeatureView('spending', 'v1');
    const moments = [0, 1, 2, 25, 26, 49].flatMap((hours) =>
      [-1, 0, 1].map((step) => now - hours * hour + step),
    );
    const spine = [1, 2].flatMap((id) => moments.map((at) => `(${id}, '${text(at)}')`));
    for (const chosen of [every, every.slice(3, 6)]) {
      const { sql } = await store.trainingSet({
        spine: `SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES ${spine.join(', ')}`,
        features: [{ view, features: chosen.map(({ outputColumn }) => outputColumn), name: 'w' }],
        spineTimestampCol: 'AT',
      });
      const rows = await objects(`SELECT *, AT::VARCHAR AS MOMENT FROM (${sql})`);
      expect(rows).toHaveLength(spine.length);
      for (const row of rows) {
        const at = Date.parse(`${String(row['MOMENT']).slice(0, 23).replace(' ', 'T')}Z`);
        for (const aggregation of chosen) {
          const expected = plainFeature(aggregation, events, Number(row['ID']), at, chosen);
          expect(
            plain(row[`w_${aggregation.outputColumn}`]),
            `seed ${seed}, ${String(row['ID'])}, ${String(row['MOMENT'])}, ${aggregation.outputColumn}`,
          ).toEqual(near(expected));
        }
      }
    }
  });

  it('says the types that its features have', async () => {
    const { columns } = await store.getFeatureView('spending', 'v1');
    const cursor = await store.readFeatureView('spending', 'v1');
    const found = new Map(cursor.columns.map((column) => [column.name, columnType(column)]));
    for (const { name, type } of columns) expect([name, found.get(name)]).toEqual([name, type]);
  });

  it('is read by key and by feature', async () => {
    const rows = await read('v1', { keys: [['2']], featureNames: ['AMT_SUM_2H'] });
    expect(rows.map((row) => Object.keys(row))).toEqual([['ID', 'AMT_SUM_2H']]);
    await expect(read('v1', { featureNames: ['NOPE'] })).rejects.toThrow('Available features');
  });

  it('is kept when it is registered again, and replaced with overwrite', async () => {
    const fewer = [feature('sum', 'AMT', '2h')];
    await store.registerFeatureView(draft(fewer), 'v1');
    expect(local.warnings.splice(0).join()).toContain('already exists');
    expect((await store.getFeatureView('spending', 'v1')).tiles?.aggregations).toHaveLength(every.length);
    const replaced = await store.registerFeatureView(draft(fewer), 'v1', { overwrite: true });
    expect(replaced.tiles?.aggregations).toEqual(fewer);
    const count = await objects(
      "SELECT COUNT(*) AS N FROM DB.FS._FEATURE_STORE_METADATA WHERE OBJECT_NAME = 'SPENDING' AND VERSION = 'v1'",
    );
    expect(Number(count[0]?.['N'])).toBe(4);
  });

  it('that becomes a plain one leaves no windows behind, and comes back', async () => {
    const plain = await store.registerFeatureView(draft([], { tiles: null }), 'v1', { overwrite: true });
    expect(plain).toMatchObject({ tiles: null, traits: [] });
    expect(await objects('SELECT * FROM DB.FS._FEATURE_STORE_METADATA')).toEqual([]);
    const view = await store.registerFeatureView(draft([], { tiles: null, refreshFreq: null }), 'v1', {
      overwrite: true,
    });
    expect(view.kind).toBe('external');
    const again = await store.registerFeatureView(draft([feature('max', 'AMT', '2h')]), 'v1', {
      overwrite: true,
    });
    expect(again).toMatchObject({ kind: 'managed', traits: ['tiled'] });
    expect(again.columns.map(({ name }) => name)).toEqual(['ID', 'AMT_MAX_2H']);
  });

  it('goes with its metadata', async () => {
    await store.deleteFeatureView('spending', 'v1');
    expect(await objects('SELECT * FROM DB.FS._FEATURE_STORE_METADATA')).toEqual([]);
  });

  it('by a secondary key has arrays, in the order of the keys', async () => {
    const aggregations = withKeyArrays(
      [feature('sum', 'AMT', '24h'), feature('count', 'PAGE', '2h'), feature('avg', 'AMT', '24h')],
      ['AD'],
    );
    await store.registerFeatureView(
      draft([], { tiles: { granularity: '1h', aggregations, secondaryKeys: ['AD'] } }),
      'sk',
    );
    const rows = await read('sk');
    const row = rows.find((candidate) => Number(candidate['ID']) === 1) ?? {};
    const ads = ['ad0', 'ad1', 'ad2'];
    const byAd = (aggregation: Aggregation) =>
      ads.map((ad) =>
        near(
          plainFeature(
            aggregation,
            events.filter((_, i) => `ad${i % 3}` === ad),
            1,
            now,
            aggregations,
          ),
        ),
      );
    const array = (name: string) => plain(row[name]);
    expect(array('AD_KEYS_24H'), `seed ${seed}`).toEqual(ads);
    expect(array('AMT_SUM_24H'), `seed ${seed}`).toEqual(byAd(feature('sum', 'AMT', '24h')));
    expect(array('AMT_AVG_24H'), `seed ${seed}`).toEqual(byAd(feature('avg', 'AMT', '24h')));
    expect(Object.keys(row)).toEqual([
      'ID',
      'AD_KEYS_24H',
      'AD_KEYS_2H',
      'AMT_SUM_24H',
      'PAGE_COUNT_2H',
      'AMT_AVG_24H',
    ]);
    const { clusterBy } = await store.getFeatureView('spending', 'sk');
    expect(clusterBy).toEqual(['ID', 'TILE_START']);
  });

  it('whose metadata is gone is a problem with a way out, and the others are read', async () => {
    await store.registerFeatureView(draft([feature('sum', 'AMT', '2h')]), 'lost');
    await local.run("DELETE FROM DB.FS._FEATURE_STORE_METADATA WHERE VERSION = 'lost'");
    const { featureViews, problems } = await store.snapshot();
    expect(featureViews.map(({ version, tiles }) => [version, tiles === null])).toEqual([
      ['lost', true],
      ['sk', false],
    ]);
    expect(problems).toMatchObject([{ code: 'unreadable-metadata', object: 'SPENDING$lost' }]);
    await expect(store.readFeatureView('spending', 'lost')).rejects.toThrow('metadata cannot be read');
    await store.registerFeatureView(draft([feature('sum', 'AMT', '2h')]), 'lost', { overwrite: true });
    expect((await store.snapshot()).problems).toEqual([]);
  });

  it('is refused with the rule that it breaks, before anything is made', async () => {
    await expect(store.registerFeatureView(draft([feature('sum', 'AMT', '90m')]), 'bad')).rejects.toThrow(
      "Window '90m' for feature 'AMT_SUM_90M' must be a multiple of feature_granularity '1h'",
    );
    await expect(
      store.registerFeatureView(draft([feature('sum', 'AMT', '1h')], { clusterBy: ['PAGE'] }), 'bad'),
    ).rejects.toThrow('cluster_by');
    await expect(
      store.registerFeatureView(draft([feature('sum', 'AMT', '1h')], { featureDescs: { AMT: 'x' } }), 'bad'),
    ).rejects.toThrow('valid feature names are');
    expect(await local.names("SHOW DYNAMIC TABLES LIKE 'SPENDING$bad' IN SCHEMA DB.FS")).toEqual([]);
  });

  it('that fails half-way leaves nothing', async () => {
    await local.run(
      'DROP TABLE DB.FS._FEATURE_STORE_METADATA',
      'CREATE VIEW DB.FS._FEATURE_STORE_METADATA AS SELECT 1 AS A',
    );
    await expect(
      store.registerFeatureView(draft([feature('sum', 'AMT', '1h')]), 'half'),
    ).rejects.toMatchObject({
      code: 'registration-failed',
    });
    expect(await local.names("SHOW DYNAMIC TABLES LIKE 'SPENDING$half' IN SCHEMA DB.FS")).toEqual([]);
  });
});
