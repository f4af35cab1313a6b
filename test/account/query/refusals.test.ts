/** What the local account refuses, with Snowflake's codes, words and places; nothing wrong is answered quietly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

type Case = readonly [sql: string, code: string, message: RegExp, place?: { line: number; column: number }];

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  syntax: [
    [
      'select a from t wher b',
      '001003',
      /syntax error line 1 at position 21 unexpected 'b'/,
      { line: 1, column: 21 },
    ],
    ['select a\nfrom t where (', '001003', /unexpected '<EOF>'/],
    ['select from t', '001003', /syntax error/],
    ["select 'open", '001003', /unterminated string/],
    ['select 1; select 2', '000008', /statement count 2 did not match the desired statement count 1/],
    ['select a) from t', '001003', /unexpected '\)'/],
  ],
  names: [
    [
      'select nope from t',
      '000904',
      /error line 1 at position 7\ninvalid identifier 'NOPE'/,
      { line: 1, column: 7 },
    ],
    [
      'select a,\n  x.b from t',
      '000904',
      /error line 2 at position 2\ninvalid identifier 'X\.B'/,
      { line: 2, column: 2 },
    ],
    ['select "a" from t', '000904', /invalid identifier 'a'/],
    ['select * exclude nope from t', '000904', /'NOPE'/],
    ['select x.* from t', '000904', /'X'/],
    ['select a from t join t u on true', '002023', /ambiguous column name 'A'/],
    ['select a from (select 1 a, 2 a)', '002023', /ambiguous/],
    ['select 1 from nix', '002003', /Object 'NIX' does not exist/, { line: 1, column: 14 }],
    ['select * from t join u using (a)', '002003', /'U'/],
    ['select * from t join (select 1 z) using (a)', '000904', /'A'/],
    ['with x (p, q) as (select 1) select p from x', '001015', /2 names, 1 columns/],
  ],
  functions: [
    ['select frobnicate(a) from t', '002140', /Unknown function FROBNICATE/],
    ['select date_diff(1, 2)', '002140', /Unknown function DATE_DIFF/],
    ['select list_value(1)', '002140', /Unknown function LIST_VALUE/],
    ['select round()', '000938', /argument count/],
    ['select upper(1, 2, 3)', '000939', /argument count \(3\) for function 'UPPER'/],
    ['select * from table(frobnicate())', '002141', /FROBNICATE/],
    [
      'select dateadd(fortnight, 1, current_date)',
      '001015',
      /'FORTNIGHT' is not a valid date\/time component/,
    ],
    ['select sum(true)', '001044', /Invalid argument types for function 'SUM'/],
    ["select sum(d) from (select '2020-01-01'::date d)", '001044', /SUM/],
  ],
  vectors: [
    ['select [1, 2]::vector(float, 3)', '100071', /incorrect dimension: it has 2, not 3 elements/],
    ["select [1, 'x']::vector(float, 2)", '100071', /Failed to cast variant value .* to VECTOR/],
    ['select [1, null]::vector(float, 2)', '100071', /Failed to cast variant value .* to VECTOR/],
    ['select [1, 2.5]::vector(int, 2)', '100071', /Failed to cast variant value .* to VECTOR/],
    ['select [1]::vector(float, 0)', '001044', /Invalid vector dimension 0/],
    ['select [1]::vector(text, 1)', '001003', /invalid arguments of data type 'VECTOR'/],
    ['select [1]::vector(float, 1) < [2]::vector(float, 1)', '000002', /order of vectors/],
    [
      'select vector_l2_distance([1]::vector(float, 1), [1, 2]::vector(float, 2))',
      '001015',
      /one element type and dimension/,
    ],
    ['select vector_l2_distance([1], [2])', '001044', /VECTOR_L2_DISTANCE/],
    [
      'select vector_cosine_similarity([0]::vector(float, 1), [1]::vector(float, 1))',
      '100051',
      /Division by zero/,
    ],
    ["select 'a'::vector(float, 1)", '001065', /cannot be converted to VECTOR\(FLOAT, 1\)/],
  ],
  'what a call does not take': [
    ['select upper(distinct c) from t', '001015', /UPPER does not take DISTINCT/],
    ['select median(distinct a) from t', '001015', /MEDIAN does not take DISTINCT/],
    ['select sum(a) ignore nulls over () from t', '001015', /SUM does not take IGNORE NULLS/],
    ['select sum(a) within group (order by b) from t', '001015', /SUM does not take WITHIN GROUP/],
    ['select upper(*) from t', '001015', /UPPER does not take \*/],
    ['select sum(a) filter (where a > 1) from t', '001003', /syntax error/],
    ['select upper(input => c) from t', '000002', /named arguments/],
  ],
  grouping: [
    [
      'select c, a from t group by c',
      '000979',
      /'A' is not a valid group by expression/,
      { line: 1, column: 10 },
    ],
    ['select a, count(*) from t', '000979', /'A'/],
    // A column of the source wins over an alias of that name.
    ['select year(d) as a, count(*) from t group by a', '000979', /'D'/],
    ['select c from t group by c having a > 1', '000979', /'A'/],
    ['select a from t where sum(a) > 1', '001015', /aggregate function in WHERE clause \[SUM\]/],
    ['select a from t where row_number() over (order by a) = 1', '001015', /window function in WHERE clause/],
    ['select row_number() from t', '001015', /requires an OVER clause/],
    ['select upper(c) over () from t', '001015', /no window function/],
    ['select sum(sum(a)) from t', '001015', /aggregate/],
  ],
  'types and shapes': [
    ['select 1 union select 1, 2', '001789', /expected 1, got 2/],
    ["select '2020-01-01'::date union select 1", '001065', /cannot be converted/],
    ['select true + current_date', '001044', /arithmetic/],
    ["select '2020-01-01'::date::boolean", '001065', /DATE cannot be converted to BOOLEAN/],
    ['select a from t order by 5', '001015', /position \[5\]/],
    ['select * from t asof join t u match_condition (t.a = u.a)', '001015', /MATCH_CONDITION/],
    ['select * from t asof join t u match_condition (t.a >= u.a) on t.b > u.b', '001015', /only equality/],
    ['select ? + 1', '002049', /Bind variable :1 not set/],
  ],
  'while running': [
    ['select 1 / 0', '100051', /^Division by zero$/],
    ['select 1::float / 0', '100051', /Division by zero/],
    ['select mod(1, 0)', '100051', /Division by zero/],
    ['select b / (a - a) from t', '100051', /Division by zero/],
    ["select 'abc'::number", '100038', /^Numeric value 'abc' is not recognized$/],
    ['select c::number from t', '100038', /'x' is not recognized/],
    ["select 'x'::date", '100040', /^Date 'x' is not recognized$/],
    ["select '2020-13-01'::timestamp", '100035', /Timestamp '2020-13-01' is not recognized/],
    ["select 'perhaps'::boolean", '100037', /^Boolean value 'perhaps' is not recognized$/],
    ['select 99999::number(3,0)', '100039', /out of range/],
    ['select 99999999999999999999999999999999999999 * 10', '100039', /out of range/],
    ["select parse_json('{')", '100069', /Error parsing JSON/],
    [`select parse_json('{"a":[1]}'):a::int`, '100071', /Failed to cast variant value \[1\]/],
    ['select (select a from t)', '090150', /more than one row/],
  ],
  'not in the local account': [
    ["select * from t at(timestamp => '2020-01-01'::timestamp)", '000002', /time travel/],
    ["select '2020-01-01'::timestamp_tz as z group by z", '000002', /GROUP BY of a TIMESTAMP_TZ/],
    ["select distinct '2020-01-01'::timestamp_tz", '000002', /DISTINCT of a TIMESTAMP_TZ/],
    ["select mode('2020-01-01'::timestamp_tz)", '000002', /MODE of a TIMESTAMP_TZ/],
    [
      "select datediff(day, '2020-01-01'::timestamp_tz, current_timestamp)",
      '000002',
      /DATEDIFF of a TIMESTAMP_TZ by day/,
    ],
    [
      "select row_number() over (partition by '2020-01-01'::timestamp_tz order by 1)",
      '000002',
      /PARTITION BY of a TIMESTAMP_TZ/,
    ],
    [
      "select '2020-01-01'::timestamp_tz union select '2020-01-01'::timestamp_tz",
      '000002',
      /UNION of a TIMESTAMP_TZ/,
    ],
    ["select c collate 'de' from t", '000002', /COLLATE/],
    ["select 'POINT(1 1)'::geography", '000002', /GEOGRAPHY/],
    ['select x -> x > 0', '000002', /lambda/],
    ['select avg(seq4()) from t', '000002', /numbered rows \(SEQ4\) in an aggregate/],
    ['select a from t where random(1) > 0', '000002', /numbered rows \(RANDOM\) in WHERE; select them/],
    ['update t set b = uniform(1, 5, random(1))', '000002', /\(RANDOM\) in SET/],
    [
      'select * from t pivot (sum(b) for c in (any))',
      '000002',
      /PIVOT with columns that the data decides.*list the values/,
    ],
    ['select * from t pivot (sum(b) for c in (select c from t))', '000002', /list the values/],
    [
      'select conditional_true_event(conditional_change_event(a) over (order by b) > 1) over (order by b) from t',
      '000002',
      /select the inner one in a subquery/,
    ],
    ["select regexp_substr('hello', '^l', 3)", '000002', /a start position with this pattern/],
    ["select to_number('1f', 'XX')", '000002', /number format 'XX'/],
    ['select a from t limit (select 1)', '000002', /LIMIT/],
  ],
};

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.open();
  await account.table(
    'T',
    ['a NUMBER', 'b NUMBER(8,2)', 'c VARCHAR', 'd DATE'],
    ["(1, 1, 'x', null)", "(2, 2, 'y', null)"],
  );
  account.view('LOOP', 'select * from loop');
});
afterAll(() => account.close());

describe.each(Object.entries(GROUPS))('%s', (_group, cases) => {
  it.each(cases.map(([sql, code, message, place]) => ({ sql, code, message, place })))(
    '$sql',
    async ({ sql, code, message, place }) => {
      const error: unknown = await account.run(sql).then(
        (outcome) => expect.unreachable(`answered ${JSON.stringify(outcome.rows)}`),
        (e: unknown) => e,
      );
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
      if (place !== undefined) expect(error).toMatchObject({ position: place });
      // DuckDB's names never reach a message.
      expect(String(error)).not.toMatch(/data\.t\d|\b[rq]\d+\.c\d|sf_/);
    },
  );
});

describe('views', () => {
  it('refuses a view that reads itself', async () => {
    await expect(account.run('select * from loop')).rejects.toMatchObject({ code: '000002' });
  });
});
