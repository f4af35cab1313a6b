/** Corners that programs made at random ran into: each a small query beside what the documentation says it gives. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.open();
  await account.table(
    'T',
    ['K NUMBER(38,0)', 'S VARCHAR', 'AT TIMESTAMP_NTZ(9)'],
    ["(1, 'a', '2024-01-01')", "(2, null, '2024-01-02')"],
  );
});

afterAll(() => account.close());

type Case = readonly [what: string, sql: string, rows: readonly (readonly (string | null)[])[]];

const CASES: readonly Case[] = [
  [
    'FLATTEN of an object made of the columns before',
    "select k, f.key, f.value from t, lateral flatten(input => object_construct('a', t.s is not null, 'b', t.k)) f order by k, f.key",
    [
      ['1', 'a', 'true'],
      ['1', 'b', '1'],
      ['2', 'a', 'false'],
      ['2', 'b', '2'],
    ],
  ],
  [
    'OBJECT_CONSTRUCT in GROUP BY and in HAVING',
    "select count(*) from t group by object_construct('odd \"key\"', 0.5) having array_size(object_keys(object_construct('a', sum(k), 'b', null))) = 1",
    [['2']],
  ],
  [
    'OBJECT_CONSTRUCT of nothing but NULLs',
    "select object_construct('a', null), object_construct()",
    [['{}', '{}']],
  ],
  [
    'numbers below one as text',
    'select 0.5::varchar, (-0.25)::varchar, to_json(0.5::variant)',
    [['0.5', '-0.25', '0.5']],
  ],
  [
    'ARRAY_DISTINCT keeps one null',
    "select array_distinct(parse_json('[1,null,2,1,null]'))",
    [['[1,null,2]']],
  ],
  [
    'what is no array becomes one',
    "select parse_json('{\"a\":1}')::array, parse_json('7')::array, parse_json('null')::array",
    [['[{"a":1}]', '[7]', null]],
  ],
  ['CORR with what does not vary is NULL', 'select corr(1, k), corr(k, k) from t', [[null, '1']]],
  [
    'hexadecimal and base64 text of bytes',
    "select hex_encode(to_binary('ABCD')), hex_encode('AB'), base64_encode(to_binary('ABCD'))",
    [['ABCD', '4142', 'q80=']],
  ],
  ['HASH of equal numbers', 'select hash(100::float) = hash(100.00), hash(7) = hash(7.0)', [['1', '1']]],
  ['ORDER BY a constant', "select k from t order by 'x', k desc", [['2'], ['1']]],
  [
    'window frames that stop a nanosecond earlier',
    "select k, sum(k) over (order by at range between interval '86399 seconds, 999999999 nanoseconds' preceding and current row), sum(k) over (order by at range between interval '1 day' preceding and interval '1 nanosecond' preceding) from t order by k",
    [
      ['1', '1', null],
      ['2', '2', '1'],
    ],
  ],
];

describe('corners', () => {
  it.each(CASES)('%s', async (_what, sql, rows) => {
    expect((await account.run(sql)).rows).toEqual(rows);
  });
});
