import { beforeAll, describe, expect, it } from 'vitest';
import { compileSnippets } from './compileSnippets.js';

/** What a definition may say. */
const FINE: Readonly<Record<string, string>> = {
  'a join has the columns of both': `
    LINEITEM.leftJoin(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID)).filter(r => r.QUANTITY.gt(1).and(r.STORE.eq(2)));`,
  'a select is exactly what it gives': `
    const f = ORDERS.select(r => ({ DAY: r.ORDER_DATE, TWICE: r.STORE.mul(2) }));
    const day: firn.Frame<{ DAY: firn.DateCol; TWICE: firn.NumberColumn }> = f;`,
  'agg has the keys and the aggregates': `
    ORDERS.groupBy('O_CUSTOMER_SK').agg(r => ({ LAST: max(r.ORDER_DATE), N: count() }))
      .filter(r => r.LAST.ge('2024-01-01').and(r.N.gt(3)).and(r.O_CUSTOMER_SK.ne(0)));`,
  'min and max keep the type of the column': `
    ORDERS.agg(r => ({ FIRST: min(r.ORDER_TS) })).select(r => ({ H: r.FIRST.hour() }));`,
  'rename gives the new names': `
    ORDERS.rename({ CUSTOMER: 'O_CUSTOMER_SK' }).filter(r => r.CUSTOMER.gt(1).and(r.STORE.gt(1)));`,
  'prefixed gives the prefixed names': `
    ORDERS.prefixed('X_').filter(r => r.X_STORE.eq(1));`,
  'replaceColumns changes types': `
    ORDERS.replaceColumns(r => ({ STORE: r.STORE.toText() })).filter(r => r.STORE.startsWith('1'));`,
  'fillNull takes constants of each column': `
    ORDERS.fillNull({ STORE: 0, WEEKDAY: 'none', ORDER_DATE: date('1970-01-01') });
    ORDERS.select(r => ({ S: r.STORE.fillNull(0), D: r.ORDER_DATE.fillNull('1970-01-01') }));`,
  'conditionals keep one type': `
    ORDERS.select(r => ({
      A: when(r.STORE.lt(3), 'small').when(r.STORE.lt(7), 'medium').else('large').upper(),
      B: iff(r.STORE.gt(1), r.STORE, 0).add(1),
      C: coalesce(r.STORE, r.TRIP_TYPE, 0).mul(2),
    }));`,
  windows: `
    ORDERS.withColumns(r => ({
      PLACE: rowNumber().over({ by: r.O_CUSTOMER_SK, orderBy: desc(r.ORDER_TS) }),
      BEFORE: lag(r.ORDER_DATE).over({ by: [r.O_CUSTOMER_SK], orderBy: [r.ORDER_TS, r.O_ORDER_ID] }),
      TOTAL: sum(r.STORE).over({ by: r.O_CUSTOMER_SK, orderBy: r.ORDER_TS, rows: [-6, 0] }),
    })).filter(r => r.PLACE.eq(1).and(r.BEFORE.notNull()));`,
  'joinUsing completes shared columns': `
    ORDERS.pick('O_CUSTOMER_SK', 'STORE').joinUsing(ORDERS.pick('O_CUSTOMER_SK', 'WEEKDAY'), 'O_CUSTOMER_SK')
      .filter(r => r.WEEKDAY.eq('Monday'));`,
  'a feature view names columns of its frame': `
    const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
    featureView('FV', {
      version: 'V_1', entities: [customer], timestamp: 'LAST', features: { N: 'orders' },
      from: ORDERS.groupBy('O_CUSTOMER_SK').agg(r => ({ LAST: max(r.ORDER_DATE), N: count() })),
    });`,
  'a helper takes any frame that has its columns': `
    const recent = <S extends { ORDER_DATE: firn.DateCol }>(frame: firn.Frame<S>) =>
      frame.filter(r => r.ORDER_DATE.ge('2024-01-01'));
    recent(ORDERS).filter(r => r.STORE.eq(1));`,
  'rolling and pivot have literal names': `
    ORDERS.withColumns(r => ({
      ...firn.rolling('N', count(), { by: r.STORE, orderBy: r.ORDER_DATE, days: [7, 30], last: [firn.days(2)] }),
      ...firn.rolling('M', sum(r.STORE), { orderBy: r.ORDER_TS, rows: [3], last: [firn.hours(24), firn.minutes(30)] }),
    })).filter(r => r.N_7D.gt(r.N_30D).and(r.M_3_ROWS.eq(r.M_24H)).and(r.M_30MIN.eq(r.N_2D)));
    ORDERS.groupBy('STORE').agg(r => ({
      ...firn.pivot(r.WEEKDAY, ['Saturday'], { N: is => firn.countIf(is) }),
      ...firn.pivot(r.TRIP_TYPE, { OTHER: 999 }, { LAST: is => max(r.ORDER_DATE), N: is => firn.sumIf(r.STORE, is) }),
    })).filter(r => r.N_SATURDAY.gt(1).and(r.LAST_OTHER.ge('2024-01-01')).and(r.N_OTHER.gt(1)));`,
  'semi and anti joins keep the row': `
    const f: typeof ORDERS = ORDERS.semiJoin(LINEITEM, (o, li) => o.O_ORDER_ID.eq(li.LI_ORDER_ID))
      .antiJoin(ORDERS, (a, b) => a.STORE.eq(b.TRIP_TYPE));`,
  'an as-of join adds what it takes': `
    EVENTS.asofJoin(ORDERS.rename({ CUSTOMER: 'O_CUSTOMER_SK' }), (e, o) => e.AT.ge(o.ORDER_TS),
      { by: ['CUSTOMER'], take: ['WEEKDAY'], within: firn.hours(1) }).filter(r => r.WEEKDAY.eq(r.KIND));`,
  'unpivot, flatten and sessions add their columns': `
    ORDERS.unpivot(['STORE', 'TRIP_TYPE'], { name: 'WHAT', value: 'CODE' }).filter(r => r.WHAT.eq('STORE').and(r.CODE.gt(1)));
    EVENTS.flatten(r => r.PAYLOAD, { outer: false }, e => ({ PLACE: e.index })).filter(r => r.PLACE.gt(0).and(r.OK));
    EVENTS.withSessionId('S', r => ({ by: r.CUSTOMER, at: r.AT, gap: firn.minutes(30) })).filter(r => r.S.gt(1));`,
  'unionAllWithNulls has the columns of both': `
    ORDERS.unionAllWithNulls(LINEITEM).filter(r => r.STORE.eq(1).or(r.PRICE.gt(1)));`,
  'vectors have distances': `
    const f = EVENTS.select(r => ({ V: r.PAYLOAD.toArray().toVector(2), W: firn.vector([0.5, 1]) }));
    f.select(r => ({ A: r.V.vectorCosine(r.W).add(1), B: r.V.vectorL2([0, 1]), C: r.W.vectorInner(r.V), D: r.V.toArray().size() }))
      .filter(r => r.A.gt(r.B).and(r.C.lt(1)).and(r.D.eq(2)));
    f.select(r => ({ V: firn.coalesce(r.V, r.W, [0, 1]) })).filter(r => r.V.notNull());`,
  'a model adds its outputs with their types': `
    firn.model('DB.S.M', 'V1').predict(ORDERS, {
      input: ['STORE', 'TRIP_TYPE'], parameters: [0.5, 'fast'],
      output: { CLUSTER: 'NUMBER(38,0)', SHARE: 'NUMBER(10,2)', SCORE: 'FLOAT', LABEL: { key: 'output_feature_0', type: 'VARCHAR' },
        AT: 'TIMESTAMP_LTZ', E: 'VECTOR(FLOAT, 3)', OK: 'BOOLEAN' },
    }).select(r => ({ A: r.CLUSTER.mul(2), B: r.LABEL.upper(), C: r.SCORE.sqrt().add(r.SHARE), D: r.AT.eq('2024-01-01'), E: r.E.vectorL2([0, 0, 1]), F: r.OK.and(true), G: r.STORE }))
      .filter(r => r.G.gt(1));
    firn.model('M', 'V1').run('TRANSFORM', ORDERS, { input: [], output: { X: 'DATE' } }).filter(r => r.X.ge('2024-01-01'));`,
  'a function of the account has the type that is said': `
    LINEITEM.select(r => ({ A: firn.callUdf('F', 'NUMBER(10, 2)', r.PRICE, 3).round(1), B: firn.callUdf('A.B.G', 'VARCHAR(20)', 'x').upper(), C: firn.callUdf('H', 'ARRAY').size() }));`,
  'times and timestamps take texts of their kind': `
    EVENTS.filter(r => r.AT.toTime().within('09:00:00', firn.time('17:00:00')).and(r.SEEN.gt(firn.timestampLtz('2024-01-01'))));
    ORDERS.select(r => ({ A: r.ORDER_DATE.timeSlice(2, 'month'), B: r.ORDER_TS.timeSlice(15, 'minute'), C: r.ORDER_TS.lastDay().nextDay('friday') }))
      .filter(r => r.A.eq(r.C).and(r.B.lt('2024-01-01')));`,
  'a moment becomes a timestamp by naming a zone': `
    EVENTS.filter(r => r.AT.lt(r.SEEN.toTimestamp('Europe/Berlin')));`,
  'values are replaced by values of the same kind': `
    ORDERS.select(r => ({ A: r.WEEKDAY.replaceValues({ Saturday: 'weekend' }).upper(), B: r.STORE.replaceValues({ 1: 2, 3: r.TRIP_TYPE }).add(1) }));`,
  'rolling before the row has a name of its own': `
    ORDERS.withColumns(r => firn.rolling('N', count(), { orderBy: r.ORDER_DATE, before: [firn.days(7)] })).filter(r => r.N_7D_BEFORE.gt(1));`,
  'set operations and samples keep the row': `
    const f: typeof ORDERS = ORDERS.intersect(ORDERS).except(ORDERS.sample({ rows: 10 })).sample({ percent: 5 });`,
  'a right join has the columns of both': `
    ORDERS.rightJoin(LINEITEM, (o, li) => o.O_ORDER_ID.eq(li.LI_ORDER_ID)).filter(r => r.STORE.eq(1).or(r.PRICE.gt(1)));`,
  'a rollup has its keys, its level and its aggregates': `
    ORDERS.rollup(['STORE', 'WEEKDAY'], 'LEVEL', r => ({ LAST: max(r.ORDER_DATE) }))
      .filter(r => r.LEVEL.eq(0).and(r.STORE.isNull()).and(r.WEEKDAY.eq('Monday')).and(r.LAST.ge('2024-01-01')));`,
  'the most frequent value keeps its type': `
    ORDERS.groupBy('STORE').mostFrequent('WEEKDAY', { ties: 'largest' }).filter(r => r.WEEKDAY.eq('Monday').and(r.STORE.gt(1)));`,
  'a rule keeps all columns in the type': `
    ORDERS.pick(firn.columns.matching(/_ID$/)).filter(r => r.O_ORDER_ID.gt(1).and(r.STORE.gt(1)));`,
  'features over windows': `
    const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
    featureView('FV', {
      version: 'V_1', entities: [customer], from: ORDERS, timestamp: 'ORDER_TS', refresh: '1 hour',
      granularity: '1h', secondaryKey: 'WEEKDAY',
      aggregations: o => [
        firn.feature.sum(o.STORE, '24h', { offset: '7 days', as: 'X', desc: 'x' }),
        firn.feature.max(o.ORDER_DATE, 'lifetime'),
        firn.feature.approxCountDistinct(o.WEEKDAY, '90m', { precision: 12 }),
        firn.feature.approxPercentile(o.STORE, '1d'),
        firn.feature.lastDistinctN(o.WEEKDAY, '30 days', { n: 3 }),
      ],
    });`,
  'raw SQL': `
    ORDERS.select(r => ({ FLAGS: firn.sql<firn.Int>\`BITAND(\${r.STORE}, 4)\`.add(1) }));
    firn.query<{ ID: firn.Int }>({ ID: 'NUMBER(38,0)' })\`SELECT O_ORDER_ID AS ID FROM \${ORDERS}\`.filter(r => r.ID.gt(1));`,
};

