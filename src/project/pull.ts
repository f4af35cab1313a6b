import path from 'node:path';
import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import type { Cell, Session } from '../session/session.js';
import { schemaText, sourceSchema } from './binding.js';
import type { SourceSchema } from './binding.js';
import { readKeys } from './pull/keys.js';
import { readRefreshModes } from './pull/refreshModes.js';
import { CATALOG_FILE, SOURCES_FILE, formatCatalog } from './catalog.js';
import type { Catalog, CatalogColumn, CatalogTable } from './catalog.js';
import type { TargetConnection } from './connection.js';
import type { Project } from './project.js';
import { ProjectError } from './projectError.js';
import { generateSources } from './sources.js';
import { writeIfChanged } from './write.js';

export interface PullResult {
  readonly tables: number;
  readonly columns: number;
  /** Of the snapshot and the sources: the files whose content changed, absolute. */
  readonly written: readonly string[];
}

/**
 * Reads the tables and views of the target's source schema and writes the catalog snapshot and the typed sources.
 * @throws ProjectError `no-sources` when the schema has no table; the files stay as they were.
 */
export async function pull(project: Project, connection: TargetConnection): Promise<PullResult> {
  const place = sourceSchema(connection.target);
  const catalog = await readCatalog(connection.session, place);
  if (catalog.tables.length === 0)
    throw new ProjectError(
      `${catalog.source} has no tables that this connection can see. Check \`sources\` of the target \`${connection.target.name}\` in firn.json, and the role's rights.`,
      'no-sources',
    );
  const texts: readonly (readonly [string, string])[] = [
    [CATALOG_FILE, formatCatalog(catalog)],
    [SOURCES_FILE, generateSources(catalog)],
  ];
  const written: string[] = [];
  for (const [name, text] of texts) {
    const file = path.join(project.folder, name);
    if (await writeIfChanged(file, text)) written.push(file);
  }
  await project.writeTypes();
  return {
    tables: catalog.tables.length,
    columns: catalog.tables.reduce((sum, table) => sum + table.columns.length, 0),
    written,
  };
}

const TABLES = ['TABLE_NAME', 'TABLE_TYPE', 'COMMENT'];
const COLUMNS = [
  'TABLE_NAME',
  'COLUMN_NAME',
  'DATA_TYPE',
  'NUMERIC_PRECISION',
  'NUMERIC_SCALE',
  'CHARACTER_MAXIMUM_LENGTH',
  'DATETIME_PRECISION',
  'IS_NULLABLE',
  'COMMENT',
  'ORDINAL_POSITION',
];

async function readCatalog(session: Session, place: SourceSchema): Promise<Catalog> {
  const select = (view: string, columns: readonly string[], order: string): string =>
    `SELECT ${columns.join(', ')} FROM ${identifier(place.database)}.INFORMATION_SCHEMA.${view} ` +
    `WHERE TABLE_SCHEMA = ${textLiteral(place.schema)} ORDER BY ${order}`;
  const tables = await session.execute(select('TABLES', TABLES, 'TABLE_NAME'));
  const columns = await session.execute(select('COLUMNS', COLUMNS, 'TABLE_NAME, ORDINAL_POSITION'));
  // A schema that is not there has no tables; SHOW would refuse it.
  const none = tables.rows.length === 0;
  const keys = none ? new Map<string, never>() : await readKeys(session, place);
  const refreshModes = none ? new Map<string, string>() : await readRefreshModes(session, place);
  const byTable = new Map<string, CatalogColumn[]>();
  for (const row of columns.rows) {
    const table = text(row[0]);
    byTable.set(table, [...(byTable.get(table) ?? []), catalogColumn(row)]);
  }
  const found = tables.rows.map(([name, kind, comment]): CatalogTable => ({
    name: text(name),
    kind: text(kind),
    comment: text(comment),
    columns: byTable.get(text(name)) ?? [],
    ...(keys.has(text(name)) && { keys: keys.get(text(name)) }),
    ...(refreshModes.has(text(name)) && { refreshMode: refreshModes.get(text(name)) }),
  }));
  const sorted = found.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { version: 1, source: schemaText(place), tables: sorted };
}

function catalogColumn(row: readonly Cell[]): CatalogColumn {
  const [, name, type, precision, scale, length, fraction, nullable, comment] = row;
  return {
    name: text(name),
    type: describedType(text(type), { precision, scale, length, fraction }),
    nullable: text(nullable) !== 'NO',
    comment: text(comment),
  };
}

type Sizes = Readonly<Record<'precision' | 'scale' | 'length' | 'fraction', Cell | undefined>>;

/** INFORMATION_SCHEMA.COLUMNS has a type's name and its sizes apart; DESCRIBE TABLE prints them as one. */
function describedType(type: string, { precision, scale, length, fraction }: Sizes): string {
  if (type === 'NUMBER' && precision != null) return `NUMBER(${precision},${scale ?? 0})`;
  if (type === 'TEXT') return length == null ? 'VARCHAR' : `VARCHAR(${length})`;
  if (type === 'BINARY' && length != null) return `BINARY(${length})`;
  if (/^TIME/.test(type) && fraction != null) return `${type}(${fraction})`;
  return type;
}

const text = (cell: Cell | undefined): string => (cell == null ? '' : String(cell));
