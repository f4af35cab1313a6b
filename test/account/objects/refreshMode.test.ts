import { describe, expect, it } from 'vitest';
import { resolveRefreshMode } from '../../../src/account/commands/refreshMode.js';
import { normalisedLag } from '../../../src/account/commands/targetLag.js';

describe('REFRESH_MODE = AUTO', () => {
  it.each([
    'SELECT A, SUM(B) FROM T GROUP BY A',
    'WITH X AS (SELECT A FROM T), Y AS (SELECT A FROM X) SELECT X.A FROM X LEFT JOIN Y ON X.A = Y.A AND X.B = Y.B',
    'SELECT A FROM (SELECT A FROM T) S JOIN (SELECT B FROM U) R ON S.A < R.B',
    'SELECT A FROM T UNION ALL SELECT A FROM U UNION (SELECT A FROM W)',
    'SELECT A FROM T QUALIFY ROW_NUMBER() OVER (PARTITION BY A ORDER BY B) = 1',
    'SELECT A FROM T LEFT JOIN U USING (A) WHERE B > 1 AND TS < CURRENT_TIMESTAMP()',
    'SELECT EXTRACT(YEAR FROM D) FROM T LEFT JOIN U ON T.A = U.A WHERE T.B <> 0',
    'SELECT LIMITS, TOPS, "LIMIT" FROM T',
    'SELECT SEQ FROM T',
    "SELECT 'LIMIT 5' AS A FROM T -- EXCEPT",
  ])('is INCREMENTAL for %s', (query) => {
    expect(resolveRefreshMode('AUTO', [query], undefined)).toEqual({ mode: 'INCREMENTAL', reason: null });
  });

  it.each([
    ['SELECT A FROM T LIMIT 5', 'LIMIT'],
    ['SELECT A FROM T EXCEPT SELECT A FROM U', 'EXCEPT'],
    ['SELECT A FROM T WHERE A IN (SELECT A FROM U)', 'subquery outside FROM'],
    ['SELECT (SELECT MAX(A) FROM U) FROM T', 'subquery outside FROM'],
    ['SELECT A FROM T LEFT JOIN U ON T.A = U.A AND T.TS >= U.TS', 'outer join on more than equalities'],
    ['SELECT A FROM T ASOF JOIN U MATCH_CONDITION (T.TS >= U.TS) ON T.A = U.A', 'ASOF JOIN'],
    ['SELECT A, COUNT(*) FROM T GROUP BY ROLLUP (A)', 'ROLLUP'],
    ['SELECT A, RANDOM() FROM T', 'volatile function'],
    ['SELECT A, F.SEQ FROM T, LATERAL FLATTEN(INPUT => T.V) F', 'SEQ of FLATTEN'],
    ['SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY A) FROM T', 'exact percentile'],
    ['WITH RECURSIVE X AS (SELECT 1 AS A UNION ALL SELECT A + 1 FROM X) SELECT A FROM X', 'WITH RECURSIVE'],
  ])('is FULL for %s', (query, construct) => {
    expect(resolveRefreshMode('AUTO', [query], undefined)).toEqual({
      mode: 'FULL',
      reason: `QUERY_NOT_SUPPORTED_FOR_INCREMENTAL: ${construct}`,
    });
    expect(() => resolveRefreshMode('INCREMENTAL', [query], undefined)).toThrow(construct);
  });

  it('is FULL where * reads the numbers that FLATTEN gives', () => {
    const query = 'SELECT F.* FROM T, LATERAL FLATTEN(INPUT => T.V) F';
    expect(resolveRefreshMode('AUTO', [query], undefined, true).reason).toBe(
      'QUERY_NOT_SUPPORTED_FOR_INCREMENTAL: SEQ of FLATTEN',
    );
  });

  it('is FULL below a dynamic table that is', () => {
    expect(resolveRefreshMode('AUTO', ['SELECT A FROM D'], 'DB.FS.D')).toEqual({
      mode: 'FULL',
      reason: 'UPSTREAM_USES_FULL_REFRESH: DB.FS.D',
    });
  });
});

it.each([
  'SELECT ANY_VALUE(A) FROM T',
  'SELECT A FROM T SAMPLE (10)',
  'SELECT CURRENT_TIMESTAMP() AS NOW FROM T',
  'SELECT CURRENT_USER() FROM T',
])('no dynamic table may hold %s', (query) => {
  expect(() => resolveRefreshMode('FULL', [query], undefined)).toThrow('Unsupported feature');
});

it.each([
  ['60 minute', '1 hour'],
  ['1m', '1 minute'],
  ['1d', '1 day'],
  ['2 minute', '2 minutes'],
  ['90 minutes', '90 minutes'],
  ['3600 seconds', '1 hour'],
  ['downstream', 'DOWNSTREAM'],
])('a lag of %s is shown as %s', (given, shown) => {
  expect(normalisedLag(given)).toBe(shown);
});
