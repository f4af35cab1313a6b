import { count, greatest, max } from '../../../../src/index.js';
import { CUSTOMER, EVENTS, ORDERS } from '../../dataframe/sources.js';

const orders = ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({
  N_ORDERS: count(),
  LAST_ORDER: max(r.ORDER_DATE),
}));
const visits = EVENTS.groupBy('CUSTOMER').agg((r) => ({ N_VISITS: count(), LAST_VISIT: max(r.AT).toDate() }));
const features = CUSTOMER.leftJoin(orders, (c, o) => c.C_CUSTOMER_SK.eq(o.O_CUSTOMER_SK))
  .leftJoin(visits, (c, v) => c.C_CUSTOMER_SK.eq(v.CUSTOMER))
  .select((r) => ({
    CUSTOMER: r.C_CUSTOMER_SK,
    N_ORDERS: r.N_ORDERS.fillNull(0),
    N_VISITS: r.N_VISITS.fillNull(0),
    LAST_SEEN: greatest(r.LAST_ORDER, r.LAST_VISIT),
  }));

export default features
  .filter((r) => r.N_ORDERS.add(r.N_VISITS).gt(0))
  .withColumns((r) => ({
    ORDERS_PER_VISIT: r.N_ORDERS.div0(r.N_VISITS),
  }));
