import { arrayAgg, avg, corr, desc, listAgg, median, percentile, stddev } from '../../../../src/index.js';
import { LINEITEM } from '../../dataframe/sources.js';

export default LINEITEM.groupBy('LI_PRODUCT_ID').agg((r) => ({
  MEAN_PRICE: avg(r.PRICE),
  PRICE_SPREAD: stddev(r.PRICE),
  TYPICAL_PRICE: median(r.PRICE),
  HIGH_PRICE: percentile(r.PRICE, 0.9),
  PRICE_AND_QUANTITY: corr(r.PRICE, r.QUANTITY),
  ORDERS_SEEN: listAgg(r.LI_ORDER_ID.toText(), { separator: ', ', orderBy: r.LI_ORDER_ID }),
  QUANTITIES: arrayAgg(r.QUANTITY, { orderBy: [desc(r.QUANTITY), r.LI_ORDER_ID] }),
}));
