import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';

/** The guide's features computed a second time, in plain code on the same Parquet files: no SQL, no frames. */
export interface CustomerFeatures {
  readonly frequency: number;
  readonly returnRatio: number | null;
  /** Days since 1970. */
  readonly latestOrder: number;
}

/** Which order id the orders are joined on: the return's (the guide) or the line's (corrected). */
export type Variant = 'guide' | 'corrected';

interface OrderRow {
  readonly customer: number;
  readonly day: number;
}

interface CustomerOrders {
  readonly ratios: number[];
  /** Year → orders. */
  readonly years: Map<number, number>;
  latest: number;
}

const dayMs = 86_400_000;
const orZero = (value: unknown) => (value == null ? 0 : Number(value));

export async function featuresOf(
  folder: string,
  part: string,
  variant: Variant,
): Promise<Map<number, CustomerFeatures>> {
  const [orders, lines, returns] = await Promise.all(
    ['ORDERS', 'LINEITEM', 'ORDER_RETURNS'].map((table) => read(folder, part, table)),
  );
  const orderById = new Map<number, OrderRow>();
  for (const row of orders!) {
    const date = row['ORDER_DATE'] as Date | null | undefined;
    orderById.set(Number(row['O_ORDER_ID']), {
      customer: orZero(row['O_CUSTOMER_SK']),
      day: date ? date.getTime() / dayMs : 0,
    });
  }
  const returnsByLine = new Map<string, number[]>();
  for (const row of returns!) {
    const key = `${Number(row['OR_ORDER_ID'])}/${Number(row['OR_PRODUCT_ID'])}`;
    const quantities = returnsByLine.get(key) ?? [];
    quantities.push(orZero(row['OR_RETURN_QUANTITY']));
    returnsByLine.set(key, quantities);
  }

  // One entry per (customer, order): sums of price and returned price, the year and the date.
  const perOrder = new Map<
    string,
    { customer: number; price: number; returned: number; year: number; day: number }
  >();
  for (const row of lines!) {
    const order = Number(row['LI_ORDER_ID']);
    const matches = returnsByLine.get(`${order}/${Number(row['LI_PRODUCT_ID'])}`);
    if (variant === 'guide' && matches === undefined) continue;
    const { customer, day } = orderById.get(order)!;
    const price = Math.round(orZero(row['PRICE']) * 100);
    const quantity = orZero(row['QUANTITY']);
    for (const returned of matches ?? [0]) {
      const key = `${customer}/${order}`;
      const sums = perOrder.get(key) ?? { customer, price: 0, returned: 0, year: Infinity, day: -Infinity };
      sums.price += quantity * price;
      sums.returned += returned * price;
      sums.year = Math.min(sums.year, new Date(day * dayMs).getUTCFullYear());
      sums.day = Math.max(sums.day, day);
      perOrder.set(key, sums);
    }
  }

  const perCustomer = new Map<number, CustomerOrders>();
  for (const order of perOrder.values()) {
    const entry: CustomerOrders = perCustomer.get(order.customer) ?? {
      ratios: [],
      years: new Map(),
      latest: -Infinity,
    };
    if (order.price !== 0) entry.ratios.push(order.returned / order.price);
    entry.years.set(order.year, (entry.years.get(order.year) ?? 0) + 1);
    entry.latest = Math.max(entry.latest, order.day);
    perCustomer.set(order.customer, entry);
  }
  return new Map(
    [...perCustomer].map(([customer, { ratios, years, latest }]) => [
      customer,
      { frequency: mean([...years.values()])!, returnRatio: mean(ratios), latestOrder: latest },
    ]),
  );
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function read(folder: string, part: string, table: string): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(path.join(folder, 'data', part, `${table}.parquet`));
  return parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  });
}
