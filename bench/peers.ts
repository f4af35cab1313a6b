import { and, eq, sql } from 'drizzle-orm';
import { QueryBuilder, date, integer, numeric, pgTable } from 'drizzle-orm/pg-core';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql as raw,
} from 'kysely';

/**
 * The guide's pipeline, corrected, in the query builders that TypeScript has. Neither speaks Snowflake: PostgreSQL is the
 * nearest. Their authors write every CTE; arithmetic is raw SQL.
 */

interface Tables {
  LINEITEM: { LI_ORDER_ID: number; LI_PRODUCT_ID: number; QUANTITY: number; PRICE: number };
  ORDER_RETURNS: { OR_ORDER_ID: number; OR_PRODUCT_ID: number; OR_RETURN_QUANTITY: number };
  ORDERS: { O_ORDER_ID: number; O_CUSTOMER_SK: number; ORDER_DATE: Date };
}

const database = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

export function kyselyQuery() {
  return database
    .with('ORDER_LINES', (db) =>
      db
        .selectFrom('LINEITEM as LI')
        .leftJoin('ORDER_RETURNS as RET', (join) =>
          join
            .onRef('LI.LI_ORDER_ID', '=', 'RET.OR_ORDER_ID')
            .onRef('LI.LI_PRODUCT_ID', '=', 'RET.OR_PRODUCT_ID'),
        )
        .innerJoin('ORDERS as O', 'LI.LI_ORDER_ID', 'O.O_ORDER_ID')
        .select(['O.O_CUSTOMER_SK', 'O.O_ORDER_ID', 'O.ORDER_DATE'])
        .select((e) => [
          e('LI.QUANTITY', '*', e.ref('LI.PRICE')).as('ROW_PRICE'),
          e(e.fn.coalesce('RET.OR_RETURN_QUANTITY', e.lit(0)), '*', e.ref('LI.PRICE')).as('RETURN_ROW_PRICE'),
        ]),
    )
    .with('PER_ORDER', (db) =>
      db
        .selectFrom('ORDER_LINES')
        .select(['O_CUSTOMER_SK', 'O_ORDER_ID'])
        .select((e) => [
          raw<number>`YEAR(${e.fn.min('ORDER_DATE')})`.as('INVOICE_YEAR'),
          e.fn.max('ORDER_DATE').as('LATEST_ORDER_DATE'),
          raw<number>`${e.fn.sum('RETURN_ROW_PRICE')} / NULLIF(${e.fn.sum('ROW_PRICE')}, 0)`.as('RATIO'),
        ])
        .groupBy(['O_CUSTOMER_SK', 'O_ORDER_ID']),
    )
    .with('ORDERS_PER_YEAR', (db) =>
      db
        .selectFrom('PER_ORDER')
        .select(['O_CUSTOMER_SK', 'INVOICE_YEAR'])
        .select((e) => e.fn.countAll<number>().as('N_ORDERS'))
        .groupBy(['O_CUSTOMER_SK', 'INVOICE_YEAR']),
    )
    .with('FREQUENCY', (db) =>
      db
        .selectFrom('ORDERS_PER_YEAR')
        .select('O_CUSTOMER_SK')
        .select((e) => e.fn.avg('N_ORDERS').as('FREQUENCY'))
        .groupBy('O_CUSTOMER_SK'),
    )
    .with('RETURNS', (db) =>
      db
        .selectFrom('PER_ORDER')
        .select('O_CUSTOMER_SK')
        .select((e) => [
          e.fn.avg('RATIO').as('RETURN_RATIO'),
          e.fn.max('LATEST_ORDER_DATE').as('LATEST_ORDER_DATE'),
        ])
        .groupBy('O_CUSTOMER_SK'),
    )
    .selectFrom('FREQUENCY as F')
    .innerJoin('RETURNS as R', 'F.O_CUSTOMER_SK', 'R.O_CUSTOMER_SK')
    .select(['F.O_CUSTOMER_SK', 'F.FREQUENCY', 'R.RETURN_RATIO', 'R.LATEST_ORDER_DATE']);
}

const LINEITEM = pgTable('LINEITEM', {
  LI_ORDER_ID: integer(),
  LI_PRODUCT_ID: integer(),
  QUANTITY: integer(),
  PRICE: numeric(),
});
const ORDER_RETURNS = pgTable('ORDER_RETURNS', {
  OR_ORDER_ID: integer(),
  OR_PRODUCT_ID: integer(),
  OR_RETURN_QUANTITY: integer(),
});
const ORDERS = pgTable('ORDERS', { O_ORDER_ID: integer(), O_CUSTOMER_SK: integer(), ORDER_DATE: date() });

