import { copyFile, cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatCatalog } from '../src/project/catalog.js';
import type { Catalog } from '../src/project/catalog.js';
import { generateSources } from '../src/project/sources.js';

const TABLES = 100;
const COLUMNS = 50;
/** Column n of every table has type n % 5. */
const TYPES = ['NUMBER(38,0)', 'NUMBER(12,2)', 'VARCHAR(16777216)', 'DATE', 'TIMESTAMP_NTZ(9)'] as const;

const two = (n: number) => String(n).padStart(2, '0');
const tableName = (n: number) => `T${String(n % TABLES).padStart(3, '0')}`;

const catalog: Catalog = {
  version: 1,
  source: 'DB.WIDE',
  tables: Array.from({ length: TABLES }, (_t, t) => ({
    name: tableName(t),
    kind: 'BASE TABLE',
    comment: '',
    columns: Array.from({ length: COLUMNS }, (_c, c) => ({
      name: `${tableName(t)}_C${two(c)}`,
      type: TYPES[c % TYPES.length] ?? TYPES[0],
      nullable: true,
      comment: '',
    })),
  })),
};

const HELPERS: Readonly<Record<string, string>> = {
  'customer.ts': `import { entity } from 'firn';
export const customer = entity('CUSTOMER', { joinKeys: ['CUSTOMER'] });
`,
  'shares.ts': `import type { NumberColumn } from 'firn';
export const shareOfBoth = (a: NumberColumn, b: NumberColumn) => a.safeDiv(a.add(b));
`,
  'texts.ts': `import type { Text } from 'firn';
export const cleaned = (text: Text) => text.trim().lower();
`,
};

/** A project of 100 tables of 50 columns each, with the library's types, without definitions. */
export async function wideProject(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  for (const name of ['firn', 'features', '.firn/types'])
    await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'firn/catalog.json'), formatCatalog(catalog));
  await writeFile(path.join(folder, 'firn/sources.ts'), generateSources(catalog));
  for (const [name, text] of Object.entries(HELPERS))
    await writeFile(path.join(folder, 'features', name), text);
  const target = { connection: 'local', database: 'DB', schema: 'FS', sources: 'WIDE', warehouse: 'WH' };
  const config = { definitions: ['features/**/*.ts'], defaultTarget: 'dev', targets: { dev: target } };
  await writeFile(path.join(folder, 'firn.json'), JSON.stringify(config));
  await cp('examples/customer-segmentation/tsconfig.json', path.join(folder, 'tsconfig.json'));
  await copyFile('dist/types/index.d.ts', path.join(folder, '.firn/types/index.d.ts'));
  return folder;
}

/** A file of eight feature views over tables of its own. */
export function definitionFile(file: number): string {
  const views = Array.from({ length: 8 }, (_v, v) => featureView(file * 8 + v, file * 24 + v * 3));
  const tables = [...new Set(Array.from({ length: 24 }, (_t, t) => tableName(file * 24 + t)))];
  return `/**
 * What customers spend, by day and in the last days.
 */
import { count, desc, featureView, max, rolling, sum } from 'firn';
import { ${tables.join(', ')} } from '../firn/sources';
import { customer } from './customer';
import { shareOfBoth } from './shares';
import { cleaned } from './texts';
${views.join('')}`;
}

function featureView(id: number, first: number): string {
  const [a, b, c] = [tableName(first), tableName(first + 1), tableName(first + 2)];
  return `
const lines${id} = ${a}.filter((r) => r.${a}_C00.notNull().and(r.${a}_C05.gt(${id})))
  .withColumns((r) => ({ AMOUNT: r.${a}_C00.mul(r.${a}_C01) }))
  .join(${b}, (a, b) => a.${a}_C00.eq(b.${b}_C00))
  .leftJoin(${c}, (a, c) => a.${a}_C05.eq(c.${c}_C05))
  .select((r) => ({
    CUSTOMER: r.${a}_C05,
    DAY: r.${a}_C03,
    AMOUNT: r.AMOUNT,
    OTHER: r.${c}_C01.fillNull(0),
    KIND: cleaned(r.${b}_C02),
  }))
  .filter((r) => r.KIND.ne('none').and(r.DAY.ge('2024-01-01')));
const perDay${id} = lines${id}
  .dropNull('CUSTOMER', 'DAY')
  .groupBy('CUSTOMER', 'DAY')
  .agg((r) => ({ AMOUNT: sum(r.AMOUNT), OTHER: max(r.OTHER), N_LINES: count() }));
const recent${id} = perDay${id}
  .withColumns((r) => rolling('AMOUNT', sum(r.AMOUNT), { by: r.CUSTOMER, orderBy: r.DAY, days: [7, 30] }))
  .latestBy(['CUSTOMER'], (r) => desc(r.DAY))
  .withColumns((r) => ({ SHARE_7D: shareOfBoth(r.AMOUNT_7D, r.AMOUNT_30D) }));
export const view${id} = featureView('FV_${id}', {
  version: 'V1', entities: [customer], from: recent${id}, timestamp: 'DAY', refresh: '1 hour' });
`;
}
