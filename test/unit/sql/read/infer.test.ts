import { init } from '@polyglot-sql/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionNames } from '../../../../src/account/query/functions/table.js';
import { knownFunctions } from '../../../../src/sql/read/infer/functions/call.js';
import { inferQuery } from '../../../../src/sql/read/infer.js';
import type { ReadCatalog } from '../../../../src/sql/read/infer/model.js';
import { parseStatement } from '../../../../src/sql/read/syntax/parse.js';
import { DATE, number, TEXT, typeText, VARIANT } from '../../../../src/sql/read/types.js';

beforeAll(() => init());

const column = (name: string, type: ReturnType<typeof number> | null, nullable = true) => ({
  name,
  type,
  nullable,
});
const T = [
  column('ID', number(38, 0), false),
  column('D', DATE),
  column('lower', TEXT),
  column('V', VARIANT),
];
const U = [column('ID', number(10, 2)), column('NAME', TEXT), column('SEEN', DATE)];
const catalog: ReadCatalog = {
  names: ['T', 'U'],
  relation: (path) => {
    if (path.length > 1 && path[0] !== 'S') return 'outside';
    const name = path.at(-1)!;
    const columns = { T, U }[name];
    return columns === undefined ? 'unknown' : { id: name, path: ['S', name], columns };
  },
};

function read(sql: string) {
  const statement = parseStatement(sql);
  if (statement.kind !== 'query') throw new Error('no query');
  const inferred = inferQuery(statement.query, sql, catalog);
  return {
    ...inferred,
    texts: inferred.columns.map(
      (c) => `${c.name} ${c.type === null ? '?' : typeText(c.type)}${c.nullable ? '' : ' NOT NULL'}`,
    ),
    found: inferred.problems.map((p) => [p.code, sql.slice(p.start, p.end), p.suggestion]),
    lineage: Object.fromEntries(
      inferred.columns.map((c) => [
        c.name,
        c.uses.map((u) => `${u.relation}.${u.column} ${[...u.dependencies].sort().join('+')}`).sort(),
      ]),
    ),
  };
}

describe('the columns of a query', () => {
  it.each([
    ['select id, d + 1 as next from t', ['ID NUMBER(38,0) NOT NULL', 'NEXT DATE']],
    [
      'select t.*, u.name from t left join u on u.id = t.id',
      [
        'ID NUMBER(38,0) NOT NULL',
        'D DATE',
        'lower VARCHAR(16777216)',
        'V VARIANT',
        'NAME VARCHAR(16777216)',
      ],
    ],
    [
      'select * exclude (d, v) rename ("lower" as l) from t',
      ['ID NUMBER(38,0) NOT NULL', 'L VARCHAR(16777216)'],
    ],
    ['select id from t union all select id from u', ['ID NUMBER(38,2)']],
    [
      'select * from t join u using (id)',
      [
        'ID NUMBER(38,0) NOT NULL',
        'D DATE',
        'lower VARCHAR(16777216)',
        'V VARIANT',
        'NAME VARCHAR(16777216)',
        'SEEN DATE',
      ],
    ],
    [
      'select v:a.b[0]::number(8,2) x, f.value y from t, lateral flatten(input => v:list) f',
      ['X NUMBER(8,2)', 'Y VARIANT'],
    ],
    [
      'select max(id) over (partition by d) m, row_number() over (order by d) n from t',
      ['M NUMBER(38,0)', 'N NUMBER(18,0) NOT NULL'],
    ],
    ['select my_udf(id) a, my_udf(id)::date b from t', ['A ?', 'B DATE']],
    ['select id, b from s.t, (select 1 as b)', ['ID NUMBER(38,0) NOT NULL', 'B NUMBER(1,0) NOT NULL']],
  ])('%s', (sql, columns) => {
    expect(read(sql).texts).toEqual(columns);
  });

  it('are open where a table is not known', () => {
    const { open, complete, found } = read('select *, anything from other.place.t');
    expect([open, complete]).toEqual([true, false]);
    expect(found).toEqual([['table-outside', 'other.place.t', undefined]]);
  });
});

