import { avg, count, countDistinct, max, min } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({
  N_ORDERS: count(),
  N_STORES: countDistinct(r.STORE),
  FIRST_ORDER: min(r.ORDER_DATE),
  LAST_ORDER: max(r.ORDER_DATE),
  MEAN_TRIP_TYPE: avg(r.TRIP_TYPE),
}));
