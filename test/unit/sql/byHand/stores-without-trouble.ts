import { count, countDistinct, sum } from '../../../../src/index.js';
import { ORDERS, ORDER_RETURNS } from '../../dataframe/sources.js';

const returnedMuch = ORDER_RETURNS.groupBy('OR_ORDER_ID')
  .agg((r) => ({ RETURNED: sum(r.OR_RETURN_QUANTITY) }))
  .filter((r) => r.RETURNED.gt(3));

export default ORDERS.antiJoin(returnedMuch, (o, ret) => o.O_ORDER_ID.eq(ret.OR_ORDER_ID))
  .groupBy('STORE')
  .agg((r) => ({ N_ORDERS: count(), N_CUSTOMERS: countDistinct(r.O_CUSTOMER_SK) }));
