import { countDistinct, date, desc, max, ntile, sum, when } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

const perCustomer = LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID))
  .dropNull('O_CUSTOMER_SK')
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({
    RECENCY: max(r.ORDER_DATE).daysBetween(date('2025-01-01')),
    FREQUENCY: countDistinct(r.O_ORDER_ID),
    MONETARY: sum(r.QUANTITY.mul(r.PRICE)),
  }));
const scored = perCustomer.withColumns((r) => ({
  R_SCORE: ntile(4).over({ orderBy: [desc(r.RECENCY), r.O_CUSTOMER_SK] }),
  M_SCORE: ntile(4).over({ orderBy: [r.MONETARY, r.O_CUSTOMER_SK] }),
}));

export default scored.select((r) => ({
  O_CUSTOMER_SK: r.O_CUSTOMER_SK,
  SEGMENT: when(r.R_SCORE.ge(3).and(r.M_SCORE.ge(3)), 'champion')
    .when(r.R_SCORE.ge(3), 'recent')
    .when(r.M_SCORE.ge(3).and(r.FREQUENCY.gt(1)), 'at risk')
    .else('other'),
  TOTAL_SCORE: r.R_SCORE.add(r.M_SCORE),
}));
