import { describe, expect, it } from 'vitest';
import { name } from '../../../src/dataframe/trace.js';
import { avg, count, desc, iff, listAgg, lit, query, rowNumber, sql, sum, when } from '../../../src/index.js';
import type { Frame, Int } from '../../../src/index.js';
import { lineageOf } from '../../../src/sql/lineage.js';
import { sourceColumns, stepsOf } from '../../../src/sql/lineage/sources.js';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS } from '../dataframe/sources.js';
import { definitions } from './definitions.js';

const resolveTable = (table: string) => `DB.S.${table}`;

/** `TABLE.COLUMN` → how, of one output column. */
function sources(frame: Frame<unknown>, column: string): Record<string, string> {
  const found = sourceColumns(lineageOf(frame, { resolveTable }), column) ?? [];
  return Object.fromEntries(
    found.map((s) => [
      `${s.table.replace('DB.S.', '')}.${s.column}`,
      s.dependencies.map((d) => d.dependency).join(' '),
    ]),
  );
}

describe('the source columns of a column', () => {
  it('is itself for a column of a table', () => {
    expect(sources(ORDERS, 'STORE')).toEqual({ 'ORDERS.STORE': 'IDENTITY' });
  });

  it('follows renames and computations', () => {
    const frame = ORDERS.rename({ SHOP: 'STORE' }).select((r) => ({
      A: r.SHOP,
      B: r.SHOP.mul(2).add(r.O_ORDER_ID),
    }));
    expect(sources(frame, 'A')).toEqual({ 'ORDERS.STORE': 'IDENTITY' });
    expect(sources(frame, 'B')).toEqual({
      'ORDERS.STORE': 'TRANSFORMATION',
      'ORDERS.O_ORDER_ID': 'TRANSFORMATION',
    });
  });

  it('tells values from conditions', () => {
    const frame = ORDERS.select((r) => ({
      A: iff(r.STORE.eq(1), r.O_ORDER_ID, r.O_CUSTOMER_SK),
      B: when(r.WEEKDAY.eq('Monday'), r.STORE).else(0),
    }));
    expect(sources(frame, 'A')).toEqual({
      'ORDERS.STORE': 'CONDITIONAL',
      'ORDERS.O_ORDER_ID': 'TRANSFORMATION',
      'ORDERS.O_CUSTOMER_SK': 'TRANSFORMATION',
    });
    expect(sources(frame, 'B')).toEqual({
      'ORDERS.WEEKDAY': 'CONDITIONAL',
      'ORDERS.STORE': 'TRANSFORMATION',
    });
  });

  it('has what decides the rows that a value without columns counts, or stands on', () => {
    const some = ORDERS.filter((r) => r.TRIP_TYPE.eq(3));
    const decided = { 'ORDERS.TRIP_TYPE': 'FILTER' };
    expect(
      sources(
        some.agg(() => ({ N: count() })),
        'N',
      ),
    ).toEqual(decided);
    expect(
      sources(
        some.withColumns(() => ({ N: count().over({}) })),
        'N',
      ),
    ).toEqual(decided);
    expect(
      sources(
        some.select(() => ({ ONE: lit(1) })),
        'ONE',
      ),
    ).toEqual(decided);
    const beside = LINEITEM.crossJoin(some.prefixed('O_'));
    expect(sources(beside.pick('PRICE'), 'PRICE')).toEqual({ 'LINEITEM.PRICE': 'IDENTITY', ...decided });
    // One group is there for any rows.
    const one = some.agg(() => ({ N: count() })).select(() => ({ ONE: lit(1) }));
    expect(sources(one, 'ONE')).toEqual({});
  });

  it('has what filters, groups and sorts read', () => {
    const frame = ORDERS.filter((r) => r.TRIP_TYPE.eq(3))
      .groupBy('O_CUSTOMER_SK')
      .agg((r) => ({ N: count(), STORES: sum(r.STORE) }))
      .sort((r) => desc(r.N))
      .limit(3);
    expect(sources(frame, 'STORES')).toEqual({
      'ORDERS.STORE': 'AGGREGATION',
      'ORDERS.TRIP_TYPE': 'FILTER GROUP_BY SORT',
      'ORDERS.O_CUSTOMER_SK': 'GROUP_BY SORT',
    });
  });

  it('is nothing but the groups for a count', () => {
    const frame = ORDERS.groupBy('STORE').agg(() => ({ N: count() }));
    expect(sources(frame, 'N')).toEqual({ 'ORDERS.STORE': 'GROUP_BY' });
    expect(
      sources(
        ORDERS.agg(() => ({ N: count() })),
        'N',
      ),
    ).toEqual({});
  });

  it('keeps an aggregate an aggregate through later computations', () => {
    const frame = ORDERS.groupBy('STORE')
      .agg((r) => ({ A: avg(r.O_ORDER_ID) }))
      .select((r) => ({ B: r.A.mul(2) }));
    expect(sources(frame, 'B')).toEqual({ 'ORDERS.O_ORDER_ID': 'AGGREGATION', 'ORDERS.STORE': 'GROUP_BY' });
  });

  it('joins the two sides, each by its own columns', () => {
    const frame = LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) => li.LI_ORDER_ID.eq(ret.OR_ORDER_ID));
    const on = { 'LINEITEM.LI_ORDER_ID': 'JOIN', 'ORDER_RETURNS.OR_ORDER_ID': 'JOIN' };
    expect(sources(frame, 'PRICE')).toEqual({ 'LINEITEM.PRICE': 'IDENTITY', ...on });
    expect(sources(frame, 'OR_RETURN_QUANTITY')).toEqual({
      'ORDER_RETURNS.OR_RETURN_QUANTITY': 'IDENTITY',
      ...on,
    });
    expect(sources(frame, 'LI_ORDER_ID')).toEqual({ ...on, 'LINEITEM.LI_ORDER_ID': 'IDENTITY JOIN' });
  });

  it('keeps both sides of a self join apart', () => {
    const frame = ORDERS.pick('O_ORDER_ID', 'STORE').join(
      ORDERS.pick('O_CUSTOMER_SK', 'ORDER_DATE').prefixed('P_'),
      (a, b) => a.O_ORDER_ID.eq(b.P_O_CUSTOMER_SK),
    );
    expect(sources(frame, 'P_ORDER_DATE')).toEqual({
      'ORDERS.ORDER_DATE': 'IDENTITY',
      'ORDERS.O_ORDER_ID': 'JOIN',
      'ORDERS.O_CUSTOMER_SK': 'JOIN',
    });
  });

  it('has the partition and order of a window, and of the latest row', () => {
    const numbered = ORDERS.withColumns((r) => ({
      N: rowNumber().over({ by: r.O_CUSTOMER_SK, orderBy: [desc(r.ORDER_DATE), r.O_ORDER_ID] }),
    }));
    const window = {
      'ORDERS.O_CUSTOMER_SK': 'WINDOW',
      'ORDERS.ORDER_DATE': 'WINDOW',
      'ORDERS.O_ORDER_ID': 'WINDOW',
    };
    expect(sources(numbered, 'N')).toEqual(window);
    expect(sources(numbered, 'STORE')).toEqual({ 'ORDERS.STORE': 'IDENTITY' });
    const latest = ORDERS.latestBy(['O_CUSTOMER_SK'], (r) => [desc(r.ORDER_DATE), r.O_ORDER_ID]);
    expect(sources(latest, 'STORE')).toEqual({ 'ORDERS.STORE': 'IDENTITY', ...window });
  });

  it('goes through unions, distinct rows and flattened arrays', () => {
    const keys = ORDERS.select((r) => ({ K: r.O_CUSTOMER_SK })).unionAll(
      CUSTOMER.select((r) => ({ K: r.C_CUSTOMER_SK })),
    );
    expect(sources(keys, 'K')).toEqual({
      'ORDERS.O_CUSTOMER_SK': 'IDENTITY',
      'CUSTOMER.C_CUSTOMER_SK': 'IDENTITY',
    });
    const pairs = ORDERS.pick('STORE', 'WEEKDAY').distinct();
    expect(sources(pairs, 'STORE')).toEqual({
      'ORDERS.STORE': 'IDENTITY GROUP_BY',
      'ORDERS.WEEKDAY': 'GROUP_BY',
    });
  });

  it('compares every column in set operations; a sample changes nothing', () => {
    const left = ORDERS.select((r) => ({ A: r.STORE, B: r.TRIP_TYPE })).sample({ rows: 5 });
    const right = LINEITEM.select((r) => ({ A: r.QUANTITY, B: r.LI_ORDER_ID }));
    expect(sources(left.except(right), 'A')).toEqual({
      'ORDERS.STORE': 'IDENTITY GROUP_BY',
      'ORDERS.TRIP_TYPE': 'GROUP_BY',
      'LINEITEM.QUANTITY': 'FILTER',
      'LINEITEM.LI_ORDER_ID': 'FILTER',
    });
    expect(sources(left.intersect(right), 'A')).toMatchObject({
      'ORDERS.STORE': 'IDENTITY GROUP_BY',
      'LINEITEM.QUANTITY': 'IDENTITY FILTER',
    });
  });

  it('has the order of an ordered aggregate', () => {
    const frame = ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({
      DAYS: listAgg(r.WEEKDAY, { separator: ',', orderBy: r.ORDER_DATE }),
    }));
    expect(sources(frame, 'DAYS')).toEqual({
      'ORDERS.WEEKDAY': 'AGGREGATION',
      'ORDERS.ORDER_DATE': 'SORT',
      'ORDERS.O_CUSTOMER_SK': 'GROUP_BY',
    });
  });

  it('reads the columns put into SQL of your own', () => {
    const frame = ORDERS.select((r) => ({ A: sql<Int>`BITAND(${r.STORE}, ${r.TRIP_TYPE})` }));
    expect(sources(frame, 'A')).toEqual({
      'ORDERS.STORE': 'TRANSFORMATION',
      'ORDERS.TRIP_TYPE': 'TRANSFORMATION',
    });
  });

  it('tells nothing about a column that is not there', () => {
    expect(sourceColumns(lineageOf(ORDERS, { resolveTable }), 'NOPE')).toBeUndefined();
  });
});

