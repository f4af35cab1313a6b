import { callback, name } from '../../../src/dataframe/trace.js';
import { avg, count, date, max, min, sum } from '../../../src/index.js';
import type { Int } from '../../../src/index.js';
import { LINEITEM, ORDER_RETURNS, ORDERS } from '../dataframe/sources.js';
import type { LineitemColumns, OrderReturnsColumns, OrdersColumns } from '../dataframe/sources.js';

type Lines = LineitemColumns & OrderReturnsColumns;

const returnsOfLine = () =>
  LINEITEM.leftJoin(
    ORDER_RETURNS,
    callback(1, ['li', 'ret'], (li: LineitemColumns, ret: OrderReturnsColumns) =>
      li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
    ),
  );

/** The corrected pipeline in its shortest form, with the names that the loader would give. */
export function corrected() {
  const orderLines = name(
    'orderLines',
    returnsOfLine()
      .join(
        ORDERS,
        callback(2, ['li', 'o'], (li: Lines, o: OrdersColumns) => li.LI_ORDER_ID.eq(o.O_ORDER_ID)),
      )
      .select((r) => ({
        O_CUSTOMER_SK: r.O_CUSTOMER_SK,
        O_ORDER_ID: r.O_ORDER_ID,
        ORDER_DATE: r.ORDER_DATE,
        ROW_PRICE: r.QUANTITY.mul(r.PRICE),
        RETURN_ROW_PRICE: r.OR_RETURN_QUANTITY.fillNull(0).mul(r.PRICE),
      })),
  );
  const perOrder = name(
    'perOrder',
    orderLines.groupBy('O_CUSTOMER_SK', 'O_ORDER_ID').agg((r) => ({
      INVOICE_YEAR: min(r.ORDER_DATE).year(),
      LATEST_ORDER_DATE: max(r.ORDER_DATE),
      RATIO: sum(r.RETURN_ROW_PRICE).safeDiv(sum(r.ROW_PRICE)),
    })),
  );
  const returns = name(
    'returns',
    perOrder
      .groupBy('O_CUSTOMER_SK')
      .agg((r) => ({ RETURN_RATIO: avg(r.RATIO), LATEST_ORDER_DATE: max(r.LATEST_ORDER_DATE) })),
  );
  const ordersPerYear = name(
    'ordersPerYear',
    perOrder.groupBy('O_CUSTOMER_SK', 'INVOICE_YEAR').agg(() => ({ N_ORDERS: count() })),
  );
  const frequency = name(
    'frequency',
    ordersPerYear.groupBy('O_CUSTOMER_SK').agg((r) => ({ FREQUENCY: avg(r.N_ORDERS) })),
  );
  return frequency.joinUsing(returns, 'O_CUSTOMER_SK');
}

/** The guide's own steps. `orderOf` is the column that ORDERS is joined on: its mistake, or the correction. */
export function guide(orderOf: (line: Lines) => Int) {
  const rawData = name(
    'rawData',
    returnsOfLine()
      .join(
        ORDERS,
        callback(2, ['line', 'o'], (line: Lines, o: OrdersColumns) => orderOf(line).eq(o.O_ORDER_ID)),
        { allow: ['left-join-undone'] },
      )
      .pick(
        'O_ORDER_ID',
        'O_CUSTOMER_SK',
        'ORDER_TS',
        'WEEKDAY',
        'ORDER_DATE',
        'LI_PRODUCT_ID',
        'PRICE',
        'QUANTITY',
        'OR_RETURN_QUANTITY',
      )
      .fillNull({
        O_ORDER_ID: 0,
        O_CUSTOMER_SK: 0,
        ORDER_DATE: date('1970-01-01'),
        PRICE: 0,
        QUANTITY: 0,
        OR_RETURN_QUANTITY: 0,
      })
      .drop('ORDER_TS', 'WEEKDAY'),
  );
  const perOrder = name(
    'perOrder',
    rawData
      .withColumns((r) => ({
        INVOICE_YEAR: r.ORDER_DATE.year(),
        ROW_PRICE: r.QUANTITY.mul(r.PRICE),
        RETURN_ROW_PRICE: r.OR_RETURN_QUANTITY.mul(r.PRICE),
      }))
      .groupBy('O_CUSTOMER_SK', 'O_ORDER_ID')
      .agg((r) => ({
        ROW_PRICE: sum(r.ROW_PRICE),
        RETURN_ROW_PRICE: sum(r.RETURN_ROW_PRICE),
        INVOICE_YEAR: min(r.INVOICE_YEAR),
        LATEST_ORDER_DATE: max(r.ORDER_DATE),
      }))
      .withColumns((r) => ({ RATIO: r.RETURN_ROW_PRICE.safeDiv(r.ROW_PRICE) })),
  );
  const ratio = name(
    'ratio',
    perOrder.groupBy('O_CUSTOMER_SK').agg((r) => ({
      RETURN_RATIO: avg(r.RATIO).toFloat(),
      LATEST_ORDER_DATE: max(r.LATEST_ORDER_DATE),
    })),
  );
  const perYear = name(
    'perYear',
    perOrder
      .groupBy('O_CUSTOMER_SK', 'INVOICE_YEAR')
      .agg((r) => ({ FREQUENCY: count(r.O_ORDER_ID).toFloat() })),
  );
  const frequency = name(
    'frequency',
    perYear.groupBy('O_CUSTOMER_SK').agg((r) => ({ FREQUENCY: avg(r.FREQUENCY) })),
  );
  return frequency.joinUsing(ratio, 'O_CUSTOMER_SK');
}
