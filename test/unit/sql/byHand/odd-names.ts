import { EVENTS } from '../../dataframe/sources.js';

export default EVENTS.filter((r) => r.amount.gt(0))
  .select((r) => ({
    amount: r.amount,
    'amount in €': r.amount.mul(2),
    'the "kind"': r.KIND,
    ORDER: r.CUSTOMER,
    Start: r.AT,
    N: r.amount.add(1),
  }))
  .filter((r) => r['the "kind"'].ne('web').and(r.ORDER.notNull()));
