import { count, countDistinct } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.filter((r) => r.ORDER_DATE.within('2024-01-01', '2025-01-01'))
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({ N_ORDERS: count(), N_MONTHS: countDistinct(r.ORDER_DATE.month()) }))
  .filter((r) => r.N_ORDERS.ge(2).and(r.N_MONTHS.ge(2)))
  .select((r) => ({ CUSTOMER: r.O_CUSTOMER_SK, PER_MONTH: r.N_ORDERS.div(r.N_MONTHS) }));