/** What it may not, and the first line of what TypeScript says. */
const WRONG: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'a misspelt column': [
    `ORDERS.filter(r => r.ORDR_DATE.eq('2024-01-01'));`,
    `Property 'ORDR_DATE' does not exist on type 'OrdersColumns'. Did you mean 'ORDER_DATE'?`,
  ],
  'a method of another type': [
    `ORDERS.select(r => ({ X: r.WEEKDAY.mul(2) }));`,
    `Property 'mul' does not exist on type 'Text'.`,
  ],
  'an unknown group key': [
    `ORDERS.groupBy('CUSTOMER');`,
    `Argument of type '"CUSTOMER"' is not assignable to parameter of type 'keyof OrdersColumns'.`,
  ],
  'a join of number and text': [
    `LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.WEEKDAY));`,
    `Argument of type 'Text' is not assignable to parameter of type 'NumberValue'.`,
  ],
  'a constant where a column belongs': [
    `ORDERS.agg(() => ({ N: 5 }));`,
    `Type 'number' is not assignable to type 'Column'.`,
  ],
  'a filter that is no condition': [
    `ORDERS.filter(r => r.STORE);`,
    `Type 'NumberColumn' is missing the following properties from type 'Bool': and, or, not`,
  ],
  'a dropped column': [
    `ORDERS.drop('STORE').filter(r => r.STORE.eq(1));`,
    `Property 'STORE' does not exist on type 'Omit<OrdersColumns, "STORE">'.`,
  ],
  'timestamps with and without a time zone': [
    `EVENTS.filter(r => r.AT.lt(r.SEEN));`,
    `Argument of type 'TimestampLtz' is not assignable to parameter of type 'string | TimestampNtz'.`,
  ],
  'a key that one side lacks': [
    `ORDERS.joinUsing(ORDERS.pick('O_CUSTOMER_SK'), 'STORE');`,
    `Argument of type '"STORE"' is not assignable to parameter of type '"O_CUSTOMER_SK"'.`,
  ],
  'a fill of another type': [
    `ORDERS.fillNull({ STORE: 'none' });`,
    `Type 'string' is not assignable to type 'number | bigint | Int | undefined'.`,
  ],
  'a sum of text': [
    `ORDERS.agg(r => ({ S: sum(r.WEEKDAY) }));`,
    `Argument of type 'Text' is not assignable to parameter of type 'NumberColumn'.`,
  ],
  'a sum of text over a window': [
    `featureView('F', { version: '1', entities: [], from: ORDERS, aggregations: o => [firn.feature.sum(o.WEEKDAY, '1h')] });`,
    `Argument of type 'Text' is not assignable to parameter of type 'NumberColumn'.`,
  ],
  'a window without a unit': [
    `featureView('F', { version: '1', entities: [], from: ORDERS, aggregations: o => [firn.feature.sum(o.STORE, '24')] });`,
    `Argument of type '"24"' is not assignable to parameter of type 'FeatureWindow'.`,
  ],
  'a lifetime of a list': [
    `featureView('F', { version: '1', entities: [], from: ORDERS, aggregations: o => [firn.feature.lastN(o.STORE, 'lifetime', { n: 1 })] });`,
    `Argument of type '"lifetime"' is not assignable to parameter of type 'TimeSpan'.`,
  ],
  'an aggregate among features over windows': [
    `featureView('F', { version: '1', entities: [], from: ORDERS, aggregations: o => [sum(o.STORE)] });`,
    `Type '(o: NoInfer<OrdersColumns>) => Int[]' is not assignable to type '(event: NoInfer<OrdersColumns>) => readonly WindowFeature[]'.`,
  ],
  'a window function without its window': [
    `ORDERS.withColumns(() => ({ PLACE: rowNumber() }));`,
    `Type 'WindowFunction<Int>' is missing the following properties from type 'Column': isNull, notNull, toText, [Symbol.toPrimitive]`,
  ],
  'a rank without an order': [
    `ORDERS.withColumns(r => ({ PLACE: rowNumber().over({ by: r.STORE }) }));`,
    `Argument of type '{ by: firn.Int; }' is not assignable to parameter of type 'OrderedWindow'.`,
  ],
  'a misspelt rolling name': [
    `ORDERS.withColumns(r => firn.rolling('ORDERS', count(), { orderBy: r.ORDER_DATE, days: [30] })).filter(r => r.ORDERS_60D.gt(1));`,
    `Property 'ORDERS_60D' does not exist on type 'OrdersColumns & { ORDERS_30D: Int; }'. Did you mean 'ORDERS_30D'?`,
  ],
  'a share of a partition with an order': [
    `ORDERS.withColumns(r => ({ X: firn.shareOf(r.STORE).over({ orderBy: r.STORE }) }));`,
    `Object literal may only specify known properties, and 'orderBy' does not exist in type '{ readonly by?: Column | readonly Column[] | undefined; }'.`,
  ],
  'a taken column that there is none of': [
    `EVENTS.asofJoin(ORDERS, (e, o) => e.AT.ge(o.ORDER_TS), { by: [], take: ['PRICE'] });`,
    `Type '"PRICE"' is not assignable to type 'keyof OrdersColumns'.`,
  ],
  'a union of frames that differ': [
    `ORDERS.union(LINEITEM);`,
    `Argument of type 'Frame<LineitemColumns>' is not assignable to parameter of type 'Frame<OrdersColumns>'.`,
  ],
  'comparing vectors': [
    `EVENTS.select(r => ({ V: r.PAYLOAD.toArray().toVector(2) })).filter(r => r.V.eq([0, 1]));`,
    `Property 'eq' does not exist on type 'Vector'.`,
  ],
  'a distance from a number': [
    `EVENTS.select(r => ({ V: r.PAYLOAD.toArray().toVector(2).vectorL2(r.CUSTOMER) }));`,
    `Argument of type 'Int' is not assignable to parameter of type 'VectorValue'.`,
  ],
  'a model input that the frame lacks': [
    `firn.model('M', 'V1').predict(ORDERS, { input: ['SHOP'], output: { X: 'FLOAT' } });`,
    `Type '"SHOP"' is not assignable to type 'keyof OrdersColumns'.`,
  ],
  'a model output of no type': [
    `firn.model('M', 'V1').predict(ORDERS, { input: [], output: { X: 'DUBIOUS' } });`,
    `Type '"DUBIOUS"' is not assignable to type 'ModelOutputSpec'.`,
  ],
  'a model output used as another type': [
    `firn.model('M', 'V1').predict(ORDERS, { input: [], output: { X: 'FLOAT' } }).filter(r => r.X.upper());`,
    `Property 'upper' does not exist on type 'Float'.`,
  ],
  'a function of no type': [
    `LINEITEM.select(r => ({ A: firn.callUdf('F', 'NUMBR', r.PRICE) }));`,
    `Argument of type '"NUMBR"' is not assignable to parameter of type 'SqlTypeName'.`,
  ],
  'slices of weeks': [
    `ORDERS.select(r => ({ A: r.ORDER_DATE.timeSlice(1, 'week') }));`,
    `Argument of type '"week"' is not assignable to parameter of type '"day" | "month" | "quarter" | "year"'.`,
  ],
  'slices of moments': [
    `EVENTS.select(r => ({ A: r.SEEN.timeSlice(1, 'hour') }));`,
    `Property 'timeSlice' does not exist on type 'TimestampLtz'.`,
  ],
  'a time compared with a date': [
    `ORDERS.filter(r => r.ORDER_TS.toTime().eq(r.ORDER_DATE));`,
    `Argument of type 'DateCol' is not assignable to parameter of type 'string | TimeCol'.`,
  ],
  'timestamps with an offset and without': [
    `EVENTS.filter(r => firn.timestampTz('2024-01-01 00:00:00 +01:00').eq(r.AT));`,
    `Argument of type 'TimestampNtz' is not assignable to parameter of type 'string | TimestampTz'.`,
  ],
  'a moment and a timestamp with an offset': [
    `EVENTS.filter(r => r.SEEN.eq(firn.timestampTz('2024-01-01 00:00:00 +01:00')));`,
    `Argument of type 'TimestampTz' is not assignable to parameter of type 'string | TimestampLtz'.`,
  ],
  'values replaced by another kind': [
    `ORDERS.select(r => ({ A: r.WEEKDAY.replaceValues({ Saturday: 6 }) }));`,
    `Type 'number' is not assignable to type 'TextValue'.`,
  ],
  'a place without an order': [
    `ORDERS.withColumns(r => ({ X: firn.cumeDist().over({ by: r.STORE }) }));`,
    `Argument of type '{ by: firn.Int; }' is not assignable to parameter of type 'OrderedWindow'.`,
  ],
  'a sample of no size': [
    `ORDERS.sample({});`,
    `Argument of type '{}' is not assignable to parameter of type 'SampleSize'.`,
  ],
  'a rollup by an unknown key': [
    `ORDERS.rollup(['SHOP'], 'LEVEL', () => ({ N: count() }));`,
    `Type '"SHOP"' is not assignable to type 'keyof OrdersColumns'.`,
  ],
  'a most frequent value without a rule': [
    `ORDERS.groupBy('STORE').mostFrequent('WEEKDAY', {});`,
    `Argument of type '{}' is not assignable to parameter of type '{ readonly ties: Ties; }'.`,
  ],
  'set operations of frames that differ': [
    `ORDERS.except(LINEITEM);`,
    `Argument of type 'Frame<LineitemColumns>' is not assignable to parameter of type 'Frame<OrdersColumns>'.`,
  ],
  'a misspelt column to pick': [
    `ORDERS.pick('SHOP');`,
    `Argument of type '"SHOP"' is not assignable to parameter of type 'Selector | keyof OrdersColumns'.`,
  ],
  'a pattern without columns.matching': [
    `ORDERS.pick(/_ID$/);`,
    `Argument of type 'RegExp' is not assignable to parameter of type 'Selector | keyof OrdersColumns'.`,
  ],
  'native operators': [
    `ORDERS.select(r => ({ X: r.STORE * 2 }));`,
    `Type 'number' is not assignable to type 'Column'.`,
  ],
  'a timestamp that is no column': [
    `featureView('FV', { version: 'V_1', entities: [], from: ORDERS, timestamp: 'LAST' });`,
    `Type '"LAST"' is not assignable to type 'ColumnOf<NoInfer<OrdersColumns>> | undefined'.`,
  ],
};

let errors: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const snippets = [...Object.values(FINE), ...Object.values(WRONG).map(([code]) => code)];
  const found = compileSnippets(snippets);
  errors = new Map(snippets.map((snippet, i) => [snippet, found[i] ?? []]));
}, 120_000);

describe('definitions that TypeScript takes', () => {
  it.each(Object.entries(FINE))('%s', (_what, code) => {
    expect(errors.get(code)).toEqual([]);
  });
});

describe('what TypeScript says to', () => {
  it.each(Object.entries(WRONG))('%s', (_what, [code, message]) => {
    expect(errors.get(code)?.[0]).toBe(message);
  });
});
