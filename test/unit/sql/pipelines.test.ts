import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { compile } from '../../../src/sql/compile.js';
import { corrected, guide } from './pipelines.js';

const golden = (name: string) =>
  readFileSync(new URL(`./golden/${name}.sql`, import.meta.url), 'utf8').trimEnd();
const inTraining = { resolveTable: (table: string) => `DB.TRAINING.${table}` };

describe('the customer pipelines', () => {
  it('prints the corrected pipeline as one would write it by hand', () => {
    expect(compile(corrected(), { resolveTable: (table) => table }).sql).toBe(golden('corrected'));
  });

  it("prints the guide's own pipeline, wrong join and null fills included", () => {
    expect(
      compile(
        guide((line) => line.OR_ORDER_ID),
        inTraining,
      ).sql,
    ).toBe(golden('guide-v1'));
  });

  it('differs in that join alone when it is corrected', () => {
    expect(
      compile(
        guide((line) => line.LI_ORDER_ID),
        inTraining,
      ).sql,
    ).toBe(golden('guide-v2'));
  });

  it("has Snowflake's types for the output", () => {
    expect(
      compile(
        guide((line) => line.LI_ORDER_ID),
        inTraining,
      ).columns,
    ).toEqual([
      { name: 'O_CUSTOMER_SK', type: 'NUMBER(38,0)' },
      { name: 'FREQUENCY', type: 'FLOAT' },
      { name: 'RETURN_RATIO', type: 'FLOAT' },
      { name: 'LATEST_ORDER_DATE', type: 'DATE' },
    ]);
    // NUMBER(38,2) / NUMBER(38,2) has scale 8, its average 12.
    expect(compile(corrected(), inTraining).columns.map((c) => c.type)).toEqual([
      'NUMBER(38,0)',
      'NUMBER(38,6)',
      'NUMBER(38,12)',
      'DATE',
    ]);
  });

  it('lists the source tables in the order of their first use', () => {
    expect(compile(corrected(), inTraining).sources).toEqual([
      'DB.TRAINING.LINEITEM',
      'DB.TRAINING.ORDER_RETURNS',
      'DB.TRAINING.ORDERS',
    ]);
  });

  it('gives the same bytes when the same definition is built again', () => {
    expect(compile(corrected(), inTraining)).toEqual(compile(corrected(), inTraining));
  });

  it('reports nothing', () => {
    takeProblems();
    corrected();
    guide((line) => line.OR_ORDER_ID);
    expect(takeProblems()).toEqual([]);
  });
});
