import { setCatalog } from '../../../src/dataframe/catalog.js';
import type { SourceTable } from '../../../src/dataframe/catalog.js';
import { table } from '../../../src/index.js';
import type {
  Bool,
  DateCol,
  Decimal,
  Int,
  Text,
  TimestampLtz,
  TimestampNtz,
  Variant,
} from '../../../src/index.js';

/** The guide's tables, and one with a column of every kind that the tests need. */
export const TABLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  CUSTOMER: [
    ['C_CUSTOMER_SK', 'NUMBER(38,0)'],
    ['C_FIRST_NAME', 'VARCHAR(16777216)'],
    ['C_BIRTH_YEAR', 'NUMBER(38,0)'],
  ],
  ORDERS: [
    ['O_ORDER_ID', 'NUMBER(38,0)'],
    ['O_CUSTOMER_SK', 'NUMBER(38,0)'],
    ['ORDER_TS', 'TIMESTAMP_NTZ(9)'],
    ['WEEKDAY', 'VARCHAR(16777216)'],
    ['ORDER_DATE', 'DATE'],
    ['STORE', 'NUMBER(38,0)'],
    ['TRIP_TYPE', 'NUMBER(38,0)'],
  ],
  LINEITEM: [
    ['LI_ORDER_ID', 'NUMBER(38,0)'],
    ['LI_PRODUCT_ID', 'NUMBER(38,0)'],
    ['QUANTITY', 'NUMBER(38,0)'],
    ['PRICE', 'NUMBER(8,2)'],
  ],
  ORDER_RETURNS: [
    ['OR_ORDER_ID', 'NUMBER(38,0)'],
    ['OR_PRODUCT_ID', 'NUMBER(38,0)'],
    ['OR_RETURN_QUANTITY', 'NUMBER(38,0)'],
  ],
  EVENTS: [
    ['CUSTOMER', 'NUMBER(38,0)'],
    ['AT', 'TIMESTAMP_NTZ(9)'],
    ['SEEN', 'TIMESTAMP_LTZ(9)'],
    ['KIND', 'VARCHAR(20)'],
    ['OK', 'BOOLEAN'],
    ['PAYLOAD', 'VARIANT'],
    ['amount', 'FLOAT'],
  ],
};

export function testTable(name: string): SourceTable | undefined {
  const columns = TABLES[name];
  return (
    columns && { name, columns: columns.map(([column, type]) => ({ name: column, type, nullable: true })) }
  );
}

setCatalog({ table: testTable, names: Object.keys(TABLES) });

export interface CustomerColumns {
  C_CUSTOMER_SK: Int;
  C_FIRST_NAME: Text;
  C_BIRTH_YEAR: Int;
}

export interface OrdersColumns {
  O_ORDER_ID: Int;
  O_CUSTOMER_SK: Int;
  ORDER_TS: TimestampNtz;
  WEEKDAY: Text;
  ORDER_DATE: DateCol;
  STORE: Int;
  TRIP_TYPE: Int;
}

export interface LineitemColumns {
  LI_ORDER_ID: Int;
  LI_PRODUCT_ID: Int;
  QUANTITY: Int;
  PRICE: Decimal;
}

export interface OrderReturnsColumns {
  OR_ORDER_ID: Int;
  OR_PRODUCT_ID: Int;
  OR_RETURN_QUANTITY: Int;
}

export interface EventsColumns {
  CUSTOMER: Int;
  AT: TimestampNtz;
  SEEN: TimestampLtz;
  KIND: Text;
  OK: Bool;
  PAYLOAD: Variant;
  amount: Decimal;
}

export const CUSTOMER = table<CustomerColumns>('CUSTOMER');
export const ORDERS = table<OrdersColumns>('ORDERS');
export const LINEITEM = table<LineitemColumns>('LINEITEM');
export const ORDER_RETURNS = table<OrderReturnsColumns>('ORDER_RETURNS');
export const EVENTS = table<EventsColumns>('EVENTS');
