import { query } from '../../../../src/index.js';
import type { Int } from '../../../../src/index.js';
import { CUSTOMER, ORDERS } from '../../dataframe/sources.js';

const big = query<{ CUSTOMER_ID: Int; N: Int }>({ CUSTOMER_ID: 'NUMBER(38,0)', N: 'NUMBER(18,0)' })`
SELECT
  O_CUSTOMER_SK AS CUSTOMER_ID,
  COUNT(*) AS N
FROM ${ORDERS}
GROUP BY O_CUSTOMER_SK`;

export default CUSTOMER.leftJoin(big, (c, b) => c.C_CUSTOMER_SK.eq(b.CUSTOMER_ID)).select((r) => ({
  C_CUSTOMER_SK: r.C_CUSTOMER_SK,
  N: r.N.fillNull(0),
}));
