import { avg, count, max } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const perDay = ORDERS.groupBy('STORE', 'ORDER_DATE').agg(() => ({ N_ORDERS: count() }));
const perStore = perDay.groupBy('STORE').agg((r) => ({
  N_DAYS: count(),
  ORDERS_PER_DAY: avg(r.N_ORDERS),
  BUSIEST_DAY: max(r.N_ORDERS),
}));

export default perStore.agg((r) => ({
  N_STORES: count(),
  MEAN_OF_MEANS: avg(r.ORDERS_PER_DAY),
  MOST_DAYS: max(r.N_DAYS),
  BUSIEST_DAY: max(r.BUSIEST_DAY),
}));
