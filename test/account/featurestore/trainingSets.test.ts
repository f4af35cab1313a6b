import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import type { FeatureView, FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { Cell } from '../../../src/session/session.js';
import { random } from '../sql/randomFrames.js';
import { LocalStore } from './localStore.js';

let local: LocalStore;
let store: FeatureStore;

beforeAll(async () => {
  local = await LocalStore.start();
});
afterAll(async () => {
  await local.stop();
});
beforeEach(async () => {
  await local.run('DROP SCHEMA IF EXISTS DB.FS');
  store = await local.open();
  await store.registerEntity({ name: 'WHO', joinKeys: ['ID'], desc: '' });
  await store.registerEntity({ name: 'WHERE_', joinKeys: ['ID', 'PLACE'], desc: '' });
});

/** A feature view over rows that are written out. */
async function view(
  name: string,
  entity: 'WHO' | 'WHERE_',
  values: string,
  columns: string,
  timestampCol: string | null,
): Promise<FeatureView> {
  const entities = [await store.getEntity(entity)];
  const draft: FeatureViewDraft = {
    name,
    entities,
    query: `SELECT ${columns} FROM VALUES ${values}`,
    columns: [],
    timestampCol,
    refreshFreq: null,
    desc: '',
    featureDescs: {},
  };
  return store.registerFeatureView(draft, 'V1');
}

async function rows(sql: string): Promise<readonly (readonly Cell[])[]> {
  return (await local.session.execute(sql)).rows;
}

const TIMES = 'COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS TS, COLUMN3 AS AMT';
/** Random spines: at least 10,000 rows in all. */
const ROUNDS = 12;
const SPINE_ROWS = 850;

const SPINE_COLUMNS = 'COLUMN1 AS N, COLUMN2 AS ID, COLUMN3::TIMESTAMP_NTZ AS AT';

describe('a training set', () => {
  it('has the features that were known at the time of each row, and every row once', async () => {
    const amounts = await view(
      'AMOUNTS',
      'WHO',
      "(1, '2026-01-02', 10), (1, '2026-01-05', 20), (1, '2026-01-09', NULL), (2, '2026-01-03', 30), (NULL, '2026-01-01', 40), (3, NULL, 50)",
      TIMES,
      'TS',
    );
    const spine = `SELECT ${SPINE_COLUMNS} FROM VALUES
      (1, 1, '2026-01-01'), (2, 1, '2026-01-02'), (3, 1, '2026-01-07'), (4, 1, '2026-01-10'),
      (5, 2, '2026-01-02 23:59:59'), (6, 2, '2027-01-01'), (7, NULL, '2026-01-05'), (8, 1, NULL), (9, 9, '2026-01-05'), (10, 3, '2026-01-05'), (11, 1, '2026-01-07')`;
    const { sql, columns } = await store.trainingSet({
      spine,
      features: [{ view: amounts }],
      spineTimestampCol: 'at',
      includeFeatureViewTimestampCol: true,
    });
    expect(columns.map(({ name }) => name)).toEqual(['N', 'ID', 'AT', 'AMOUNTS_V1_TS', 'AMT']);
    expect(await rows(`SELECT N, AMT, AMOUNTS_V1_TS::DATE FROM (${sql}) ORDER BY N`)).toEqual([
      [1, null, null],
      [2, 10, '2026-01-02'],
      [3, 20, '2026-01-05'],
      [4, null, '2026-01-09'],
      [5, null, null],
      [6, 30, '2026-01-03'],
      [7, null, null],
      [8, null, null],
      [9, null, null],
      [10, null, null],
      [11, 20, '2026-01-05'],
    ]);
  });

  it('joins by key alone what has no time, and several views with several keys', async () => {
    const amounts = await view('AMOUNTS', 'WHO', "(1, '2026-01-02', 10)", TIMES, 'TS');
    const names = await view(
      'NAMES',
      'WHO',
      "(1, 'one'), (2, 'two')",
      'COLUMN1 AS ID, COLUMN2 AS "odd name"',
      null,
    );
    const visits = await view(
      'VISITS',
      'WHERE_',
      "(1, 'a', '2026-01-01', 7), (1, 'b', '2026-01-01', 8)",
      'COLUMN1 AS ID, COLUMN2 AS PLACE, COLUMN3::DATE AS DAY, COLUMN4 AS VISITS',
      'DAY',
    );
    const spine =
      "SELECT COLUMN1 AS ID, COLUMN2 AS PLACE, COLUMN3::TIMESTAMP_NTZ AS AT FROM VALUES (1, 'a', '2026-01-03'), (1, 'b', '2026-01-01'), (2, 'a', '2026-01-01 12:00:00');";
    const { sql } = await store.trainingSet({
      spine,
      features: [{ view: amounts }, { view: names, name: 'n' }, { view: visits, name: '' }],
      spineTimestampCol: 'AT',
      autoPrefix: true,
      excludeColumns: ['AT'],
    });
    const { columns, rows: found } = await local.session.execute(`SELECT * FROM (${sql}) ORDER BY ID, PLACE`);
    expect(columns.map(({ name }) => name)).toEqual([
      'ID',
      'PLACE',
      'AMOUNTS_V1_AMT',
      'n_odd name',
      'VISITS',
    ]);
    expect(found).toEqual([
      [1, 'a', 10, 'one', 7],
      [1, 'b', null, 'one', 8],
      [2, 'a', null, 'two', null],
    ]);
  });

  it('leaves the spine as it was written, line breaks in its texts too', async () => {
    const amounts = await view('AMOUNTS', 'WHO', "(1, '2026-01-02', 10)", TIMES, 'TS');
    const { sql } = await store.trainingSet({
      spine: `SELECT 1 AS ID, $$a\n'b$$ AS A, 'c\n  d' AS B,\n  /* e */ 2 AS "f\ng"`,
      features: [{ view: amounts }],
    });
    const { columns, rows: found } = await local.session.execute(sql);
    expect(columns.map(({ name }) => name)).toEqual(['ID', 'A', 'B', 'f\ng', 'AMT']);
    expect(found).toEqual([[1, "a\n'b", 'c\n  d', 2, 10]]);
  });

  it.each(['sequential', 'cte'] as const)(
    'has a spine whose table is called SPINE, too: %s',
    async (joinMethod) => {
      const amounts = await view('AMOUNTS', 'WHO', "(1, '2026-01-02', 10)", TIMES, 'TS');
      await local.run(
        'CREATE SCHEMA DB.FS2',
        `CREATE TABLE DB.FS2.SPINE AS SELECT 1 AS ID, '2026-01-03'::TIMESTAMP_NTZ AS AT`,
        'USE SCHEMA DB.FS2',
      );
      const options = { features: [{ view: amounts }], spineTimestampCol: 'AT', joinMethod };
      try {
        for (const spine of [
          'SELECT ID, AT FROM SPINE',
          'WITH SPINE_ROWS AS (SELECT * FROM "SPINE") SELECT * FROM SPINE_ROWS',
        ]) {
          const { sql } = await store.trainingSet({ spine, ...options });
          expect(await rows(`SELECT ID, AMT FROM (${sql})`)).toEqual([[1, 10]]);
          expect(await store.trainingReport({ spine, ...options })).toMatchObject({
            spineRows: 1,
            views: [{ matched: 1 }],
          });
        }
      } finally {
        await local.run('DROP SCHEMA DB.FS2', 'USE SCHEMA DB.SRC');
      }
    },
  );

  it('of no rows has none', async () => {
    const amounts = await view('AMOUNTS', 'WHO', "(1, '2026-01-02', 10)", TIMES, 'TS');
    const { sql } = await store.trainingSet({
      spine: `SELECT ${SPINE_COLUMNS} FROM VALUES (1, 1, '2026-01-01') WHERE FALSE`,
      features: [{ view: amounts }],
      spineTimestampCol: 'AT',
    });
    expect(await rows(sql)).toEqual([]);
  });

  it('says what it lacks', async () => {
    const amounts = await view('AMOUNTS', 'WHO', "(1, '2026-01-02', 10)", TIMES, 'TS');
    const plan = (spine: string, more: object = {}) =>
      store.trainingSet({ spine, features: [{ view: amounts }], ...more });
    await expect(plan('SELECT 1 AS X')).rejects.toThrow(
      'join_key ID from Entity WHO in FeatureView AMOUNTS/V1 is not found in the spine.',
    );
    await expect(plan('SELECT 1 AS ID', { spineTimestampCol: 'AT' })).rejects.toThrow(
      'The spine has no column AT.',
    );
    await expect(plan('SELECT 1 AS ID, 2 AS AMT')).rejects.toThrow(
      'Two columns of the training set are called AMT.',
    );
    await expect(plan('SELECT 1 AS ID', { excludeColumns: ['x'] })).rejects.toThrow(
      'X in exclude_columns not exists',
    );
    await expect(
      store.trainingSet({ spine: 'SELECT 1 AS ID', features: [{ view: amounts, features: ['other'] }] }),
    ).rejects.toThrow('AMOUNTS/V1 has no feature other. Its features: ');
  });

  it('takes a row of the very moment, a date at its midnight, and one of several at the latest time', async () => {
    const days = await view(
      'DAYS',
      'WHO',
      "(1, '2026-01-02', 10), (2, '2026-01-02', 1), (2, '2026-01-02', 2)",
      'COLUMN1 AS ID, COLUMN2::DATE AS DAY, COLUMN3 AS AMT',
      'DAY',
    );
    const spine = `SELECT COLUMN1 AS N, COLUMN2 AS ID, COLUMN3::TIMESTAMP_NTZ AS AT FROM VALUES
      (1, 1, '2026-01-01 23:59:59.999999'), (2, 1, '2026-01-02 00:00:00'), (3, 1, '2026-01-02 12:00:00'), (4, 2, '2026-01-03')`;
    const { sql } = await store.trainingSet({ spine, features: [{ view: days }], spineTimestampCol: 'AT' });
    const found = await rows(`SELECT N, AMT FROM (${sql}) ORDER BY N`);
    expect(found.slice(0, 3)).toEqual([
      [1, null],
      [2, 10],
      [3, 10],
    ]);
    // A tie gives one row, either of them, never both.
    expect(found).toHaveLength(4);
    expect([1, 2]).toContain(found[3]?.[1]);
    // And the other way round: moments of features, days of the spine.
    const moments = await view(
      'MOMENTS',
      'WHO',
      "(1, '2026-01-02 00:00:00', 10), (1, '2026-01-02 00:00:01', 20)",
      TIMES,
      'TS',
    );
    const byDay = await store.trainingSet({
      spine: "SELECT 1 AS ID, '2026-01-02'::DATE AS AT",
      features: [{ view: moments }],
      spineTimestampCol: 'AT',
    });
    expect(await rows(`SELECT AMT FROM (${byDay.sql})`)).toEqual([[10]]);
  });

  it(`equals a plain evaluation of ${ROUNDS * SPINE_ROWS} rows of random spines`, async () => {
    const next = random(1);
    let compared = 0;
    const below = (n: number) => Math.floor(next() * n);
    const maybe = <T>(value: T): T | null => (next() < 0.1 ? null : value);
    for (let round = 0; round < ROUNDS; round++) {
      await local.run('DROP SCHEMA IF EXISTS DB.FS');
      store = await local.open();
      await store.registerEntity({ name: 'WHO', joinKeys: ['ID'], desc: '' });
      // One row for each key and moment: which of equals is taken is nobody's promise.
      const moments = new Map<string, readonly [number | null, number | null, number | null]>();
      for (let i = below(60); i >= 0; i--) {
        const row = [maybe(below(5)), maybe(below(30)), maybe(below(100))] as const;
        moments.set(`${row[0]} ${row[1]}`, row);
      }
      const written = [...moments.values()].map(
        ([id, minute, amount]) =>
          `(${id ?? 'NULL'}::INT, ${minute ?? 'NULL'}::INT, ${amount ?? 'NULL'}::INT)`,
      );
      const at = (column: string) => `DATEADD(MINUTE, ${column}, '2026-01-01'::TIMESTAMP_NTZ)`;
      const amounts = await view(
        'AMOUNTS',
        'WHO',
        written.join(', '),
        `COLUMN1 AS ID, ${at('COLUMN2')} AS TS, COLUMN3 AS AMT`,
        'TS',
      );
      const spine = Array.from(
        { length: SPINE_ROWS },
        (_, n) => [n, maybe(below(6)), maybe(below(33))] as const,
      );
      const { sql } = await store.trainingSet({
        spine: `SELECT COLUMN1 AS N, COLUMN2 AS ID, ${at('COLUMN3')} AS AT FROM VALUES ${spine
          .map(([n, id, minute]) => `(${n}, ${id ?? 'NULL'}::INT, ${minute ?? 'NULL'}::INT)`)
          .join(', ')}`,
        features: [{ view: amounts }],
        spineTimestampCol: 'AT',
      });
      const expected = spine.map(([n, id, minute]) => {
        const known = [...moments.values()].filter(
          ([owner, moment]) =>
            owner !== null && owner === id && moment !== null && minute !== null && moment <= minute,
        );
        known.sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0));
        return [n, known[0]?.[2] ?? null];
      });
      expect(await rows(`SELECT N, AMT FROM (${sql}) ORDER BY N`), `round ${round}`).toEqual(expected);
      compared += expected.length;
    }
    expect(compared).toBeGreaterThanOrEqual(10_000);
  });
});

