import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureView, FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { LocalStore } from './localStore.js';

let local: LocalStore;
let store: FeatureStore;
let amounts: FeatureView;
let names: FeatureView;
let windows: FeatureView;

const hours = 'SELECT ID, TS, AMT FROM DB.SRC.EVENTS';

beforeAll(async () => {
  local = await LocalStore.start();
  store = await local.open();
  const who = await store.registerEntity({ name: 'WHO', joinKeys: ['ID'], desc: '' });
  const draft = (change: Partial<FeatureViewDraft>): FeatureViewDraft => ({
    name: 'X',
    entities: [who],
    query: '',
    columns: [],
    timestampCol: null,
    refreshFreq: null,
    desc: '',
    featureDescs: {},
    ...change,
  });
  await local.run(
    'CREATE TABLE DB.SRC.EVENTS (ID INTEGER, TS TIMESTAMP_NTZ, AMT NUMBER)',
    `INSERT INTO DB.SRC.EVENTS VALUES (1, '2026-01-02', 10), (1, '2026-01-05', 20), (1, '2026-01-05', 20),
     (1, '2026-01-09', NULL), (2, '2026-01-03', 30), (NULL, '2026-01-01', 40), (3, NULL, 50)`,
  );
  amounts = await store.registerFeatureView(
    draft({ name: 'AMOUNTS', query: hours, timestampCol: 'TS' }),
    'V1',
  );
  names = await store.registerFeatureView(
    draft({
      name: 'NAMES',
      query: "SELECT COLUMN1 AS ID, COLUMN2 AS NAME FROM VALUES (1, 'one'), (1, 'uno'), (2, NULL)",
    }),
    'V1',
  );
  windows = await store.registerFeatureView(
    draft({
      name: 'WINDOWS',
      query: 'SELECT ID, TS, AMT FROM DB.SRC.EVENTS WHERE ID IS NOT NULL AND TS IS NOT NULL',
      timestampCol: 'TS',
      refreshFreq: '1 hour',
      tiles: {
        granularity: '1h',
        secondaryKeys: [],
        aggregations: [
          {
            function: 'sum',
            sourceColumn: 'AMT',
            window: '48h',
            offset: '0',
            outputColumn: 'SUM_2D',
            params: {},
          },
        ],
      },
    }),
    'V1',
  );
});
afterAll(async () => {
  await local.stop();
});

const SPINE = `SELECT COLUMN1 AS N, COLUMN2 AS ID, COLUMN3::TIMESTAMP_NTZ AS AT FROM VALUES
  (1, 1, '2026-01-01'), (2, 1, '2026-01-02'), (3, 1, '2026-01-05 00:00:10'), (4, 1, '2026-01-10'), (5, 2, '2026-01-03 01:00:00'),
  (6, NULL, '2026-01-05'), (7, 1, NULL), (8, 9, '2026-01-05'), (9, 3, '2026-01-05'), (10, 1, '2026-01-10'), (11, NULL, NULL)`;

describe('the report of a training set', () => {
  it('says what was found, why not, how old it is, and where the future would have been used', async () => {
    const report = await store.trainingReport({
      spine: SPINE,
      features: [{ view: amounts }],
      spineTimestampCol: 'AT',
    });
    expect(report).toEqual({
      spineRows: 11,
      rows: 11,
      duplicateRows: 1,
      rowsWithoutTime: 2,
      views: [
        {
          name: 'AMOUNTS',
          version: 'V1',
          join: 'asOf',
          matched: 5,
          unmatched: { withoutTime: 2, withoutKey: 1, noSuchKey: 2, tooEarly: 1 },
          // Rows 1, 2 and 3: the key's last row is of 9 January.
          laterKnown: 3,
          fromFuture: 0,
          tied: 1,
          repeated: 0,
          age: { unit: 'second', min: 0, median: 3600, p90: 86_400, p99: 86_400, max: 86_400 },
          features: [{ name: 'AMT', column: 'AMT', nulls: 8, nullShare: 8 / 11 }],
        },
      ],
    });
  });

  it('has features over windows and features without time', async () => {
    const { spineRows, rows, views } = await store.trainingReport({
      spine: `${SPINE};`,
      features: [{ view: names, name: 'n' }, { view: windows }],
      spineTimestampCol: 'AT',
      excludeColumns: ['N'],
    });
    expect({ spineRows, rows }).toEqual({ spineRows: 11, rows: 17 });
    expect(views[0]).toMatchObject({
      join: 'key',
      matched: 7,
      unmatched: { withoutTime: 0, withoutKey: 2, noSuchKey: 2, tooEarly: 0 },
      laterKnown: null,
      fromFuture: null,
      repeated: 6,
      age: null,
      features: [{ name: 'NAME', column: 'n_NAME', nulls: 5 }],
    });
    expect(views[1]).toMatchObject({
      join: 'tiles',
      // The tile of 2 January is complete at one o'clock.
      matched: 4,
      unmatched: { withoutTime: 2, withoutKey: 1, noSuchKey: 2, tooEarly: 2 },
      fromFuture: 0,
      tied: 0,
      age: { unit: 'second', min: 0 },
      features: [{ name: 'SUM_2D' }],
    });
  });

  it('of no rows is of nothing', async () => {
    const report = await store.trainingReport({
      spine: `SELECT * FROM (${SPINE}) WHERE FALSE`,
      features: [{ view: amounts }, { view: names, name: 'n' }],
      spineTimestampCol: 'AT',
    });
    expect(report).toMatchObject({ spineRows: 0, rows: 0, duplicateRows: 0 });
    expect(report.views[0]).toMatchObject({ matched: 0, age: null, features: [{ nulls: 0, nullShare: 0 }] });
  });

  it('takes the same number of statements for any number of feature views', async () => {
    const counted = async (features: readonly { view: FeatureView; name: string }[]): Promise<number> => {
      const session = local.session;
      const { execute, describe: describing } = session;
      let sent = 0;
      session.execute = async (...call) => (sent++, execute.apply(session, call));
      session.describe = async (...call) => (sent++, describing.apply(session, call));
      try {
        await store.trainingReport({ spine: SPINE, features, spineTimestampCol: 'AT' });
        return sent;
      } finally {
        session.execute = execute;
        session.describe = describing;
      }
    };
    const many = [amounts, names, windows, amounts, windows].map((view, at) => ({ view, name: `v${at}` }));
    expect(await counted(many)).toBe(await counted(many.slice(0, 1)));
  });
});

