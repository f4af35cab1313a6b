import { beforeEach, describe, expect, it } from 'vitest';
import { setCatalog } from '../../../src/dataframe/catalog.js';
import { nodeOf } from '../../../src/dataframe/frame.js';
import type { Frame } from '../../../src/dataframe/frame.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import type { FrameProblem } from '../../../src/dataframe/problems.js';
import { callback, enter, leave, reset } from '../../../src/dataframe/trace.js';
import {
  avg,
  callUdf,
  columns,
  count,
  desc,
  entity,
  featureView,
  max,
  model,
  nthValue,
  rowNumber,
  sql,
  sum,
  table,
  time,
  vector,
} from '../../../src/index.js';
import type { Column, Int, NumberColumn } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { EVENTS, LINEITEM, ORDERS, ORDER_RETURNS, TABLES, testTable } from './sources.js';

beforeEach(() => {
  reset();
  takeProblems();
});

/** Definitions are evaluated without TypeScript's checks: here they may say what it would not let them. */
type Loose = Record<string, Record<string, (...args: unknown[]) => Column>>;
const loose = (frame: unknown) => frame as Frame<Record<string, NumberColumn>>;
const column = (row: unknown, name: string) => (row as Loose)[name] ?? {};

function only(): FrameProblem {
  const problems = takeProblems();
  expect(problems).toHaveLength(1);
  return problems[0] as FrameProblem;
}

describe('unknown columns', () => {
  it('are reported with the place in the callback and the name that was probably meant', () => {
    enter(5);
    const row = callback(7, ['r'], (r: object) => ({ DAY: column(r, 'ORDR_DATE') }));
    leave(5, ORDERS.select(row as never));
    expect(only()).toEqual({
      code: 'unknown-column',
      severity: 'error',
      message: 'There is no column ORDR_DATE in ORDERS. Did you mean ORDER_DATE?',
      place: { call: 5, callback: 7, parameter: 'r', column: 'ORDR_DATE' },
      suggestion: 'ORDER_DATE',
    });
  });

  it('spoil nothing that is built on them: one mistake, one problem', () => {
    const frame = loose(ORDERS).select((r) => ({
      X: (column(r, 'PRCE').mul?.(2) as NumberColumn).add(r.STORE as NumberColumn),
    }));
    frame.groupBy('X').agg((r) => ({ S: sum(r.X as NumberColumn), A: avg(r.X as NumberColumn) }));
    expect(only()).toMatchObject({ code: 'unknown-column', place: { column: 'PRCE' } });
  });

  it('are all found in one go', () => {
    loose(ORDERS).select((r) => ({ A: r.STOR as NumberColumn, B: r.WEKDAY as NumberColumn }));
    expect(takeProblems().map((p) => p.suggestion)).toEqual(['STORE', 'WEEKDAY']);
  });

  it.each([
    ['groupBy', () => loose(ORDERS).groupBy('STOR')],
    ['pick', () => loose(ORDERS).pick('STOR')],
    ['drop', () => loose(ORDERS).drop('STOR')],
    ['joinUsing', () => loose(ORDERS).joinUsing(loose(ORDERS.pick('STORE')), 'STOR')],
    ['rename', () => loose(ORDERS).rename({ SHOP: 'STOR' })],
    ['latestBy', () => loose(ORDERS).latestBy(['STOR'], (r) => desc(r.STORE as NumberColumn))],
    ['fillNull', () => loose(ORDERS).fillNull({ STOR: 0 })],
  ])('are reported in the arguments of %s', (_method, build) => {
    build();
    expect(takeProblems()).toContainEqual(
      expect.objectContaining({
        code: 'unknown-column',
        suggestion: 'STORE',
        place: expect.objectContaining({ argument: 'STOR', column: 'STOR' }) as object,
      }),
    );
  });

  it('name the columns there are when none is close', () => {
    loose(ORDER_RETURNS).pick('XYZZY');
    expect(only().message).toBe(
      'There is no column XYZZY in ORDER_RETURNS. It has OR_ORDER_ID, OR_PRODUCT_ID, OR_RETURN_QUANTITY.',
    );
  });
});

