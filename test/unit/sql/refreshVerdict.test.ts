import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setCatalog } from '../../../src/dataframe/catalog.js';
import type { Frame } from '../../../src/dataframe/frame.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import {
  approxCountDistinct,
  count,
  median,
  query,
  rank,
  rowNumber,
  sql,
  sum,
  table,
} from '../../../src/index.js';
import type { Bool, Int } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { constructsIn } from '../../../src/sql/refresh/constructs.js';
import { refreshVerdict } from '../../../src/sql/refresh/verdict.js';
import { aggregationFunctions } from '../../../src/featurestore/tiles/aggregation.js';
import { tileQuery } from '../../../src/featurestore/tiles/tileQuery.js';
import { TABLES, testTable } from '../dataframe/sources.js';

interface Row {
  ID: Int;
  K: Int;
  N: Int;
}
let A: Frame<Row>;
let B: Frame<{ P_ID: Int; P_K: Int; P_N: Int }>;
beforeAll(() => {
  const columns = ['ID', 'K', 'N'].map((name) => ({ name, type: 'NUMBER(38,0)', nullable: true }));
  setCatalog({ table: (name) => ({ name, columns }) });
  A = table('A');
  B = A.prefixed('P_');
});
afterAll(() => {
  setCatalog({ table: testTable, names: Object.keys(TABLES) });
  expect(takeProblems().filter(({ severity }) => severity === 'error')).toEqual([]);
});

const RESOLVE = { resolveTable: (name: string) => `DB.S.${name}` };
const verdictOf = (frame: unknown, full: readonly string[] = []) =>
  refreshVerdict(compile(frame as Frame<unknown>, RESOLVE), new Set(full));

describe('a frame refreshes incrementally', () => {
  it.each<[string, () => unknown]>([
    [
      'filtered, computed and grouped',
      () =>
        A.filter((r) => r.N.gt(0))
          .groupBy('K')
          .agg((r) => ({ S: sum(r.N) })),
    ],
    ['with different rows', () => A.distinct()],
    ['with an inner join on a range', () => A.join(B, (a, b) => a.ID.eq(b.P_ID).and(a.N.gt(b.P_N)))],
    ['with a left join on equalities', () => A.leftJoin(B, (a, b) => a.ID.eq(b.P_ID).and(a.K.eq(b.P_K)))],
    ['with a full join on equalities', () => A.fullJoin(B, (a, b) => a.ID.eq(b.P_ID))],
    ['with a cross join', () => A.crossJoin(B)],
    ['with a union', () => A.union(A).unionAll(A)],
    ['with a semi join', () => A.semiJoin(B, (a, b) => a.ID.eq(b.P_ID))],
    ['with an anti join', () => A.antiJoin(B, (a, b) => a.ID.eq(b.P_ID))],
    ['with the latest row of each key', () => A.latestBy(['K'], (r) => [r.N, r.ID])],
    [
      'with windows',
      () =>
        A.withColumns((r) => ({
          R: rank().over({ by: r.K, orderBy: r.N }),
          S: sum(r.N).over({ by: r.K, orderBy: r.ID, rows: [-2, 0] }),
        })),
    ],
    ['with an order, which has no effect', () => A.sort((r) => r.N)],
    ['unpivoted', () => A.unpivot(['K', 'N'], { name: 'WHAT', value: 'V' })],
    [
      'with an approximate aggregate in SELECT',
      () => A.groupBy('K').agg((r) => ({ D: approxCountDistinct(r.N) })),
    ],
    ['with the clock in a filter', () => A.filter((r) => sql<Bool>`${r.N} > YEAR(CURRENT_DATE)`)],
    ['with a column that is called LIMIT', () => A.rename({ LIMIT: 'N' })],
    ['with a text that says LIMIT', () => A.withColumns(() => ({ T: sql`'LIMIT 3'` }))],
    [
      'numbered',
      () =>
        A.withColumns((r) => ({ X: rowNumber().over({ by: r.K, orderBy: r.ID }) })).filter((r) => r.X.eq(1)),
    ],
  ])('%s', (_what, build) => {
    expect(verdictOf(build())).toEqual({ verdict: 'INCREMENTAL', reasons: [] });
  });
});

