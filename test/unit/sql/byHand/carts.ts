import { CUSTOMER, EVENTS } from '../../dataframe/sources.js';

export default EVENTS.filter((r) => r.KIND.eq('cart'))
  .flatten(
    (e) => e.PAYLOAD.get('cart.items'),
    { outer: true },
    (i) => ({ SKU: i.value.get('sku').toText(), QUANTITY: i.value.get('quantity').toNumber() }),
  )
  .join(CUSTOMER, (e, c) => e.CUSTOMER.eq(c.C_CUSTOMER_SK))
  .pick('C_FIRST_NAME', 'SKU', 'QUANTITY');
