/** Queries that the compiler printed become the frames that it would print them from. */
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureView } from '../../../src/featurestore/model.js';
import { distFile } from '../../../src/session/distribution.js';
import { featureViewText } from '../../../src/project/adopt/definitionText.js';
import { frameRows } from '../../../src/project/adopt/frames/frameRows.js';
import { formatCatalog } from '../../../src/project/catalog.js';
import type { Catalog } from '../../../src/project/catalog.js';
import { readCatalog } from '../../../src/project/evaluation/readCatalog.js';
import type { Project } from '../../../src/project/project.js';
import { sameQuery } from '../../../src/project/sameQuery.js';
import { generateSources, sourceConstants } from '../../../src/project/sources.js';
import { Parser } from '../../../src/sql/read/parser.js';
import { readQuery } from '../../../src/sql/read/queries.js';
import { TABLES } from '../../unit/dataframe/sources.js';
import { projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';

const CONFIG = `{ "targets": { "dev": { "connection": "local", "database": "DB", "schema": "FS", "sources": "S", "warehouse": "WH" } } }`;
const CATALOG: Catalog = {
  version: 1,
  source: 'DB.S',
  tables: Object.entries(TABLES).map(([name, columns]) => ({
    name,
    kind: 'BASE TABLE',
    comment: '',
    columns: columns.map(([column, type]) => ({ name: column, type, nullable: true, comment: '' })),
  })),
};
const GOLDEN = new URL('../../unit/sql/golden/', import.meta.url);

let folder: ProjectFolder;
let project: Project;
const parser = new Parser(distFile('reader.cjs'));
beforeAll(async () => {
  folder = await projectFolder();
  await folder.write('firn.json', CONFIG);
  await folder.write('firn/catalog.json', formatCatalog(CATALOG));
  await folder.write('firn/sources.ts', generateSources(CATALOG));
  await folder.write(
    'features/key.ts',
    `import { entity } from 'firn';\nexport const key = entity('KEY', { joinKeys: ['K'] });\n`,
  );
  project = await folder.open();
});
afterAll(async () => {
  await parser.stop();
  await folder.remove();
});

const view = (name: string): FeatureView => ({
  name,
  version: 'V_1',
  physicalName: name,
  databaseName: 'DB',
  schemaName: 'FS',
  kind: 'external',
  entities: [{ name: 'KEY', joinKeys: ['K'], desc: '' }],
  timestampCol: null,
  refreshFreq: null,
  refreshMode: null,
  refreshModeReason: null,
  schedulingState: null,
  warehouse: null,
  clusterBy: null,
  desc: '',
  owner: null,
  createdOn: null,
  query: '',
  columns: [],
  tiles: null,
  traits: [],
  online: null,
  stream: null,
  backupSource: null,
});

/** What is kept as text: frames say it by steps that are not put together again from their SQL. */
const TEXTS = new Set(
  (
    'as-of flatten flatten-joined functions model model-called-once model-odd-key ' +
    'model-output most-frequent raw rollup sample sample-joined sessions udf union-missing vectors'
  ).split(' '),
);

/** A query as a definition file; null where it has no frames. */
async function fileOf(name: string, text: string): Promise<string | null> {
  const read = await readQuery(parser, text);
  if (!('query' in read)) return null;
  const rows = frameRows(read.query, readCatalog(CATALOG, 'DB.S'), {
    constants: sourceConstants(CATALOG),
    module: '../firn/sources',
    taken: ['made', 'key'],
  });
  if (rows === null) return null;
  return featureViewText(view(name), {
    constant: 'made',
    rows,
    entities: [{ constant: 'key', import: { module: './key', names: ['key'] } }],
    warehouse: 'WH',
  });
}

describe('a query that the compiler printed', () => {
  const texts = new Map(
    readdirSync(GOLDEN).map((file) => {
      const text = readFileSync(new URL(file, GOLDEN), 'utf8').trimEnd();
      // The pipelines' texts name tables alone.
      const tables = /(?<=FROM |JOIN )(ORDERS|LINEITEM|ORDER_RETURNS)\b/g;
      return [file.replace('.sql', ''), text.replace(tables, 'DB.S.$1').replaceAll('DB.TRAINING.', 'DB.S.')];
    }),
  );
  const sql = new Map<string, string>();
  const written = new Map<string, string>();
  beforeAll(async () => {
    for (const [name, text] of texts) {
      const code = await fileOf(name, text);
      if (code !== null) written.set(await folder.write(`features/${name}.ts`, code), code);
    }
    const { definitions } = await project.evaluate();
    for (const definition of definitions)
      if (definition.kind === 'featureView' && definition.query)
        sql.set(definition.span.file, definition.query.sql);
  });

  it.each([...texts])('%s is the SQL of the frames that it becomes', (name, text) => {
    const made = sql.get(folder.file(`features/${name}.ts`));
    if (TEXTS.has(name)) expect(made === undefined || !sameQuery(made, text)).toBe(true);
    else expect(made).toBe(text);
  });

  it('becomes a file that reads well', () => {
    expect(written.get(folder.file('features/corrected.ts'))).toMatchInlineSnapshot(`
      "import { avg, count, featureView, max, min, sum } from 'firn';
      import { key } from './key';
      import { LINEITEM, ORDERS, ORDER_RETURNS } from '../firn/sources';

      const orderLines = LINEITEM
        .leftJoin(ORDER_RETURNS, (li, ret) =>
          li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
        )
        .join(ORDERS, (l, o) => l.LI_ORDER_ID.eq(o.O_ORDER_ID))
        .select((r) => ({
          O_CUSTOMER_SK: r.O_CUSTOMER_SK,
          O_ORDER_ID: r.O_ORDER_ID,
          ORDER_DATE: r.ORDER_DATE,
          ROW_PRICE: r.QUANTITY.mul(r.PRICE),
          RETURN_ROW_PRICE: r.OR_RETURN_QUANTITY.fillNull(0).mul(r.PRICE),
        }));

      const perOrder = orderLines.groupBy('O_CUSTOMER_SK', 'O_ORDER_ID').agg((r) => ({
        INVOICE_YEAR: min(r.ORDER_DATE).year(),
        LATEST_ORDER_DATE: max(r.ORDER_DATE),
        RATIO: sum(r.RETURN_ROW_PRICE).safeDiv(sum(r.ROW_PRICE)),
      }));

      const ordersPerYear = perOrder.groupBy('O_CUSTOMER_SK', 'INVOICE_YEAR').agg(() => ({ N_ORDERS: count() }));

      const frequency = ordersPerYear.groupBy('O_CUSTOMER_SK').agg((r) => ({ FREQUENCY: avg(r.N_ORDERS) }));

      const returns = perOrder.groupBy('O_CUSTOMER_SK').agg((r) => ({
        RETURN_RATIO: avg(r.RATIO),
        LATEST_ORDER_DATE: max(r.LATEST_ORDER_DATE),
      }));

      export const made = featureView('"corrected"', {
        version: 'V_1',
        entities: [key],
        from: frequency.joinUsing(returns, 'O_CUSTOMER_SK'),
      });
      "
    `);
  });
});
