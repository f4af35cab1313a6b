import { describe, expect, it } from 'vitest';
import { enter, leave, name, reset } from '../../../src/dataframe/trace.js';
import { count, sum } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { ORDERS } from '../dataframe/sources.js';

/** A call as the loader surrounds it. */
function at<T>(id: number, call: () => T): T {
  enter(id);
  return leave(id, call());
}

describe('the map from SQL to calls', () => {
  reset();
  const perCustomer = name(
    'perCustomer',
    at(2, () => {
      const recent = at(1, () => ORDERS.filter((r) => at(10, () => r.STORE.gt(3))));
      return recent
        .groupBy('O_CUSTOMER_SK')
        .agg((r) => ({ N: at(11, () => count()), TOTAL: at(12, () => sum(at(13, () => r.STORE.mul(2)))) }));
    }),
  );
  const query = compile(
    at(3, () => perCustomer.pick('TOTAL')),
    { resolveTable: (t) => t },
  );
  const textsOf = (call: number) =>
    query.map.filter((m) => m.call === call).map((m) => query.sql.slice(m.start, m.end));

  it('gives the text of every expression', () => {
    expect(textsOf(10)).toEqual(['STORE > 3']);
    expect(textsOf(12)).toEqual(['SUM(STORE * 2)']);
    expect(textsOf(13)).toEqual(['STORE * 2']);
  });

  it('gives nothing for a column that nobody reads', () => {
    expect(textsOf(11)).toEqual([]);
  });

  it('gives the CTE of a named frame and the last SELECT', () => {
    expect(textsOf(2)).toContain(
      'PER_CUSTOMER AS (\n  SELECT\n    O_CUSTOMER_SK,\n    SUM(STORE * 2) AS TOTAL\n  FROM ORDERS\n  WHERE STORE > 3\n  GROUP BY O_CUSTOMER_SK\n)',
    );
    expect(textsOf(3)).toEqual(['SELECT\n  TOTAL\nFROM PER_CUSTOMER']);
  });

  it('has ranges that lie inside the text and nest', () => {
    for (const a of query.map) {
      expect(a.start).toBeLessThan(a.end);
      expect(a.end).toBeLessThanOrEqual(query.sql.length);
      for (const b of query.map) {
        const apart = a.end <= b.start || b.end <= a.start;
        const nested = (a.start >= b.start && a.end <= b.end) || (b.start >= a.start && b.end <= a.end);
        expect(apart || nested).toBe(true);
      }
    }
  });
});
