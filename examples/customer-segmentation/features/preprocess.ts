import { avg, count, date, featureView, max, min, sum, type Frame } from 'firn';
import {
  LINEITEM,
  ORDERS,
  ORDER_RETURNS,
  type LineitemColumns,
  type OrderReturnsColumns,
  type OrdersColumns,
} from '../firn/sources';
import { customer } from './customer';

/** Every line of every order, with what came back of it. */
const linesWithReturns = () =>
  LINEITEM.leftJoin(ORDER_RETURNS, (li, ret) =>
    li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
  );

/** How often customers order, and how much of it they send back. */
function preprocess(joined: Frame<LineitemColumns & OrderReturnsColumns & OrdersColumns>) {
  const orderLines = joined.select((r) => ({
    O_CUSTOMER_SK: r.O_CUSTOMER_SK.fillNull(0),
    O_ORDER_ID: r.O_ORDER_ID.fillNull(0),
    ORDER_DATE: r.ORDER_DATE.fillNull(date('1970-01-01')),
    ROW_PRICE: r.QUANTITY.fillNull(0).mul(r.PRICE.fillNull(0)),
    RETURN_ROW_PRICE: r.OR_RETURN_QUANTITY.fillNull(0).mul(r.PRICE.fillNull(0)),
  }));

  const perOrder = orderLines.groupBy('O_CUSTOMER_SK', 'O_ORDER_ID').agg((r) => ({
    INVOICE_YEAR: min(r.ORDER_DATE.year()),
    LATEST_ORDER_DATE: max(r.ORDER_DATE),
    RATIO: sum(r.RETURN_ROW_PRICE).safeDiv(sum(r.ROW_PRICE)),
  }));

  const returns = perOrder.groupBy('O_CUSTOMER_SK').agg((r) => ({
    RETURN_RATIO: avg(r.RATIO).toFloat(),
    LATEST_ORDER_DATE: max(r.LATEST_ORDER_DATE),
  }));

  const ordersPerYear = perOrder.groupBy('O_CUSTOMER_SK', 'INVOICE_YEAR').agg(() => ({
    N_ORDERS: count().toFloat(),
  }));

  const frequency = ordersPerYear.groupBy('O_CUSTOMER_SK').agg((r) => ({
    FREQUENCY: avg(r.N_ORDERS),
  }));

  return frequency.joinUsing(returns, 'O_CUSTOMER_SK');
}

/**
 * The first version joins the orders on the order id of the *returns*. Lines that never came back have none, so the
 * inner join drops them: FREQUENCY counts returned orders only, and customers without a return are missing.
 */
export const preprocessV1 = featureView('FV_UC01_PREPROCESS', {
  version: 'V_1',
  entities: [customer],
  from: preprocess(linesWithReturns().join(ORDERS, (ret, o) => ret.OR_ORDER_ID.eq(o.O_ORDER_ID))),
  timestamp: 'LATEST_ORDER_DATE',
  refresh: '60 minute',
  desc: 'Features to support use case 01',
  features: {
    FREQUENCY: 'Average yearly order frequency',
    RETURN_RATIO: 'Average over orders of returned value / order value',
  },
});

/**
 * The second version joins on the order id of the line, and differs in nothing else. Models that were trained on V_1
 * keep reading V_1: that is what versions are for.
 */
export const preprocessV2 = featureView('FV_UC01_PREPROCESS', {
  version: 'V_2',
  entities: [customer],
  from: preprocess(linesWithReturns().join(ORDERS, (li, o) => li.LI_ORDER_ID.eq(o.O_ORDER_ID))),
  timestamp: 'LATEST_ORDER_DATE',
  refresh: '60 minute',
  desc: 'Features to support use case 01, all orders counted',
  features: {
    FREQUENCY: 'Average yearly order frequency',
    RETURN_RATIO: 'Average over orders of returned value / order value',
  },
});
