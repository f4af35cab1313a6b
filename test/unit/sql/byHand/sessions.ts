import { count, max, min, minutes, sum } from '../../../../src/index.js';
import { EVENTS } from '../../dataframe/sources.js';

const visits = EVENTS.dropNull('CUSTOMER', 'AT')
  .pick('CUSTOMER', 'AT', 'amount')
  .withSessionId('VISIT', (r) => ({ by: r.CUSTOMER, at: r.AT, gap: minutes(30) }));

export default visits.groupBy('CUSTOMER', 'VISIT').agg((r) => ({
  STARTED: min(r.AT),
  SECONDS: min(r.AT).secondsBetween(max(r.AT)),
  N_EVENTS: count(),
  AMOUNT: sum(r.amount),
}));
