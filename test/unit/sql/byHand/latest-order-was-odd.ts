import { desc } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.latestBy(['O_CUSTOMER_SK'], (r) => [desc(r.ORDER_TS), desc(r.O_ORDER_ID)])
  .filter((r) => r.TRIP_TYPE.eq(999).or(r.STORE.isNull()))
  .pick('O_CUSTOMER_SK', 'O_ORDER_ID');
