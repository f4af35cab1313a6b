import { least } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

export default ORDERS.select((r) => ({
  O_ORDER_ID: r.O_ORDER_ID,
  SAME_CODE: r.STORE.sameAs(r.TRIP_TYPE),
  NOT_SUNDAY: r.WEEKDAY.eq('Sunday').not(),
  LOW: least(r.STORE, r.TRIP_TYPE, 5),
  NESTED: r.STORE.sub(r.TRIP_TYPE.sub(1)).mul(r.STORE.add(2)),
  EITHER: r.STORE.eq(1).or(r.STORE.eq(2).and(r.TRIP_TYPE.eq(3))),
  BOTH: r.STORE.eq(1).or(r.STORE.eq(2)).and(r.TRIP_TYPE.ne(3)),
  HALVED: r.STORE.toFloat().div(2),
  REST: r.TRIP_TYPE.mod(7),
}));
