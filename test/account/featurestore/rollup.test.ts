import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureView, FeatureViewDraft, RollupDraft } from '../../../src/featurestore/model.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { defaultOutputColumn } from '../../../src/featurestore/tiles/aggregation.js';
import type { Aggregation } from '../../../src/featurestore/tiles/aggregation.js';
import { Random } from '../faults/random.js';
import { LocalStore } from './localStore.js';
import { near, plain } from './near.js';
import { plainFeature } from './windows.js';
import type { Event } from './windows.js';

/** Visitors' events rolled up to people, who have several visitors, and whose visitors change hands. */
const HOUR = 3_600_000;
const seed = Number(process.env['FIRN_TEST_SEED'] ?? Date.now() % 1_000_000);

interface Mapped {
  readonly visitor: number;
  readonly person: number | null;
  readonly from: number;
  readonly to: number | null;
}

let local: LocalStore;
let store: FeatureStore;
let source: FeatureView;
let now: number;
let events: readonly (Event & { readonly visitor: number })[];
let mapping: readonly Mapped[];

function feature(
  name: Aggregation['function'],
  sourceColumn: string,
  window: string,
  params: Aggregation['params'] = {},
  offset = '0',
): Aggregation {
  const part = { function: name, sourceColumn, window, offset };
  return { ...part, outputColumn: defaultOutputColumn(part), params };
}

const every = [
  feature('sum', 'AMT', '24h'),
  feature('count', 'AMT', '2h'),
  feature('avg', 'AMT', '24h', {}, '1h'),
  feature('min', 'AMT', '3h'),
  feature('max', 'AMT', '24h'),
  feature('std', 'AMT', '24h'),
  feature('approx_count_distinct', 'PAGE', '24h', { hll_lg_k: 8 }),
  feature('approx_percentile', 'AMT', '24h', { percentile: 0.5 }),
  feature('last_n', 'PAGE', '24h', { n: 3 }),
  feature('first_n', 'PAGE', '24h', { n: 2 }),
  feature('last_distinct_n', 'PAGE', '24h', { n: 2 }),
  feature('sum', 'AMT', 'lifetime'),
  feature('count', 'PAGE', 'lifetime'),
];

const text = (moment: number) => new Date(moment).toISOString().replace('Z', '');