describe('a dataset', () => {
  it('keeps the rows of a training set as they were, by version', async () => {
    const amounts = await view(
      'AMOUNTS',
      'WHO',
      "(1, '2026-01-02', 10.5), (2, '2026-01-02', 1.5)",
      TIMES,
      'TS',
    );
    await local.run(
      'CREATE OR REPLACE TABLE DB.SRC.SPINE (ID INTEGER, AT TIMESTAMP_NTZ, "the label" VARCHAR)',
      "INSERT INTO DB.SRC.SPINE VALUES (1, '2026-01-03', 'x'), (2, '2026-01-01', '$$')",
    );
    const options = {
      name: 'TRAIN',
      spine: `SELECT * FROM DB.SRC.SPINE WHERE "the label" <> '$$$'`,
      features: [{ view: amounts, features: ['AMT'] }],
      spineTimestampCol: 'AT',
      spineLabelCols: ['"the label"'],
      desc: "it's one",
    };
    const made = await store.generateDataset({ ...options, version: 'V1' });
    expect(made).toMatchObject({ name: 'TRAIN', version: 'V1', comment: "it's one" });
    expect(JSON.parse(made.metadata)).toMatchObject({
      label_cols: ['"the label"'],
      exclude_cols: ['AT'],
      properties: { spine_query: options.spine, spine_timestamp_col: 'AT', serialized_feature_views: null },
      $proptype$: 'FeatureStoreMetadata',
    });
    await local.run('DELETE FROM DB.SRC.SPINE');
    const cursor = await store.readDataset('TRAIN', 'V1');
    expect(cursor.columns.map(({ name }) => name)).toEqual(['ID', 'AT', 'the label', 'AMT']);
    const read = [...(await cursor.page(0, 10))].sort((a, b) => Number(a[0]) - Number(b[0]));
    expect(read).toEqual([
      [1, '2026-01-03T00:00:00', 'x', 10.5],
      [2, '2026-01-01T00:00:00', '$$', null],
    ]);
    await expect(store.generateDataset({ ...options, version: 'V1' })).rejects.toMatchObject({
      code: 'dataset-exists',
    });
    await store.generateDataset(options);
    const versions = await store.listDatasetVersions('train');
    expect(versions.map(({ version }) => version)).toEqual([
      'V1',
      expect.stringMatching(/^\d{4}(_\d\d){5}$/),
    ]);
    expect(await store.listDatasets()).toMatchObject([{ name: 'TRAIN', versions: 2 }]);
  });

  it('is the spine of another training set, and a query among others', async () => {
    const amounts = await view(
      'AMOUNTS',
      'WHO',
      "(1, '2026-01-02', 10.5), (2, '2026-01-02', 1.5)",
      TIMES,
      'TS',
    );
    const names = await view(
      'NAMES',
      'WHO',
      "(1, 'one'), (2, NULL)",
      'COLUMN1 AS ID, COLUMN2 AS "its name"',
      null,
    );
    await store.generateDataset({
      name: 'KEPT',
      version: 'V1',
      spine:
        "SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-01-03'), (2, '2026-01-01')",
      features: [amounts],
      spineTimestampCol: 'AT',
    });
    const kept = await store.datasetQuery('kept', 'V1');
    expect(kept.columns.map(({ name }) => name)).toEqual(['ID', 'AT', 'AMT']);
    const { sql } = await store.trainingSet({ spine: kept.sql, features: [names] });
    expect(await rows(`SELECT ID, AMT, "its name" FROM (${sql}) ORDER BY ID`)).toEqual([
      [1, 10.5, 'one'],
      [2, null, null],
    ]);
    expect(await rows(`SELECT COUNT(*), SUM(AMT) FROM (${kept.sql}) WHERE AT > '2026-01-01'`)).toEqual([
      [1, 10.5],
    ]);
  });
});
