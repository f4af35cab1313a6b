import { countDistinct, desc, sum } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

const lines = LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID));

export default lines
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({ SPENT: sum(r.QUANTITY.mul(r.PRICE)), N_ORDERS: countDistinct(r.O_ORDER_ID) }))
  .filter((r) => r.N_ORDERS.gt(1))
  .sort((r) => [desc(r.SPENT), r.O_CUSTOMER_SK])
  .limit(10);