beforeAll(async () => {
  local = await LocalStore.start();
  await local.run("ALTER ACCOUNT SET FIRN_CLOCK = 'PAUSE'");
  const { rows } = await local.session.execute('SELECT CURRENT_TIMESTAMP()::TIMESTAMP_NTZ::VARCHAR');
  now = Date.parse(`${String(rows[0]?.[0]).slice(0, 23).replace(' ', 'T')}Z`);
  const random = new Random(seed);
  const at = new Set(Array.from({ length: 120 }, () => now - random.below(48 * HOUR)));
  events = [...at].map((moment) => {
    const visitor = 1 + random.below(4);
    const amount = random.below(6) === 0 ? null : random.below(1000) / 8;
    const page = random.below(5) === 0 ? null : 'abcdefg'.charAt(random.below(7));
    return { id: 0, visitor, at: moment, amount, page };
  });
  const hour = Math.floor(now / HOUR) * HOUR;
  mapping = [
    { visitor: 1, person: 1, from: hour - 100 * HOUR, to: null },
    { visitor: 2, person: 1, from: hour - 100 * HOUR, to: hour - 10 * HOUR },
    { visitor: 2, person: 2, from: hour - 10 * HOUR, to: null },
    // One that was nobody's until lately, one that belongs to two, and one that is nobody's.
    { visitor: 3, person: 2, from: hour - 5 * HOUR, to: null },
    { visitor: 3, person: 1, from: hour - 3 * HOUR, to: null },
    { visitor: 4, person: null, from: hour - 100 * HOUR, to: null },
  ];
  const literal = (value: string | number | null) =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`;
  const moment = (value: number | null) => (value === null ? 'NULL' : `'${text(value)}'`);
  await local.run(
    'CREATE TABLE DB.SRC.EVENTS (VISITOR INT, TS TIMESTAMP_NTZ, AMT FLOAT, PAGE VARCHAR)',
    `INSERT INTO DB.SRC.EVENTS VALUES ${events.map((e) => `(${e.visitor}, ${moment(e.at)}, ${literal(e.amount)}, ${literal(e.page)})`).join(', ')}`,
    'CREATE TABLE DB.SRC.WHOSE (VISITOR INT, PERSON INT, VALID_FROM TIMESTAMP_NTZ, VALID_TO TIMESTAMP_NTZ)',
    `INSERT INTO DB.SRC.WHOSE VALUES ${mapping.map((m) => `(${m.visitor}, ${literal(m.person)}, ${moment(m.from)}, ${moment(m.to)})`).join(', ')}`,
  );
  store = await local.open();
  await store.registerEntity({ name: 'VISITOR', joinKeys: ['VISITOR'], desc: '' });
  await store.registerEntity({ name: 'PERSON', joinKeys: ['PERSON'], desc: '' });
  source = await store.registerFeatureView(
    {
      ...plainDraft('VISITS', await store.getEntity('VISITOR')),
      query: 'SELECT VISITOR, TS, AMT, PAGE FROM DB.SRC.EVENTS',
      timestampCol: 'TS',
      refreshFreq: '1 hour',
      featureDescs: { AMT_SUM_24H: "a day's" },
      tiles: { granularity: '1h', aggregations: every, secondaryKeys: [] },
    },
    'V1',
  );
});
afterAll(() => local.stop());

function plainDraft(name: string, entity: FeatureViewDraft['entities'][number]): FeatureViewDraft {
  return {
    name,
    entities: [entity],
    query: 'SELECT * FROM DB.SRC.WHOSE',
    columns: [],
    timestampCol: null,
    refreshFreq: null,
    desc: "people's",
    featureDescs: {},
  };
}

async function register(
  name: string,
  rollup: Partial<RollupDraft> = {},
  change: Partial<FeatureViewDraft> = {},
): Promise<FeatureView> {
  const draft = plainDraft(name, await store.getEntity('PERSON'));
  return store.registerFeatureView({ ...draft, ...change, rollup: { source, ...rollup } }, 'V1');
}

/** What a person's visitors did, where `holds` says whose they are. */
const eventsOf = (person: number, holds: (row: Mapped, event: Event) => boolean): Event[] =>
  events.flatMap((event) =>
    mapping
      .filter((row) => row.visitor === event.visitor && row.person === person && holds(row, event))
      .map(() => ({ ...event, id: person })),
  );

const always = () => true;
const atNow = ({ from, to }: Mapped) => from <= now && (to === null || to > now);
const atItsTile = ({ from, to }: Mapped, { at }: Event) => {
  const tile = Math.floor(at / HOUR) * HOUR;
  return tile >= from && (to === null || tile < to);
};

/** A value that comes of two rows of a mapping counts twice, but in lists there is no telling which comes first. */
const comparable = every.filter(({ function: name }) => !name.endsWith('_n'));

async function trainingRows(view: FeatureView, moments: readonly number[], people: readonly number[]) {
  const spine = people.flatMap((person) => moments.map((at) => `(${person}, '${text(at)}')`));
  const { sql } = await store.trainingSet({
    spine: `SELECT COLUMN1 AS PERSON, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES ${spine.join(', ')}`,
    features: [view],
    spineTimestampCol: 'AT',
  });
  const { columns, rows } = await local.session.execute(`SELECT *, AT::VARCHAR AS MOMENT FROM (${sql})`);
  expect(rows).toHaveLength(spine.length);
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

/** What everybody has now. */
async function readRows(name: string) {
  const cursor = await store.readFeatureView(name, 'V1');
  const rows = await cursor.page(0, cursor.rowCount);
  return rows.map((row): Record<string, unknown> => ({
    ...Object.fromEntries(cursor.columns.map((column, i) => [column.name, row[i]])),
    MOMENT: text(now),
  }));
}

function expectRows(
  rows: readonly Record<string, unknown>[],
  features: readonly Aggregation[],
  holds: Parameters<typeof eventsOf>[1],
): void {
  for (const row of rows) {
    const person = Number(row['PERSON']);
    const at = Date.parse(`${String(row['MOMENT']).slice(0, 23).replace(' ', 'T')}Z`);
    for (const aggregation of features)
      expect(
        plain(row[aggregation.outputColumn]),
        `seed ${seed}, ${person}, ${String(row['MOMENT'])}, ${aggregation.outputColumn}`,
      ).toEqual(near(plainFeature(aggregation, eventsOf(person, holds), person, at, every)));
  }
}

describe('a roll-up', () => {
  const moments = () => [now, now - 2 * HOUR, now - 4 * HOUR, now - 11 * HOUR, now - 30 * HOUR];

  it('has the features of its source, of everybody whom the mapping gives to its entity', async () => {
    const current =
      'SELECT VISITOR, PERSON FROM DB.SRC.WHOSE WHERE VALID_TO IS NULL AND PERSON <> 1 OR VISITOR = 1;';
    const view = await register('SIMPLE', {}, { query: current });
    expect(view).toMatchObject({
      traits: ['tiled', 'rollup'],
      timestampCol: 'TILE_START',
      refreshFreq: '1 hour',
      clusterBy: ['PERSON', 'TILE_START'],
      rollup: { parentTable: 'DB.FS.VISITS$V1', parentKeys: ['VISITOR'], validity: null },
    });
    expect(view.columns.map(({ name }) => name)).toEqual(['PERSON', ...every.map((f) => f.outputColumn)]);
    expect(view.columns[1]?.desc).toBe("a day's");
    expect((await store.snapshot()).problems).toEqual([]);
    const holds = (row: Mapped) => (row.to === null && row.person !== 1) || row.visitor === 1;
    expectRows(await trainingRows(view, moments(), [1, 2]), every, holds);
  });

  it('is read by key, as of now', async () => {
    const rows = await readRows('SIMPLE');
    expect(rows.map((row) => row['PERSON']).sort()).toEqual([1, 2]);
    const first = rows.filter((row) => row['PERSON'] === 1);
    expectRows(first, every, (row) => row.visitor === 1);
  });

  it('of a mapping that changes has today’s in its table, and in training sets that of each tile’s time', async () => {
    const view = await register('CHANGING', { validFrom: 'valid_from', validTo: 'VALID_TO' });
    expect(view.rollup?.validity).toEqual({ from: 'VALID_FROM', to: 'VALID_TO' });
    expectRows(await trainingRows(view, moments(), [1, 2]), comparable, atItsTile);
    expectRows(await readRows('CHANGING'), comparable, atNow);
  });

  it('is replaced with overwrite, listed and deleted', async () => {
    const draft = plainDraft('SIMPLE', await store.getEntity('PERSON'));
    await store.registerFeatureView(
      { ...draft, rollup: { source }, featureDescs: { AMT_MAX_24H: 'most' } },
      'V1',
      {
        overwrite: true,
      },
    );
    const view = await store.getFeatureView('SIMPLE', 'V1');
    expect(view.columns.find(({ name }) => name === 'AMT_MAX_24H')?.desc).toBe('most');
    expectRows(await trainingRows(view, moments(), [1]), comparable, always);
    await store.deleteFeatureView('SIMPLE', 'V1');
    const { rows } = await local.session.execute(
      "SELECT * FROM DB.FS._FEATURE_STORE_METADATA WHERE OBJECT_NAME = 'SIMPLE'",
    );
    expect(rows).toEqual([]);
  });

  it.each([
    ['a source without windows', {}, { traits: [] as const, tiles: null }, /must be a tiled FeatureView/],
    ['a half of a validity', { validFrom: 'VALID_FROM' }, {}, /must both be provided or both be omitted/],
    ['a column that is not there', { validFrom: 'X', validTo: 'VALID_TO' }, {}, /mapping_valid_from_col 'X'/],
  ])('is refused with %s', async (_, wanted, change, message) => {
    const other = { ...source, ...change } as FeatureView;
    await expect(register('REFUSED', { ...wanted, source: other })).rejects.toThrow(message);
  });

  it('is refused with a mapping that has not the keys, and with what a roll-up cannot be', async () => {
    await expect(register('R', {}, { query: 'SELECT PERSON FROM DB.SRC.WHOSE' })).rejects.toThrow(
      "source join key 'VISITOR'",
    );
    await expect(register('R', {}, { query: 'SELECT VISITOR FROM DB.SRC.WHOSE' })).rejects.toThrow(
      "target join key 'PERSON'",
    );
    await expect(register('R', {}, { onlineConfig: { enable: true } })).rejects.toThrow('HYBRID_TABLE');
    await expect(register('R', {}, { featureDescs: { NONE: 'x' } })).rejects.toThrow('Feature name NONE');
    expect((await store.listFeatureViews()).map(({ name }) => name)).not.toContain('R');
  });
});
