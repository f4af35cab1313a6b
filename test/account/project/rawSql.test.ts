/** Queries in template literals: their columns, their SQL, and problems at their places inside the text. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic, FeatureViewDefinition } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { projectFolder, textAt } from './folder.js';
import type { ProjectFolder } from './folder.js';

let folder: ProjectFolder;
let project: Project;
beforeAll(async () => {
  folder = await projectFolder();
  project = await folder.open();
});
afterAll(() => folder.remove());

const HEAD = `import { entity, featureView, query } from 'firn';
import type { Int } from 'firn';
import { LINEITEM, ORDERS } from '../firn/sources';
export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
`;

async function evaluate(text: string) {
  const file = await folder.write('features/raw.ts', `${HEAD}${text}`);
  const { definitions, diagnostics } = await project.evaluate();
  const written = await readFile(file, 'utf8');
  const seen = (items: readonly Diagnostic[]) =>
    items.map(({ code, span, fix }) => [code, textAt(written, span), fix?.edits[0]?.newText]);
  const view = definitions.find((d): d is FeatureViewDefinition => d.kind === 'featureView');
  return { seen: seen(diagnostics), diagnostics, query: view?.query };
}

const view = (from: string): string =>
  `export const fv = featureView('FV', { version: 'V_1', entities: [customer], from: ${from} });`;

describe('a query in a definition', () => {
  it('has the columns of its text, and reads source tables where the target has them', async () => {
    const { seen, query } = await evaluate(
      view(
        'query`SELECT o.O_CUSTOMER_SK, COUNT(*) AS N, MAX(ORDER_DATE) AS LAST FROM ORDERS o GROUP BY ALL`',
      ),
    );
    expect(seen).toEqual([]);
    expect(query?.columns).toEqual([
      { name: 'O_CUSTOMER_SK', type: 'NUMBER(38,0)' },
      { name: 'N', type: 'NUMBER(18,0)' },
      { name: 'LAST', type: 'DATE' },
    ]);
    expect(query?.sql).toBe(
      'SELECT o.O_CUSTOMER_SK, COUNT(*) AS N, MAX(ORDER_DATE) AS LAST FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS o GROUP BY ALL',
    );
    expect(query?.sources).toEqual(['TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS']);
  });

  it('says a place that is written and would do without, also where the target has its sources', async () => {
    const { seen } = await evaluate(view('query`SELECT O_CUSTOMER_SK FROM training.orders o`'));
    expect(seen).toEqual([['written-place', 'training.orders', 'ORDERS']]);
    const { seen: hidden, diagnostics } = await evaluate(
      view('query`WITH ORDERS AS (SELECT 1 AS A) SELECT o.O_CUSTOMER_SK FROM TRAINING.ORDERS o, ORDERS`'),
    );
    expect(hidden).toEqual([['written-place', 'TRAINING.ORDERS', undefined]]);
    expect(diagnostics[0]?.message).toContain('Rename the CTE ORDERS');
  });

  it('reads frames by name, keeps CTEs apart from tables, and knows lateral aliases', async () => {
    const { seen, query } = await evaluate(
      `const lines = LINEITEM.select((l) => ({ LI_ORDER_ID: l.LI_ORDER_ID, WORTH: l.QUANTITY.mul(l.PRICE) }));
const worth = query\`
  WITH orders AS (SELECT O_ORDER_ID, O_CUSTOMER_SK FROM \${ORDERS})
  SELECT o.O_CUSTOMER_SK, SUM(l.WORTH) AS TOTAL, TOTAL * 2 AS TWICE
  FROM \${lines} l
  JOIN orders o ON o.O_ORDER_ID = l.LI_ORDER_ID
  GROUP BY 1\`;
${view('worth.select((r) => ({ O_CUSTOMER_SK: r.O_CUSTOMER_SK, TWICE: r.TWICE.add(1) }))')}`,
    );
    expect(seen).toEqual([]);
    expect(query?.columns).toEqual([
      { name: 'O_CUSTOMER_SK', type: 'NUMBER(38,0)' },
      { name: 'TWICE', type: 'NUMBER(38,2)' },
    ]);
    expect(query?.sql).toContain('FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS)');
    expect(query?.sql).toContain('JOIN orders o');
  });

  it('reports what later steps ask for and the query does not give', async () => {
    const { seen } = await evaluate(
      view('query`SELECT O_CUSTOMER_SK FROM ORDERS`.select((r) => ({ O_CUSTOMER_SK: r.O_CUSTOMER_KS }))'),
    );
    expect(seen).toEqual([['unknown-column', 'O_CUSTOMER_KS', 'O_CUSTOMER_SK']]);
  });

  it('keeps every problem in its own word, in every line and behind every escape', async () => {
    const { seen } = await evaluate(
      view(`query\`
    /* \\u{1F600} \\x41 \\\\ \\\`tick\\\` \\
 */
    SELECT O_CUSTOMER_SK, ORDER_DATE, o.STOR, UPPER(STORE) || 'it''s',
           ORDER_DATE + TRUE AS X
    FROM \${ORDERS} o JOIN LINEITM ON TRUE
    WHERE x.A = 1 AND NVLL(STORE, 'a') = 'b'\``),
    );
    expect(seen.sort()).toEqual(
      [
        ['unknown-column', 'STOR', 'STORE'],
        ['unknown-column', 'x', 'O'],
        ['type-mismatch', 'ORDER_DATE', undefined],
        ['unknown-table', 'LINEITM', 'LINEITEM'],
        ['sql-type-unknown', 'NVLL', 'NVL'],
      ].sort(),
    );
  });

  it('finds the place behind Windows line ends', async () => {
    const { seen } = await evaluate(view('query`SELECT O_CUSTOMER_SK,\r\n\r\n  ORDER_DAT\r\nFROM ORDERS`'));
    expect(seen).toEqual([['unknown-column', 'ORDER_DAT', 'ORDER_DATE']]);
  });

  it('stops at the word that is no SQL', async () => {
    const { seen, query } = await evaluate(
      view('query`SELECT O_CUSTOMER_SK FROM ORDERS GROUP O_CUSTOMER_SK`'),
    );
    expect(seen).toEqual([['sql-syntax', 'GROUP', undefined]]);
    expect(query).toBeUndefined();
  });

  it('compares what is declared with what is read', async () => {
    const { seen } = await evaluate(
      view(
        "query<{ O_CUSTOMER_SK: Int; N: Int; M: Int }>({ O_CUSTOMER_SK: 'NUMBER(38,0)', N: 'VARCHAR', M: 'NUMBER(38,0)' })`SELECT O_CUSTOMER_SK, COUNT(*) AS N FROM ${ORDERS} GROUP BY 1`",
      ),
    );
    expect(seen).toEqual([
      ['declared-type', 'N', undefined],
      ['unknown-column', 'M', 'N'],
    ]);
  });

  it('says that two columns have one name', async () => {
    const { seen } = await evaluate(view('query`SELECT O_CUSTOMER_SK, STORE AS O_CUSTOMER_SK FROM ORDERS`'));
    expect(seen).toEqual([['column-collision', 'query', undefined]]);
  });

  it('is not read when its text is made elsewhere', async () => {
    const { seen } = await evaluate(
      `const text = Object.assign(['SELECT 1 AS O_CUSTOMER_SK'], { raw: ['SELECT 1 AS O_CUSTOMER_SK'] });\n${view('query(text as unknown as TemplateStringsArray)')}`,
    );
    expect(seen).toEqual([['sql-syntax', 'query', undefined]]);
  });
});
