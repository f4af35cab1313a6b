import { days, desc } from '../../../../src/index.js';
import { EVENTS, ORDERS } from '../../dataframe/sources.js';

const orderTimes = ORDERS.latestBy(['O_CUSTOMER_SK', 'ORDER_TS'], (r) => desc(r.O_ORDER_ID)).select((r) => ({
  CUSTOMER: r.O_CUSTOMER_SK,
  ORDER_TS: r.ORDER_TS,
  STORE: r.STORE,
  WEEKDAY: r.WEEKDAY,
}));

export default EVENTS.pick('CUSTOMER', 'AT', 'KIND').asofJoin(orderTimes, (e, o) => e.AT.gt(o.ORDER_TS), {
  by: ['CUSTOMER'],
  within: days(7),
  take: ['STORE', 'WEEKDAY'],
});