describe('a table that the catalog does not have', () => {
  it('is reported once, with a suggestion, and its columns are not', () => {
    const frame = table<Record<string, NumberColumn>>('ORDER');
    frame
      .filter((r) => (r.ANY as NumberColumn).gt(1))
      .groupBy('OTHER')
      .agg(() => ({ N: count() }));
    expect(only()).toMatchObject({
      code: 'unknown-table',
      suggestion: 'ORDERS',
      place: { argument: 'ORDER' },
    });
  });

  it('says what to do when there is no catalog at all', () => {
    setCatalog(undefined);
    table('ORDERS');
    setCatalog({ table: testTable, names: Object.keys(TABLES) });
    expect(only().message).toBe(
      'The catalog snapshot has no table ORDERS. Run `firn pull` to read the catalog again.',
    );
  });
});

describe('joins', () => {
  it('refuse two columns of one name and show the ways out', () => {
    ORDERS.join(ORDERS.pick('O_ORDER_ID', 'STORE'), (a, b) => a.O_ORDER_ID.eq(b.O_ORDER_ID));
    expect(only()).toMatchObject({
      code: 'column-collision',
      severity: 'error',
      message:
        "Both frames have columns O_ORDER_ID, STORE. Join a frame with other names: pick(…) the columns you need, rename({ NEW: 'O_ORDER_ID' }), or prefixed('P_').",
    });
  });

  const lines = () =>
    LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) =>
      li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
    );

  it('warn of a left join that a later join undoes, and name the column that was meant', () => {
    lines().join(ORDERS, (r, o) => r.OR_ORDER_ID.eq(o.O_ORDER_ID));
    expect(only()).toMatchObject({
      code: 'left-join-undone',
      severity: 'warning',
      suggestion: 'LI_ORDER_ID',
      place: { column: 'OR_ORDER_ID' },
      message:
        'OR_ORDER_ID is NULL where leftJoin found no row in ORDER_RETURNS, so this join drops those rows and the left join has no effect. ' +
        "Compare LI_ORDER_ID instead, or say { allow: ['left-join-undone'] } if it is meant.",
    });
  });

  it('warn of a filter that undoes one', () => {
    lines().filter((r) => r.OR_RETURN_QUANTITY.gt(1));
    expect(only()).toMatchObject({ code: 'left-join-undone', place: { column: 'OR_RETURN_QUANTITY' } });
  });

  it.each<readonly [string, () => unknown]>([
    ['a condition on the kept side', () => lines().join(ORDERS, (r, o) => r.LI_ORDER_ID.eq(o.O_ORDER_ID))],
    ['an explicit test for NULL', () => lines().filter((r) => r.OR_ORDER_ID.notNull())],
    [
      'a condition that lets NULLs pass',
      () => lines().filter((r) => r.OR_ORDER_ID.isNull().or(r.OR_ORDER_ID.gt(1))),
    ],
    [
      'NULLs replaced before',
      () =>
        lines()
          .fillNull({ OR_ORDER_ID: 0 })
          .filter((r) => r.OR_ORDER_ID.gt(0)),
    ],
    ['NULLs replaced in the condition', () => lines().filter((r) => r.OR_ORDER_ID.fillNull(0).gt(0))],
    ['another left join', () => lines().leftJoin(ORDERS, (r, o) => r.OR_ORDER_ID.eq(o.O_ORDER_ID))],
    [
      'a join that says it is meant',
      () => lines().join(ORDERS, (r, o) => r.OR_ORDER_ID.eq(o.O_ORDER_ID), { allow: ['left-join-undone'] }),
    ],
  ])('do not warn of %s', (_what, build) => {
    build();
    expect(takeProblems()).toEqual([]);
  });
});

