import { coalesce, count, max } from '../../../../src/index.js';
import { EVENTS, ORDERS } from '../../dataframe/sources.js';

const bought = ORDERS.groupByComputed((r) => ({ CUSTOMER: r.O_CUSTOMER_SK })).agg(() => ({
  N_ORDERS: count(),
}));
const visits = EVENTS.groupByComputed((r) => ({ VISITOR: r.CUSTOMER })).agg((r) => ({
  N_EVENTS: count(),
  LAST_SEEN: max(r.AT),
}));

export default bought
  .fullJoin(visits, (b, v) => b.CUSTOMER.eq(v.VISITOR))
  .select((r) => ({
    CUSTOMER: coalesce(r.CUSTOMER, r.VISITOR),
    N_ORDERS: r.N_ORDERS.fillNull(0),
    N_EVENTS: r.N_EVENTS.fillNull(0),
    LAST_SEEN: r.LAST_SEEN,
  }));
