import { desc, max, sum } from '../../../../src/index.js';
import { LINEITEM, ORDERS } from '../../dataframe/sources.js';

export default LINEITEM.dropNull('LI_ORDER_ID', 'QUANTITY')
  .withColumns((r) => ({ LINE_VALUE: r.QUANTITY.mul(r.PRICE) }))
  .filter((r) => r.LINE_VALUE.gt(1))
  .join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID))
  .drop('LI_ORDER_ID', 'LI_PRODUCT_ID', 'PRICE')
  .rename({ CUSTOMER: 'O_CUSTOMER_SK' })
  .fillNull({ STORE: 0 })
  .filter((r) => r.CUSTOMER.notNull())
  .groupBy('CUSTOMER', 'STORE')
  .agg((r) => ({ SPENT: sum(r.LINE_VALUE), ITEMS: sum(r.QUANTITY), LAST_DAY: max(r.ORDER_DATE) }))
  .filter((r) => r.SPENT.gt(10))
  .withColumns((r) => ({ PER_ITEM: r.SPENT.safeDiv(r.ITEMS) }))
  .latestBy(['CUSTOMER'], (r) => [desc(r.SPENT), r.STORE])
  .pick('CUSTOMER', 'STORE', 'SPENT', 'PER_ITEM', 'LAST_DAY');
