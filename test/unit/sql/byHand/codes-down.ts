import { countDistinct, countIf } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const codes = ORDERS.pick('O_CUSTOMER_SK', 'STORE', 'TRIP_TYPE').unpivot(['STORE', 'TRIP_TYPE'], {
  name: 'CODE_KIND',
  value: 'CODE',
});

export default codes
  .groupBy('CODE_KIND')
  .agg((r) => ({ N_CODES: countDistinct(r.CODE), N_MISSING: countIf(r.CODE.isNull()) }));