describe('expressions in the wrong place', () => {
  it.each<readonly [string, string, () => unknown]>([
    ['an aggregate in filter', 'aggregate-outside-agg', () => ORDERS.filter((r) => sum(r.STORE).gt(1))],
    ['an aggregate in select', 'aggregate-outside-agg', () => ORDERS.select((r) => ({ S: sum(r.STORE) }))],
    [
      'an aggregate of an aggregate',
      'aggregate-outside-agg',
      () => ORDERS.agg((r) => ({ S: sum(sum(r.STORE)) })),
    ],
    [
      'a column that is no key in agg',
      'not-aggregated',
      () => ORDERS.groupBy('STORE').agg((r) => ({ D: r.ORDER_DATE })),
    ],
    [
      'a window in agg',
      'window-misuse',
      () => ORDERS.agg((r) => ({ S: sum(r.STORE).over({ by: r.STORE }) })),
    ],
    [
      'a window in a join condition',
      'window-misuse',
      () => LINEITEM.join(ORDERS, (li, o) => sum(li.QUANTITY).over({ by: li.LI_ORDER_ID }).eq(o.STORE)),
    ],
    [
      'over() after no aggregate',
      'window-misuse',
      () => ORDERS.withColumns((r) => ({ X: r.STORE.over({}) })),
    ],
    ['a bare rank in agg', 'window-misuse', () => ORDERS.agg(() => ({ X: rowNumber() as never }))],
    [
      'over() after raw SQL',
      'window-misuse',
      () => ORDERS.select((r) => ({ X: sql<Int>`SUM(${r.STORE})`.over({ by: r.STORE }) })),
    ],
    [
      'a rank without an order',
      'window-misuse',
      () => ORDERS.withColumns((r) => ({ X: rowNumber().over({ by: r.STORE } as never) })),
    ],
    [
      'rows without an order',
      'window-misuse',
      () => ORDERS.withColumns((r) => ({ X: sum(r.STORE).over({ rows: [-1, 0] }) })),
    ],
    ['a constant that is no column', 'not-a-column', () => ORDERS.select(() => ({ X: 5 }) as never)],
    ['a column of another row', 'foreign-column', foreign],
    ['a number as condition', 'type-mismatch', () => ORDERS.filter((r) => r.STORE as never)],
    [
      'a comparison of number and text',
      'type-mismatch',
      () => ORDERS.filter((r) => r.STORE.eq(r.WEEKDAY as never)),
    ],
    ['timestamps of two kinds', 'ntz-ltz-comparison', () => EVENTS.filter((r) => r.AT.lt(r.SEEN as never))],
    [
      'a method of another type',
      'type-mismatch',
      () => ORDERS.select((r) => ({ X: column(r, 'WEEKDAY').mul?.(2) as Column })),
    ],
    [
      'a day that does not exist',
      'invalid-argument',
      () => ORDERS.filter((r) => r.ORDER_DATE.eq('2023-02-29')),
    ],
    [
      'a changed type in withColumns',
      'column-replaced',
      () => ORDERS.withColumns((r) => ({ STORE: r.STORE.toText() as never })),
    ],
    ['two columns of one name', 'invalid-argument', () => ORDERS.rename({ STORE: 'TRIP_TYPE' })],
    ['no column left', 'invalid-argument', () => ORDERS.pick('STORE').drop('STORE')],
    ['half a row', 'invalid-argument', () => ORDERS.limit(0.5)],
    [
      'a union with a column too many',
      'unknown-column',
      () => ORDERS.pick('STORE').unionAll(ORDERS.pick('STORE', 'WEEKDAY') as never),
    ],
    [
      'a union with a column missing',
      'unknown-column',
      () => ORDERS.pick('STORE', 'WEEKDAY').unionAll(ORDERS.pick('STORE') as never),
    ],
    ['an empty list', 'invalid-argument', () => ORDERS.filter((r) => r.STORE.isIn([]))],
    [
      'a key as name of an aggregate',
      'invalid-argument',
      () => ORDERS.groupBy('STORE').agg((r) => ({ STORE: max(r.STORE) })),
    ],
    [
      'an order that has no effect',
      'sort-without-effect',
      () => ORDERS.sort((r) => r.STORE).filter((r) => r.STORE.gt(1)),
    ],
  ])('%s', (_what, code, build) => {
    build();
    expect(only().code).toBe(code);
  });

  function foreign() {
    let other: Int | undefined;
    LINEITEM.filter((r) => {
      other = r.QUANTITY;
      return r.QUANTITY.gt(1);
    });
    return ORDERS.filter((r) => r.STORE.eq(other as Int));
  }
});

describe('native operators', () => {
  it.each<readonly [string, (x: unknown) => unknown]>([
    ['*', (x) => (x as number) * 2],
    ['<', (x) => (x as number) < 2],
    ['template texts', (x) => `${x as string}`],
  ])('%s say that a column has no value', (_operator, use) => {
    expect(() => ORDERS.select((r) => ({ X: use(r.STORE) }) as never)).toThrow(
      /A column has no value while a definition is read/,
    );
  });
});

describe('rows', () => {
  it('are not mistaken for promises or anything else the runtime asks after', async () => {
    await ORDERS.select((r) => {
      void Promise.resolve(r);
      expect(String(Object.keys(r))).toContain('STORE');
      return { ...r };
    });
    expect(takeProblems()).toEqual([]);
  });

  it('spread into all columns', () => {
    const frame = ORDERS.select((r) => ({ ...r, STORE: r.STORE.add(1) }));
    expect(nodeOf(frame).fields.map((f) => f.name)).toEqual(nodeOf(ORDERS).fields.map((f) => f.name));
  });
});

