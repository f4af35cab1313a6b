import { desc } from '../../../../src/index.js';
import { EVENTS, ORDERS } from '../../dataframe/sources.js';

const lastEvents = EVENTS.latestBy(['CUSTOMER', 'AT'], (r) => [desc(r.KIND), desc(r.amount)]);

export default ORDERS.select((r) => ({
  O_ORDER_ID: r.O_ORDER_ID,
  CUSTOMER: r.O_CUSTOMER_SK,
  ORDER_TS: r.ORDER_TS,
})).asofJoin(lastEvents, (o, e) => o.ORDER_TS.ge(e.AT), { by: ['CUSTOMER'], take: ['KIND', 'OK'] });
