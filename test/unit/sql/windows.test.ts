import { afterEach, describe, expect, it } from 'vitest';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { changeCount, count, days, desc, hours, seconds } from '../../../src/index.js';
import type { Column, WindowSpec } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { EVENTS, ORDERS } from '../dataframe/sources.js';
import type { EventsColumns, OrdersColumns } from '../dataframe/sources.js';

const printed = (window: (r: EventsColumns) => WindowSpec): string => {
  const frame = EVENTS.select((r) => ({ N: count().over(window(r)) }));
  return /NULLS LAST (.*)\) AS N/.exec(compile(frame, { resolveTable: (t) => t }).sql)?.[1] ?? '';
};

describe('frames of time', () => {
  afterEach(() => expect(takeProblems()).toEqual([]));

  it('leave out the end that does not belong to them, by the smallest step of the type', () => {
    expect(printed((r) => ({ orderBy: r.AT, last: hours(24) }))).toBe(
      "RANGE BETWEEN INTERVAL '86399 seconds, 999999999 nanoseconds' PRECEDING AND CURRENT ROW",
    );
    expect(printed((r) => ({ orderBy: r.AT, last: seconds(1) }))).toBe(
      "RANGE BETWEEN INTERVAL '999999999 nanoseconds' PRECEDING AND CURRENT ROW",
    );
    expect(printed((r) => ({ orderBy: r.AT, before: hours(1) }))).toBe(
      "RANGE BETWEEN INTERVAL '1 hour' PRECEDING AND INTERVAL '1 nanosecond' PRECEDING",
    );
    expect(printed((r) => ({ orderBy: r.AT.toDate(), last: days(7) }))).toBe(
      "RANGE BETWEEN INTERVAL '6 days' PRECEDING AND CURRENT ROW",
    );
  });

  it('count changes of a value', () => {
    const frame = EVENTS.select((r) => ({ N: changeCount(r.KIND).over({ by: r.CUSTOMER, orderBy: r.AT }) }));
    expect(compile(frame, { resolveTable: (t) => t }).sql).toContain(
      'CONDITIONAL_CHANGE_EVENT(KIND) OVER (PARTITION BY CUSTOMER ORDER BY AT NULLS LAST) AS N',
    );
  });
});

describe('frames that SQL could not have are reported', () => {
  const reported = (window: (r: OrdersColumns) => WindowSpec): string | undefined => {
    ORDERS.select((r): Record<string, Column> => ({ N: count().over(window(r)) }));
    const problems = takeProblems();
    expect(problems.map((p) => p.code)).toEqual(['window-misuse']);
    return problems[0]?.message;
  };

  it.each<[string, (r: OrdersColumns) => WindowSpec]>([
    [
      'lastDays counts dates: order by a DATE, or use last: days(…).',
      (r) => ({ orderBy: r.ORDER_TS, lastDays: 7 }),
    ],
    ['lastDays takes a number of days from 1, not 0.', (r) => ({ orderBy: r.ORDER_DATE, lastDays: 0 })],
    [
      'last counts hours, but the order is by a DATE: use days(…).',
      (r) => ({ orderBy: r.ORDER_DATE, last: hours(3) }),
    ],
    [
      'before needs an order by one date or timestamp, smallest first.',
      (r) => ({ orderBy: desc(r.ORDER_DATE), before: days(3) }),
    ],
    [
      'last needs an order by one date or timestamp, smallest first.',
      (r) => ({ orderBy: r.STORE, last: days(3) }),
    ],
    ['last takes a whole number of hours above 0.', (r) => ({ orderBy: r.ORDER_TS, last: hours(0) })],
    [
      'A window has rows or lastDays, not both.',
      (r) => ({ orderBy: r.ORDER_DATE, rows: 'toHere', lastDays: 7 }),
    ],
    [
      'lastDays needs orderBy: without an order there is no row before this one.',
      (r) => ({ by: r.STORE, lastDays: 7 }),
    ],
  ])('%s', (message, window) => expect(reported(window)).toBe(message));
});