describe('samples, rules and totals', () => {
  it('refuses a sample behind a feature view that is refreshed, at the sample', () => {
    enter(3);
    const some = leave(3, ORDERS.sample({ rows: 10 }));
    const from = some.groupBy('O_CUSTOMER_SK').agg(() => ({ N: count() }));
    const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
    featureView('FV', { version: 'V_1', entities: [customer], from, refresh: '1 day' });
    expect(only()).toMatchObject({ code: 'preview-only', severity: 'error', place: { call: 3 } });
    featureView('FV', { version: 'V_1', entities: [customer], from });
    expect(takeProblems()).toEqual([]);
  });

  it.each([
    ['too many rows', () => ORDERS.sample({ rows: 1_000_001 }), 'not 1000001'],
    ['half a row', () => ORDERS.sample({ rows: 0.5 }), 'not 0.5'],
    ['more than all', () => ORDERS.sample({ percent: 101 }), 'not 101'],
    ['a rule that finds nothing', () => ORDERS.pick(columns.matching(/_AMT$/)), '/_AMT$/'],
    [
      'a rule beside a name',
      () => ORDERS.pick('STORE', columns.matching(/_ID$/)),
      'names or rules, not both',
    ],
    ['a pattern in a text', () => ORDERS.pick(columns.matching('_ID$' as never)), 'regular expression'],
    ['a rollup of nothing', () => ORDERS.rollup([], 'LEVEL', () => ({ N: count() })), 'rollup needs a key'],
    ['a taken name', () => ORDERS.rollup(['STORE'], 'N', () => ({ N: count() })), 'two columns N'],
    [
      'a key of the group',
      () => ORDERS.groupBy('STORE').mostFrequent('STORE', { ties: 'smallest' }),
      'group key',
    ],
  ])('reports %s', (_what, make, message) => {
    make();
    expect(only()).toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(message) as string,
    });
  });

  it('a rollup cannot read its keys outside an aggregate: at the totals they have many values', () => {
    ORDERS.rollup(['STORE'], 'LEVEL', (r) => ({ X: r.STORE.add(count()) }));
    expect(only()).toMatchObject({ code: 'not-aggregated', place: { column: 'STORE' } });
  });

  it.each([
    ['intersect', () => ORDERS.intersect(loose(LINEITEM) as never)],
    ['except', () => ORDERS.except(loose(LINEITEM) as never)],
  ])('%s names the columns that only one frame has', (method, make) => {
    make();
    expect(takeProblems()[0]).toMatchObject({
      code: 'unknown-column',
      message: expect.stringContaining(`${method} matches columns by name`) as string,
    });
  });

  it('a rule reads every name from its start, whatever its flags', () => {
    const frame = ORDERS.pick(columns.matching(/_id$/gi), columns.matching(/^STORE$/));
    expect(nodeOf(frame).fields.map((f) => f.name)).toEqual(['O_ORDER_ID', 'STORE']);
  });

  it('knows which rows of set operations and totals can be NULL', () => {
    const kept = ORDERS.dropNull('STORE').pick('STORE');
    const nullable = (frame: Frame<unknown>) => nodeOf(frame).fields.map((f) => f.nullable);
    expect(nullable(kept.intersect(ORDERS.pick('STORE')))).toEqual([false]);
    expect(nullable(kept.except(ORDERS.pick('STORE')))).toEqual([false]);
    expect(nullable(kept.rollup(['STORE'], 'LEVEL', () => ({ N: count() })))).toEqual([true, false, false]);
  });
});

