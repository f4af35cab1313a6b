import { count, desc } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const visited = ORDERS.pick('O_CUSTOMER_SK', 'STORE').distinct();
const perCustomer = visited.groupBy('O_CUSTOMER_SK').agg((r) => ({ N_STORES: count(r.STORE) }));

export default perCustomer
  .groupBy('N_STORES')
  .agg(() => ({ N_CUSTOMERS: count() }))
  .sort((r) => desc(r.N_STORES));
