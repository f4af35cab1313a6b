import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { generatePart, type SampleColumns } from '../../../src/project/sample/generate.js';
import { parquetBytes } from '../../../src/project/sample/parquet.js';
import { plantedSegments } from '../../../src/project/sample/segments.js';
import { sampleParts, sampleTable, sampleTables } from '../../../src/project/sample/tables.js';

const numbers = (columns: SampleColumns, name: string) =>
  columns[name]!.filter((v): v is number => typeof v === 'number');
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('sample generator', () => {
  test('gives the same bytes for the same options, and others for another seed', () => {
    const bytes = (seed: number) =>
      parquetBytes(sampleTable('LINEITEM'), generatePart('SERVING', { customers: 200, seed }).LINEITEM);
    expect(Buffer.from(bytes(1)).equals(bytes(1))).toBe(true);
    expect(Buffer.from(bytes(1)).equals(bytes(2))).toBe(false);
  });

  test('fills every column of every table of every part', () => {
    for (const part of sampleParts) {
      const data = generatePart(part, { customers: 100 });
      for (const table of sampleTables) {
        const columns = data[table.name];
        const lengths = new Set(table.columns.map((column) => columns[column.name]!.length));
        expect(lengths.size, `${part}.${table.name}`).toBe(1);
        expect(columns[table.columns[0]!.name]!.length).toBeGreaterThan(0);
      }
    }
  });

  test('line items and returns refer to orders, orders to customers', () => {
    const { CUSTOMER, ORDERS, LINEITEM, ORDER_RETURNS } = generatePart('TRAINING', { customers: 80 });
    const customers = new Set(CUSTOMER['C_CUSTOMER_SK']);
    const orders = new Set(ORDERS['O_ORDER_ID']);
    const lines = new Set(
      LINEITEM['LI_ORDER_ID']!.map((order, i) => `${order}/${LINEITEM['LI_PRODUCT_ID']![i]}`),
    );
    expect(numbers(ORDERS, 'O_CUSTOMER_SK').every((key) => customers.has(key))).toBe(true);
    expect(LINEITEM['LI_ORDER_ID']!.every((order) => orders.has(order))).toBe(true);
    expect(
      ORDER_RETURNS['OR_ORDER_ID']!.every((order, i) =>
        lines.has(`${order}/${ORDER_RETURNS['OR_PRODUCT_ID']![i]}`),
      ),
    ).toBe(true);
  });

  test('plain mode has the published shape: about 6.3 lines an order, a tenth of the orders returned', () => {
    const { ORDERS, LINEITEM, ORDER_RETURNS } = generatePart('TRAINING', { customers: 400, mode: 'plain' });
    const orders = ORDERS['O_ORDER_ID']!.length;
    const returned = new Set(ORDER_RETURNS['OR_ORDER_ID']).size;
    expect(orders / 400).toBeGreaterThan(48);
    expect(orders / 400).toBeLessThan(56);
    expect(LINEITEM['LI_ORDER_ID']!.length / orders).toBeCloseTo(6.26, 0);
    expect(returned / orders).toBeCloseTo(0.1, 1);
    expect(mean(numbers(LINEITEM, 'PRICE')) / 100).toBeCloseTo(5.1, 0);
    expect(numbers(LINEITEM, 'PRICE').every((cents) => cents >= 10)).toBe(true);
  });

  test('planted segments differ in how often they order', () => {
    const { CUSTOMER, ORDERS } = generatePart('TRAINING', { customers: 600 });
    const counts = new Map<number, number>();
    for (const key of numbers(ORDERS, 'O_CUSTOMER_SK')) counts.set(key, (counts.get(key) ?? 0) + 1);
    const perSegment = plantedSegments.map((_, segment) =>
      mean(
        numbers(CUSTOMER, 'C_CUSTOMER_SK')
          .filter((key) => CUSTOMER['C_CLUSTER_ID']![key] === segment)
          .map((key) => counts.get(key) ?? 0),
      ),
    );
    const [regulars, , occasional] = perSegment;
    expect(regulars! / occasional!).toBeGreaterThan(3);
  });

  test('has a few gaps for null handling to handle', () => {
    const { ORDERS, LINEITEM, ORDER_RETURNS } = generatePart('TRAINING', {});
    for (const [columns, name] of [
      [ORDERS, 'O_CUSTOMER_SK'],
      [ORDERS, 'ORDER_DATE'],
      [LINEITEM, 'PRICE'],
      [LINEITEM, 'QUANTITY'],
      [ORDER_RETURNS, 'OR_RETURN_QUANTITY'],
    ] as const) {
      const gaps = columns[name]!.filter((v) => v === null).length;
      expect(gaps, name).toBeGreaterThan(0);
      expect(gaps / columns[name]!.length, name).toBeLessThan(0.01);
    }
  });

  test('Parquet files give back every value with its type', async () => {
    const { ORDERS, LINEITEM } = generatePart('SCORING', { customers: 200 });
    const bytes = parquetBytes(sampleTable('ORDERS'), ORDERS);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const orders = await parquetReadObjects({ file });
    expect(orders.length).toBe(ORDERS['O_ORDER_ID']!.length);
    const at = orders.findIndex((row) => row['ORDER_TS'] != null);
    expect((orders[at]!['ORDER_TS'] as Date).getTime()).toBe(ORDERS['ORDER_TS']![at]);
    expect((orders[at]!['ORDER_DATE'] as Date).getTime()).toBe(
      (ORDERS['ORDER_DATE']![at] as number) * 86_400_000,
    );
    const lineBytes = parquetBytes(sampleTable('LINEITEM'), LINEITEM);
    const lines = await parquetReadObjects({ file: lineBytes.buffer.slice(0) as ArrayBuffer });
    expect(lines[0]!['PRICE']).toBeCloseTo((LINEITEM['PRICE']![0] as number) / 100, 10);
  });
});
