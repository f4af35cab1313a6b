import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { takeProblems } from '../../../../src/dataframe/problems.js';
import { compile } from '../../../../src/sql/compile.js';
import { TABLES } from '../../dataframe/sources.js';
import { pairs } from '../byHand.js';
import { corrected } from '../pipelines.js';
import { strangeNames, unusedColumns } from './requirements.js';
import { measure, score } from './score.js';
import { shapes } from './shapes.js';

const options = { resolveTable: (table: string) => `DB.S.${table}` };
const byHand = readFileSync(new URL('../golden/corrected.sql', import.meta.url), 'utf8');

describe('compiled SQL beside SQL written by hand', () => {
  const scores = pairs.map((pair) => {
    const { sql } = compile(pair.frame(), options);
    return { ...pair, sql, score: score(sql, pair.byHand) };
  });
  afterEach(() => void takeProblems());

  it('reads as well: 97 in the mean of more than forty pairs, none below 85', () => {
    const mean = scores.reduce((sum, s) => sum + s.score, 0) / scores.length;
    const listed = scores.map((s) => `${s.score.toFixed(1)} ${s.name}`).join('\n');
    expect(scores.length).toBeGreaterThanOrEqual(40);
    expect(mean, `mean ${mean.toFixed(2)}\n${listed}`).toBeGreaterThanOrEqual(97);
    expect(Math.min(...scores.map((s) => s.score)), listed).toBeGreaterThanOrEqual(85);
  });

  it.each(scores)('$name is the same text again, with no problem found', ({ frame, sql }) => {
    takeProblems();
    expect(compile(frame(), options).sql).toBe(sql);
    expect(takeProblems().filter((p) => p.severity === 'error')).toEqual([]);
  });

  it.each(scores)('$name has the author’s names and no column that nothing reads', ({ sql, code }) => {
    expect(strangeNames(sql, code, Object.keys(TABLES))).toEqual([]);
    expect(unusedColumns(sql)).toEqual([]);
  });
});

describe('the measure', () => {
  it('counts a known text as counted before', () => {
    expect(measure(byHand)).toMatchObject({ tokens: 225, lines: 56, selects: 6 });
    const { tokens: _t, lines: _l, selects: _s, ...others } = measure(byHand);
    expect(Object.values(others).every((n) => n === 0)).toBe(true);
  });

  it('gives the compiler 100 for it', () => {
    expect(score(compile(corrected(), { resolveTable: (table) => table }).sql, byHand)).toBe(100);
  });

  it('ranks shapes of generated SQL as people do', () => {
    const { everyStepNested, numberedAliases, quotedNames } = shapes;
    expect(score(everyStepNested, byHand)).toBeLessThan(5);
    expect(score(numberedAliases, byHand)).toBeGreaterThan(10);
    expect(score(numberedAliases, byHand)).toBeLessThan(35);
    expect(score(quotedNames, byHand)).toBeGreaterThan(55);
    expect(score(quotedNames, byHand)).toBeLessThan(85);
  });

  const hand = 'SELECT K, SUM(V) AS TOTAL FROM T WHERE V > 0 GROUP BY K';
  it.each([
    ['the same in another layout', hand.replaceAll(' ', '\n  '), 100, 100],
    ['quotes', 'SELECT "K", SUM("V") AS "TOTAL" FROM "T" WHERE "V" > 0 GROUP BY "K"', 98, 99.9],
    ['an ordinal', 'SELECT K, SUM(V) AS TOTAL FROM T WHERE V > 0 GROUP BY 1', 98, 99],
    ['an alias that says nothing', 'SELECT K AS K, SUM(V) AS TOTAL FROM T WHERE V > 0 GROUP BY K', 95, 99],
    ['a machine’s alias', 'SELECT K, SUM(V) AS TOTAL FROM T AS t1 WHERE V > 0 GROUP BY K', 90, 97],
    ['qualifiers', 'SELECT T.K, SUM(T.V) AS TOTAL FROM T WHERE T.V > 0 GROUP BY T.K', 75, 90],
    ['parentheses', 'SELECT K, SUM((V)) AS TOTAL FROM T WHERE (V > 0) GROUP BY K', 85, 95],
    [
      'a SELECT that passes through',
      'SELECT K, SUM(V) AS TOTAL FROM (SELECT K, V FROM T) AS S WHERE V > 0 GROUP BY K',
      50,
      70,
    ],
    [
      'nested queries',
      'SELECT K, SUM(V) AS TOTAL FROM (SELECT * FROM (SELECT K, V FROM T) AS t1 WHERE V > 0) AS t2 GROUP BY K',
      25,
      60,
    ],
    ['a query that occurs twice', `SELECT A.K FROM (${hand}) AS A JOIN (${hand}) AS B ON A.K = B.K`, 20, 60],
  ])('counts %s', (_what, sql, atLeast, atMost) => {
    expect(score(sql, hand)).toBeGreaterThanOrEqual(atLeast);
    expect(score(sql, hand)).toBeLessThanOrEqual(atMost);
  });

  it('counts a repeated query once, not the queries in it again', () => {
    const inner = `SELECT K FROM (${hand}) AS A WHERE K > 1`;
    const twice = `SELECT B.K FROM (${inner}) AS B JOIN (${inner}) AS C ON B.K = C.K`;
    expect(measure(twice).repeated).toBe(measure(inner).tokens);
  });

  it('sees a column that nothing reads, and a name that nobody gave', () => {
    const sql =
      'WITH A AS (SELECT K, V FROM DB.S.T), B_GROUPED AS (SELECT K, SUM(K) AS N FROM A GROUP BY K) SELECT N FROM B_GROUPED';
    expect(unusedColumns(sql)).toEqual(['A.V']);
    expect(strangeNames(sql, 'const a = T.pick("K");', ['T'])).toEqual(['B_GROUPED']);
  });
});
