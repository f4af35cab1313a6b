import { desc, rank, sum } from '../../../../src/index.js';
import { LINEITEM } from '../../dataframe/sources.js';

export default LINEITEM.groupBy('LI_PRODUCT_ID')
  .agg((r) => ({ SOLD: sum(r.QUANTITY) }))
  .withColumns((r) => ({ PLACE: rank().over({ orderBy: desc(r.SOLD) }) }))
  .filter((r) => r.PLACE.le(5));
