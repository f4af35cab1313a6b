import type { SourceCatalog } from '../../dataframe/catalog.js';
import type { Catalog } from '../catalog.js';

/** The snapshot as `table(name)` asks for it. */
export function sourceCatalog(catalog: Catalog): SourceCatalog {
  const tables = new Map(catalog.tables.map((table) => [table.name, table]));
  return { table: (name) => tables.get(name), names: [...tables.keys()] };
}
