import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, days, hours, minutes, nthValue, query, rolling, sum } from '../../../src/index.js';
import type { DateCol, Frame, Int, Text, TimestampNtz, Variant } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { LocalTables } from './localTables.js';

interface Visits {
  WHO: Int;
  AT: TimestampNtz;
}

const visits = query<{ WHO: Int; AT: TimestampNtz }>({ WHO: 'NUMBER(38,0)', AT: 'TIMESTAMP_NTZ(9)' })`
  SELECT COLUMN1 AS WHO, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES
    (1, '2024-01-01 10:00:00'), (1, '2024-01-01 10:30:00'), (1, '2024-01-01 10:30:00'), (1, '2024-01-01 11:00:01'),
    (2, '2024-01-01 10:00:00')`;

const prices = query<{ WHO: Int; SINCE: TimestampNtz; PRICE: Int }>({
  WHO: 'NUMBER(38,0)',
  SINCE: 'TIMESTAMP_NTZ(9)',
  PRICE: 'NUMBER(38,0)',
})`
  SELECT COLUMN1 AS WHO, COLUMN2::TIMESTAMP_NTZ AS SINCE, COLUMN3 AS PRICE FROM VALUES
    (1, '2024-01-01 09:00:00', 10), (1, '2024-01-01 10:30:00', 20), (2, '2023-12-31 09:59:59', 30)`;

const pairs = query<{ K: Int; V: Text }>({ K: 'NUMBER(38,0)', V: 'VARCHAR' });

let tables: LocalTables;
beforeAll(async () => {
  tables = await LocalTables.open();
});
afterAll(() => tables.close());

/** The rows in order, every value as text. */
async function rowsOf(frame: Frame<unknown>): Promise<readonly string[]> {
  const { rows } = await tables.run(compile(frame, tables).sql);
  return rows.map((row) => (row as readonly unknown[]).map(String).join(' ')).sort();
}

