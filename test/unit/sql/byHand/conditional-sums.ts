import { avgIf, count, countIf, every, sumIf } from '../../../../src/index.js';
import { LINEITEM, ORDER_RETURNS } from '../../dataframe/sources.js';

export default LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) =>
  li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
)
  .groupBy('LI_ORDER_ID')
  .agg((r) => ({
    N_LINES: count(),
    N_RETURNED: countIf(r.OR_ORDER_ID.notNull()),
    CHEAP_QUANTITY: sumIf(r.QUANTITY, r.PRICE.lt(5)),
    DEAR_PRICE: avgIf(r.PRICE, r.PRICE.ge(5)),
    ALL_RETURNED: every(r.OR_RETURN_QUANTITY.ge(r.QUANTITY)),
  }));
