import { firstValue, lag, lastValue, lead } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.select((r) => {
  const byTime = { by: r.O_CUSTOMER_SK, orderBy: [r.ORDER_TS, r.O_ORDER_ID] };
  return {
    O_ORDER_ID: r.O_ORDER_ID,
    FIRST_STORE: firstValue(r.STORE, { ignoreNulls: true }).over({ ...byTime, rows: [null, null] }),
    LAST_STORE: lastValue(r.STORE).over({ ...byTime, rows: [null, null] }),
    STORE_BEFORE: lag(r.STORE, 1, -1).over(byTime),
    STORE_AFTER: lead(r.STORE, 2).over(byTime),
  };
});
