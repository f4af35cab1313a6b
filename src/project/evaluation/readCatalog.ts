import { parseType } from '../../dataframe/type.js';
import { splitName } from '../../sql/identifiers.js';
import type { CatalogRelation, ReadCatalog } from '../../sql/read/infer/model.js';
import { sized } from '../../sql/read/infer/operators.js';
import type { Catalog } from '../catalog.js';

/** The snapshot as queries see it: its tables by name, with and without the schema that the target binds them to. */
export function readCatalog(catalog: Catalog | null, sources: string): ReadCatalog {
  const schema = sources === '' ? [] : splitName(sources);
  const relations = new Map<string, CatalogRelation>();
  for (const { name, columns } of catalog?.tables ?? []) {
    relations.set(name, {
      id: name,
      path: [...schema, name],
      columns: columns.map((c) => ({ name: c.name, type: sized(parseType(c.type)), nullable: c.nullable })),
    });
  }
  const isHere = (qualifier: readonly string[]): boolean =>
    qualifier.every((part, i) => part === schema[schema.length - qualifier.length + i]);
  return {
    names: [...relations.keys()],
    relation: (path) => {
      if (catalog === null || !isHere(path.slice(0, -1))) return 'outside';
      return relations.get(path.at(-1) ?? '') ?? 'unknown';
    },
  };
}
