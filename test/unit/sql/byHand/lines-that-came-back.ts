import { count, sum } from '../../../../src/index.js';
import { LINEITEM, ORDER_RETURNS } from '../../dataframe/sources.js';

export default LINEITEM.semiJoin(ORDER_RETURNS, (li, ret) =>
  li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
)
  .groupBy('LI_PRODUCT_ID')
  .agg((r) => ({ N_LINES: count(), LINE_VALUE: sum(r.QUANTITY.mul(r.PRICE)) }));
