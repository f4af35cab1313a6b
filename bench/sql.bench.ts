import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Project } from '../src/project/project.js';
import { distFile } from '../src/session/distribution.js';
import { formatSql } from '../src/sql/format.js';
import { inferQuery } from '../src/sql/read/infer.js';
import type { ReadCatalog } from '../src/sql/read/infer/model.js';
import { Parser } from '../src/sql/read/parser.js';
import { readQuery } from '../src/sql/read/queries.js';
import { INTEGER } from '../src/sql/read/types.js';
import { measure } from './measure.js';

const catalog: ReadCatalog = {
  names: ['T'],
  relation: (parts) => ({
    id: parts.at(-1) ?? '',
    path: parts,
    columns: ['A', 'B', 'C'].map((name) => ({ name, type: INTEGER, nullable: true })),
  }),
};

/** A query of `n` CTEs, about 110 characters each. */
const chain = (n: number, run: number): string =>
  `WITH C0 AS (SELECT A, B, C FROM T WHERE A > ${run}),\n${Array.from(
    { length: n },
    (_, i) =>
      `C${i + 1} AS (SELECT A, SUM(B) OVER (PARTITION BY C ORDER BY A) AS B, IFF(A > ${i}, C, NULL) AS C FROM C${i} WHERE A <> 3)`,
  ).join(',\n')}\nSELECT A, B, C FROM C${n}`;

/** Reading SQL: the parser in its worker, inference, formatting, and a keystroke in a template literal. */
export default async function sql(): Promise<void> {
  const parser = new Parser(distFile('reader.cjs'));
  const before = process.memoryUsage.rss();
  for (const n of [1, 10, 40]) {
    const size = `${(chain(n, 0).length / 1000).toFixed(1)} KB`;
    await measure(`parse ${size}`, (run) => readQuery(parser, chain(n, run)), { runs: 100, warmUp: 30 });
    const text = chain(n, 0);
    const read = await readQuery(parser, text);
    if ('problem' in read) throw new Error(read.problem.message);
    await measure(`infer ${size}`, () => inferQuery(read.query, text, catalog), { runs: 100, warmUp: 30 });
    await measure(`format ${size}`, () => formatSql(text, { keywordCase: 'upper', indent: 2 }), { runs: 30 });
  }
  for (let run = 0; run < 5000; run += 1) await readQuery(parser, chain(2, 1000 + run));
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
  console.log(`  memory of the process after 5,000 more statements: +${grown.toFixed(0)} MB`);
  await parser.stop();
  await keystroke();
}

async function keystroke(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  await cp('examples/customer-segmentation', folder, { recursive: true });
  const file = path.join(folder, 'features/raw.ts');
  const text = (run: number) => `import { query } from 'firn';
export const perCustomer = query\`
  SELECT o.O_CUSTOMER_SK, COUNT(*) AS N, MAX(o.ORDER_DATE) AS LAST, SUM(l.QUANTITY * l.PRICE) AS TOTAL
  FROM ORDERS o JOIN LINEITEM l ON l.LI_ORDER_ID = o.O_ORDER_ID
  WHERE l.QUANTITY > ${Math.abs(run)}
  GROUP BY 1\`.filter((r) => r.N.gt(1));
`;
  await writeFile(file, text(0));
  const project = await Project.open(folder);
  await measure(
    'one edit inside a template literal',
    async (run) => {
      const { diagnostics } = await project.evaluate({ overlay: new Map([[file, text(run)]]) });
      if (diagnostics.some((d) => d.severity === 'error')) throw new Error(diagnostics[0]!.message);
    },
    { runs: 200, warmUp: 30 },
  );
  await project.close();
  await rm(folder, { recursive: true, force: true });
}
