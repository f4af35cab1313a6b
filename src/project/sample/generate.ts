import { Random } from './random.js';
import { plainSegment, plantedSegments, type Segment } from './segments.js';
import { sampleTable, type SamplePart, type SampleTableName } from './tables.js';
import { countries, firstNames, lastNames, weekdays } from './words.js';

export interface SampleOptions {
  /** Customers of the training part; scoring and serving hold a tenth each, at least 20. Default 500. */
  readonly customers?: number;
  /** `segments` plants five behaviours; `plain` has none. Default `segments`. */
  readonly mode?: 'segments' | 'plain';
  /** Default 1. */
  readonly seed?: number;
}

/** INTEGER: number. NUMBER(8,2): cents. DATE: days since 1970. TIMESTAMP_NTZ: milliseconds since 1970. */
export type SampleValue = number | string | null;

/** Values by column, in the order of the table's description. */
export type SampleColumns = Readonly<Record<string, SampleValue[]>>;
export type SamplePartData = Readonly<Record<SampleTableName, SampleColumns>>;

const day = 86_400_000;

/** Two years each; scoring and serving follow on training. */
const periods: Readonly<Record<SamplePart, { first: number; days: number }>> = {
  TRAINING: { first: Date.UTC(2023, 0, 2) / day, days: 728 },
  SCORING: { first: Date.UTC(2024, 11, 30) / day, days: 728 },
  SERVING: { first: Date.UTC(2024, 11, 30) / day, days: 728 },
};

/** Weekday weights from Sunday: shops closed on Sunday, busiest on Wednesday. */
const weekdayWeights = [0, 1, 1.1, 1.5, 1.1, 1.2, 0.9];

/** Rare gaps, so that null handling has something to handle. */
const nullRates = { customer: 0.002, order: 0.001, quantity: 0.001, price: 0.001, returned: 0.004 };

const products = 700;
const tripTypes = 38;

export function customersOf(part: SamplePart, options: SampleOptions): number {
  const customers = options.customers ?? 500;
  return part === 'TRAINING' ? customers : Math.max(20, Math.round(customers / 10));
}

/** One part of the sample. The same options give the same values, always. */
export function generatePart(part: SamplePart, options: SampleOptions = {}): SamplePartData {
  const random = (stream: string) => new Random(options.seed ?? 1, `${part}/${stream}`);
  const segments = (options.mode ?? 'segments') === 'segments' ? plantedSegments : plainSegment;
  const count = customersOf(part, options);
  const choose = random('segments');
  const weights = segments.map((segment) => segment.weight);
  const membership = Array.from({ length: count }, () => choose.weighted(weights));
  return {
    CUSTOMER: customers(random('customers'), membership, part),
    ...ordersOf(
      random('orders'),
      membership.map((index) => segments[index]!),
      part,
    ),
  };
}

function customers(random: Random, membership: readonly number[], part: SamplePart): SampleColumns {
  const rows = new Rows('CUSTOMER');
  membership.forEach((segment, key) => {
    const gap = <T extends SampleValue>(value: T) => (random.chance(nullRates.customer) ? null : value);
    const first = random.pick(firstNames);
    const last = random.pick(lastNames);
    rows.add({
      C_CUSTOMER_SK: key,
      C_CUSTOMER_ID: letters(key),
      C_CURRENT_ADDR_SK: gap(random.integer(0, Math.max(0, Math.floor(membership.length / 2) - 1))),
      C_FIRST_NAME: first,
      C_LAST_NAME: last,
      C_PREFERRED_CUST_FLAG: gap(random.chance(0.01) ? 'Y' : 'N'),
      C_BIRTH_DAY: gap(random.integer(1, 31)),
      C_BIRTH_MONTH: gap(random.integer(1, 12)),
      C_BIRTH_YEAR: gap(random.integer(1930, 2002)),
      C_BIRTH_COUNTRY: gap(random.pick(countries)),
      C_LOGIN: gap(`${first.slice(0, 3).toLowerCase()}${random.integer(10, 9999)}`),
      C_EMAIL_ADDRESS: gap(`${first}.${last}@example.com`.toLowerCase()),
      C_CLUSTER_ID: part === 'TRAINING' ? segment : null,
    });
  });
  return rows.columns;
}

type OrderTables = Omit<SamplePartData, 'CUSTOMER'>;

