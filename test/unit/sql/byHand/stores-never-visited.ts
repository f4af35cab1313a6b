import { CUSTOMER, ORDERS } from '../../dataframe/sources.js';

const stores = ORDERS.dropNull('STORE').pick('STORE').distinct();

export default CUSTOMER.pick('C_CUSTOMER_SK')
  .crossJoin(stores)
  .antiJoin(ORDERS, (c, o) => c.C_CUSTOMER_SK.eq(o.O_CUSTOMER_SK).and(c.STORE.eq(o.STORE)));
