/** PIVOT, UNPIVOT, sampling, generated rows and grouping sets, each after its documentation page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

interface Case {
  readonly sql: string;
  readonly names?: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const GENERATED = 'table(generator(rowcount => 1000))';

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  UNPIVOT: [
    {
      sql: 'select * from monthly unpivot (sales for month in (jan, feb)) order by id, month',
      names: ['ID', 'MONTH', 'SALES'],
      rows: [
        ['1', 'FEB', '20'],
        ['1', 'JAN', '10'],
        ['2', 'JAN', '5'],
      ],
    },
    {
      sql: 'select * from monthly unpivot include nulls (sales for month in (jan as "January", feb)) as u (k, m, s) where k = 2 order by m',
      names: ['K', 'M', 'S'],
      rows: [
        ['2', 'FEB', null],
        ['2', 'January', '5'],
      ],
    },
    {
      sql: 'select u.month from orders o join monthly unpivot exclude nulls (sales for month in (jan, feb)) u on u.id = o.id where amount = 5',
      rows: [['JAN']],
    },
  ],
  PIVOT: [
    {
      sql: `select * from orders pivot (sum(amount) for quarter in ('Q1', 'Q2')) as p (k, a, b) order by k`,
      names: ['K', 'A', 'B'],
      rows: [
        ['1', '17', '20'],
        ['2', '5', null],
      ],
    },
    {
      sql: `select * from orders pivot (sum(amount) for quarter in ('Q1' as one, 'Q2' as "two") default on null (0)) order by id`,
      names: ['ID', 'ONE', 'two'],
      rows: [
        ['1', '17', '20'],
        ['2', '5', '0'],
      ],
    },
    {
      sql: `select m.jan, p.* from monthly m join orders pivot (max(amount) for quarter in ('Q2')) p on p.id = m.id order by 1`,
      names: ['JAN', 'ID', "'Q2'"],
      rows: [
        ['5', '2', null],
        ['10', '1', '20'],
      ],
    },
  ],
  'GROUP BY CUBE, GROUPING_ID': [
    {
      sql: 'select id, quarter, grouping(id), grouping_id(id, quarter), sum(amount) from orders where id = 2 group by cube (id, quarter) order by 4',
      rows: [
        ['2', 'Q1', '0', '0', '5'],
        ['2', null, '0', '1', '5'],
        [null, 'Q1', '1', '2', '5'],
        [null, null, '1', '3', '5'],
      ],
    },
  ],
  'SAMPLE / TABLESAMPLE': [
    { sql: 'select count(*) from orders sample row (100)', rows: [['4']] },
    { sql: `select count(*) from ${GENERATED} sample (0)`, rows: [['0']] },
    { sql: `select count(*) between 300 and 700 from ${GENERATED} sample (50) seed (3)`, rows: [['1']] },
  ],
  'Data generation functions': [
    {
      sql: `select min(a), max(a), count(distinct a) from (select uniform(1, 10, random()) a from ${GENERATED})`,
      rows: [['1', '10', '10']],
    },
    {
      sql: `select min(a) >= 0 and max(a) < 1, count(distinct a) > 900 from (select uniform(0::float, 1::float, random(5)) a from ${GENERATED})`,
      rows: [['1', '1']],
    },
    {
      sql: `select round(avg(a)), round(stddev(a)) from (select normal(5, 2, random(7)) a from ${GENERATED})`,
      rows: [['5', '2']],
    },
    {
      sql: `select count(distinct a), min(length(a)), max(length(a)) from (select randstr(8, random(1)) a from ${GENERATED})`,
      rows: [['1000', '8', '8']],
    },
    // A constant generator gives one value, a seed one sequence.
    { sql: `select count(distinct uniform(1, 1000, 5)) from ${GENERATED}`, rows: [['1']] },
    {
      sql: `select count(*) from (select random(3) a, random(3) b from ${GENERATED}) where a <> b`,
      rows: [['0']],
    },
  ],
};

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.open();
  await account.table('MONTHLY', ['id NUMBER', 'jan NUMBER', 'feb NUMBER'], ['(1, 10, 20)', '(2, 5, null)']);
  await account.table(
    'ORDERS',
    ['id NUMBER', 'quarter VARCHAR', 'amount NUMBER'],
    ["(1, 'Q1', 10)", "(1, 'Q2', 20)", "(2, 'Q1', 5)", "(1, 'Q1', 7)"],
  );
});
afterAll(() => account.close());

describe.each(Object.entries(GROUPS))('%s', (_page, cases) => {
  it.each(cases.map(({ sql, names, rows }) => ({ sql, names, rows })))(
    '$sql',
    async ({ sql, names, rows }) => {
      const outcome = await account.run(sql);
      expect(outcome.rows).toEqual(rows);
      if (names !== undefined) expect(outcome.names).toEqual(names);
    },
  );
});

it('gives the same rows for the same seed', async () => {
  const sql = `select random(11), uniform(1, 1000000, random(12)), randstr(6, random(13)) from ${GENERATED}`;
  expect((await account.run(sql)).rows).toEqual((await account.run(sql)).rows);
});
