import { rolling, sum } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

const spend = LINEITEM.join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID)).select((r) => ({
  CUSTOMER: r.O_CUSTOMER_SK,
  DAY: r.ORDER_DATE,
  AMOUNT: r.QUANTITY.mul(r.PRICE),
}));
const perDay = spend
  .dropNull('CUSTOMER', 'DAY')
  .groupBy('CUSTOMER', 'DAY')
  .agg((r) => ({ AMOUNT: sum(r.AMOUNT) }));

export default perDay.select((r) => ({
  CUSTOMER: r.CUSTOMER,
  DAY: r.DAY,
  ...rolling('SPEND', sum(r.AMOUNT), { by: r.CUSTOMER, orderBy: r.DAY, days: [7, 30, 90] }),
}));
