import { afterEach, describe, expect, it } from 'vitest';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { count, lit } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { ORDERS } from '../dataframe/sources.js';

const sqlOf = (frame: Parameters<typeof compile>[0]): string =>
  compile(frame, { resolveTable: (t) => t }).sql;

describe('constants where SQL would take a number for the place of a column', () => {
  afterEach(() => expect(takeProblems()).toEqual([]));

  it('order nothing', () => {
    const frame = ORDERS.pick('O_ORDER_ID', 'O_CUSTOMER_SK');
    expect(sqlOf(frame.sort((r) => [lit(2), r.O_ORDER_ID]))).toMatch(/ORDER BY O_ORDER_ID NULLS LAST$/);
    expect(sqlOf(frame.sort(() => lit(2)))).not.toContain('ORDER BY');
  });

  it('tell no groups apart, and alone make one group of the rows there are', () => {
    const counted = () => ({ N: count() });
    const beside = ORDERS.groupByComputed((r) => ({ ONE: lit(100), C: r.O_CUSTOMER_SK })).agg(counted);
    expect(sqlOf(beside)).toMatch(/GROUP BY O_CUSTOMER_SK$/);
    expect(sqlOf(ORDERS.groupByComputed(() => ({ ONE: lit(100) })).agg(counted))).toMatch(/GROUP BY TRUE$/);
  });
});
