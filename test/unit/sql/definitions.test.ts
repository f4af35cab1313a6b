import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { compile } from '../../../src/sql/compile.js';
import { definitions } from './definitions.js';
import { foreign } from './foreign.js';

const folder = new URL('./golden/', import.meta.url);
const golden = (name: string) => readFileSync(new URL(`${name}.sql`, folder), 'utf8').trimEnd();
const options = { resolveTable: (table: string) => `DB.S.${table}` };

const all = { ...definitions, ...foreign };

describe('SQL as written by hand', () => {
  afterEach(() => expect(takeProblems()).toEqual([]));

  it.each(Object.keys(all))('%s', (name) => {
    const definition = all[name];
    expect(definition && compile(definition(), options).sql).toBe(golden(name));
  });

  it('has a definition for every golden text', () => {
    const names = readdirSync(folder).map((file) => file.replace(/\.sql$/, ''));
    const pipelines = ['corrected', 'guide-v1', 'guide-v2'];
    expect(names.sort()).toEqual([...Object.keys(all), ...pipelines].sort());
  });
});