function ordersOf(random: Random, segments: readonly Segment[], part: SamplePart): OrderTables {
  const orders = new Rows('ORDERS');
  const lines = new Rows('LINEITEM');
  const returns = new Rows('ORDER_RETURNS');
  const placed = segments.flatMap((segment, customer) =>
    placedOrders(random, segment, part).map((at) => ({ at, customer, segment })),
  );
  placed.sort((a, b) => a.at - b.at || a.customer - b.customer);
  placed.forEach(({ at, customer, segment }, index) => {
    const order = index + 1;
    const trip = random.integer(0, tripTypes - 1);
    const dated = !random.chance(nullRates.order);
    orders.add({
      O_ORDER_ID: order,
      O_CUSTOMER_SK: random.chance(nullRates.order) ? null : customer,
      ORDER_TS: dated ? at : null,
      WEEKDAY: dated ? weekdays[new Date(at).getUTCDay()]! : null,
      ORDER_DATE: dated ? Math.floor(at / day) : null,
      STORE: random.integer(1, 10),
      TRIP_TYPE: trip + 3,
    });
    const bought = orderLines(random, order, trip, lines);
    if (random.chance(segment.returnRate)) returnLines(random, order, bought, segment, returns);
  });
  return { ORDERS: orders.columns, LINEITEM: lines.columns, ORDER_RETURNS: returns.columns };
}

/** When one customer orders: a Poisson number of moments in the segment's active time, none on a Sunday. */
function placedOrders(random: Random, segment: Segment, part: SamplePart): number[] {
  const period = periods[part];
  const [from, to] = segment.active;
  const days = Math.floor(period.days * (to - from));
  const weeks = Math.floor(days / 7);
  const start = period.first + Math.floor(period.days * from);
  return Array.from({ length: random.poisson((segment.ordersPerYear * days) / 365) }, () => {
    // Periods start on a Monday; weights are from Sunday, which ends the week here.
    const weekday = (random.weighted(weekdayWeights) + 6) % 7;
    const date = start - ((start + 3) % 7) + 7 * random.integer(0, weeks - 1) + weekday;
    return date * day + random.integer(6 * 60, 22 * 60) * 60_000;
  });
}

interface Line {
  readonly product: number;
  readonly quantity: number;
}

function orderLines(random: Random, order: number, trip: number, lines: Rows): Line[] {
  const band = Math.floor(products / tripTypes);
  const count = Math.min(200, 1 + Math.floor(random.exponential(0.174)));
  return Array.from({ length: count }, () => {
    const product = trip * band + random.integer(0, band - 1);
    const quantity = redraw(() => Math.round(random.normal(2, 1)), 1);
    const cents = Math.round(redraw(() => random.normal(5, 2.5), 0.1) * 100);
    lines.add({
      LI_ORDER_ID: order,
      LI_PRODUCT_ID: product,
      QUANTITY: random.chance(nullRates.quantity) ? null : quantity,
      PRICE: random.chance(nullRates.price) ? null : cents,
    });
    return { product, quantity };
  });
}

function returnLines(
  random: Random,
  order: number,
  bought: readonly Line[],
  segment: Segment,
  returns: Rows,
): void {
  const [low, high] = segment.returnedLines;
  const share = low + random.next() * (high - low);
  const count = Math.max(1, Math.round(bought.length * share));
  const remaining = [...bought];
  for (let i = 0; i < count; i += 1) {
    const [line] = remaining.splice(random.integer(0, remaining.length - 1), 1);
    returns.add({
      OR_ORDER_ID: order,
      OR_PRODUCT_ID: line!.product,
      OR_RETURN_QUANTITY: random.chance(nullRates.returned) ? null : random.integer(1, line!.quantity),
    });
  }
}

function redraw(draw: () => number, least: number): number {
  for (;;) {
    const value = draw();
    if (value >= least) return value;
  }
}

/** 16 upper-case letters, a base-26 spelling of the key. */
function letters(key: number): string {
  let text = '';
  for (let rest = key; text.length < 16; rest = Math.floor(rest / 26))
    text = String.fromCharCode(65 + (rest % 26)) + text;
  return text;
}

/** Collects rows into columns. */
class Rows {
  readonly columns: Record<string, SampleValue[]>;

  constructor(table: SampleTableName) {
    this.columns = Object.fromEntries(sampleTable(table).columns.map((column) => [column.name, []]));
  }

  add(row: Readonly<Record<string, SampleValue>>): void {
    for (const [name, values] of Object.entries(this.columns)) values.push(row[name]!);
  }
}
