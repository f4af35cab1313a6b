import { count, hours, sum } from '../../../../src/index.js';
import { EVENTS } from '../../dataframe/sources.js';

export default EVENTS.filter((r) => r.AT.notNull()).select((r) => ({
  CUSTOMER: r.CUSTOMER,
  AT: r.AT,
  KIND: r.KIND,
  N_BEFORE: count().over({ by: r.CUSTOMER, orderBy: r.AT, before: hours(24) }),
  AMOUNT_BEFORE: sum(r.amount).over({ by: r.CUSTOMER, orderBy: r.AT, before: hours(24) }),
}));
