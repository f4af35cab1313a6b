import { EVENTS } from '../../dataframe/sources.js';

export default EVENTS.filter((r) => r.PAYLOAD.get('a').isJsonNull().not()).select((r) => ({
  CUSTOMER: r.CUSTOMER,
  A_NUMBER: r.PAYLOAD.get('a').tryToNumber(10, 2),
  B_TEXT: r.PAYLOAD.get('b.c').toText(),
  FIRST_ITEM: r.PAYLOAD.get('list').at(0).toText(),
  A_KIND: r.PAYLOAD.get('a').typeOf(),
  N_ITEMS: r.PAYLOAD.get('list').toArray().size(),
  ODD_KEY: r.PAYLOAD.get('["odd key"]').toText(),
}));
