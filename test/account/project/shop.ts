import type { Catalog, CatalogTable } from '../../../src/project/catalog.js';

/** `NAME TYPE, …`; every column may be NULL. The key is a PRIMARY KEY. */
function table(name: string, columns: string, key?: readonly string[]): CatalogTable {
  return {
    name,
    kind: 'BASE TABLE',
    comment: '',
    ...(key && { keys: [{ primary: true, columns: key }] }),
    columns: columns.split(', ').map((column) => {
      const [columnName = '', type = ''] = column.split(' ');
      return { name: columnName, type, nullable: true, comment: '' };
    }),
  };
}

/** The tables of the examples in docs/rules/, as docs/rules.md lists them. */
export const SHOP: Catalog = {
  version: 1,
  source: 'SHOP.TRAINING',
  tables: [
    table('CUSTOMER', 'C_CUSTOMER_SK NUMBER(38,0), C_FIRST_NAME VARCHAR(30), C_BIRTH_YEAR NUMBER(38,0)', [
      'C_CUSTOMER_SK',
    ]),
    table(
      'EVENTS',
      'CUSTOMER NUMBER(38,0), AT TIMESTAMP_NTZ(9), SEEN TIMESTAMP_LTZ(9), KIND VARCHAR(20), OK BOOLEAN, PAYLOAD VARIANT, AMOUNT FLOAT',
    ),
    table(
      'LINEITEM',
      'LI_ORDER_ID NUMBER(38,0), LI_PRODUCT_ID NUMBER(38,0), QUANTITY NUMBER(38,0), PRICE NUMBER(8,2)',
      ['LI_ORDER_ID', 'LI_PRODUCT_ID'],
    ),
    table(
      'ORDERS',
      'O_ORDER_ID NUMBER(38,0), O_CUSTOMER_SK NUMBER(38,0), ORDER_TS TIMESTAMP_NTZ(9), WEEKDAY VARCHAR(10), ORDER_DATE DATE, STORE NUMBER(38,0), TRIP_TYPE NUMBER(38,0)',
      ['O_ORDER_ID'],
    ),
    table(
      'ORDER_RETURNS',
      'OR_ORDER_ID NUMBER(38,0), OR_PRODUCT_ID NUMBER(38,0), OR_RETURN_QUANTITY NUMBER(38,0)',
      ['OR_ORDER_ID', 'OR_PRODUCT_ID'],
    ),
  ],
};