describe('the explanation of a row', () => {
  const explain = async (row: Record<string, null | number | string>, features = [{ view: amounts }]) =>
    store.explainTrainingRow({ row, features, spineTimestampCol: 'AT' });

  it('shows the rows around the moment and the one that is taken', async () => {
    const { values, views } = await explain({ id: 1, at: '2026-01-03 12:00:00' });
    expect(values).toEqual({ ID: 1, AT: '2026-01-03T12:00:00', AMT: 10 });
    const [found] = views;
    expect(found).toMatchObject({
      outcome: 'found',
      why: 'The row of 2026-01-02T00:00:00 is the latest that is not later than 2026-01-03T12:00:00.',
    });
    expect(
      found?.candidates.map(({ knownAt, later, taken, values: { AMT } }) => [knownAt, later, taken, AMT]),
    ).toEqual([
      ['2026-01-05T00:00:00', true, false, 20],
      ['2026-01-05T00:00:00', true, false, 20],
      ['2026-01-02T00:00:00', false, true, 10],
    ]);
  });

  it.each([
    [
      { ID: 1, AT: '2026-01-07' },
      'found',
      '2 rows of 2026-01-05T00:00:00 are the latest not later than 2026-01-07T00:00:00: an arbitrary one of them is taken.',
    ],
    [
      { ID: 1, AT: '2026-01-01' },
      'too-early',
      'The first row of this key is of 2026-01-02T00:00:00, later than 2026-01-01T00:00:00.',
    ],
    [{ ID: null, AT: '2026-01-07' }, 'without-key', 'A key is NULL (ID), and NULL equals nothing.'],
    [{ ID: 1, AT: null }, 'without-time', 'The row has no time: nothing is known at no time.'],
    [{ ID: 9, AT: '2026-01-07' }, 'no-such-key', 'There is no row of this key that has a time.'],
    [{ ID: 3, AT: '2026-01-07' }, 'no-such-key', 'There is no row of this key that has a time.'],
  ])('says why %j has what it has', async (row, outcome, why) => {
    const { views } = await explain(row);
    expect([views[0]?.outcome, views[0]?.why]).toEqual([outcome, why]);
    expect(views[0]?.candidates.some(({ taken }) => taken)).toBe(outcome === 'found');
  });

  it('counts the tiles that windows are put together from, and rows of a key alone', async () => {
    const { values, views } = await explain({ ID: 1, AT: '2026-01-03 12:30:00' }, [{ view: windows }]);
    expect(values['SUM_2D']).toBe(10);
    expect(views[0]).toMatchObject({
      join: 'tiles',
      outcome: 'found',
      why: 'Put together from the tiles that were complete at 2026-01-03T12:00:00; the last of them at 2026-01-02T01:00:00.',
      tiles: [{ feature: 'SUM_2D', window: '48h', merged: 1 }],
    });
    const { views: old } = await explain({ ID: 1, AT: '2026-01-05 00:30:00' }, [{ view: windows }]);
    expect(old[0]?.tiles).toEqual([{ feature: 'SUM_2D', window: '48h', merged: 0 }]);
    const { views: alone } = await explain({ ID: 1, AT: '2026-01-03' }, [{ view: names }]);
    expect(alone[0]).toMatchObject({
      join: 'key',
      outcome: 'found',
      why: expect.stringContaining('several rows') as string,
    });
    expect(alone[0]?.candidates).toHaveLength(2);
  });
});
