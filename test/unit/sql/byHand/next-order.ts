import { count, max } from '../../../../src/index.js';
import { EVENTS, ORDERS } from '../../dataframe/sources.js';

const orderTimes = ORDERS.groupByComputed((r) => ({ CUSTOMER: r.O_CUSTOMER_SK, ORDER_TS: r.ORDER_TS })).agg(
  (r) => ({ BASKETS: count(), NEWEST: max(r.O_ORDER_ID) }),
);

export default EVENTS.pick('CUSTOMER', 'AT', 'KIND')
  .asofJoin(orderTimes, (e, o) => e.AT.le(o.ORDER_TS), { by: ['CUSTOMER'], take: ['ORDER_TS', 'NEWEST'] })
  .filter((r) => r.ORDER_TS.notNull())
  .select((r) => ({
    CUSTOMER: r.CUSTOMER,
    KIND: r.KIND,
    NEWEST: r.NEWEST,
    MINUTES_TO_ORDER: r.AT.minutesBetween(r.ORDER_TS),
  }));
