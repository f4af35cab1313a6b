/** Whole queries over small tables: column names, rows and, where it matters, types. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

interface Case {
  readonly sql: string;
  readonly names?: readonly string[];
  readonly types?: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  'Column names (Identifier requirements)': [
    {
      sql: 'select a, A as x, b as "x y", a + 1, count(*) over () from t limit 0',
      names: ['A', 'X', 'x y', 'A + 1', 'COUNT(*) OVER ()'],
      rows: [],
    },
    { sql: `select 'abc', null, current_date limit 0`, names: [`'ABC'`, 'NULL', 'CURRENT_DATE'], rows: [] },
    { sql: 'select "low", LOW from cases', names: ['low', 'LOW'], rows: [['1', '2']] },
    { sql: 'select * from cases', names: ['low', 'LOW'], rows: [['1', '2']] },
    { sql: 'select "a".b from (select 1 b) "a"', names: ['B'], rows: [['1']] },
    { sql: 'select db.public.t.a from db.public.t where public.t.a = 1', rows: [['1']] },
    { sql: 'select a from db..t where a = 1', rows: [['1']] },
    {
      sql: 'select 1 value, 2 type, 3 name, 4 "index"',
      names: ['VALUE', 'TYPE', 'NAME', 'index'],
      rows: [['1', '2', '3', '4']],
    },
    { sql: 'select date, first from (select 1 date, 2 first)', names: ['DATE', 'FIRST'], rows: [['1', '2']] },
  ],
  'SELECT (EXCLUDE, RENAME, REPLACE, ILIKE)': [
    { sql: 'select * exclude (b, d) from t where a = 1', names: ['A', 'C'], rows: [['1', 'x']] },
    {
      sql: 'select * exclude b rename (a as k, c as z) from t where a = 1',
      names: ['K', 'Z', 'D'],
      rows: [['1', 'x', '18292']],
    },
    { sql: "select * ilike '%C%' from t where a = 1", names: ['C'], rows: [['x']] },
    {
      sql: 'select * replace (a * 10 as a) from t where a = 1',
      names: ['A', 'B', 'C', 'D'],
      rows: [['10', '1.50', 'x', '18292']],
    },
    {
      sql: 'select l.a, r.* exclude (a, d) from t l join t r on l.a = r.a where l.a = 1',
      names: ['A', 'B', 'C'],
      rows: [['1', '1.50', 'x']],
    },
    { sql: 'select top 1 a from t order by a desc', rows: [['3']] },
    { sql: 'select distinct iff(a > 1, 1, 0) from t order by 1', rows: [['0'], ['1']] },
    { sql: 'select a, from t where a = 1', rows: [['1']] },
  ],
  'Aliases in other clauses (SELECT, GROUP BY)': [
    {
      sql: 'select a + 1 as z, z * 2 as w from t where z > 2 order by w',
      rows: [
        ['3', '6'],
        ['4', '8'],
      ],
    },
    {
      sql: 'select iff(a = 1, 1, 2) as k, sum(a) from t group by k order by k',
      rows: [
        ['1', '1'],
        ['2', '5'],
      ],
    },
    {
      sql: 'select c as k, count(*) as n from t group by 1 having n > 0 order by k',
      rows: [
        ['x', '1'],
        ['y', '1'],
        [null, '1'],
      ],
    },
    { sql: 'select -a as a from t order by a', rows: [['-3'], ['-2'], ['-1']] },
  ],
  'ORDER BY (nulls), LIMIT / FETCH': [
    { sql: 'select c from t order by c', rows: [['x'], ['y'], [null]] },
    { sql: 'select c from t order by c desc', rows: [[null], ['y'], ['x']] },
    { sql: 'select c from t order by c desc nulls last', rows: [['y'], ['x'], [null]] },
    { sql: 'select a from t order by a limit 1 offset 1', rows: [['2']] },
    { sql: 'select a from t order by a fetch first 2 rows only', rows: [['1'], ['2']] },
    { sql: 'select a from t order by b * -1 nulls first, a', rows: [['3'], ['2'], ['1']] },
  ],
  JOIN: [
    {
      sql: 'select t.a, u.a from t left join t u on t.a = u.a + 1 order by 1',
      rows: [
        ['1', null],
        ['2', '1'],
        ['3', '2'],
      ],
    },
    {
      sql: 'select * from (select 1 k, 2 x) l full join (select 1 k, 3 y union all select 5, 6) r using (k) order by k',
      names: ['K', 'X', 'Y'],
      rows: [
        ['1', '2', '3'],
        ['5', null, '6'],
      ],
    },
    {
      sql: 'select k, l.k, r.k from (select 1 k) l right join (select 2 k) r using (k)',
      rows: [['2', null, '2']],
    },
    {
      sql: 'select * from (select 1 k, 2 x) natural join (select 1 k, 3 y)',
      names: ['K', 'X', 'Y'],
      rows: [['1', '2', '3']],
    },
    { sql: 'select count(*) from t, t u', rows: [['9']] },
    { sql: 'select count(*) from t cross join t u', rows: [['9']] },
    { sql: "select l.n from (select 1 n) l join (select '1' s) r on l.n = r.s", rows: [['1']] },
    {
      sql: 'select x.a, y.b from (t as x inner join (select a, b from t) as y using (a)) where x.a = 1',
      rows: [['1', '1.50']],
    },
    {
      sql: 'select a.k, c.z from (select 1 k) a left join (select 1 k) b using (k) left join (select 1 k, 7 z) c using (k)',
      rows: [['1', '7']],
    },
  ],
  'ASOF JOIN': [
    {
      sql: `select l.k, l.at, r.v from (select 1 k, 5 at union all select 1, 1 union all select 2, 9 union all select 1, null) l
            asof join (select 1 k, 3 at, 'a' v union all select 1, 4, 'b') r match_condition (l.at >= r.at) on l.k = r.k order by 1, 2`,
      rows: [
        ['1', '1', null],
        ['1', '5', 'b'],
        ['1', null, null],
        ['2', '9', null],
      ],
    },
    {
      sql: "select l.x, r.v from (select 5 x) l asof join (select 4 y, 'a' v union all select 6, 'b') r match_condition (l.x <= r.y)",
      rows: [['5', 'b']],
    },
  ],
  'GROUP BY (ALL, ROLLUP, CUBE, GROUPING SETS)': [
    {
      sql: 'select c, sum(a) from t group by all order by 1',
      rows: [
        ['x', '1'],
        ['y', '3'],
        [null, '2'],
      ],
    },
    {
      sql: 'select grouping(c), sum(a) from t group by rollup (c) order by 1, 2',
      rows: [
        ['0', '1'],
        ['0', '2'],
        ['0', '3'],
        ['1', '6'],
      ],
    },
    {
      sql: 'select c, d is null, count(*) from t group by grouping sets ((c), (d is null)) order by 3, 1',
      rows: [
        ['x', null, '1'],
        ['y', null, '1'],
        [null, null, '1'],
        [null, '1', '1'],
        [null, '0', '2'],
      ],
    },
    { sql: 'select count(*), sum(a), min(a) from t where false', rows: [['0', null, null]] },
    { sql: 'select sum(a) + max(b) from t having count(*) > 2', rows: [['8.50']] },
  ],
  'Aggregate functions': [
    {
      sql: 'select sum(b), avg(b), avg(a), count(b), count(distinct c) from t',
      types: ['NUMBER(38,2)', 'NUMBER(38,8)', 'NUMBER(38,6)', 'NUMBER(18,0)', 'NUMBER(18,0)'],
      rows: [['4.00', '2.00000000', '2.000000', '2', '2']],
    },
    { sql: 'select avg(x) from (select 1 x union all select 1 union all select 0)', rows: [['0.666667']] },
    {
      sql: 'select avg(r) from (select 1::number(38,8) / 3 r)',
      types: ['NUMBER(38,12)'],
      rows: [['0.333333333333']],
    },
    { sql: 'select avg(a::float) from t', types: ['FLOAT'], rows: [['2']] },
    {
      sql: 'select median(b), count_if(a > 1), max_by(c, a), min_by(c, a), stddev(a), variance(a) from t',
      rows: [['2.00000', '2', 'y', 'x', '1', '1']],
    },
    {
      sql: "select listagg(c, ',') within group (order by c desc), array_agg(a) within group (order by a desc) from t",
      rows: [['y,x', '[3,2,1]']],
    },
    {
      sql: "select listagg(c, ','), array_agg(c), object_agg(c, a) from t where false",
      rows: [['', '[]', '{}']],
    },
    {
      sql: 'select percentile_cont(0.5) within group (order by a), percentile_disc(0.5) within group (order by a) from t',
      rows: [['2.000', '2']],
    },
    { sql: 'select count(b, c), count(distinct b, c) from t', rows: [['1', '1']] },
    { sql: 'select booland_agg(a > 0), boolor_agg(a > 2), bitor_agg(a) from t', rows: [['1', '1', '3']] },
  ],
  'Window functions': [
    {
      sql: 'select a, sum(a) over (order by a), sum(a) over () from t order by a',
      rows: [
        ['1', '1', '6'],
        ['2', '3', '6'],
        ['3', '6', '6'],
      ],
    },
    {
      sql: 'select first_value(a) over (order by a), last_value(a) over (order by a), nth_value(a, 2) over (order by a) from t where a > 0 order by 1',
      rows: [
        ['1', '3', '2'],
        ['1', '3', '2'],
        ['1', '3', '2'],
      ],
    },
    {
      sql: 'select lag(a) over (order by a), lead(a, 1, 0) over (order by a) from t order by 1 nulls first',
      rows: [
        [null, '2'],
        ['1', '3'],
        ['2', '0'],
      ],
    },
    {
      sql: 'select last_value(b ignore nulls) over (order by a rows between unbounded preceding and current row) from t order by a',
      rows: [['1.50'], ['2.50'], ['2.50']],
    },
    {
      sql: 'select lag(b) ignore nulls over (order by a) from t order by a',
      rows: [[null], ['1.50'], ['2.50']],
    },
    {
      sql: 'select avg(a) over (order by a rows between 1 preceding and current row) from t order by a',
      rows: [['1.000000'], ['1.500000'], ['2.500000']],
    },
    {
      sql: "select sum(a) over (order by d range between interval '400 days' preceding and current row) from t where d is not null order by d",
      rows: [['1'], ['3']],
    },
    {
      sql: 'select ratio_to_report(b) over () from t where b is not null order by 1',
      rows: [['0.37500000'], ['0.62500000']],
    },
    {
      sql: 'select c, sum(sum(a)) over (order by c) from t group by c order by c',
      rows: [
        ['x', '1'],
        ['y', '4'],
        [null, '6'],
      ],
    },
    {
      sql: 'select a, row_number() over (partition by c is null order by a desc) rn from t qualify rn = 1 order by a',
      names: ['A', 'RN'],
      rows: [
        ['2', '1'],
        ['3', '1'],
      ],
    },
    {
      sql: 'select rank() over (order by c), dense_rank() over (order by c), ntile(2) over (order by a), percent_rank() over (order by a) from t order by a',
      rows: [
        ['1', '1', '1', '0'],
        ['3', '3', '1', '0.5'],
        ['2', '2', '2', '1'],
      ],
    },
    {
      sql: 'select conditional_true_event(a > 1) over (order by a) from t order by a',
      rows: [['0'], ['1'], ['2']],
    },
  ],
  'CONDITIONAL_CHANGE_EVENT and CONDITIONAL_TRUE_EVENT': [
    {
      sql: `select p, x, conditional_change_event(x) over (partition by p order by o) as n
        from (values ('a', 1, null), ('a', 2, 0), ('a', 3, 0), ('a', 4, null), ('a', 5, 13), ('a', 6, 14), ('b', 1, 30)) v (p, o, x)
        order by p, o`,
      names: ['P', 'X', 'N'],
      rows: [
        ['a', null, '0'],
        ['a', '0', '0'],
        ['a', '0', '0'],
        ['a', null, '0'],
        ['a', '13', '0'],
        ['a', '14', '1'],
        ['b', '30', '0'],
      ],
    },
    {
      sql: `select conditional_change_event(o > 2) over (order by o desc) + 10 as n, o from (values (1), (2), (3)) v (o)
        qualify n > 10 or o = 3 order by o`,
      rows: [
        ['11', '1'],
        ['11', '2'],
        ['10', '3'],
      ],
    },
    {
      // Peers: the count goes up between the values that LAG saw, whatever their order is.
      sql: `with numbered as (select conditional_change_event(x) over (order by 1) n from (values (1), (1), (2)) v (x))
        select max(n) in (1, 2) from numbered`,
      rows: [['1']],
    },
    {
      sql: `select v.x as a, w.x as b, conditional_true_event(v.x <> lag(v.x) over (order by v.o)) over (order by v.o) as n
        from (values (1, 'x'), (2, 'y'), (3, 'y')) v (o, x) left join (values (2, 'z')) w (o, x) on v.o = w.o order by 3 desc, v.o limit 2`,
      names: ['A', 'B', 'N'],
      rows: [
        ['y', 'z', '1'],
        ['y', null, '1'],
      ],
    },
    {
      sql: `select g, sum(x) as total, conditional_change_event(sum(x)) over (order by g) as n,
          (select count(*) from (values (1), (2), (3)) i (k) where k <= g) as below
        from (values (1, 2), (1, 3), (2, 5), (3, 4), (4, 9)) v (g, x) where g < 4 group by g having count(*) < 3 order by g`,
      rows: [
        ['1', '5', '0', '1'],
        ['2', '5', '0', '2'],
        ['3', '4', '1', '3'],
      ],
    },
    {
      sql: `select upper(c) as k, sum(a), conditional_change_event(count(*)) over (order by upper(c)) from
        (values ('x', 1), ('X', 2), ('y', 3)) v (c, a) group by all order by k`,
      rows: [
        ['X', '3', '0'],
        ['Y', '3', '1'],
      ],
    },
    {
      sql: `select distinct conditional_change_event(x) over (order by o) as n, conditional_true_event(x = 'b') over (order by o) as m
        from (values (1, 'a'), (2, 'a'), (3, 'b')) v (o, x) order by 1`,
      rows: [
        ['0', '0'],
        ['1', '1'],
      ],
    },
    {
      sql: 'select *, conditional_change_event(x) over (order by o) from (values (1, 2)) v (o, x) where false',
      names: ['O', 'X', 'CONDITIONAL_CHANGE_EVENT(X) OVER (ORDER BY O)'],
      rows: [],
    },
  ],
  'OBJECT_CONSTRUCT (*)': [
    {
      sql: 'select object_construct(*) from t where a < 3 order by a',
      rows: [['{"A":1,"B":1.5,"C":"x","D":"2020-01-31"}'], ['{"A":2,"B":2.5,"D":"2021-02-28"}']],
    },
    { sql: 'select hash(*) = hash(1, 1.50, c, d) from t where a = 1;', rows: [['1']] },
  ],
  'WITH (common table expressions)': [
    {
      sql: 'with x as (select a, sum(b) s from t group by 1), y as (select max(s) m from x) select x.a, y.m from x, y where x.s = y.m',
      rows: [['2', '2.50']],
    },
    { sql: 'with t as (select 9 as a) select a from t', rows: [['9']] },
    { sql: 'with x (k) as (select a from t) select max(k) from x', rows: [['3']] },
    { sql: 'with x as (with y as (select 1 q) select q + 1 q from y) select q from x', rows: [['2']] },
    {
      sql: 'with recursive n as (select 1 as i union all select i + 1 from n where i < 12) select max(i), count(*) from n',
      rows: [['12', '12']],
    },
    { sql: 'select * from (with y as (select 1 q) select q from y)', rows: [['1']] },
  ],
  'Set operators': [
    {
      sql: 'select 1 as x union select 1.5 order by x',
      names: ['X'],
      types: ['NUMBER(2,1)'],
      rows: [['1.0'], ['1.5']],
    },
    { sql: 'select 1 union all select 1', rows: [['1'], ['1']] },
    { sql: 'select a from t minus select 1 order by 1', rows: [['2'], ['3']] },
    { sql: 'select a from t intersect select 2', rows: [['2']] },
    // INTERSECT binds tighter than UNION.
    { sql: 'select 1 union select 2 intersect select 3', rows: [['1']] },
    {
      sql: 'select 1 x from (select 5) union all (select 2 order by 1 limit 1) order by x',
      rows: [['1'], ['2']],
    },
    { sql: "select null union all select 'a' order by 1", rows: [['a'], [null]] },
  ],
  'Subquery operators': [
    {
      sql: 'select a, exists (select 1 from t u where u.a = t.a + 1) e from t order by a',
      rows: [
        ['1', '1'],
        ['2', '1'],
        ['3', '0'],
      ],
    },
    { sql: 'select a from t where a in (select a + 1 from t) order by a', rows: [['2'], ['3']] },
    { sql: 'select a from t where a not in (select b from t)', rows: [] },
    { sql: 'select (select max(b) from t) - 1', types: ['NUMBER(9,2)'], rows: [['1.50']] },
    { sql: 'select a from t where a >= all (select a from t)', rows: [['3']] },
    { sql: 'select a from t where a = any (select 2)', rows: [['2']] },
    { sql: "select a from t where (a, c) in (select 1, 'x')", rows: [['1']] },
    {
      sql: 'select a, (select count(*) from t u where u.a < t.a) n from t order by a',
      rows: [
        ['1', '0'],
        ['2', '1'],
        ['3', '2'],
      ],
    },
  ],
  'VALUES, FLATTEN, table functions, SAMPLE, PIVOT': [
    {
      sql: "select column1, column2 from values (1, 'a'), (2, null) order by 1",
      names: ['COLUMN1', 'COLUMN2'],
      rows: [
        ['1', 'a'],
        ['2', null],
      ],
    },
    { sql: 'select v.q, $1 from (values (1, 2)) as v (p, q)', rows: [['2', '1']] },
    {
      sql: "select f.index, f.value::int from (select parse_json('[10,20]') v) x, lateral flatten(input => x.v) f order by 1",
      names: ['INDEX', 'F.VALUE::INT'],
      rows: [
        ['0', '10'],
        ['1', '20'],
      ],
    },
    {
      sql: `select f.key, f.path from (select parse_json('{"x":1,"y":{"z":2}}') v) x, table(flatten(x.v)) f order by 1`,
      rows: [
        ['x', 'x'],
        ['y', 'y'],
      ],
    },
    {
      sql: `select value from table(flatten(input => parse_json('{"a":{"b":[7]}}'), path => 'a.b'))`,
      rows: [['7']],
    },
    {
      sql: "select x.id, f.value from (select 1 id, parse_json('[]') v union all select 2, null) x, lateral flatten(input => x.v) f",
      rows: [],
    },
    {
      sql: "select x.id, f.value from (select 1 id, parse_json('[]') v) x, lateral flatten(input => x.v, outer => true) f",
      rows: [['1', null]],
    },
    { sql: "select value from table(split_to_table('a.b', '.')) order by index", rows: [['a'], ['b']] },
    { sql: 'select seq4() n from table(generator(rowcount => 3)) order by 1', rows: [['0'], ['1'], ['2']] },
    { sql: 'select count(*) from t sample (100)', rows: [['3']] },
    { sql: 'select count(*) from t tablesample (2 rows)', rows: [['2']] },
    {
      sql: "select * from (select c, a from t) pivot (sum(a) for c in ('x', 'y')) p",
      names: ["'x'", "'y'"],
      rows: [['1', '3']],
    },
    {
      sql: "select tag_name, tag_value from table(db.information_schema.tag_references('fv', 'table'))",
      rows: [['T', 'fv']],
    },
  ],
  'CREATE VIEW (names resolve where the view lives)': [
    {
      sql: 'select * from v order by 1',
      names: ['K', 'TOTAL'],
      rows: [
        ['x', '1'],
        ['y', '3'],
        [null, '2'],
      ],
    },
    { sql: 'select total from named where upper(k) = $$X$$', rows: [['1']] },
    { sql: 'with t as (select 1 nothing) select count(*) from v', rows: [['3']] },
  ],
};

let account: TestAccount;
beforeAll(async () => {
  account = await TestAccount.open();
  await account.table(
    'T',
    ['a NUMBER(38,0)', 'b NUMBER(8,2)', 'c VARCHAR', 'd DATE'],
    ["(1, 1.5, 'x', '2020-01-31')", "(2, 2.5, null, '2021-02-28')", "(3, null, 'y', null)"],
  );
  await account.table('CASES', ['"low" NUMBER', 'low NUMBER'], ['(1, 2)']);
  account.view('V', 'SELECT c AS k, SUM(a) AS total FROM t GROUP BY c');
  account.view('NAMED', 'SELECT * FROM v', ['K', 'TOTAL']);
});
afterAll(() => account.close());

describe.each(Object.entries(GROUPS))('%s', (_page, cases) => {
  it.each(cases)('$sql', async ({ sql, names, types, rows }) => {
    const result = await account.run(sql);
    expect(result.rows).toEqual(rows);
    if (names !== undefined) expect(result.names).toEqual(names);
    if (types !== undefined) expect(result.types).toEqual(types);
  });
});

describe('what a translation says about a query', () => {
  it('names the relations read, views and what is below them', async () => {
    const { reads, kind } = await account.translate('select * from named join t on true');
    expect([...reads].sort()).toEqual(['DB.PUBLIC.NAMED', 'DB.PUBLIC.T', 'DB.PUBLIC.V']);
    expect(kind).toBe('select');
  });

  it('takes bind variables by position with their types', async () => {
    const binds = [
      { type: 'FIXED', value: '12.50' },
      { type: 'TEXT', value: "it's" },
      { type: 'TEXT', value: null },
      { type: 'BOOLEAN', value: 'true' },
    ] as const;
    const { rows, types } = await account.run('select ?, :2, ?, iff(:4, 1, 0)', binds);
    expect(rows).toEqual([['12.50', "it's", "it's", '1']]);
    expect(types.slice(0, 1)).toEqual(['NUMBER(4,2)']);
  });

  it('takes binary values, which drivers send in hexadecimal digits', async () => {
    const { rows, types } = await account.run('select ?, length(?), ? is null', [
      { type: 'BINARY', value: '0aFF' },
      { type: 'BINARY', value: '' },
      { type: 'BINARY', value: null },
    ]);
    expect(rows).toEqual([['0AFF', '0', '1']]);
    expect(types[0]).toContain('BINARY');
  });

  it('reads queries nested far deeper than the parser alone would', async () => {
    let sql = 'select 1 as a';
    for (let i = 0; i < 60; i++) sql = `select * from (${sql})`;
    expect((await account.run(sql)).rows).toEqual([['1']]);
  });
});
