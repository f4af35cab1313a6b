import { countDistinct } from '../../../../src/index.js';
import { LINEITEM } from '../../dataframe/sources.js';

const others = LINEITEM.rename({ OTHER_ORDER: 'LI_ORDER_ID', OTHER_PRODUCT: 'LI_PRODUCT_ID' }).pick(
  'OTHER_ORDER',
  'OTHER_PRODUCT',
);

export default LINEITEM.join(others, (a, b) =>
  a.LI_ORDER_ID.eq(b.OTHER_ORDER).and(a.LI_PRODUCT_ID.lt(b.OTHER_PRODUCT)),
)
  .groupBy('LI_PRODUCT_ID', 'OTHER_PRODUCT')
  .agg((r) => ({ N_ORDERS: countDistinct(r.LI_ORDER_ID) }))
  .filter((r) => r.N_ORDERS.ge(2));
