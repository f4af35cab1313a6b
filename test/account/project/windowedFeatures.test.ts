/** Features over windows from a definition file to the query of their tiles. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCatalog } from '../../../src/project/catalog.js';
import type { Evaluation, FeatureViewDefinition } from '../../../src/project/model.js';
import { generateSources } from '../../../src/project/sources.js';
import { projectFolder, textAt } from './folder.js';
import type { ProjectFolder } from './folder.js';
import { SHOP } from './shop.js';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/windowed-features.md');
const CONFIG = `{ "targets": { "dev": { "connection": "local", "database": "SHOP", "schema": "FS", "sources": "TRAINING", "warehouse": "WH" } } }`;

let folder: ProjectFolder;
beforeAll(async () => {
  folder = await projectFolder();
  await folder.write('firn.json', CONFIG);
  await folder.write('firn/catalog.json', formatCatalog(SHOP));
  await folder.write('firn/sources.ts', generateSources(SHOP));
});
afterAll(() => folder.remove());

async function evaluate(text: string): Promise<Evaluation> {
  await folder.write('features/windows.ts', text);
  return (await folder.open()).evaluate();
}

const view = ({ definitions }: Evaluation): FeatureViewDefinition => {
  const found = definitions.find((definition) => definition.kind === 'featureView');
  if (found?.kind !== 'featureView') throw new Error('There is no feature view.');
  return found;
};

describe('a definition with windows', () => {
  it('of the documentation is right, and its features are what readers get', async () => {
    const [, example = ''] = /^```ts\n([^]*?)^```$/m.exec(readFileSync(PAGE, 'utf8')) ?? [];
    const evaluation = await evaluate(example);
    expect(evaluation.diagnostics).toEqual([]);
    const { query, tiles, features } = view(evaluation);
    expect(query?.columns).toEqual([
      { name: 'O_CUSTOMER_SK', type: 'NUMBER(38,0)' },
      { name: 'PAID_SUM_24H', type: 'NUMBER(38,2)' },
      { name: 'PAID_THE_WEEK_BEFORE', type: 'NUMBER(38,2)' },
      { name: 'STORE_LAST_DISTINCT_N_30D', type: 'ARRAY' },
      { name: 'PAID_AVG_LIFETIME', type: 'NUMBER(38,8)' },
    ]);
    expect(tiles?.granularity).toBe('1h');
    expect(features['PAID_THE_WEEK_BEFORE']).toBe('in the week before the last');
    expect(query?.sql).toContain("TIME_SLICE(ORDER_TS, 1, 'HOUR', 'START') AS TILE_START");
  });

  it('keeps the places of its events in the query of the tiles', async () => {
    const { query, tiles } = view(
      await evaluate(
        `import { entity, feature, featureView } from 'firn';\nimport { ORDERS } from '../firn/sources';\n` +
          `export const c = entity('C', { joinKeys: ['O_CUSTOMER_SK'] });\n` +
          `const late = ORDERS.filter((o) => o.WEEKDAY.eq('a\\nb'));\n` +
          `export const f = featureView('F', { version: 'V', entities: [c], from: late, timestamp: 'ORDER_TS', refresh: '1 day', granularity: '1d',\n` +
          `  aggregations: (o) => [feature.count(o.STORE, '7d')] });`,
      ),
    );
    const cut = (sql: string | undefined, { start, end }: { start: number; end: number }) =>
      sql?.slice(start, end).replace(/\n\s*/g, '\n');
    expect(query?.map.length).toBeGreaterThan(0);
    expect(query?.map.map((part) => cut(query.sql, part))).toEqual(
      tiles?.source.map.map((part) => cut(tiles.source.sql, part)),
    );
  });

  it.each([
    ['(o) => [feature.sum(o.STOER, "7d")]', 'unknown-column', 'STOER'],
    ['(o) => [feature.sum(o.STORE.add(1), "7d")]', 'aggregation-column', 'o.STORE.add(1)'],
    ['(o) => [feature.sum(o.STORE, "7d", { as: "a b" })]', 'name-invalid', '"a b"'],
    ['(o) => [feature.sum(o.STORE, "7d"), 5 as never]', 'invalid-argument', 'featureView'],
    ['() => 5 as never', 'invalid-argument', 'featureView'],
    ['() => []', 'granularity-invalid', "'1d'"],
  ])('%s is %s', async (aggregations, code, place) => {
    const evaluation = await evaluate(
      `import { entity, feature, featureView } from 'firn';\nimport { ORDERS } from '../firn/sources';\n` +
        `export const c = entity('C', { joinKeys: ['O_CUSTOMER_SK'] });\n` +
        `export const f = featureView('F', { version: 'V', entities: [c], from: ORDERS, timestamp: 'ORDER_TS', refresh: '1 day',\n` +
        `  granularity: '1d', aggregations: ${aggregations} });`,
    );
    const text = readFileSync(folder.file('features/windows.ts'), 'utf8');
    expect(evaluation.diagnostics.map((found) => [found.code, textAt(text, found.span)])).toContainEqual([
      code,
      place,
    ]);
    expect(evaluation.diagnostics.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  });
});
