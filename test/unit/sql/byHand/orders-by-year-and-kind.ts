import { count, countDistinct, desc, when } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.groupByComputed((r) => ({
  ORDER_YEAR: r.ORDER_DATE.year(),
  DAY_KIND: when(r.WEEKDAY.isIn(['Saturday', 'Sunday']), 'weekend').else('weekday'),
}))
  .agg((r) => ({ N_ORDERS: count(), N_CUSTOMERS: countDistinct(r.O_CUSTOMER_SK) }))
  .sort((r) => [desc(r.ORDER_YEAR), r.DAY_KIND]);
