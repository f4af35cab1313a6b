import { hash, max } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const keyed = ORDERS.select((r) => ({
  ROW_KEY: r.O_CUSTOMER_SK.toText().concat('|', r.STORE.toText()).sha2(),
  ORDER_DATE: r.ORDER_DATE,
  BUCKET: hash(r.O_CUSTOMER_SK).abs().mod(10),
}));

export default keyed.groupBy('ROW_KEY', 'BUCKET').agg((r) => ({ LAST_ORDER: max(r.ORDER_DATE) }));
