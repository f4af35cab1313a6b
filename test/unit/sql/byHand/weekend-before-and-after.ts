import { count, countDistinct, rowNumber } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const weekend = ORDERS.filter((r) => r.WEEKDAY.isIn(['Saturday', 'Sunday'])).withColumns((r) => ({
  PLACE: rowNumber().over({ by: r.O_CUSTOMER_SK, orderBy: [r.ORDER_TS, r.O_ORDER_ID] }),
}));

export default weekend
  .filter((r) => r.PLACE.between(2, 4).and(r.STORE.gt(1)))
  .groupBy('PLACE')
  .agg((r) => ({ N_ORDERS: count(), N_STORES: countDistinct(r.STORE) }));
