import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatCatalog } from '../../../src/project/catalog.js';
import type { Catalog, CatalogTable } from '../../../src/project/catalog.js';
import { Project } from '../../../src/project/project.js';
import { generateSources } from '../../../src/project/sources.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** `NAME TYPE, …`; every column may be NULL. */
function table(name: string, columns: string): CatalogTable {
  return {
    name,
    kind: 'BASE TABLE',
    comment: '',
    columns: columns.split(', ').map((column) => {
      const [columnName = '', type = ''] = column.split(' ');
      return { name: columnName, type, nullable: true, comment: '' };
    }),
  };
}

/** The guide's tables, as far as the pipelines read them. */
export const CATALOG: Catalog = {
  version: 1,
  source: 'TPCXAI_SF0001_QUICKSTART_INC.TRAINING',
  tables: [
    table('CUSTOMER', 'C_CUSTOMER_SK NUMBER(38,0), C_FIRST_NAME VARCHAR(30)'),
    table(
      'LINEITEM',
      'LI_ORDER_ID NUMBER(38,0), LI_PRODUCT_ID NUMBER(38,0), QUANTITY NUMBER(38,0), PRICE NUMBER(8,2)',
    ),
    table(
      'ORDERS',
      'O_ORDER_ID NUMBER(38,0), O_CUSTOMER_SK NUMBER(38,0), ORDER_DATE DATE, STORE VARCHAR(10)',
    ),
    table(
      'ORDER_RETURNS',
      'OR_ORDER_ID NUMBER(38,0), OR_PRODUCT_ID NUMBER(38,0), OR_RETURN_QUANTITY NUMBER(38,0)',
    ),
  ],
};

export interface ProjectFolder {
  readonly folder: string;
  file(name: string): string;
  write(name: string, text: string): Promise<string>;
  open(): Promise<Project>;
  remove(): Promise<void>;
}

/** A project in a temporary folder, with the guide's catalog and no definitions. */
export async function projectFolder(): Promise<ProjectFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-project-'));
  const file = (name: string): string => path.join(folder, name);
  const write = async (name: string, text: string): Promise<string> => {
    await mkdir(path.dirname(file(name)), { recursive: true });
    await writeFile(file(name), text);
    return file(name);
  };
  const projects: Project[] = [];
  await cp(path.join(ROOT, 'examples/customer-segmentation/firn.json'), file('firn.json'));
  await write('firn/catalog.json', formatCatalog(CATALOG));
  await write('firn/sources.ts', generateSources(CATALOG));
  return {
    folder,
    file,
    write,
    async open() {
      const project = await Project.open(folder);
      projects.push(project);
      return project;
    },
    async remove() {
      for (const project of projects) await project.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The guide's pipelines, as the sample defines them. */
export async function addSampleDefinitions({ folder }: ProjectFolder): Promise<void> {
  await cp(path.join(ROOT, 'examples/customer-segmentation/features'), path.join(folder, 'features'), {
    recursive: true,
  });
}

/** The text that a span covers. */
export function textAt(
  text: string,
  span: { line: number; column: number; endLine: number; endColumn: number },
): string {
  const lines = text.split('\n').slice(span.line - 1, span.endLine);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, span.endColumn - 1);
  lines[0] = (lines[0] ?? '').slice(span.column - 1);
  return lines.join('\n');
}
