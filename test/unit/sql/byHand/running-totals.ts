import { avg, sum } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

const orderValues = LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID))
  .groupBy('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE')
  .agg((r) => ({ ORDER_VALUE: sum(r.QUANTITY.mul(r.PRICE)) }));

export default orderValues.withColumns((r) => ({
  VALUE_SO_FAR: sum(r.ORDER_VALUE).over({ by: r.O_CUSTOMER_SK, orderBy: [r.ORDER_DATE, r.O_ORDER_ID] }),
  CUSTOMER_MEAN: avg(r.ORDER_VALUE).over({ by: r.O_CUSTOMER_SK }),
}));