describe('a frame refreshes in full', () => {
  it.each<[string, string, () => unknown]>([
    ['with a row limit', 'LIMIT', () => A.sort((r) => r.N).limit(3)],
    [
      'with a row limit in a step before',
      'LIMIT',
      () =>
        A.sort((r) => r.N)
          .limit(3)
          .groupBy('K')
          .agg(() => ({ N: count() })),
    ],
    ['with rows that another frame has', 'INTERSECT', () => A.intersect(A)],
    ['with rows that another frame lacks', 'EXCEPT', () => A.except(A)],
    ['with an exact percentile', 'exact percentile', () => A.groupBy('K').agg((r) => ({ M: median(r.N) }))],
    [
      'with a left join on a range',
      'outer join on more than equalities',
      () => A.leftJoin(B, (a, b) => a.ID.eq(b.P_ID).and(a.N.gt(b.P_N))),
    ],
    [
      'with a full join on a range',
      'outer join on more than equalities',
      () => A.fullJoin(B, (a, b) => a.ID.ge(b.P_ID)),
    ],
    [
      'with an approximate aggregate in HAVING',
      'approximate aggregate outside SELECT',
      () => query({ K: 'NUMBER(38,0)' })`SELECT k FROM ${A} GROUP BY k HAVING APPROX_COUNT_DISTINCT(n) > 1`,
    ],
    ['with chance', 'volatile function', () => A.withColumns(() => ({ X: sql`RANDOM()` }))],
    [
      'with an own query’s subquery',
      'subquery outside FROM',
      () => query({ ID: 'NUMBER(38,0)' })`SELECT id FROM ${A} WHERE id IN (SELECT k FROM ${A})`,
    ],
    [
      'with an own query’s rollup',
      'ROLLUP',
      () => query({ K: 'NUMBER(38,0)' })`SELECT k FROM ${A} GROUP BY ROLLUP (k)`,
    ],
    [
      'with a function of a role',
      'session context function',
      () => A.withColumns(() => ({ X: sql`CURRENT_ROLE()` })),
    ],
    [
      'with a geospatial function',
      'geospatial function',
      () => A.withColumns((r) => ({ X: sql`ST_X(${r.N})` })),
    ],
  ])('%s', (_what, construct, build) => {
    const { verdict, reasons } = verdictOf(build());
    expect(verdict).toBe('FULL');
    expect(reasons.map((r) => [r.construct, r.effect, r.documented])).toEqual([[construct, 'FULL', true]]);
    expect(reasons[0]?.rewrite).toMatch(/\.$/);
  });

  it.each<[string, string, () => unknown]>([
    [
      'with an as-of join',
      'ASOF JOIN',
      () => A.asofJoin(B, (a, b) => a.N.ge(b.P_N), { by: [], take: ['P_ID'] }),
    ],
    [
      'with a function of its own in a condition',
      'function of your own in a condition',
      () => A.filter((r) => sql<Bool>`S.IS_GOOD(${r.N})`),
    ],
  ])('%s, until it is tried', (_what, construct, build) => {
    expect(verdictOf(build())).toMatchObject({
      verdict: 'FULL',
      reasons: [{ construct, documented: false }],
    });
  });

  it('where a source does', () => {
    expect(verdictOf(A, ['DB.S.A'])).toMatchObject({
      verdict: 'FULL',
      reasons: [{ construct: 'DB.S.A, which refreshes in full', call: null }],
    });
    expect(verdictOf(A, ['DB.S.OTHER']).verdict).toBe('INCREMENTAL');
  });
});

it.each<[string, () => unknown]>([
  ['ANY_VALUE', () => query({ X: 'NUMBER(38,0)' })`SELECT ANY_VALUE(n) AS x FROM ${A}`],
  ['SAMPLE', () => A.sample({ percent: 10 })],
  ['CURRENT_USER', () => A.withColumns(() => ({ X: sql`CURRENT_USER()` }))],
  [
    'CURRENT_TIMESTAMP outside WHERE, HAVING and QUALIFY',
    () => A.withColumns(() => ({ X: sql`CURRENT_DATE` })),
  ],
  ['session variables', () => A.filter((r) => sql<Bool>`${r.N} > $LOWEST`)],
])('no dynamic table may hold %s', (construct, build) => {
  expect(verdictOf(build())).toMatchObject({
    verdict: 'REFUSED',
    reasons: [{ construct, effect: 'REFUSED' }],
  });
});

it('a refusal outweighs what only makes the refresh a full one; every reason is there once', () => {
  const frame = A.sort((r) => r.N)
    .limit(3)
    .withColumns(() => ({ X: sql`CURRENT_DATE`, Y: sql`CURRENT_DATE` }));
  const { verdict, reasons } = verdictOf(frame);
  expect(verdict).toBe('REFUSED');
  expect(reasons.map((r) => r.construct).sort()).toEqual([
    'CURRENT_TIMESTAMP outside WHERE, HAVING and QUALIFY',
    'LIMIT',
  ]);
});

it('a prediction of a model is not in the documentation', () => {
  expect(constructsIn('SELECT MODEL(m, v1)!PREDICT(a) FROM t').map((f) => f.construct.documented)).toEqual([
    false,
  ]);
});

// So the verdict of a feature view of tiles is that of the events it is computed of.
it.each(
  [...aggregationFunctions].flatMap((name) => ['24h', 'lifetime'].map((window) => [name, window] as const)),
)('tiles of %s over %s add nothing that refreshes in full', (name, window) => {
  const aggregation = {
    function: name,
    sourceColumn: 'N',
    window,
    offset: '0',
    outputColumn: 'F',
    params: { n: 3, percentile: 0.5, hll_lg_k: 12 },
  };
  for (const secondaryKeys of [[], ['K']]) {
    const tiles = { granularity: '1h', secondaryKeys, aggregations: [aggregation] };
    const source = { joinKeys: ['ID'], timestamp: 'AT', query: 'SELECT ID, K, AT, N FROM A' };
    expect(constructsIn(tileQuery(tiles, source).sql).map(({ construct }) => construct.name)).toEqual([]);
  }
});
