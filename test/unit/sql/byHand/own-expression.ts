import { sql } from '../../../../src/index.js';
import type { Int } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.select((r) => ({
  O_ORDER_ID: r.O_ORDER_ID,
  FLAGS: sql<Int>`BITAND(${r.STORE}, 4)`,
  MIXED: sql<Int>`${r.STORE} + ${r.TRIP_TYPE}`.mul(2),
}));
