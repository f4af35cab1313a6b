import { CUSTOMER, EVENTS, ORDERS } from '../../dataframe/sources.js';

export default ORDERS.select((r) => ({ CUSTOMER: r.O_CUSTOMER_SK }))
  .union(EVENTS.pick('CUSTOMER'))
  .antiJoin(CUSTOMER, (known, c) => known.CUSTOMER.eq(c.C_CUSTOMER_SK));
