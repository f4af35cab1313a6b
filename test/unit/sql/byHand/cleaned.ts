import { count, iff, lit, sum } from '../../../../src/index.js';
import { ORDERS } from '../../dataframe/sources.js';

const cleaned = ORDERS.fillNull({ STORE: 0, WEEKDAY: 'unknown' })
  .replaceColumns((r) => ({ TRIP_TYPE: r.TRIP_TYPE.nullIf(999) }))
  .withColumns((r) => ({ IS_WEEKEND: iff(r.WEEKDAY.isIn(['Saturday', 'Sunday']), lit(1), 0) }))
  .drop('ORDER_TS');

export default cleaned
  .groupBy('STORE')
  .agg((r) => ({
    N_ORDERS: count(),
    N_WEEKEND: sum(r.IS_WEEKEND),
    N_TRIPS: count(r.TRIP_TYPE),
  }))
  .withColumns((r) => ({ WEEKEND_SHARE: r.N_WEEKEND.safeDiv(r.N_ORDERS) }));
