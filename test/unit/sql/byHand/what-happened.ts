import { EVENTS, ORDERS } from '../../dataframe/sources.js';

const bought = ORDERS.select((r) => ({
  CUSTOMER: r.O_CUSTOMER_SK,
  HAPPENED: r.ORDER_TS,
  STORE: r.STORE,
}));
const clicked = EVENTS.filter((r) => r.OK).select((r) => ({
  CUSTOMER: r.CUSTOMER,
  HAPPENED: r.AT,
  KIND: r.KIND,
}));

export default bought.unionAllWithNulls(clicked);
