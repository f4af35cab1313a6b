import { count, desc, max, sum } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const perStore = ORDERS.dropNull('STORE')
  .groupBy('O_CUSTOMER_SK', 'STORE')
  .agg((r) => ({ N_ORDERS: count(), LATEST: max(r.ORDER_DATE) }));
const favourite = perStore
  .latestBy(['O_CUSTOMER_SK'], (r) => [desc(r.N_ORDERS), desc(r.LATEST), r.STORE])
  .rename({ FAVOURITE: 'STORE' })
  .pick('O_CUSTOMER_SK', 'FAVOURITE');
const breadth = perStore
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({ N_STORES: count(), ALL_ORDERS: sum(r.N_ORDERS) }));

export default perStore
  .joinUsing(favourite, 'O_CUSTOMER_SK')
  .joinUsing(breadth, 'O_CUSTOMER_SK')
  .filter((r) => r.STORE.ne(r.FAVOURITE))
  .select((r) => ({
    O_CUSTOMER_SK: r.O_CUSTOMER_SK,
    STORE: r.STORE,
    FAVOURITE: r.FAVOURITE,
    STORE_SHARE: r.N_ORDERS.safeDiv(r.ALL_ORDERS),
    N_STORES: r.N_STORES,
  }));
