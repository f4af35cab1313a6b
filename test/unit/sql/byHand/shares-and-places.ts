import { count, denseRank, desc, percentRank, shareOf } from '../../../../src/index.js';
import { LINEITEM } from '../../dataframe/sources.js';

export default LINEITEM.dropNull('LI_ORDER_ID').select((r) => ({
  LI_ORDER_ID: r.LI_ORDER_ID,
  LI_PRODUCT_ID: r.LI_PRODUCT_ID,
  QUANTITY_SHARE: shareOf(r.QUANTITY).over({ by: r.LI_ORDER_ID }),
  PRICE_PLACE: denseRank().over({ by: r.LI_ORDER_ID, orderBy: desc(r.PRICE) }),
  PRICE_PERCENT: percentRank().over({ orderBy: r.PRICE }),
  N_LINES: count().over({ by: r.LI_ORDER_ID }),
}));
