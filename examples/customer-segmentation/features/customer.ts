import { entity } from 'firn';

/** Whom the features describe. Every feature view on it has one row per O_CUSTOMER_SK. */
export const customer = entity('CUSTOMER', {
  joinKeys: ['O_CUSTOMER_SK'],
  desc: 'Primary key for CUSTOMER',
});