describe('the steps', () => {
  const perDay = name(
    'perDay',
    ORDERS.filter((r) => r.STORE.gt(3))
      .groupBy('ORDER_DATE')
      .agg(() => ({ N: count() })),
  );
  const frame = perDay.join(perDay.prefixed('P_'), (today, before) =>
    today.ORDER_DATE.dateAdd('day', -1).eq(before.P_ORDER_DATE),
  );
  const lineage = lineageOf(frame, { resolveTable });

  it('stand after the steps they read, and once however often they are read', () => {
    lineage.steps.forEach((step, number) => {
      for (const input of step.inputs) expect(input.step).toBeLessThan(number);
    });
    const keys = lineage.steps.map(({ operation, frame: f, column }) => `${operation} ${f} ${column}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('have the SQL of the column and of what decides the rows, and the name of the frame', () => {
    const aggregate = lineage.steps.find((s) => s.operation === 'aggregate' && s.column === 'N');
    expect(aggregate).toMatchObject({ frame: 'PER_DAY', expression: 'COUNT(*)' });
    const filter = lineage.steps.find((s) => s.operation === 'filter');
    expect(filter).toMatchObject({ frame: 'PER_DAY', expression: 'ORDER_DATE', condition: 'STORE > 3' });
    const join = lineage.steps.find((s) => s.operation === 'join');
    expect(join).toMatchObject({
      frame: null,
      condition: 'DATEADD(day, -1, PER_DAY.ORDER_DATE) = JOINED.P_ORDER_DATE',
    });
  });

  it('are given for one column without those of the others', () => {
    const wide = lineageOf(
      ORDERS.select((r) => ({ A: r.STORE, B: r.TRIP_TYPE })),
      { resolveTable },
    );
    expect(stepsOf(wide, 'A').map((id) => wide.steps[id]?.column)).toEqual(['STORE', 'A']);
  });

  it('say when the SQL of a whole query could have read any column', () => {
    const raw = query<{ N: Int }>({ N: 'NUMBER(38,0)' })`SELECT COUNT(*) AS N FROM ${ORDERS.pick('STORE')}`;
    const { steps, columns } = lineageOf(raw, { resolveTable });
    expect(steps[columns[0]!.step]).toMatchObject({ operation: 'sql', opaque: true });
  });
});

describe.each(Object.entries(definitions))('the lineage of %s', (_, define) => {
  it('has every output column, and only columns of its tables', () => {
    const frame = define();
    const lineage = lineageOf(frame, { resolveTable });
    const tables = { ORDERS, LINEITEM, ORDER_RETURNS, CUSTOMER, EVENTS };
    for (const { name: column } of lineage.columns)
      for (const source of sourceColumns(lineage, column) ?? []) {
        expect(source.dependencies.length).toBeGreaterThan(0);
        for (const { path } of source.dependencies) {
          expect(lineage.steps[path[0]!]).toMatchObject({ operation: 'source', column: source.column });
          expect(lineage.steps[path.at(-1)!]?.column).toBe(column);
        }
        expect(Object.keys(tables)).toContain(source.table.replace('DB.S.', ''));
      }
  });
});
