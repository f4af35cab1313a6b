import { callback, name } from '../../../src/dataframe/trace.js';
import {
  approxPercentile,
  asc,
  avg,
  avgIf,
  coalesce,
  columns,
  corr,
  count,
  countDistinct,
  countIf,
  cumeDist,
  date,
  dateFromParts,
  days,
  desc,
  greatest,
  hash,
  hours,
  iff,
  kurtosis,
  lag,
  listAgg,
  lit,
  max,
  median,
  minutes,
  mode,
  nthValue,
  percentile,
  pivot,
  query,
  regrIntercept,
  regrR2,
  regrSlope,
  rolling,
  rowNumber,
  shareOf,
  skew,
  sql,
  stddev,
  sum,
  sumIf,
  vector,
  when,
} from '../../../src/index.js';
import type { Element, Frame, Int, NumberColumn } from '../../../src/index.js';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS } from '../dataframe/sources.js';
import type {
  CustomerColumns,
  EventsColumns,
  OrderReturnsColumns,
  OrdersColumns,
} from '../dataframe/sources.js';

/** Definitions over the vocabulary; each has its SQL, written by hand, in golden/<name>.sql. */
export const definitions: Readonly<Record<string, () => Frame<unknown>>> = {
  where: () =>
    ORDERS.filter((r) => r.STORE.eq(1).and(r.TRIP_TYPE.isIn([3, 999])))
      .filter((r) => r.WEEKDAY.eq('Monday').or(r.ORDER_DATE.ge('2024-01-01')))
      .pick('O_ORDER_ID', 'ORDER_DATE'),

  having: () =>
    ORDERS.filter((r) => r.STORE.notNull())
      .groupBy('O_CUSTOMER_SK')
      .agg((r) => ({
        N_ORDERS: count(),
        N_STORES: countDistinct(r.STORE),
        N_SUNDAYS: countIf(r.WEEKDAY.eq('Sunday')),
      }))
      .filter((r) => r.N_ORDERS.gt(3)),

  latest: () =>
    ORDERS.filter((r) => r.TRIP_TYPE.ne(999))
      .latestBy(['O_CUSTOMER_SK'], (r) => [desc(r.ORDER_TS), desc(r.O_ORDER_ID)])
      .pick('O_CUSTOMER_SK', 'STORE'),

  'first-orders': () =>
    ORDERS.withColumns((r) => ({ PLACE: rowNumber().over({ by: r.O_CUSTOMER_SK, orderBy: r.ORDER_TS }) }))
      .filter((r) => r.PLACE.le(3))
      .pick('O_CUSTOMER_SK', 'ORDER_DATE'),

  'window-over-window': () => {
    const gaps = name(
      'gaps',
      ORDERS.select((r) => ({
        O_CUSTOMER_SK: r.O_CUSTOMER_SK,
        ORDER_DATE: r.ORDER_DATE,
        GAP: lag(r.ORDER_DATE).over({ by: r.O_CUSTOMER_SK, orderBy: r.ORDER_TS }).daysBetween(r.ORDER_DATE),
      })),
    );
    return gaps.withColumns((r) => ({
      MEAN_GAP: avg(r.GAP).over({ by: r.O_CUSTOMER_SK, orderBy: r.ORDER_DATE, rows: [-2, 0] }),
      TOTAL_GAP: sum(r.GAP).over({ by: r.O_CUSTOMER_SK }),
    }));
  },

  'computed-twice': () =>
    LINEITEM.withColumns((r) => ({ VALUE: r.QUANTITY.mul(r.PRICE) }))
      .groupBy('LI_ORDER_ID')
      .agg((r) => ({ TOTAL: sum(r.VALUE), LARGEST: max(r.VALUE) })),

  union: () => {
    const sold = LINEITEM.select((r) => ({ PRODUCT: r.LI_PRODUCT_ID, QUANTITY: r.QUANTITY as NumberColumn }));
    const returned = ORDER_RETURNS.select((r) => ({
      QUANTITY: r.OR_RETURN_QUANTITY.neg(),
      PRODUCT: r.OR_PRODUCT_ID,
    }));
    const movements = name('movements', sold.unionAll(returned));
    return movements.groupBy('PRODUCT').agg((r) => ({ SOLD: sum(r.QUANTITY) }));
  },

  distinct: () =>
    ORDERS.pick('O_CUSTOMER_SK', 'STORE')
      .distinct()
      .groupBy('O_CUSTOMER_SK')
      .agg(() => ({ N_STORES: count() })),

  'sort-limit': () =>
    ORDERS.groupBy('O_CUSTOMER_SK')
      .agg((r) => ({ TOTAL: sum(r.TRIP_TYPE) }))
      .sort((r) => [desc(r.TOTAL), asc(r.O_CUSTOMER_SK, { nulls: 'first' })])
      .limit(10),

  'sort-hidden': () =>
    ORDERS.select((r) => ({ STORE: r.TRIP_TYPE, TRIP_TYPE: r.STORE })).sort((r) => [
      r.TRIP_TYPE,
      r.STORE.neg(),
    ]),

  'self-join': () =>
    ORDERS.pick('O_CUSTOMER_SK', 'ORDER_DATE')
      .join(
        ORDERS.prefixed('LATER_'),
        callback(1, ['a', 'b'], (a: Pick<OrdersColumns, 'O_CUSTOMER_SK' | 'ORDER_DATE'>, b: Later) =>
          a.O_CUSTOMER_SK.eq(b.LATER_O_CUSTOMER_SK).and(a.ORDER_DATE.lt(b.LATER_ORDER_DATE)),
        ),
      )
      .pick('O_CUSTOMER_SK', 'ORDER_DATE', 'LATER_ORDER_DATE'),

  'reserved-alias': () =>
    LINEITEM.rename({ ORDER_ID: 'LI_ORDER_ID' })
      .leftJoinUsing(ORDER_RETURNS.rename({ ORDER_ID: 'OR_ORDER_ID' }), 'ORDER_ID')
      .pick('ORDER_ID', 'QUANTITY', 'OR_RETURN_QUANTITY'),

  'table-name-taken': () => {
    const orders = name(
      'orders',
      ORDERS.filter((r) => r.STORE.eq(1)),
    );
    return CUSTOMER.join(
      orders,
      callback(1, ['c', 'o'], (c: CustomerColumns, o: OrdersColumns) => c.C_CUSTOMER_SK.eq(o.O_CUSTOMER_SK)),
    ).pick('C_FIRST_NAME', 'O_ORDER_ID');
  },

  quoted: () =>
    EVENTS.select((r) => ({
      amount: r.amount,
      START: r.amount.add(1),
      AT: r.AT,
      'kind of "event"': r.KIND,
    })),

  conditionals: () =>
    ORDERS.select((r) => ({
      SIZE_CLASS: when(r.STORE.lt(3), 'small').when(r.STORE.lt(7), 'medium').else('large'),
      IS_WEEKEND: iff(r.WEEKDAY.isIn(['Saturday', 'Sunday']), lit(1), 0),
      ANY_CODE: coalesce(r.TRIP_TYPE, r.STORE, 0),
      AT_LEAST_ONE: greatest(r.STORE, 1),
      KNOWN_TRIP: r.TRIP_TYPE.nullIf(999),
      MIDWEEK_SMALL: r.WEEKDAY.eq('Monday').not().and(r.STORE.between(1, 5)),
      SAME_CODE: r.STORE.sameAs(r.TRIP_TYPE),
      PARENTHESES: r.STORE.add(1).neg().mul(2).sub(r.TRIP_TYPE.sub(r.STORE)),
    })),

  'long-case': () =>
    ORDERS.select((r) => ({
      DAY_KIND: when(r.WEEKDAY.isIn(['Saturday', 'Sunday']).and(r.STORE.ge(5)), 'weekend in a large store')
        .when(r.WEEKDAY.eq('Friday'), when(r.STORE.lt(5), 'friday, small').else('friday, large'))
        .end(),
      IS_MONDAY: when(r.WEEKDAY.eq('Monday'), true).else(false),
    })),

  dates: () =>
    ORDERS.filter((r) => r.ORDER_TS.within('2024-01-01 00:00:00', '2025-01-01 00:00:00')).select((r) => ({
      M: r.ORDER_DATE.month(),
      WEEKDAY_NUMBER: r.ORDER_DATE.dayOfWeekIso(),
      MONTH_START: r.ORDER_DATE.dateTrunc('month'),
      WEEK_LATER: r.ORDER_DATE.dateAdd('day', 7),
      DAYS_LEFT: r.ORDER_DATE.daysBetween(date('2024-12-31')),
      HOUR_START: r.ORDER_TS.dateTrunc('hour'),
      TS_DAY: r.ORDER_TS.toDate(),
      EARLIER: r.ORDER_TS.dateAdd('minute', -30),
    })),

  'computed-key': () =>
    ORDERS.groupByComputed((r) => ({ ORDER_YEAR: r.ORDER_DATE.year(), SHOP: r.STORE })).agg(() => ({
      N_ORDERS: count(),
    })),

  texts: () =>
    CUSTOMER.select((r) => ({
      BOTH_NAMES: r.C_FIRST_NAME.upper().concat(', ', r.C_FIRST_NAME),
      N_CHARACTERS: r.C_FIRST_NAME.trim().length(),
      STARTS_WITH_A: r.C_FIRST_NAME.like('A%'),
      SHORT_NAME: r.C_FIRST_NAME.substr(1, 3),
      IS_NAME: r.C_FIRST_NAME.matches('[A-Z]\\w+'),
      BIRTH_YEAR_TEXT: r.C_BIRTH_YEAR.toText(),
      AS_NUMBER: r.C_FIRST_NAME.tryToNumber(10, 2),
      CONSTANT: lit("it's"),
    })),

  'whole-frame': () =>
    LINEITEM.agg((r) => ({
      MEAN_PRICE: avg(r.PRICE),
      PRICE_DEVIATION: stddev(r.PRICE),
      TYPICAL_QUANTITY: median(r.QUANTITY),
      PRODUCTS: listAgg(r.LI_PRODUCT_ID.toText(), { separator: ',', orderBy: r.LI_PRODUCT_ID }),
    })),

  shared: () => {
    const perStore = ORDERS.groupBy('O_CUSTOMER_SK', 'STORE').agg(() => ({ N_ORDERS: count() }));
    return perStore
      .join(
        perStore.prefixed('OTHER_'),
        callback(1, ['a', 'b'], (a: PerStore, b: OtherStore) =>
          a.O_CUSTOMER_SK.eq(b.OTHER_O_CUSTOMER_SK).and(a.N_ORDERS.lt(b.OTHER_N_ORDERS)),
        ),
      )
      .pick('O_CUSTOMER_SK', 'STORE', 'OTHER_STORE');
  },

  raw: () => {
    const big = name(
      'big',
      query<{ CUSTOMER_ID: Int; N: Int }>({ CUSTOMER_ID: 'NUMBER(38,0)', N: 'NUMBER(18,0)' })`
SELECT O_CUSTOMER_SK AS CUSTOMER_ID, count(*) AS N
FROM ${ORDERS}
GROUP BY 1;
`,
    );
    return big
      .filter((r) => r.N.gt(1))
      .select((r) => ({ CUSTOMER_ID: r.CUSTOMER_ID, FLAGS: sql<Int>`BITAND(${r.N}, 4) + 0`.mul(2) }));
  },

  'semi-join': () =>
    ORDERS.semiJoin(
      ORDER_RETURNS,
      callback(1, ['o', 'ret'], (o: OrdersColumns, ret: OrderReturnsColumns) =>
        o.O_ORDER_ID.eq(ret.OR_ORDER_ID),
      ),
    )
      .groupBy('O_CUSTOMER_SK')
      .agg(() => ({ N_RETURNED: count() })),

  'semi-join-grouped': () => {
    const loyal = name(
      'loyal',
      ORDERS.groupBy('O_CUSTOMER_SK')
        .agg(() => ({ N_ORDERS: count() }))
        .filter((r) => r.N_ORDERS.ge(5)),
    );
    return CUSTOMER.semiJoin(loyal, (c, l) => c.C_CUSTOMER_SK.eq(l.O_CUSTOMER_SK));
  },

  'anti-join': () => {
    const recent = name(
      'recent',
      ORDERS.filter((r) => r.ORDER_DATE.ge('2024-01-01')),
    );
    return CUSTOMER.antiJoin(
      recent,
      callback(1, ['c', 'o'], (c: CustomerColumns, o: OrdersColumns) => c.C_CUSTOMER_SK.eq(o.O_CUSTOMER_SK)),
    );
  },

  'anti-self-join': () =>
    ORDERS.antiJoin(
      ORDERS,
      callback(1, ['a', 'b'], (a: OrdersColumns, b: OrdersColumns) =>
        a.O_ORDER_ID.eq(b.TRIP_TYPE).and(a.STORE.eq(b.STORE)),
      ),
    ).pick('O_ORDER_ID', 'STORE'),

  'as-of': () =>
    EVENTS.pick('CUSTOMER', 'AT', 'KIND').asofJoin(
      ORDERS.rename({ CUSTOMER: 'O_CUSTOMER_SK' }),
      callback(1, ['e', 'o'], (e: Pick<EventsColumns, 'AT'>, o: Pick<OrdersColumns, 'ORDER_TS'>) =>
        e.AT.ge(o.ORDER_TS),
      ),
      { by: ['CUSTOMER'], within: hours(24), take: ['STORE', 'WEEKDAY'] },
    ),

  'union-distinct': () =>
    ORDERS.select((r) => ({ CUSTOMER: r.O_CUSTOMER_SK }))
      .unionAll(CUSTOMER.select((r) => ({ CUSTOMER: r.C_CUSTOMER_SK })))
      .union(EVENTS.pick('CUSTOMER')),

  intersect: () =>
    LINEITEM.select((r) => ({ PRODUCT: r.LI_PRODUCT_ID, ORDER_ID: r.LI_ORDER_ID }))
      .intersect(
        ORDER_RETURNS.select((r) => ({ ORDER_ID: r.OR_ORDER_ID, PRODUCT: r.OR_PRODUCT_ID })).filter((r) =>
          r.PRODUCT.gt(3),
        ),
      )
      .groupBy('PRODUCT')
      .agg(() => ({ N_ORDERS: count() })),

  except: () =>
    CUSTOMER.select((r) => ({ CUSTOMER: r.C_CUSTOMER_SK }))
      .except(ORDERS.select((r) => ({ CUSTOMER: r.O_CUSTOMER_SK })))
      .except(
        EVENTS.filter((r) => r.OK)
          .pick('CUSTOMER')
          .unionAll(EVENTS.pick('CUSTOMER')),
      ),

  rollup: () => {
    const recent = name(
      'recent',
      ORDERS.filter((r) => r.ORDER_DATE.ge('2024-01-01')),
    );
    return recent.rollup(['STORE', 'WEEKDAY'], 'LEVEL', (r) => ({
      N_ORDERS: count(),
      LAST_DAY: max(r.ORDER_DATE),
    }));
  },

  sample: () =>
    ORDERS.sample({ percent: 5 })
      .filter((r) => r.STORE.eq(1))
      .pick('O_ORDER_ID'),

  'sample-joined': () =>
    ORDERS.join(
      CUSTOMER.filter((r) => r.C_BIRTH_YEAR.gt(1980)).sample({ rows: 10 }),
      callback(1, ['o', 'c'], (o: OrdersColumns, c: CustomerColumns) => o.O_CUSTOMER_SK.eq(c.C_CUSTOMER_SK)),
    ).pick('O_ORDER_ID', 'C_BIRTH_YEAR'),

  'right-join': () =>
    ORDERS.rightJoin(
      CUSTOMER,
      callback(1, ['o', 'c'], (o: OrdersColumns, c: CustomerColumns) => o.O_CUSTOMER_SK.eq(c.C_CUSTOMER_SK)),
    )
      .groupBy('C_CUSTOMER_SK')
      .agg((r) => ({ N_ORDERS: count(r.O_ORDER_ID) })),

  'constant-of-a-group': () =>
    ORDERS.agg((r) => ({ N: count(), LAST: max(r.ORDER_DATE) })).select(() => ({ ONE: lit(1) })),

  'picked-by-rule': () => ORDERS.filter((r) => r.STORE.eq(1)).pick(columns.matching(/^O_/)),

  'most-frequent': () =>
    ORDERS.filter((r) => r.TRIP_TYPE.ne(999))
      .groupBy('O_CUSTOMER_SK')
      .mostFrequent('WEEKDAY', { ties: 'smallest' }),

  'union-missing': () =>
    LINEITEM.select((r) => ({ PRODUCT: r.LI_PRODUCT_ID, PRICE: r.PRICE })).unionAllWithNulls(
      ORDER_RETURNS.select((r) => ({ PRODUCT: r.OR_PRODUCT_ID, RETURNED: r.OR_RETURN_QUANTITY })),
    ),

  'drop-null': () => ORDERS.dropNull('STORE', 'TRIP_TYPE').pick('O_ORDER_ID', 'STORE'),

  pivot: () =>
    ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({
      N_ORDERS: count(),
      ...pivot(r.WEEKDAY, ['Saturday', 'Sunday'], { N: (is) => countIf(is) }),
      ...pivot(r.TRIP_TYPE, { '3': 3, OTHER: 999 }, { STORES: (is) => sumIf(r.STORE, is) }),
    })),

  unpivot: () =>
    ORDERS.pick('O_ORDER_ID', 'STORE', 'TRIP_TYPE').unpivot(['STORE', 'TRIP_TYPE'], {
      name: 'ATTRIBUTE',
      value: 'CODE',
    }),

  flatten: () =>
    EVENTS.pick('CUSTOMER', 'PAYLOAD')
      .flatten(
        callback(1, ['e'], (e: Pick<EventsColumns, 'PAYLOAD'>) => e.PAYLOAD.get('list')),
        { outer: false },
        callback(2, ['item'], (item: Element) => ({ POSITION: item.index, AMOUNT: item.value.toNumber() })),
      )
      .drop('PAYLOAD'),

  'flatten-joined': () => {
    const items = name(
      'items',
      ORDERS.join(
        EVENTS,
        callback(1, ['o', 'e'], (o: OrdersColumns, e: EventsColumns) => o.O_CUSTOMER_SK.eq(e.CUSTOMER)),
      )
        .flatten(
          (r) => r.PAYLOAD.get('cart.items'),
          { outer: true },
          callback(2, ['item'], (item: Element) => ({ SKU: item.value.get('sku').toText() })),
        )
        .filter((r) => r.OK)
        .pick('O_CUSTOMER_SK', 'SKU'),
    );
    return items
      .join(
        CUSTOMER,
        callback(3, ['items', 'c'], (i: { O_CUSTOMER_SK: Int }, c: CustomerColumns) =>
          i.O_CUSTOMER_SK.eq(c.C_CUSTOMER_SK),
        ),
      )
      .pick('C_FIRST_NAME', 'SKU');
  },

  rolling: () =>
    ORDERS.select((r) => ({
      O_CUSTOMER_SK: r.O_CUSTOMER_SK,
      ORDER_DATE: r.ORDER_DATE,
      ...rolling('N', count(), { by: r.O_CUSTOMER_SK, orderBy: r.ORDER_DATE, days: [7, 30] }),
      ...rolling('STORE', avg(r.STORE), { by: r.O_CUSTOMER_SK, orderBy: r.ORDER_TS, rows: [3] }),
    })),

  before: () =>
    ORDERS.select((r) => ({
      O_ORDER_ID: r.O_ORDER_ID,
      N_BEFORE: count().over({ by: r.O_CUSTOMER_SK, orderBy: r.ORDER_DATE, before: days(7) }),
      SHARE: shareOf(r.STORE).over({ by: r.O_CUSTOMER_SK }),
    })),

  sessions: () =>
    EVENTS.pick('CUSTOMER', 'AT').withSessionId('SESSION_ID', (r) => ({
      by: r.CUSTOMER,
      at: r.AT,
      gap: minutes(30),
    })),

  aggregates: () =>
    ORDERS.groupBy('WEEKDAY').agg((r) => ({
      USUAL_STORE: mode(r.STORE),
      STORE_P90: percentile(r.STORE, 0.9),
      ABOUT_HALF: approxPercentile(r.STORE, 0.5),
      RELATION: corr(r.STORE, r.TRIP_TYPE),
      MEAN_STORE: avgIf(r.STORE, r.TRIP_TYPE.eq(3)),
    })),

  functions: () =>
    EVENTS.select((r) => ({
      KEY_HASH: hash(r.KIND, r.CUSTOMER),
      KIND_MD5: r.KIND.md5(),
      KIND_SHA: r.KIND.sha2(),
      EDITS: r.KIND.editDistance('web'),
      QUARTER_HOUR: r.AT.timeSlice(15, 'minute'),
      BERLIN: r.AT.convertTimezone('UTC', 'Europe/Berlin'),
      NEW_YEAR: dateFromParts(r.AT.year(), 1, 1),
      B: r.PAYLOAD.get('a.b').tryToNumber(),
      N_ITEMS: r.PAYLOAD.get('list').toArray().size(),
      HAS_TWO: r.PAYLOAD.get('list').toArray().contains(2),
    })),

  weeks: () =>
    ORDERS.select((r) => ({
      MONDAY: r.ORDER_DATE.dateTrunc('week'),
      MONDAY_START: r.ORDER_TS.dateTrunc('week'),
      ISO_YEAR: r.ORDER_DATE.yearOfWeekIso(),
      TWO_MONTHS: r.ORDER_DATE.timeSlice(2, 'month'),
      MONTH_END: r.ORDER_TS.lastDay(),
      QUARTER_END: r.ORDER_DATE.lastDay('quarter'),
      NEXT_FRIDAY: r.ORDER_DATE.nextDay('friday'),
      LAST_FRIDAY: r.ORDER_TS.previousDay('friday'),
      MONTH_NAME: r.ORDER_DATE.monthName(),
      OFFICE_HOURS: r.ORDER_TS.toTime().within('09:00:00', '17:30:00'),
    })),

  'wall-clock': () =>
    EVENTS.filter((r) => r.SEEN.toTimestamp('Europe/Berlin').ge(r.AT)).select((r) => ({
      BERLIN: r.SEEN.toTimestamp('Europe/Berlin'),
      BERLIN_DAY: r.SEEN.toTimestamp('Europe/Berlin').toDate(),
    })),

  'replaced-values': () =>
    ORDERS.select((r) => ({
      DAY: r.WEEKDAY.replaceValues({ Saturday: 'weekend', Sunday: 'weekend' }),
      SHOP: r.STORE.replaceValues({ '-1': 0 }).add(1),
      PLACED: r.ORDER_DATE.replaceValues({ '1970-01-01': '2024-01-01' }),
    })),

  'more-numbers': () =>
    EVENTS.select((r) => ({
      CUT: r.amount.truncate(1),
      HOUR_SINE: r.AT.hour()
        .mul(Math.PI / 12)
        .sin(),
      HOUR_COSINE: r.AT.hour()
        .mul(Math.PI / 12)
        .cos(),
      BROKEN: r.amount.isNaN(),
      SPELT: r.KIND.translate('ab', 'AB'),
      AT_TEN: lit('10:00:00').toTime().eq('10:00:00'),
      AGREED: r.KIND.tryToBoolean(),
      SHARED: r.PAYLOAD.get('list').toArray().overlaps(r.PAYLOAD.get('other').toArray()),
    })),

  places: () =>
    ORDERS.select((r) => {
      const by = r.O_CUSTOMER_SK;
      return {
        O_ORDER_ID: r.O_ORDER_ID,
        SHARE_BEFORE: cumeDist().over({ by, orderBy: r.ORDER_TS }),
        SECOND_STORE: nthValue(r.STORE, 2).over({ by, orderBy: r.ORDER_TS, rows: [null, null] }),
        ...rolling('STORES', sum(r.STORE), { by, orderBy: r.ORDER_DATE, before: [days(7)] }),
      };
    }),

  lines: () =>
    ORDERS.groupBy('WEEKDAY').agg((r) => ({
      SLOPE: regrSlope(r.STORE, r.TRIP_TYPE),
      AT_ZERO: regrIntercept(r.STORE, r.TRIP_TYPE),
      FIT: regrR2(r.STORE, r.TRIP_TYPE),
      LOPSIDED: skew(r.STORE),
      TAILS: kurtosis(r.STORE),
    })),

  vectors: () => {
    const embedded = name(
      'embedded',
      EVENTS.select((r) => ({
        CUSTOMER: r.CUSTOMER,
        EMBEDDING: r.PAYLOAD.get('list').toArray().toVector(2),
      })),
    );
    return embedded.select((r) => ({
      LIKENESS: r.EMBEDDING.vectorCosine([0.5, 1]),
      DISTANCE: r.EMBEDDING.vectorL2(vector([0, 1])),
      PRODUCT: r.EMBEDDING.vectorInner(r.EMBEDDING),
      ELEMENTS: r.EMBEDDING.toArray(),
      EMBEDDING: r.EMBEDDING,
    }));
  },

  chain: () => {
    const perStore = name(
      'perStore',
      ORDERS.groupBy('O_CUSTOMER_SK', 'STORE')
        .agg(() => ({ N_ORDERS: count() }))
        .groupBy('STORE')
        .agg((r) => ({ ORDERS_PER_CUSTOMER: avg(r.N_ORDERS) })),
    );
    return perStore.filter((r) => r.ORDERS_PER_CUSTOMER.gt(1.5)).sort((r) => r.STORE);
  },
};

interface Later {
  LATER_O_CUSTOMER_SK: Int;
  LATER_ORDER_DATE: OrdersColumns['ORDER_DATE'];
}

interface PerStore {
  O_CUSTOMER_SK: Int;
  STORE: Int;
  N_ORDERS: Int;
}

interface OtherStore {
  OTHER_O_CUSTOMER_SK: Int;
  OTHER_STORE: Int;
  OTHER_N_ORDERS: Int;
}
