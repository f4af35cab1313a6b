import path from 'node:path';
import type { Session } from '../session/session.js';
import { schemaText, sourceSchema } from './binding.js';
import type { SourceSchema } from './binding.js';
import { readKeys } from './pull/keys.js';
import { readRefreshModes } from './pull/refreshModes.js';
import { readTables } from './pull/tables.js';
import { CATALOG_FILE, SOURCES_FILE, formatCatalog } from './catalog.js';
import type { Catalog, CatalogTable } from './catalog.js';
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

async function readCatalog(session: Session, place: SourceSchema): Promise<Catalog> {
  const tables = await readTables(session, place);
  // A schema that is not there has no tables; SHOW would refuse it.
  const none = tables.length === 0;
  const keys = none ? new Map<string, never>() : await readKeys(session, place);
  const refreshModes = none ? new Map<string, string>() : await readRefreshModes(session, place);
  const found = tables.map((table): CatalogTable => ({
    ...table,
    ...(keys.has(table.name) && { keys: keys.get(table.name) }),
    ...(refreshModes.has(table.name) && { refreshMode: refreshModes.get(table.name) }),
  }));
  const sorted = found.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { version: 1, source: schemaText(place), tables: sorted };
}
