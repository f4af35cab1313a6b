/** The sample's four source tables: one description for the DDL, the Parquet schema and the generator. */

export type SampleType = 'INTEGER' | 'VARCHAR' | 'DATE' | 'TIMESTAMP_NTZ' | 'NUMBER(8,2)';

export interface SampleColumn {
  readonly name: string;
  readonly type: SampleType;
  readonly comment: string;
}

export interface SampleTable {
  readonly name: SampleTableName;
  readonly comment: string;
  readonly columns: readonly SampleColumn[];
}

export type SampleTableName = 'CUSTOMER' | 'ORDERS' | 'LINEITEM' | 'ORDER_RETURNS';

/** The schemas that hold the tables: history to learn from, data to score, and the live side. */
export const sampleParts = ['TRAINING', 'SCORING', 'SERVING'] as const;
export type SamplePart = (typeof sampleParts)[number];

export const sampleTables: readonly SampleTable[] = [
  {
    name: 'CUSTOMER',
    comment: 'People who buy',
    columns: [
      { name: 'C_CUSTOMER_SK', type: 'INTEGER', comment: 'Customer key, from 0' },
      { name: 'C_CUSTOMER_ID', type: 'VARCHAR', comment: 'Customer key in 16 letters' },
      { name: 'C_CURRENT_ADDR_SK', type: 'INTEGER', comment: 'Key of the current address' },
      { name: 'C_FIRST_NAME', type: 'VARCHAR', comment: 'First name' },
      { name: 'C_LAST_NAME', type: 'VARCHAR', comment: 'Last name' },
      { name: 'C_PREFERRED_CUST_FLAG', type: 'VARCHAR', comment: 'Y for preferred customers, else N' },
      { name: 'C_BIRTH_DAY', type: 'INTEGER', comment: 'Day of birth, 1 to 31' },
      { name: 'C_BIRTH_MONTH', type: 'INTEGER', comment: 'Month of birth, 1 to 12' },
      { name: 'C_BIRTH_YEAR', type: 'INTEGER', comment: 'Year of birth' },
      { name: 'C_BIRTH_COUNTRY', type: 'VARCHAR', comment: 'Country of birth' },
      { name: 'C_LOGIN', type: 'VARCHAR', comment: 'Login name' },
      { name: 'C_EMAIL_ADDRESS', type: 'VARCHAR', comment: 'E-mail address' },
      { name: 'C_CLUSTER_ID', type: 'INTEGER', comment: 'Planted segment in the training part, else NULL' },
    ],
  },
  {
    name: 'ORDERS',
    comment: 'One row per order',
    columns: [
      { name: 'O_ORDER_ID', type: 'INTEGER', comment: 'Order key, from 1' },
      { name: 'O_CUSTOMER_SK', type: 'INTEGER', comment: 'Who ordered' },
      { name: 'ORDER_TS', type: 'TIMESTAMP_NTZ', comment: 'When the order was placed' },
      { name: 'WEEKDAY', type: 'VARCHAR', comment: 'English weekday of ORDER_TS' },
      { name: 'ORDER_DATE', type: 'DATE', comment: 'Date of ORDER_TS' },
      { name: 'STORE', type: 'INTEGER', comment: 'Store number' },
      { name: 'TRIP_TYPE', type: 'INTEGER', comment: 'Kind of shopping trip' },
    ],
  },
  {
    name: 'LINEITEM',
    comment: 'Products of an order; a product may stand on several lines',
    columns: [
      { name: 'LI_ORDER_ID', type: 'INTEGER', comment: 'Order the line belongs to' },
      { name: 'LI_PRODUCT_ID', type: 'INTEGER', comment: 'Product' },
      { name: 'QUANTITY', type: 'INTEGER', comment: 'Pieces' },
      { name: 'PRICE', type: 'NUMBER(8,2)', comment: 'Price of one piece' },
    ],
  },
  {
    name: 'ORDER_RETURNS',
    comment: 'Returned lines of an order',
    columns: [
      { name: 'OR_ORDER_ID', type: 'INTEGER', comment: 'Order the return belongs to' },
      { name: 'OR_PRODUCT_ID', type: 'INTEGER', comment: 'Returned product' },
      { name: 'OR_RETURN_QUANTITY', type: 'INTEGER', comment: 'Pieces returned' },
    ],
  },
];

export function sampleTable(name: SampleTableName): SampleTable {
  return sampleTables.find((table) => table.name === name)!;
}