describe('frames give the rows that they promise', () => {
  it('a session begins after more than the gap; rows of one time are in one session', async () => {
    const sessions = visits
      .withSessionId('SESSION', (r: Visits) => ({ by: r.WHO, at: r.AT, gap: minutes(30) }))
      .groupBy('WHO', 'SESSION')
      .agg(() => ({ N: count() }));
    expect(await rowsOf(sessions)).toEqual(['1 1 3', '1 2 1', '2 1 1']);
  });

  it('an as-of join finds the last price, within the interval', async () => {
    const priced = visits
      .distinct()
      .asofJoin(prices, (v, p) => v.AT.ge(p.SINCE), { by: ['WHO'], take: ['PRICE'], within: hours(24) })
      .select((r) => ({ WHO: r.WHO, MINUTE: r.AT.minute(), PRICE: r.PRICE }));
    expect(await rowsOf(priced)).toEqual(['1 0 10', '1 0 20', '1 30 20', '2 0 null']);
  });

  it('the last days include the day itself, the days before do not', async () => {
    const daily = query<{ DAY: DateCol }>({ DAY: 'DATE' })`
      SELECT COLUMN1::DATE AS DAY FROM VALUES ('2024-01-01'), ('2024-01-02'), ('2024-01-08')`;
    const counted = daily.select((r) => ({
      DAY: r.DAY.day(),
      LAST: count().over({ orderBy: r.DAY, lastDays: 7 }),
      BEFORE: count().over({ orderBy: r.DAY, before: days(7) }),
    }));
    expect(await rowsOf(counted)).toEqual(['1 1 0', '2 2 1', '8 2 2']);
  });

  it('the time before a row ends just before it, the time up to it begins just after its start', async () => {
    const counted = visits.select((r) => ({
      AT: r.AT.minute(),
      BEFORE: count().over({ by: r.WHO, orderBy: r.AT, before: minutes(30) }),
      LAST: count().over({ by: r.WHO, orderBy: r.AT, last: minutes(30) }),
    }));
    expect(await rowsOf(counted)).toEqual(['0 0 1', '0 0 1', '0 0 1', '30 1 2', '30 1 2']);
  });

  it('flatten drops rows without elements unless it is outer', async () => {
    const baskets = query<{ ID: Int; ITEMS: Variant }>({ ID: 'NUMBER(38,0)', ITEMS: 'VARIANT' })`
      SELECT COLUMN1 AS ID, PARSE_JSON(COLUMN2) AS ITEMS FROM VALUES (1, '[5, 6]'), (2, '[]'), (3, NULL)`;
    const items = (outer: boolean) =>
      baskets
        .flatten(
          (r) => r.ITEMS,
          { outer },
          (e) => ({ PLACE: e.index, VALUE: e.value.toNumber() }),
        )
        .drop('ITEMS');
    expect(await rowsOf(items(false))).toEqual(['1 0 5', '1 1 6']);
    expect(await rowsOf(items(true))).toEqual(['1 0 5', '1 1 6', '2 null null', '3 null null']);
  });

  it('intersect and except compare whole rows, NULLs equal, each row once', async () => {
    const left = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'a'), (1, 'a'), (2, NULL), (3, 'c')`;
    const right = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'a'), (2, NULL), (3, 'd')`;
    expect(await rowsOf(left.intersect(right))).toEqual(['1 a', '2 null']);
    expect(await rowsOf(left.except(right))).toEqual(['3 c']);
    expect(await rowsOf(left.except(left))).toEqual([]);
  });

  it('a rollup tells totals from groups with a NULL key', async () => {
    const sales = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'a'), (1, 'b'), (2, NULL), (NULL, 'a')`;
    const rolled = sales.rollup(['K', 'V'], 'LEVEL', () => ({ N: count() }));
    expect(await rowsOf(rolled)).toEqual(
      // K V N LEVEL
      [
        '1 a 1 2',
        '1 b 1 2',
        '2 null 1 2',
        'null a 1 2',
        '1 null 2 1',
        '2 null 1 1',
        'null null 1 1',
        'null null 4 0',
      ].sort(),
    );
    expect(
      await rowsOf(sales.filter((r) => r.K.gt(9)).rollup(['K'], 'LEVEL', () => ({ N: count() }))),
    ).toEqual(['null 0 0']);
  });

  it('the most frequent value: ties by the rule, NULLs not counted, a group of NULLs stays', async () => {
    const seen = pairs`
      SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'b'), (1, 'a'), (1, NULL), (1, NULL), (2, 'z'), (2, 'z'), (2, 'y'), (3, NULL)`;
    const grouped = seen.groupBy('K');
    expect(await rowsOf(grouped.mostFrequent('V', { ties: 'smallest' }))).toEqual(['1 a', '2 z', '3 null']);
    expect(await rowsOf(grouped.mostFrequent('V', { ties: 'largest' }))).toEqual(['1 b', '2 z', '3 null']);
  });

  it('a week begins on Monday, also across the turn of a year', async () => {
    const daily = query<{ DAY: DateCol }>({ DAY: 'DATE' })`
      SELECT COLUMN1::DATE AS DAY FROM VALUES ('2024-12-29'), ('2024-12-30'), ('2025-01-01'), ('2025-01-05'), (NULL)`;
    const weeks = daily.select((r) => ({
      MONDAY: r.DAY.dateTrunc('week').toText(),
      FROM_MIDDAY: r.DAY.toTimestamp().dateAdd('hour', 12).dateTrunc('week').toText(),
      WEEK: r.DAY.weekIso(),
      YEAR: r.DAY.yearOfWeekIso(),
    }));
    expect(await rowsOf(weeks)).toEqual([
      '2024-12-23 2024-12-23 00:00:00.000 52 2024',
      '2024-12-30 2024-12-30 00:00:00.000 1 2025',
      '2024-12-30 2024-12-30 00:00:00.000 1 2025',
      '2024-12-30 2024-12-30 00:00:00.000 1 2025',
      'null null null null',
    ]);
  });

  it('values are replaced once, NULL stays NULL', async () => {
    const rows = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'a'), (2, 'b'), (NULL, NULL)`;
    const replaced = rows.select((r) => ({
      K: r.K.replaceValues({ 1: 2, 2: 3 }),
      V: r.V.replaceValues({ a: 'b', b: 'c' }),
    }));
    expect(await rowsOf(replaced)).toEqual(['2 b', '3 c', 'null null']);
  });

  it('vectors have their distances, NULL where there is no vector', async () => {
    const rows = query<{ ITEMS: Variant }>({ ITEMS: 'VARIANT' })`
      SELECT PARSE_JSON(COLUMN1) AS ITEMS FROM VALUES ('[3, 4]'), ('[0.6, 0.8]'), (NULL)`;
    const far = rows.select((r) => {
      const v = r.ITEMS.toArray().toVector(2);
      return {
        L2: v.vectorL2([0, 0]).round(4),
        COSINE: v.vectorCosine([3, 4]).round(4),
        INNER_: v.vectorInner([1, 1]).round(4),
      };
    });
    expect(await rowsOf(far)).toEqual(['1 1 1.4', '5 1 7', 'null null null']);
  });

  it('a place and the rows before it: the frame is the one that is written', async () => {
    const daily = query<{ DAY: DateCol; N: Int }>({ DAY: 'DATE', N: 'NUMBER(38,0)' })`
      SELECT COLUMN1::DATE AS DAY, COLUMN2 AS N FROM VALUES
        ('2024-01-01', 1), ('2024-01-02', 2), ('2024-01-02', 3), ('2024-01-09', 4)`;
    const seen = daily.select((r) => ({
      N: r.N,
      SECOND: nthValue(r.N, 2).over({ orderBy: [r.DAY, r.N] }),
      ...rolling('SUM', sum(r.N), { orderBy: r.DAY, before: [days(7)] }),
    }));
    expect(await rowsOf(seen)).toEqual(['1 null null', '2 2 1', '3 2 1', '4 2 5']);
  });

  it('a right join keeps the rows of the other frame', async () => {
    const left = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'a'), (2, 'b')`;
    const right = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'x'), (3, 'y'), (NULL, 'z')`;
    const joined = left.rightJoin(right.prefixed('R_'), (l, r) => l.K.eq(r.R_K)).pick('V', 'R_K', 'R_V');
    expect(await rowsOf(joined)).toEqual(['a 1 x', 'null 3 y', 'null null z']);
  });

  it('a sample has no more rows than asked for, all of them when there are fewer', async () => {
    const rows = pairs`SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES (1, 'a'), (2, 'b'), (3, 'c')`;
    expect(await rowsOf(rows.sample({ rows: 2 }))).toHaveLength(2);
    expect(await rowsOf(rows.sample({ rows: 9 }))).toEqual(['1 a', '2 b', '3 c']);
    expect(await rowsOf(rows.sample({ percent: 100 }))).toEqual(['1 a', '2 b', '3 c']);
    expect(await rowsOf(rows.sample({ percent: 0 }))).toEqual([]);
  });

  it('semi and anti joins split the rows, NULL keys to the side without a match', async () => {
    const keyed = query<{ K: Int }>({
      K: 'NUMBER(38,0)',
    })`SELECT COLUMN1 AS K FROM VALUES (1), (1), (2), (NULL)`;
    const others = query<{ L: Int }>({
      L: 'NUMBER(38,0)',
    })`SELECT COLUMN1 AS L FROM VALUES (1), (1), (3), (NULL)`;
    expect(await rowsOf(keyed.semiJoin(others, (a, b) => a.K.eq(b.L)))).toEqual(['1', '1']);
    expect(await rowsOf(keyed.antiJoin(others, (a, b) => a.K.eq(b.L)))).toEqual(['2', 'null']);
  });
});
