import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.pick('O_CUSTOMER_SK', 'ORDER_DATE', 'STORE')
  .join(ORDERS.prefixed('OTHER_'), (a, b) =>
    a.O_CUSTOMER_SK.eq(b.OTHER_O_CUSTOMER_SK)
      .and(a.ORDER_DATE.eq(b.OTHER_ORDER_DATE))
      .and(a.STORE.lt(b.OTHER_STORE)),
  )
  .pick('O_CUSTOMER_SK', 'ORDER_DATE', 'STORE', 'OTHER_STORE')
  .distinct();
