import { avg, count, countIf, lag, max } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const gaps = ORDERS.select((r) => ({
  CUSTOMER: r.O_CUSTOMER_SK,
  GAP: lag(r.ORDER_DATE)
    .over({ by: r.O_CUSTOMER_SK, orderBy: [r.ORDER_DATE, r.O_ORDER_ID] })
    .daysBetween(r.ORDER_DATE),
}));

export default gaps.groupBy('CUSTOMER').agg((r) => ({
  N_GAPS: count(r.GAP),
  MEAN_GAP: avg(r.GAP),
  LONGEST_GAP: max(r.GAP),
  N_SAME_DAY: countIf(r.GAP.eq(0)),
}));
