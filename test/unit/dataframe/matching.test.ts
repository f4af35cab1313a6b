import { beforeEach, describe, expect, it } from 'vitest';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { days, hours, minutes, percentile, pivot } from '../../../src/index.js';
import type { Column } from '../../../src/index.js';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS } from './sources.js';

beforeEach(() => {
  takeProblems();
});

const reported = (build: () => unknown): readonly (readonly [string, string])[] => {
  build();
  return takeProblems().map((p) => [p.code, p.message] as const);
};

describe('semi and anti joins', () => {
  it.each([
    ['semiJoin', () => ORDERS.semiJoin(ORDERS, (a, b) => a.ORDER_DATE.lt(b.ORDER_DATE))],
    ['antiJoin', () => CUSTOMER.antiJoin(ORDERS, (c, o) => c.C_CUSTOMER_SK.eq(o.O_CUSTOMER_SK.add(1)))],
  ])('%s reports a condition that compares no keys', (method, build) => {
    expect(reported(build)[0]).toEqual([
      'invalid-argument',
      `${method} matches by keys: equalities of this frame's values with columns of the other, such as l.ID.eq(r.ID), and conditions on the other frame alone.`,
    ]);
  });

  it('need a key that cannot be NULL where rows are looked for that match nothing', () => {
    expect(reported(() => ORDERS.antiJoin(ORDERS, (a, b) => a.STORE.sameAs(b.TRIP_TYPE)))).toEqual([
      ['invalid-argument', 'antiJoin needs a key compared with eq: sameAs alone finds NULLs too.'],
    ]);
  });

  it('have no collisions: only the columns of the first frame come out', () => {
    expect(reported(() => ORDERS.semiJoin(ORDERS, (a, b) => a.STORE.eq(b.STORE)))).toEqual([]);
  });
});

describe('as-of joins', () => {
  const orders = ORDERS.rename({ CUSTOMER: 'O_CUSTOMER_SK' });

  it('report a match that does not begin with this frame', () => {
    const [problem] = reported(() =>
      EVENTS.asofJoin(orders, (e, o) => o.ORDER_TS.le(e.AT), { by: ['CUSTOMER'], take: ['STORE'] }),
    );
    expect(problem?.[1]).toContain('this frame first');
  });

  it('report taken columns that this frame has already', () => {
    const [problem] = reported(() =>
      EVENTS.asofJoin(orders, (e, o) => e.AT.ge(o.ORDER_TS), { by: [], take: ['CUSTOMER'] }),
    );
    expect(problem?.[0]).toBe('column-collision');
  });

  it('report hours of a DATE', () => {
    const dated = EVENTS.withColumns((r) => ({ DAY: r.AT.toDate() }));
    expect(
      reported(() =>
        dated.asofJoin(orders, (e, o) => e.DAY.ge(o.ORDER_DATE), {
          by: [],
          take: ['STORE'],
          within: hours(3),
        }),
      ),
    ).toEqual([['invalid-argument', 'within counts hours, but the column is a DATE: use days(…).']]);
    expect(
      reported(() =>
        dated.asofJoin(orders, (e, o) => e.DAY.ge(o.ORDER_DATE), {
          by: [],
          take: ['STORE'],
          within: days(3),
        }),
      ),
    ).toEqual([]);
  });
});

describe('what cannot be', () => {
  it.each<[string, string, () => unknown]>([
    [
      'unpivot of two kinds',
      'type-mismatch',
      () => ORDERS.unpivot(['STORE', 'WEEKDAY'], { name: 'N', value: 'V' }),
    ],
    [
      'unpivot into a column that stays',
      'invalid-argument',
      () => ORDERS.unpivot(['STORE'], { name: 'WEEKDAY', value: 'V' }),
    ],
    ['unpivot of nothing', 'invalid-argument', () => ORDERS.unpivot([], { name: 'N', value: 'V' })],
    ['dropNull of nothing', 'invalid-argument', () => ORDERS.dropNull()],
    [
      'flatten of a number',
      'type-mismatch',
      () =>
        ORDERS.flatten(
          (r) => r.STORE as never,
          { outer: false },
          () => ({}),
        ),
    ],
    [
      'flatten into a column there is',
      'invalid-argument',
      () =>
        EVENTS.flatten(
          (r) => r.PAYLOAD,
          { outer: false },
          (e) => ({ KIND: e.key }),
        ),
    ],
    [
      'a session of a number',
      'invalid-argument',
      () => ORDERS.withSessionId('S', (r) => ({ by: r.STORE, at: r.STORE, gap: minutes(1) })),
    ],
    ['a percentile above one', 'invalid-argument', () => ORDERS.agg((r) => ({ P: percentile(r.STORE, 90) }))],
    [
      'a pivot of nothing',
      'invalid-argument',
      () => ORDERS.agg((r): Record<string, Column> => pivot(r.STORE, [], {})),
    ],
    ['a union with other columns', 'unknown-column', () => ORDERS.pick('STORE').union(LINEITEM as never)],
  ])('%s is reported', (_what, code, build) => {
    expect(reported(build)[0]?.[0]).toBe(code);
  });
});
