import { avg, rolling } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.dropNull('ORDER_TS').select((r) => ({
  O_ORDER_ID: r.O_ORDER_ID,
  ...rolling('STORE', avg(r.STORE), {
    by: r.O_CUSTOMER_SK,
    orderBy: [r.ORDER_TS, r.O_ORDER_ID],
    rows: [3, 5],
  }),
}));
