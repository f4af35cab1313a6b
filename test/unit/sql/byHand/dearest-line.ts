import { maxBy, sum } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

const dearest = LINEITEM.withColumns((r) => ({ LINE_VALUE: r.QUANTITY.mul(r.PRICE) }))
  .groupBy('LI_ORDER_ID')
  .agg((r) => ({
    DEAREST_PRODUCT: maxBy(r.LI_PRODUCT_ID, r.LINE_VALUE),
    TOTAL: sum(r.LINE_VALUE),
  }));

export default dearest
  .join(ORDERS, (d, o) => d.LI_ORDER_ID.eq(o.O_ORDER_ID))
  .select((r) => ({
    CUSTOMER: r.O_CUSTOMER_SK,
    ORDER_DATE: r.ORDER_DATE,
    DEAREST_PRODUCT: r.DEAREST_PRODUCT,
    ROUNDED: r.TOTAL.round(),
  }));
