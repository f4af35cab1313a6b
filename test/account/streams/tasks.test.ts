import { expect, it } from 'vitest';
import { MINUTE, timedAccount } from '../time/account.js';
import type { TestConnection } from '../objects/account.js';

/** The guide's growing database: a task brings orders, two more follow them through streams. */
async function ingest(sql: TestConnection): Promise<void> {
  await sql('CREATE DATABASE BASE');
  await sql('CREATE SCHEMA BASE.CONFIG');
  await sql(
    'CREATE TABLE BASE.PUBLIC.ORDERS (O_ORDER_ID NUMBER, O_CUSTOMER_SK NUMBER, ORDER_TS TIMESTAMP_NTZ)',
  );
  await sql('CREATE TABLE BASE.PUBLIC.LINEITEM (LI_ORDER_ID NUMBER, LI_PRODUCT_ID NUMBER)');
  await sql(`INSERT INTO BASE.PUBLIC.ORDERS SELECT SEQ4(), 1, TIMESTAMPADD('MINS', SEQ4(), '2026-03-02 09:58:00'::TIMESTAMP_NTZ)
    FROM TABLE(GENERATOR(ROWCOUNT => 6))`);
  await sql('INSERT INTO BASE.PUBLIC.LINEITEM SELECT O_ORDER_ID, 7 FROM BASE.PUBLIC.ORDERS');
  await sql('CREATE TABLE DB.PUBLIC.ORDERS LIKE BASE.PUBLIC.ORDERS');
  await sql('CREATE TABLE DB.PUBLIC.LINEITEM LIKE BASE.PUBLIC.LINEITEM');
  await sql('create or replace stream BASE.CONFIG.ORDER_LINEITEM_STREAM on table DB.PUBLIC.ORDERS');
  await sql('create or replace stream BASE.CONFIG.ORDER_OTHER_STREAM on table DB.PUBLIC.ORDERS');
  await sql(`create or replace task BASE.CONFIG.APPEND_LINEITEM_TASK
    USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL' SCHEDULE = '1 MINUTE'
    when SYSTEM$STREAM_HAS_DATA('BASE.CONFIG.ORDER_LINEITEM_STREAM')
    as insert into DB.PUBLIC.LINEITEM select l.* from BASE.PUBLIC.LINEITEM l
       inner join BASE.CONFIG.ORDER_LINEITEM_STREAM s on l.LI_ORDER_ID = s.O_ORDER_ID`);
  await sql('alter task BASE.CONFIG.APPEND_LINEITEM_TASK resume');
  await sql(
    `insert into DB.PUBLIC.ORDERS select * from BASE.PUBLIC.ORDERS where ORDER_TS < current_timestamp()`,
  );
  await sql(`create or replace task BASE.CONFIG.APPEND_ORDER_TASK
    USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL' SCHEDULE = '1 MINUTE'
    as insert into DB.PUBLIC.ORDERS select * from BASE.PUBLIC.ORDERS
       where ORDER_TS <= current_timestamp() and ORDER_TS > (select max(ORDER_TS) from DB.PUBLIC.ORDERS)
       order by ORDER_TS, O_CUSTOMER_SK`);
  await sql('alter task BASE.CONFIG.APPEND_ORDER_TASK resume');
}

it('the guide’s tasks move what its streams bring, and pause when they bring nothing', async () => {
  const { sql, pass, end } = await timedAccount();
  await ingest(sql);
  await sql('USE SCHEMA DB.PUBLIC');
  const counts = async (): Promise<string> =>
    (await sql("SELECT (SELECT COUNT(*) FROM ORDERS) || ' ' || (SELECT COUNT(*) FROM LINEITEM)"))
      .rows[0]?.[0] ?? '';
  expect(await counts()).toBe('2 0');
  for (let minute = 0; minute < 8; minute++) await pass(MINUTE);
  expect(await counts()).toBe('6 6');
  const { rows } = await sql(`SELECT STATE, COUNT(*) FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(
    TASK_NAME => 'APPEND_LINEITEM_TASK')) GROUP BY STATE ORDER BY STATE`);
  expect(rows.map(([state]) => state)).toEqual(['SKIPPED', 'SUCCEEDED']);
  expect((await sql('SELECT LI_ORDER_ID FROM LINEITEM ORDER BY 1')).rows.flat()).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
  ]);
  // The other stream has its own place.
  expect((await sql('SELECT COUNT(*) FROM BASE.CONFIG.ORDER_OTHER_STREAM')).rows).toEqual([['6']]);
  await end();
});
