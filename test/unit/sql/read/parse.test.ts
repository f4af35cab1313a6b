import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '@polyglot-sql/sdk';
import { parseStatement } from '../../../../src/sql/read/syntax/parse.js';
import type { Select, Statement } from '../../../../src/sql/read/syntax/tree.js';

beforeAll(() => init());

function select(sql: string): Select {
  const statement: Statement = parseStatement(sql);
  if (statement.kind !== 'query' || statement.query.body.kind !== 'select') throw new Error('not a SELECT');
  return statement.query.body;
}
const labels = (sql: string): string[] => select(sql).items.map((i) => i.label);

describe('parseStatement', () => {
  it('names select items by alias, column, or upper-cased source text', () => {
    expect(
      labels(
        `select a, t."b c", a x, a as "y", sum(a)  +  1, 'it''s', a::double precision, current_date, {'k': 1} o from t`,
      ),
    ).toEqual(['A', 'b c', 'X', 'y', 'SUM(A)  +  1', "'IT''S'", 'A::DOUBLE PRECISION', 'CURRENT_DATE', 'O']);
  });

  it('ends an item at its clause, not inside it', () => {
    expect(
      labels(
        "select listagg(a, ',') within group (order by b), a is distinct from b, extract(year from d) from t",
      ),
    ).toEqual(["LISTAGG(A, ',') WITHIN GROUP (ORDER BY B)", 'A IS DISTINCT FROM B', 'EXTRACT(YEAR FROM D)']);
  });

  it('never takes a function for the parser’s own', () => {
    const [item] = select('select date_diff(day, a, b) from t').items;
    expect(item?.value).toMatchObject({
      kind: 'call',
      name: 'DATE_DIFF',
      args: [{ kind: 'column' }, {}, {}],
    });
  });

  it('keeps literals, paths and types as written', () => {
    const [a, b] = select(`select 'a\\'b', v:"K k".x[0]::number(10, 2) from t`).items;
    expect(a?.value).toEqual({ kind: 'literal', type: 'string', value: "a'b" });
    expect(b?.value).toMatchObject({
      kind: 'cast',
      type: { kind: 'NUMBER', precision: 10, scale: 2 },
      operand: { kind: 'path', steps: ['K k', 'x', 0] },
    });
  });

  it('keeps where each name stands', () => {
    const [item] = select('select\n  abc').items;
    expect(item?.value).toEqual({ kind: 'column', path: [{ text: 'ABC', at: 9 }] });
  });

  it('does not read a set operator into FROM', () => {
    const statement = parseStatement('select 1 from (select 2) union all (select 3)');
    expect(statement).toMatchObject({ query: { body: { kind: 'set', operator: 'UNION ALL' } } });
  });

  it('binds INTERSECT tighter than UNION and EXCEPT', () => {
    const statement = parseStatement('select 1 union select 2 intersect select 3');
    expect(statement).toMatchObject({
      query: { body: { operator: 'UNION', right: { operator: 'INTERSECT' } } },
    });
  });

  it('reads joins inside parentheses, ASOF and LATERAL', () => {
    const { from } = select(
      'select * from (a as x join b using (k)), c asof join d match_condition (c.t >= d.t) on c.k = d.k, lateral flatten(input => c.v) f',
    );
    expect(from).toMatchObject([
      { kind: 'joined', joins: [{ type: 'INNER', using: [{ text: 'K' }] }] },
      { kind: 'joined', joins: [{ type: 'ASOF', matchCondition: { operator: '>=' } }] },
      { kind: 'function', lateral: true, alias: { text: 'F' } },
    ]);
  });

  it('gives DELETE … USING the shape of its own', () => {
    expect(parseStatement('delete from t as x using a.b as y, (select 1 k) z where x.k = y.k')).toMatchObject(
      {
        kind: 'delete',
        target: { path: [{ text: 'T' }], alias: { text: 'X' } },
        using: [{ kind: 'relation', path: [{ text: 'A' }, { text: 'B' }] }, { kind: 'derived' }],
      },
    );
  });

  it('tells the query that an INSERT writes from the queries inside it', () => {
    expect(parseStatement('insert into o select a from t where a > (select max(b) from u)')).toMatchObject({
      kind: 'insert',
      source: { body: { kind: 'select', where: { right: { kind: 'subquery' } } } },
    });
    expect(parseStatement('insert into o (a) (select 1)')).toMatchObject({
      source: { body: { kind: 'query' } },
    });
  });

  it('says what stands at a syntax error', () => {
    expect(() => parseStatement('select a from t where )')).toThrow(/line 1 at position 22 unexpected '\)'/);
    expect(() => parseStatement('')).toThrow(/unexpected '<EOF>'/);
    expect(() => parseStatement('create table t (a int)')).toThrow(/SQL compilation error/);
  });
});