describe('the problems of a query', () => {
  it.each([
    ['select nam from u', ['unknown-column', 'nam', 'NAME']],
    ['select "Lower" from t', ['unknown-column', '"Lower"', '"lower"']],
    ['select u.nam from u', ['unknown-column', 'nam', 'NAME']],
    ['select uu.name from u', ['unknown-column', 'uu', 'U']],
    ['select id from t join u on t.id = u.id', ['ambiguous-column', 'id', 'T.ID']],
    ['select 1 from tt', ['unknown-table', 'tt', 'T']],
    ['select d * 2 from t', ['type-mismatch', 'd', undefined]],
    ['select 1 from t where d = id', ['type-mismatch', 'd = id', undefined]],
    ['select case when true then d else id end from t', ['type-mismatch', 'd else id', undefined]],
    ['select sum(d) from t', ['type-mismatch', 'sum', undefined]],
    ['select dateadd(dya, 1, d) from t', ['invalid-argument', 'dya', undefined]],
    ['select round() from t', ['invalid-argument', 'round', undefined]],
    ['select cuont(id) from t', ['sql-type-unknown', 'cuont', 'COUNT']],
    ['select * from t join u using (idd)', ['unknown-column', 'idd', 'ID']],
    ['select * exclude nam from u', ['unknown-column', 'nam', 'NAME']],
    ['select id from t union select id, name from u', ['invalid-argument', 'id', undefined]],
    ['select d from t union select id from u', ['type-mismatch', 'id', undefined]],
    ['select (select id, name from u) from t', ['invalid-argument', 'select id, name from u', undefined]],
    ['with c (a, b) as (select id from t) select a from c', ['invalid-argument', 'c', undefined]],
  ])('%s', (sql, problem) => {
    expect(read(sql).found).toEqual([problem]);
  });

  it('are all told, each once', () => {
    expect(read('select x + x as a, a + 1, x from u where y = 1').found.map(([, text]) => text)).toEqual([
      'x',
      'x',
      'x',
      'y',
    ]);
  });

  it('do not multiply along chains of aliases', () => {
    const chain = Array.from({ length: 60 }, (_, i) => `a${i} + a${i} as a${i + 1}`).join(', ');
    expect(read(`select id as a0, ${chain} from t`).columns).toHaveLength(61);
  });
});

describe('the lineage of a query', () => {
  it('follows CTEs, joins, groups and windows down to the tables', () => {
    const { lineage, complete } = read(`
      with per as (select id, max(d) as last from t where v:ok group by id)
      select p.id, datediff(day, p.last, u.seen) as gap, iff(u.name = 'x', p.last, null) as chosen
      from per p join u on u.id = p.id
      qualify row_number() over (partition by u.name order by u.seen) = 1`);
    const rows = ['T.ID GROUP_BY+JOIN', 'T.V FILTER', 'U.ID JOIN', 'U.NAME FILTER', 'U.SEEN FILTER'];
    expect(complete).toBe(true);
    expect(lineage['GAP']).toEqual(
      [
        'T.D AGGREGATION',
        'T.ID GROUP_BY+JOIN',
        'T.V FILTER',
        'U.ID JOIN',
        'U.NAME FILTER',
        'U.SEEN FILTER+TRANSFORMATION',
      ].sort(),
    );
    expect(lineage['ID']).toEqual(
      rows.map((r) => r.replace('T.ID GROUP_BY+JOIN', 'T.ID GROUP_BY+IDENTITY+JOIN')).sort(),
    );
    expect(lineage['CHOSEN']).toContain('U.NAME CONDITIONAL+FILTER');
  });

  it('names what correlated subqueries read', () => {
    const { lineage, correlated } = read(
      'select id, (select max(name) from u where u.id = t.id) as n, (select count(*) from u) c from t',
    );
    expect(lineage['N']).toEqual(['T.ID FILTER', 'U.ID FILTER', 'U.NAME AGGREGATION']);
    expect(correlated.size).toBe(1);
  });
});

it('knows the type of every function that the local account has', () => {
  const known = new Set(knownFunctions());
  expect(functionNames().filter((name) => !known.has(name) && name !== 'COLLATE')).toEqual([]);
});
