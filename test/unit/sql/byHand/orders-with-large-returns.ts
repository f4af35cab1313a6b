import { ORDERS, ORDER_RETURNS } from '../../dataframe/sources.js';

export default ORDERS.semiJoin(ORDER_RETURNS, (o, ret) =>
  o.O_ORDER_ID.eq(ret.OR_ORDER_ID).and(ret.OR_RETURN_QUANTITY.gt(2)),
).pick('O_ORDER_ID', 'ORDER_DATE', 'STORE');
