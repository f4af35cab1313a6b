import { CUSTOMER, ORDERS } from '../../dataframe/sources.js';

export default CUSTOMER.join(
  ORDERS.filter((r) => r.STORE.eq(1)),
  (c, o) => c.C_CUSTOMER_SK.eq(o.O_CUSTOMER_SK),
)
  .filter((r) => r.C_BIRTH_YEAR.lt(1980))
  .pick('C_FIRST_NAME', 'O_ORDER_ID');
