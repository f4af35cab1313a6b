import { count, max, sum } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

const orderValues = LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID))
  .groupBy('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE')
  .agg((r) => ({ ORDER_VALUE: sum(r.QUANTITY.mul(r.PRICE)) }));

export default orderValues
  .groupByComputed((r) => ({ CUSTOMER: r.O_CUSTOMER_SK, MONTH_START: r.ORDER_DATE.dateTrunc('month') }))
  .agg((r) => ({
    N_ORDERS: count(),
    MONTH_VALUE: sum(r.ORDER_VALUE),
    LARGEST_ORDER: max(r.ORDER_VALUE),
  }));
