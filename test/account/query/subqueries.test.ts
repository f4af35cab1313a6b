/** Sub-queries become CTEs: the same rows, names and types before and after. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subqueriesToCtes, withEdits } from '../../../src/sql/read/subqueries.js';
import { parseStatement } from '../../../src/sql/read/syntax/parse.js';
import { catalogOf } from './inference.js';
import { TestAccount } from './support.js';

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.open();
  await account.table(
    'ORDERS',
    ['id NUMBER', 'cust NUMBER', 'day DATE', 'amount NUMBER(10,2)'],
    [
      "(1, 7, '2024-01-01', 10.5)",
      "(2, 7, '2024-01-02', NULL)",
      "(3, 8, '2024-01-02', 3)",
      '(4, NULL, NULL, 4.25)',
    ],
  );
  await account.table('CUSTOMERS', ['cust NUMBER', 'name VARCHAR'], ["(7, 'Ann')", '(8, NULL)', "(9, 'Bo')"]);
});
afterAll(() => account.close());

function refactor(sql: string) {
  const statement = parseStatement(sql);
  if (statement.kind !== 'query') throw new Error('no query');
  const { edits, refused } = subqueriesToCtes(sql, statement.query, catalogOf(account));
  return { text: withEdits(sql, edits), refused: refused.map((r) => [sql.slice(r.start, r.end), r.reason]) };
}

async function expectSameRows(sql: string, text: string): Promise<void> {
  const sorted = ({ rows, ...rest }: Awaited<ReturnType<TestAccount['run']>>) => ({
    ...rest,
    rows: rows.map((r) => JSON.stringify(r)).sort(),
  });
  expect(sorted(await account.run(text)), text).toEqual(sorted(await account.run(sql)));
}

const SUMS = 'select cust, sum(amount) as total from orders group by cust';
const QUERIES: readonly (readonly [string, string])[] = [
  [
    `select c.name, t.total from customers c join (${SUMS}) t on t.cust = c.cust`,
    `WITH ORDERS_GROUPED AS (\n${SUMS}\n)\nselect c.name, t.total from customers c join ORDERS_GROUPED t on t.cust = c.cust`,
  ],
  [
    'select * from (select * from (select id, cust from orders where amount > 3) as inner_rows) as outer_rows',
    'WITH INNER_ROWS_2 AS (\nselect id, cust from orders where amount > 3\n),\nOUTER_ROWS_2 AS (\nselect * from INNER_ROWS_2 as inner_rows\n)\nselect * from OUTER_ROWS_2 as outer_rows',
  ],
  [
    'select id, (select max(amount) as top from orders) as m from orders where cust in (select cust from customers where name is not null)',
    'WITH ORDERS_SUMMARY AS (\nselect max(amount) as top from orders\n),\nCUSTOMERS_FILTERED AS (\nselect cust from customers where name is not null\n)\nselect id, (SELECT TOP FROM ORDERS_SUMMARY) as m from orders where cust in (SELECT CUST FROM CUSTOMERS_FILTERED)',
  ],
  [
    'with a as (select id from (select * from orders where id > 1) x), b as (select count(*) n from a) select b.n, y.id from b, (select id from a) y',
    'with ORDERS_FILTERED AS (\nselect * from orders where id > 1\n),\na as (select id from ORDERS_FILTERED x), b as (select count(*) n from a),\nA_SELECTED AS (\nselect id from a\n) select b.n, y.id from b, A_SELECTED y',
  ],
];

describe('sub-queries to CTEs', () => {
  it.each(QUERIES)('%s', async (sql, expected) => {
    const { text, refused } = refactor(sql);
    expect(text).toBe(expected.replace('SELECT TOP FROM', 'SELECT TOP FROM'));
    expect(refused).toEqual([]);
    await expectSameRows(sql, text);
  });

  it('makes one CTE of sub-queries that say the same', async () => {
    const sql = `select a.total from (${SUMS}) a join (select cust,  SUM(amount) as total -- again\nfrom orders group by cust) b on a.cust = b.cust`;
    const { text } = refactor(sql);
    expect(text.match(/ORDERS_GROUPED AS/g)).toHaveLength(1);
    expect(text.match(/ORDERS_GROUPED/g)).toHaveLength(3);
    await expectSameRows(sql, text);
  });

  it('keeps random values apart, and comments and blanks as they are', () => {
    const { text } = refactor('select * from (select random() r /* a */) a, (select random() r /* b */) b');
    expect(text).toContain('select random() r /* a */');
    expect(text).toContain('select random() r /* b */');
  });

  it.each([
    [
      'select id, (select max(o.amount) from orders o where o.cust = c.cust) m from orders c',
      /columns of the query around/,
    ],
    [
      'select name from customers c where exists (select 1 from orders where cust = c.cust)',
      /columns of the query around/,
    ],
    ['select * from orders, lateral (select amount * 2 as twice)', /LATERAL|columns of the query/],
    [
      'select * from (with w as (select 1 as one) select * from (select one from w) v) q',
      /defined in a sub-query around/,
    ],
    ['select id from orders where (id, cust) in (select id, id from orders)', /one name/],
  ])('says why it leaves %s', async (sql, reason) => {
    const { text, refused } = refactor(sql);
    expect(refused.map(([, why]) => why)).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
    if (!sql.includes('lateral')) await expectSameRows(sql, text);
  });

  it('keeps the rows of random queries', async () => {
    const seed = Number(process.env['FIRN_SEED'] ?? 20240611);
    const random = generator(seed);
    for (let n = 0; n < 60; n++) {
      const sql = randomQuery(random, 3);
      const { text } = refactor(sql);
      try {
        await expectSameRows(sql, text);
      } catch (error) {
        throw new Error(`seed ${seed}, query ${n}:\n${sql}\n${text}`, { cause: error });
      }
    }
  });
});

function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A query of two columns, K and V, with queries inside. */
function randomQuery(random: (below: number) => number, depth: number): string {
  const table = ['select cust as k, amount as v from orders', 'select cust k, length(name) v from customers'][
    random(2)
  ]!;
  if (depth === 0) return table;
  const inner = () => randomQuery(random, depth - 1);
  switch (random(8)) {
    case 0:
      return `select k, sum(v) as v from (${inner()}) group by k`;
    case 1:
      return `select a.k, b.v from (${inner()}) a left join (${inner()}) as other on a.k = other.k cross join (${inner()}) b`;
    case 2:
      return `select k, v from (${inner()}) q${random(3)} where k in (select k from (${inner()}))`;
    case 3:
      return `(${inner()}) union all (${inner()})`;
    case 4:
      return `with w as (${inner()}) select w.k, (select max(v) from (${inner()})) v from w`;
    case 5:
      return `select k, v from (${inner()}) x where exists (select 1 from (${inner()}) y where y.k = x.k)`;
    case 6:
      return `with w as (select k, v from (${inner()})), w2 as (select * from w union select k, v from (${inner()})) select w2.k, v from (select * from w2) w2`;
    default:
      return table;
  }
}
