import { count, sum } from '../../../../src/index.js';
import { LINEITEM, ORDER_RETURNS } from '../../dataframe/sources.js';

const movements = LINEITEM.select((r) => ({
  PRODUCT: r.LI_PRODUCT_ID,
  AMOUNT: r.QUANTITY,
})).unionAll(ORDER_RETURNS.select((r) => ({ AMOUNT: r.OR_RETURN_QUANTITY.neg(), PRODUCT: r.OR_PRODUCT_ID })));

export default movements
  .groupBy('PRODUCT')
  .agg((r) => ({ KEPT: sum(r.AMOUNT), N_MOVEMENTS: count() }))
  .filter((r) => r.N_MOVEMENTS.gt(1));
