import { countIf, pivot, sumIf } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.filter((r) => r.O_CUSTOMER_SK.notNull())
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({
    ...pivot(r.WEEKDAY, ['Friday', 'Saturday'], {
      N: (is) => countIf(is),
      STORES: (is) => sumIf(r.STORE, is),
    }),
    ...pivot(r.TRIP_TYPE, { LONG: 3, UNKNOWN: 999 }, { N: (is) => countIf(is) }),
  }));
