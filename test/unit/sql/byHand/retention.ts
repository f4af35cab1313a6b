import { count, countDistinct, min } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const firstMonths = ORDERS.dropNull('O_CUSTOMER_SK')
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({ COHORT: min(r.ORDER_DATE).dateTrunc('month') }));
const activity = ORDERS.joinUsing(firstMonths, 'O_CUSTOMER_SK').select((r) => ({
  CUSTOMER: r.O_CUSTOMER_SK,
  COHORT: r.COHORT,
  AGE: r.COHORT.monthsBetween(r.ORDER_DATE),
}));
const sizes = firstMonths.groupBy('COHORT').agg(() => ({ COHORT_SIZE: count() }));

export default activity
  .groupBy('COHORT', 'AGE')
  .agg((r) => ({ N_ACTIVE: countDistinct(r.CUSTOMER) }))
  .joinUsing(sizes, 'COHORT')
  .select((r) => ({ COHORT: r.COHORT, AGE: r.AGE, RETAINED: r.N_ACTIVE.safeDiv(r.COHORT_SIZE) }))
  .sort((r) => [r.COHORT, r.AGE]);
