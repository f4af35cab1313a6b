import { dateFromParts } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.filter((r) => r.ORDER_TS.ge('2024-01-01 00:00:00')).select((r) => ({
  O_ORDER_ID: r.O_ORDER_ID,
  ORDER_YEAR: r.ORDER_DATE.year(),
  ORDER_QUARTER: r.ORDER_DATE.quarter(),
  ORDER_WEEK: r.ORDER_DATE.weekIso(),
  DAY_OF_WEEK: r.ORDER_DATE.dayOfWeekIso(),
  ORDER_HOUR: r.ORDER_TS.hour(),
  MONTH_END: r.ORDER_DATE.lastDay(),
  YEAR_START: r.ORDER_DATE.dateTrunc('year'),
  HALF_HOUR: r.ORDER_TS.timeSlice(30, 'minute'),
  DAYS_TO_CHRISTMAS: r.ORDER_DATE.daysBetween(dateFromParts(r.ORDER_DATE.year(), 12, 25)),
  RETURN_UNTIL: r.ORDER_DATE.dateAdd('month', 1),
  TS_DAY: r.ORDER_TS.toDate(),
}));
