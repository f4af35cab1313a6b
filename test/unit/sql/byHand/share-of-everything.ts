import { sum } from '../../../../src/index.js';
import { LINEITEM } from '../../dataframe/sources.js';

const everything = LINEITEM.agg((r) => ({ ALL_QUANTITY: sum(r.QUANTITY) }));
const perProduct = LINEITEM.groupBy('LI_PRODUCT_ID').agg((r) => ({ PRODUCT_QUANTITY: sum(r.QUANTITY) }));

export default perProduct.crossJoin(everything).select((r) => ({
  PRODUCT: r.LI_PRODUCT_ID,
  QUANTITY_SHARE: r.PRODUCT_QUANTITY.safeDiv(r.ALL_QUANTITY),
}));
