// Written by `firn pull`. Do not edit: the next pull writes it again.
import { table } from 'firn';
import type { DateCol, Decimal, Int, Text, TimestampNtz } from 'firn';

/** People who buy */
export interface CustomerColumns {
  /** `NUMBER(38,0)`. Customer key, from 0 */
  C_CUSTOMER_SK: Int;
  /** `VARCHAR(16777216)`. Customer key in 16 letters */
  C_CUSTOMER_ID: Text;
  /** `NUMBER(38,0)`. Key of the current address */
  C_CURRENT_ADDR_SK: Int;
  /** `VARCHAR(16777216)`. First name */
  C_FIRST_NAME: Text;
  /** `VARCHAR(16777216)`. Last name */
  C_LAST_NAME: Text;
  /** `VARCHAR(16777216)`. Y for preferred customers, else N */
  C_PREFERRED_CUST_FLAG: Text;
  /** `NUMBER(38,0)`. Day of birth, 1 to 31 */
  C_BIRTH_DAY: Int;
  /** `NUMBER(38,0)`. Month of birth, 1 to 12 */
  C_BIRTH_MONTH: Int;
  /** `NUMBER(38,0)`. Year of birth */
  C_BIRTH_YEAR: Int;
  /** `VARCHAR(16777216)`. Country of birth */
  C_BIRTH_COUNTRY: Text;
  /** `VARCHAR(16777216)`. Login name */
  C_LOGIN: Text;
  /** `VARCHAR(16777216)`. E-mail address */
  C_EMAIL_ADDRESS: Text;
  /** `NUMBER(38,0)`. Planted segment in the training part, else NULL */
  C_CLUSTER_ID: Int;
}
/** People who buy */
export const CUSTOMER = table<CustomerColumns>('CUSTOMER');

/** Products of an order; a product may stand on several lines */
export interface LineitemColumns {
  /** `NUMBER(38,0)`. Order the line belongs to */
  LI_ORDER_ID: Int;
  /** `NUMBER(38,0)`. Product */
  LI_PRODUCT_ID: Int;
  /** `NUMBER(38,0)`. Pieces */
  QUANTITY: Int;
  /** `NUMBER(8,2)`. Price of one piece */
  PRICE: Decimal;
}
/** Products of an order; a product may stand on several lines */
export const LINEITEM = table<LineitemColumns>('LINEITEM');

/** One row per order */
export interface OrdersColumns {
  /** `NUMBER(38,0)`. Order key, from 1 */
  O_ORDER_ID: Int;
  /** `NUMBER(38,0)`. Who ordered */
  O_CUSTOMER_SK: Int;
  /** `TIMESTAMP_NTZ(9)`. When the order was placed */
  ORDER_TS: TimestampNtz;
  /** `VARCHAR(16777216)`. English weekday of ORDER_TS */
  WEEKDAY: Text;
  /** `DATE`. Date of ORDER_TS */
  ORDER_DATE: DateCol;
  /** `NUMBER(38,0)`. Store number */
  STORE: Int;
  /** `NUMBER(38,0)`. Kind of shopping trip */
  TRIP_TYPE: Int;
}
/** One row per order */
export const ORDERS = table<OrdersColumns>('ORDERS');

/** Returned lines of an order */
export interface OrderReturnsColumns {
  /** `NUMBER(38,0)`. Order the return belongs to */
  OR_ORDER_ID: Int;
  /** `NUMBER(38,0)`. Returned product */
  OR_PRODUCT_ID: Int;
  /** `NUMBER(38,0)`. Pieces returned */
  OR_RETURN_QUANTITY: Int;
}
/** Returned lines of an order */
export const ORDER_RETURNS = table<OrderReturnsColumns>('ORDER_RETURNS');
