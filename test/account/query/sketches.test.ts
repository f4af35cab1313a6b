/** Aggregation in steps: states of parts are combined and estimated. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.open();
  await account.table(
    'EVENTS',
    [
      'G NUMBER(38,0)',
      'N NUMBER(38,0)',
      'SMALL NUMBER(5,0)',
      'D NUMBER(10,2)',
      'F FLOAT',
      'T VARCHAR',
      'DAY DATE',
    ],
    [
      "(1, 1, 1, 1.5, 10, 'a', '2026-01-01')",
      "(1, 2, 2, 2.5, 20, 'b', '2026-01-01')",
      "(1, 2, 2, 2.5, 30, 'a', '2026-01-02')",
      "(2, 2, 2, 9.5, 40, 'c', '2026-01-01')",
      "(2, 3, 3, 9.5, 40, NULL, '2026-01-01')",
      '(3, NULL, NULL, NULL, NULL, NULL, NULL)',
    ],
  );
});

afterAll(async () => {
  await account.close();
});

async function one(sql: string) {
  const { rows, types } = await account.run(sql);
  return { value: rows[0]?.[0], type: types[0] };
}

const distinctOfParts = (column: string, accumulated = column) => `
  SELECT DATASKETCHES_HLL_ESTIMATE(DATASKETCHES_HLL_COMBINE(S))
  FROM (SELECT G, DATASKETCHES_HLL_ACCUMULATE(${accumulated}, 8) AS S FROM EVENTS GROUP BY G)`;

describe('the number of different values, in steps', () => {
  it.each([
    ['N', '3'],
    ['T', '3'],
    ['F', '4'],
    ['HEX_ENCODE(T)::BINARY', '3'],
  ])('of %s is that of the whole', async (column, expected) => {
    const { value, type } = await one(distinctOfParts(column));
    expect(Number(value)).toBe(Number(expected));
    expect(type).toBe('FLOAT');
    expect(Number((await one(`SELECT DATASKETCHES_HLL(${column}) FROM EVENTS`)).value)).toBe(
      Number(expected),
    );
  });

  it('is 0 of nothing, and NULL of no state', async () => {
    const { value } = await one(
      'SELECT DATASKETCHES_HLL_ESTIMATE(DATASKETCHES_HLL_ACCUMULATE(N)) FROM EVENTS WHERE G = 3',
    );
    expect(Number(value)).toBe(0);
    const combined = await one(
      'SELECT DATASKETCHES_HLL_ESTIMATE(DATASKETCHES_HLL_COMBINE(CASE WHEN G > 9 THEN S END)) FROM (SELECT G, DATASKETCHES_HLL_ACCUMULATE(N) AS S FROM EVENTS GROUP BY G)',
    );
    expect(Number(combined.value)).toBe(0);
    expect((await one('SELECT DATASKETCHES_HLL_ESTIMATE(NULL)')).value).toBe(null);
  });

  it('tells whole numbers of any precision apart from texts, not from each other', async () => {
    const union = (second: string) => `
      SELECT DATASKETCHES_HLL_ESTIMATE(DATASKETCHES_HLL_COMBINE(S)) FROM (
        SELECT DATASKETCHES_HLL_ACCUMULATE(N) AS S FROM EVENTS
        UNION ALL SELECT DATASKETCHES_HLL_ACCUMULATE(${second}) FROM EVENTS)`;
    expect(Number((await one(union('SMALL'))).value)).toBe(3);
    expect(Number((await one(union('N::VARCHAR'))).value)).toBe(6);
  });

  it.each([
    ['DATASKETCHES_HLL_ACCUMULATE(D)', 'Invalid argument types'],
    ['DATASKETCHES_HLL_ACCUMULATE(DAY)', 'Invalid argument types'],
    ['DATASKETCHES_HLL_ACCUMULATE(N, 3)', 'max_log_k'],
    ['DATASKETCHES_HLL_ACCUMULATE(N, 22)', 'max_log_k'],
    ['DATASKETCHES_HLL_COMBINE(T)', 'Invalid argument types'],
    ["DATASKETCHES_HLL_COMBINE('0a'::BINARY)", 'not made by this account'],
    ['DATASKETCHES_HLL_ACCUMULATE(N) OVER (PARTITION BY G)', 'window function'],
  ])('%s is refused', async (sql, message) => {
    await expect(account.run(`SELECT ${sql} FROM EVENTS`)).rejects.toThrow(message);
  });
});

describe('a percentile, in steps', () => {
  it.each([
    ['F', 0.5],
    ['F', 0.9],
    ['D', 0.25],
    ['N', 1],
  ])('of %s at %d is that of the whole', async (column, p) => {
    const { value, type } = await one(`
      SELECT APPROX_PERCENTILE_ESTIMATE(APPROX_PERCENTILE_COMBINE(S), ${p})
      FROM (SELECT G, APPROX_PERCENTILE_ACCUMULATE(${column}) AS S FROM EVENTS GROUP BY G)`);
    const whole = await one(`SELECT APPROX_PERCENTILE(${column}, ${p}) FROM EVENTS`);
    expect(value).toBe(whole.value);
    expect(type).toBe('FLOAT');
  });

  it('has the documented form of a state', async () => {
    const { value, type } = await one('SELECT APPROX_PERCENTILE_ACCUMULATE(N) FROM EVENTS WHERE G = 1');
    expect(JSON.parse(String(value))).toEqual({ state: [1, 1, 2, 1, 2, 1], type: 'tdigest', version: 1 });
    expect(type).toBe('OBJECT');
  });

  it('is NULL of nothing', async () => {
    const estimate = (state: string, where = 'TRUE') =>
      one(`SELECT APPROX_PERCENTILE_ESTIMATE(${state}, 0.5) FROM EVENTS WHERE ${where}`);
    expect((await estimate('APPROX_PERCENTILE_ACCUMULATE(F)', 'G = 3')).value).toBe(null);
    expect((await estimate('APPROX_PERCENTILE_COMBINE(NULL)')).value).toBe(null);
  });

  it('needs a constant from 0 to 1', async () => {
    await expect(
      account.run('SELECT APPROX_PERCENTILE_ESTIMATE(APPROX_PERCENTILE_ACCUMULATE(F), 1.5) FROM EVENTS'),
    ).rejects.toThrow('from 0 to 1');
  });
});
