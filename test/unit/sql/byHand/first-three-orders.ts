import { rowNumber } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.withColumns((r) => ({
  PLACE: rowNumber().over({ by: r.O_CUSTOMER_SK, orderBy: [r.ORDER_TS, r.O_ORDER_ID] }),
}))
  .filter((r) => r.PLACE.le(3))
  .pick('O_CUSTOMER_SK', 'O_ORDER_ID', 'PLACE');