describe('vectors, models and functions of the account', () => {
  const embedded = EVENTS.select((r) => ({ V: r.PAYLOAD.toArray().toVector(2) }));

  it.each([
    [
      'another length',
      () => embedded.select((r) => ({ D: r.V.vectorL2([1, 2, 3]) })),
      'type-mismatch',
      'VECTOR(FLOAT, 3)',
    ],
    [
      'another element type',
      () => embedded.select((r) => ({ D: r.V.vectorL2(vector([1, 2], 'INT')) })),
      'type-mismatch',
      'VECTOR(INT, 2)',
    ],
    ['no number', () => vector([1, NaN]), 'invalid-argument', 'numbers of that type'],
    ['a fraction among whole numbers', () => vector([1.5], 'INT'), 'invalid-argument', 'a vector of INT'],
    ['a vector of nothing', () => vector([]), 'invalid-argument', '1 to 4096'],
    [
      'a vector too long',
      () => EVENTS.select((r) => ({ V: r.PAYLOAD.toArray().toVector(4097) })),
      'invalid-argument',
      'not 4097',
    ],
    [
      'a name of no function',
      () => LINEITEM.select((r) => ({ X: callUdf('a b', 'FLOAT', r.PRICE) })),
      'invalid-argument',
      'no name of a function',
    ],
    [
      'a type that there is none of',
      () => LINEITEM.select((r) => ({ X: callUdf('F', 'NUMBR' as never, r.PRICE) })),
      'invalid-argument',
      'NUMBR',
    ],
    ['a name of no model', () => model('a.b.c.d', 'V1'), 'invalid-argument', 'no name of a model'],
    ['a version of two parts', () => model('M', 'V1.2'), 'invalid-argument', 'no name of a model version'],
    [
      'an output that is there already',
      () => model('M', 'V1').predict(ORDERS, { input: ['STORE'], output: { STORE: 'FLOAT', X: 'FLOAT' } }),
      'invalid-argument',
      'column STORE already',
    ],
    [
      'no output',
      () => model('M', 'V1').predict(ORDERS, { input: ['STORE'], output: {} }),
      'invalid-argument',
      'needs an output',
    ],
    ['a time that is none', () => time('25:00:00'), 'invalid-argument', 'no time like'],
    [
      'slices of weeks',
      () => ORDERS.select((r) => ({ X: r.ORDER_DATE.timeSlice(1, 'week' as never) })),
      'invalid-argument',
      'other than weeks',
    ],
    [
      'slices of nothing',
      () => ORDERS.select((r) => ({ X: r.ORDER_DATE.timeSlice(0, 'day') })),
      'invalid-argument',
      'from 1',
    ],
    [
      'a replacement of another kind',
      () => ORDERS.select((r) => ({ X: r.STORE.replaceValues({ one: 1 }) })),
      'type-mismatch',
      'replaceValues',
    ],
    [
      'no replacement',
      () => ORDERS.select((r) => ({ X: r.STORE.replaceValues({}) })),
      'invalid-argument',
      'needs a value',
    ],
    [
      'a place before the first',
      () => ORDERS.select((r) => ({ X: nthValue(r.STORE, 0).over({ orderBy: r.STORE }) })),
      'invalid-argument',
      'from 1',
    ],
  ] as const)('report %s', (_what, make, code, message) => {
    make();
    expect(only()).toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it('report an input that the frame lacks, with the name that was probably meant', () => {
    model('M', 'V1').predict(loose(ORDERS), { input: ['STOR'], output: { X: 'FLOAT' } });
    expect(only()).toMatchObject({ code: 'unknown-column', suggestion: 'STORE' });
  });

  it('give more than 500 inputs as one object', () => {
    const wide = ORDERS.select((r) =>
      Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`C${i}`, r.STORE])),
    );
    const names = Array.from({ length: 501 }, (_, i) => `C${i}`);
    const { sql: text } = compile(model('M', 'V1').predict(wide, { input: names, output: { X: 'FLOAT' } }), {
      resolveTable: (t) => t,
    });
    expect(text).toContain("!PREDICT(OBJECT_CONSTRUCT_KEEP_NULL('C0', STORE, 'C1', STORE,");
    expect(takeProblems()).toEqual([]);
  });

  it('reads keys of a replacement as constants of the column', () => {
    const replaced = EVENTS.select((r) => ({
      A: r.CUSTOMER.replaceValues({ '12345678901234567890': 1 }),
      B: r.OK.replaceValues({ true: false }),
      C: r.amount.replaceValues({ '-1.5': 0 }),
    }));
    expect(compile(replaced, { resolveTable: (t) => t }).sql).toBe(`SELECT
  CASE WHEN CUSTOMER = 12345678901234567890 THEN 1 ELSE CUSTOMER END AS A,
  CASE WHEN OK = TRUE THEN FALSE ELSE OK END AS B,
  CASE WHEN "amount" = -1.5 THEN 0 ELSE "amount" END AS C
FROM EVENTS`);
    expect(takeProblems()).toEqual([]);
  });
});
