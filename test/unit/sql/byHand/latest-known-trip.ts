import { desc } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.filter((r) => r.TRIP_TYPE.ne(999))
  .latestBy(['O_CUSTOMER_SK'], (r) => [desc(r.ORDER_TS), desc(r.O_ORDER_ID)])
  .pick('O_CUSTOMER_SK', 'TRIP_TYPE', 'ORDER_DATE');
