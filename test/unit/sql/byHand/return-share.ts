import { sum } from '../../../../src/index.js';
import { LINEITEM, ORDER_RETURNS } from '../../dataframe/sources.js';

const sold = LINEITEM.groupBy('LI_PRODUCT_ID').agg((r) => ({
  SOLD: sum(r.QUANTITY),
  REVENUE: sum(r.QUANTITY.mul(r.PRICE)),
}));
const returned = ORDER_RETURNS.groupBy('OR_PRODUCT_ID').agg((r) => ({
  RETURNED: sum(r.OR_RETURN_QUANTITY),
}));

export default sold
  .leftJoin(returned, (s, ret) => s.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID))
  .select((r) => ({
    PRODUCT: r.LI_PRODUCT_ID,
    REVENUE: r.REVENUE,
    RETURN_SHARE: r.RETURNED.fillNull(0).safeDiv(r.SOLD),
  }));
