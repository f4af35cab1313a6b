import {
  approxCountDistinct,
  arrayAgg,
  avg,
  avgIf,
  coalesce,
  count,
  countDistinct,
  countIf,
  denseRank,
  every,
  firstValue,
  greatest,
  iff,
  lag,
  lastValue,
  lead,
  least,
  listAgg,
  lit,
  max,
  maxBy,
  median,
  min,
  minBy,
  ntile,
  percentRank,
  pivot,
  rank,
  some,
  stddev,
  sum,
  sumIf,
  timestampNtz,
  variance,
} from '../../../src/index.js';
import type { Frame } from '../../../src/index.js';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS } from '../../unit/dataframe/sources.js';

/** Every method and function there is, so that none makes SQL that an account refuses. */
export const vocabulary: Readonly<Record<string, () => Frame<unknown>>> = {
  'all numbers': () =>
    LINEITEM.select((r) => ({
      ADD: r.QUANTITY.add(r.PRICE),
      SUB: r.PRICE.sub(1.25),
      MUL: r.PRICE.mul(r.PRICE),
      DIV: r.PRICE.div(r.QUANTITY),
      SAFE_DIV: r.PRICE.safeDiv(r.QUANTITY.sub(2)),
      DIV_ZERO: r.PRICE.div0(r.QUANTITY.sub(2)),
      MOD: r.QUANTITY.mod(2),
      NEG: r.PRICE.neg(),
      POW: r.QUANTITY.pow(2),
      ABS: r.PRICE.neg().abs(),
      ROUND: r.PRICE.round(1),
      ROUND_WHOLE: r.PRICE.round(),
      FLOOR: r.PRICE.floor(),
      CEIL: r.PRICE.ceil(),
      SIGN: r.PRICE.sign(),
      SQRT: r.PRICE.sqrt(),
      LN: r.PRICE.ln(),
      EXP: r.QUANTITY.exp(),
      ZERO: r.PRICE.zeroIfNull(),
      TO_FLOAT: r.PRICE.toFloat(),
      TO_NUMBER: r.PRICE.toNumber(10, 1),
      TO_TEXT: r.PRICE.toText(),
    })),

  'all comparisons': () =>
    LINEITEM.select((r) => ({
      EQ: r.PRICE.eq(4.5),
      NE: r.PRICE.ne(r.QUANTITY),
      LT: r.PRICE.lt(1),
      LE: r.PRICE.le(1),
      GT: r.PRICE.gt(1),
      GE: r.PRICE.ge(1),
      SAME: r.PRICE.sameAs(4.5),
      BETWEEN: r.PRICE.between(1, 5),
      WITHIN: r.PRICE.within(1, 5),
      IN_LIST: r.QUANTITY.isIn([1, 2]),
      NOT_IN: r.QUANTITY.notIn([1, 2]),
      IS_NULL: r.PRICE.isNull(),
      NOT_NULL: r.PRICE.notNull(),
      LOGIC: r.PRICE.gt(1).and(r.QUANTITY.gt(1)).or(r.QUANTITY.eq(0)).not(),
      AS_NUMBER: r.PRICE.gt(1).toNumber(),
      FILLED: r.PRICE.fillNull(0),
      NULLED: r.PRICE.nullIf(4.5),
    })),

  'all texts': () =>
    CUSTOMER.select((r) => ({
      UPPER: r.C_FIRST_NAME.upper(),
      LOWER: r.C_FIRST_NAME.lower(),
      TRIM: r.C_FIRST_NAME.trim('A'),
      LENGTH: r.C_FIRST_NAME.length(),
      SUBSTR: r.C_FIRST_NAME.substr(2),
      LEFT: r.C_FIRST_NAME.left(1),
      RIGHT: r.C_FIRST_NAME.right(1),
      CONCAT: r.C_FIRST_NAME.concat('-', r.C_FIRST_NAME),
      REPLACE: r.C_FIRST_NAME.replace('n', 'm'),
      SPLIT: r.C_FIRST_NAME.splitPart('n', 1),
      LPAD: r.C_FIRST_NAME.lpad(5, '.'),
      RPAD: r.C_FIRST_NAME.rpad(5),
      STARTS: r.C_FIRST_NAME.startsWith('A'),
      ENDS: r.C_FIRST_NAME.endsWith('n'),
      CONTAINS: r.C_FIRST_NAME.contains('n'),
      LIKE: r.C_FIRST_NAME.like('A%'),
      ILIKE: r.C_FIRST_NAME.ilike('a%'),
      MATCHES: r.C_FIRST_NAME.matches('A.*'),
      REGEXP_REPLACE: r.C_FIRST_NAME.regexpReplace('n+', 'm'),
      REGEXP_SUBSTR: r.C_FIRST_NAME.regexpSubstr('n+'),
    })),

  'all casts': () =>
    CUSTOMER.select((r) => ({
      NUMBER: lit('12.5').toNumber(10, 2),
      TRY_NUMBER: r.C_FIRST_NAME.tryToNumber(10, 2),
      FLOAT: lit('12.5').toFloat(),
      TRY_FLOAT: r.C_FIRST_NAME.tryToFloat(),
      DATE: lit('2024-01-31').toDate(),
      TRY_DATE: r.C_FIRST_NAME.tryToDate(),
      TIMESTAMP: lit('2024-01-31 10:00:00').toTimestamp(),
      TRY_TIMESTAMP: r.C_FIRST_NAME.tryToTimestamp(),
    })),

  'all dates': () =>
    ORDERS.select((r) => ({
      YEAR: r.ORDER_DATE.year(),
      QUARTER: r.ORDER_DATE.quarter(),
      MONTH: r.ORDER_DATE.month(),
      DAY: r.ORDER_DATE.day(),
      DAY_OF_WEEK: r.ORDER_DATE.dayOfWeekIso(),
      WEEK: r.ORDER_DATE.weekIso(),
      DAY_OF_YEAR: r.ORDER_DATE.dayOfYear(),
      DAYS: r.ORDER_DATE.daysBetween('2024-12-31'),
      MONTHS: r.ORDER_DATE.monthsBetween('2024-12-31'),
      YEARS: r.ORDER_DATE.yearsBetween('2024-12-31'),
      TRUNC: r.ORDER_DATE.dateTrunc('quarter'),
      LATER: r.ORDER_DATE.dateAdd('month', r.STORE),
      LAST: r.ORDER_DATE.lastDay(),
      MIDNIGHT: r.ORDER_DATE.toTimestamp(),
    })),

  'all timestamps': () =>
    EVENTS.select((r) => ({
      HOUR: r.AT.hour(),
      MINUTE: r.AT.minute(),
      SECOND: r.AT.second(),
      HOURS: r.AT.hoursBetween(timestampNtz('2024-02-04 00:00:00')),
      MINUTES: r.AT.minutesBetween('2024-02-04'),
      SECONDS: r.AT.secondsBetween('2024-02-04 00:00'),
      TRUNC: r.AT.dateTrunc('hour'),
      LATER: r.AT.dateAdd('second', 90),
      DAY: r.AT.toDate(),
      TIME: r.AT.toTime(),
      TIME_HOUR: r.AT.toTime().hour(),
      SEEN_LATER: r.SEEN.dateAdd('hour', 1),
      SEEN_BEFORE: r.SEEN.lt('2025-01-01 00:00:00'),
    })),

  'all variants': () =>
    EVENTS.select((r) => ({
      INNER: r.PAYLOAD.get('a.b'),
      NUMBER: r.PAYLOAD.get('a.b').toNumber(),
      FLOAT: r.PAYLOAD.get('a.b').toFloat(),
      TEXT: r.PAYLOAD.get('a.b').toText(),
      FIRST: r.PAYLOAD.get('list').at(0).toNumber(10, 0),
      KIND: r.PAYLOAD.get('a').typeOf(),
      JSON_NULL: r.PAYLOAD.get('a').isJsonNull(),
    })),

  'all conditionals': () =>
    ORDERS.select((r) => ({
      IFF: iff(r.STORE.gt(1), r.STORE, 0),
      COALESCE: coalesce(r.STORE, r.TRIP_TYPE, 0),
      GREATEST: greatest(r.STORE, r.TRIP_TYPE, 5),
      LEAST: least(r.STORE, r.TRIP_TYPE),
    })),

  'all aggregates': () =>
    LINEITEM.groupBy('LI_ORDER_ID').agg((r) => ({
      SUM: sum(r.PRICE),
      AVG: avg(r.PRICE),
      MIN: min(r.PRICE),
      MAX: max(r.QUANTITY),
      COUNT: count(),
      COUNT_VALUES: count(r.PRICE),
      DISTINCT: countDistinct(r.PRICE),
      ABOUT: approxCountDistinct(r.PRICE),
      COUNT_IF: countIf(r.PRICE.gt(1)),
      STDDEV: stddev(r.PRICE),
      VARIANCE: variance(r.PRICE),
      MEDIAN: median(r.PRICE),
      MAX_BY: maxBy(r.LI_PRODUCT_ID, r.PRICE),
      MIN_BY: minBy(r.LI_PRODUCT_ID, r.PRICE),
      EVERY: every(r.PRICE.gt(1)),
      SOME: some(r.PRICE.gt(1)),
      LIST: listAgg(r.PRICE.toText(), { separator: ',', orderBy: r.PRICE }),
      ARRAY: arrayAgg(r.PRICE, { orderBy: r.PRICE }),
    })),

  'all conditional aggregates': () =>
    LINEITEM.groupBy('LI_ORDER_ID').agg((r) => ({
      SUM_IF: sumIf(r.PRICE, r.QUANTITY.gt(1)),
      AVG_IF: avgIf(r.PRICE, r.QUANTITY.gt(1)),
      ...pivot(r.QUANTITY, [1, 2], { N: (is) => countIf(is), SPEND: (is) => sumIf(r.PRICE, is) }),
    })),

  'all elements': () =>
    EVENTS.flatten(
      (r) => r.PAYLOAD,
      { outer: true },
      (e) => ({ KEY: e.key, INDEX: e.index, VALUE: e.value }),
    ),

  'all windows': () =>
    ORDERS.select((r) => {
      const window = { by: r.O_CUSTOMER_SK, orderBy: r.ORDER_TS };
      return {
        RANK: rank().over(window),
        DENSE_RANK: denseRank().over(window),
        PERCENT_RANK: percentRank().over(window),
        NTILE: ntile(4).over(window),
        LAG: lag(r.STORE, 2, 0).over(window),
        LEAD: lead(r.ORDER_DATE).over(window),
        FIRST: firstValue(r.STORE, { ignoreNulls: true }).over({ ...window, rows: [null, null] }),
        LAST: lastValue(r.STORE).over(window),
        RUNNING: sum(r.STORE).over(window),
        LAST_THREE: avg(r.STORE).over({ ...window, rows: [-2, 0] }),
        SHARE: r.STORE.safeDiv(sum(r.STORE).over({ by: r.O_CUSTOMER_SK })),
      };
    }),
};
