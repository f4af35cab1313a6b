import { changeCount, count, max } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const changes = ORDERS.dropNull('O_CUSTOMER_SK').select((r) => ({
  CUSTOMER: r.O_CUSTOMER_SK,
  STAY: changeCount(r.STORE).over({ by: r.O_CUSTOMER_SK, orderBy: [r.ORDER_TS, r.O_ORDER_ID] }),
}));

export default changes.groupBy('CUSTOMER').agg((r) => ({ N_CHANGES: max(r.STAY), N_ORDERS: count() }));