export function drizzleQuery() {
  const db = new QueryBuilder();
  const orderLines = db.$with('ORDER_LINES').as(
    db
      .select({
        O_CUSTOMER_SK: ORDERS.O_CUSTOMER_SK,
        O_ORDER_ID: ORDERS.O_ORDER_ID,
        ORDER_DATE: ORDERS.ORDER_DATE,
        ROW_PRICE: sql<number>`${LINEITEM.QUANTITY} * ${LINEITEM.PRICE}`.as('ROW_PRICE'),
        RETURN_ROW_PRICE:
          sql<number>`COALESCE(${ORDER_RETURNS.OR_RETURN_QUANTITY}, 0) * ${LINEITEM.PRICE}`.as(
            'RETURN_ROW_PRICE',
          ),
      })
      .from(LINEITEM)
      .leftJoin(
        ORDER_RETURNS,
        and(
          eq(LINEITEM.LI_ORDER_ID, ORDER_RETURNS.OR_ORDER_ID),
          eq(LINEITEM.LI_PRODUCT_ID, ORDER_RETURNS.OR_PRODUCT_ID),
        ),
      )
      .innerJoin(ORDERS, eq(LINEITEM.LI_ORDER_ID, ORDERS.O_ORDER_ID)),
  );
  const perOrder = db.$with('PER_ORDER').as(
    db
      .select({
        O_CUSTOMER_SK: orderLines.O_CUSTOMER_SK,
        O_ORDER_ID: orderLines.O_ORDER_ID,
        INVOICE_YEAR: sql<number>`YEAR(MIN(${orderLines.ORDER_DATE}))`.as('INVOICE_YEAR'),
        LATEST_ORDER_DATE: sql<string>`MAX(${orderLines.ORDER_DATE})`.as('LATEST_ORDER_DATE'),
        RATIO: sql<number>`SUM(${orderLines.RETURN_ROW_PRICE}) / NULLIF(SUM(${orderLines.ROW_PRICE}), 0)`.as(
          'RATIO',
        ),
      })
      .from(orderLines)
      .groupBy(orderLines.O_CUSTOMER_SK, orderLines.O_ORDER_ID),
  );
  const ordersPerYear = db.$with('ORDERS_PER_YEAR').as(
    db
      .select({
        O_CUSTOMER_SK: perOrder.O_CUSTOMER_SK,
        INVOICE_YEAR: perOrder.INVOICE_YEAR,
        N_ORDERS: sql<number>`COUNT(*)`.as('N_ORDERS'),
      })
      .from(perOrder)
      .groupBy(perOrder.O_CUSTOMER_SK, perOrder.INVOICE_YEAR),
  );
  const frequency = db.$with('FREQUENCY').as(
    db
      .select({
        O_CUSTOMER_SK: ordersPerYear.O_CUSTOMER_SK,
        FREQUENCY: sql<number>`AVG(${ordersPerYear.N_ORDERS})`.as('FREQUENCY'),
      })
      .from(ordersPerYear)
      .groupBy(ordersPerYear.O_CUSTOMER_SK),
  );
  const returns = db.$with('RETURNS').as(
    db
      .select({
        O_CUSTOMER_SK: perOrder.O_CUSTOMER_SK,
        RETURN_RATIO: sql<number>`AVG(${perOrder.RATIO})`.as('RETURN_RATIO'),
        LATEST_ORDER_DATE: sql<string>`MAX(${perOrder.LATEST_ORDER_DATE})`.as('LATEST_ORDER_DATE'),
      })
      .from(perOrder)
      .groupBy(perOrder.O_CUSTOMER_SK),
  );
  return db
    .with(orderLines, perOrder, ordersPerYear, frequency, returns)
    .select({
      O_CUSTOMER_SK: frequency.O_CUSTOMER_SK,
      FREQUENCY: frequency.FREQUENCY,
      RETURN_RATIO: returns.RETURN_RATIO,
      LATEST_ORDER_DATE: returns.LATEST_ORDER_DATE,
    })
    .from(frequency)
    .innerJoin(returns, eq(frequency.O_CUSTOMER_SK, returns.O_CUSTOMER_SK));
}
