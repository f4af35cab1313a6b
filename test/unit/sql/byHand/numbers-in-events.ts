import { count, max, sum } from '../../../../src/index.js';
import { EVENTS } from '../../dataframe/sources.js';

const numbers = EVENTS.flatten(
  (e) => e.PAYLOAD.get('list'),
  { outer: false },
  (item) => ({ PLACE: item.index, NUMBER_FOUND: item.value.toNumber() }),
).pick('CUSTOMER', 'PLACE', 'NUMBER_FOUND');

export default numbers
  .groupBy('CUSTOMER')
  .agg((r) => ({ N_NUMBERS: count(), TOTAL: sum(r.NUMBER_FOUND), LAST_PLACE: max(r.PLACE) }));
