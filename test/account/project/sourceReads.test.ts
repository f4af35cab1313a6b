import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../../src/project/project.js';
import { sourceReads } from '../../../src/project/plan/sourceReads.js';
import { CATALOG, projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';

const schema = { database: 'TPCXAI_SF0001_QUICKSTART_INC', schema: 'TRAINING' };

let folder: ProjectFolder;
let project: Project;

beforeAll(async () => {
  folder = await projectFolder();
  project = await folder.open();
});
afterAll(() => folder.remove());

/** What one feature view of this `from` reads: `TABLE: COLUMN@line …`. */
async function reads(from: string, more = ''): Promise<{ tables: string[]; unchecked: readonly string[] }> {
  const text = `import { count, entity, feature, featureView, max, query } from 'firn';
import { LINEITEM, ORDERS } from '../firn/sources';
export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
const frame = ${from};
export const view = featureView('FV', { version: 'V_1', entities: [customer], from: frame${more} });
`;
  await folder.write('features/a.ts', text);
  const evaluation = await project.evaluate({ lineage: true });
  expect(evaluation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const found = sourceReads(evaluation.definitions, { folder: folder.folder, catalog: CATALOG, schema });
  const tables = found.reads.map(({ table, columns }) => {
    const names = columns.map(
      ({ name, place, certain }) => `${name}@${place.file}:${place.line}${certain ? '' : '?'}`,
    );
    return `${table}: ${names.join(' ')}`;
  });
  return { tables, unchecked: found.unchecked };
}

describe('what a definition reads of its source tables', () => {
  it('are the columns that features, keys and rows depend on, at the calls that read them', async () => {
    const { tables } = await reads(`ORDERS
  .filter((r) => r.STORE.eq('a'))
  .join(LINEITEM, (o, l) => o.O_ORDER_ID.eq(l.LI_ORDER_ID))
  .groupBy('O_CUSTOMER_SK')
  .agg((r) => ({ PAID: max(r.PRICE) }))`);
    expect(tables).toEqual([
      'ORDERS: O_ORDER_ID@features/a.ts:4 O_CUSTOMER_SK@features/a.ts:4 STORE@features/a.ts:4',
      'LINEITEM: LI_ORDER_ID@features/a.ts:4 PRICE@features/a.ts:4',
    ]);
  });

  it('are those of queries of one’s own', async () => {
    const { tables, unchecked } = await reads(
      'query`SELECT O_CUSTOMER_SK, COUNT(*) AS N FROM ORDERS WHERE STORE IS NULL GROUP BY O_CUSTOMER_SK`',
    );
    expect(tables).toEqual(['ORDERS: O_CUSTOMER_SK@features/a.ts:4 STORE@features/a.ts:4']);
    expect(unchecked).toEqual([]);
  });

  it('are not known of tables elsewhere, which are named', async () => {
    const { tables, unchecked } = await reads(
      'query`SELECT C AS O_CUSTOMER_SK, YEAR(A.DAY) AS N FROM ELSEWHERE.S.T AS A JOIN OTHER.U ON A.C = U.C`',
    );
    expect([tables, unchecked]).toEqual([[], ['ELSEWHERE.S.T', 'OTHER.U']]);
  });

  it('are those of the events of windows', async () => {
    const { tables } = await reads(
      `ORDERS.pick('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE')`,
      `, timestamp: 'ORDER_DATE', refresh: '1 hour', granularity: '1d', aggregations: (e) => [feature.count(e.O_ORDER_ID, '7d')]`,
    );
    expect(tables).toEqual([
      'ORDERS: O_ORDER_ID@features/a.ts:4 O_CUSTOMER_SK@features/a.ts:4 ORDER_DATE@features/a.ts:4',
    ]);
  });

  it('leave out what nothing depends on', async () => {
    const { tables } = await reads(`ORDERS.groupBy('O_CUSTOMER_SK').agg(() => ({ N: count() }))`);
    expect(tables).toEqual(['ORDERS: O_CUSTOMER_SK@features/a.ts:4']);
  });
});
