import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/sql/compile.js';
import { definitions } from './definitions.js';
import { corrected, guide } from './pipelines.js';
import { score } from './readability.js';

const golden = (name: string) =>
  readFileSync(new URL(`./golden/${name}.sql`, import.meta.url), 'utf8').trimEnd();

const inSchema = { resolveTable: (table: string) => `DB.S.${table}` };
const inTraining = { resolveTable: (table: string) => `DB.TRAINING.${table}` };

const compiled: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(definitions).map(([name, d]) => [name, compile(d(), inSchema).sql])),
  corrected: compile(corrected(), { resolveTable: (table) => table }).sql,
  'guide-v1': compile(
    guide((line) => line.OR_ORDER_ID),
    inTraining,
  ).sql,
};

describe('readability', () => {
  const scores = Object.entries(compiled).map(([name, sql]) => ({ name, score: score(sql, golden(name)) }));

  it('is that of SQL written by hand, over at least forty definitions', () => {
    expect(scores.length).toBeGreaterThanOrEqual(40);
    expect(scores.filter((s) => s.score < 85)).toEqual([]);
    expect(scores.reduce((sum, s) => sum + s.score, 0) / scores.length).toBeGreaterThanOrEqual(97);
  });

  const hand = 'SELECT K, SUM(V) AS TOTAL FROM T WHERE V > 0 GROUP BY K';
  it.each([
    ['the same in another layout', hand.replaceAll(' ', '\n  '), 100, 100],
    ['quotes', 'SELECT "K", SUM("V") AS "TOTAL" FROM "T" WHERE "V" > 0 GROUP BY "K"', 98, 99.9],
    ['an ordinal', 'SELECT K, SUM(V) AS TOTAL FROM T WHERE V > 0 GROUP BY 1', 98, 99],
    ['an alias that says nothing', 'SELECT K AS K, SUM(V) AS TOTAL FROM T WHERE V > 0 GROUP BY K', 95, 99],
    [
      'nested queries',
      'SELECT K, SUM(V) AS TOTAL FROM (SELECT * FROM (SELECT K, V FROM T) AS t1 WHERE V > 0) AS t2 GROUP BY K',
      30,
      65,
    ],
    ['a query that occurs twice', `SELECT A.K FROM (${hand}) AS A JOIN (${hand}) AS B ON A.K = B.K`, 20, 60],
  ])('counts %s', (_what, sql, atLeast, atMost) => {
    expect(score(sql, hand)).toBeGreaterThanOrEqual(atLeast);
    expect(score(sql, hand)).toBeLessThanOrEqual(atMost);
  });
});
