import type { CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, TagObject } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { pathOf } from '../catalog/names.js';
import { unsupported } from '../catalog/refusals.js';
import { domainOf, objectNamed, tagReferences } from './tagReferences.js';

/**
 * `ENTITY_DETAIL('TAG', 'db.s.tag', '["TAG_REFERENCES_INTERNAL"]')` and
 * `ENTITY_DETAIL('table', 'db.s.name', '["TAG_REFERENCES"]')`, the forms the official feature store client sends.
 * The function is undocumented; the shape is what that client reads.
 */
export function entityDetail(names: Names, domain: string, name: string, sections: string): string {
  const object = objectNamed(names, name, domain);
  const wanted = parsed(sections);
  const answer: Record<string, unknown> = {};
  for (const section of wanted) {
    if (section === 'TAG_REFERENCES_INTERNAL' && object.kind === 'TAG') {
      answer['referencedEntities'] = { tagReferenceList: holdersOf(names.catalog, object) };
    } else if (section === 'TAG_REFERENCES') {
      answer['tagReferencesInfo'] = { tagReferenceList: tagsOf(names.catalog, object) };
    } else throw unsupported(`ENTITY_DETAIL ${section}`);
  }
  return JSON.stringify(answer);
}

function parsed(sections: string): string[] {
  try {
    const value: unknown = JSON.parse(sections);
    if (Array.isArray(value)) return value.map(String);
  } catch {
    // Falls to the refusal below.
  }
  throw unsupported(`ENTITY_DETAIL ${sections}`);
}

/** Every object that carries the tag itself. */
function holdersOf(catalog: CatalogView, tag: TagObject): unknown[] {
  const key = String(tag.id);
  return [...catalog.values()].flatMap((object) => {
    const value = object.tags[key];
    if (value === undefined) return [];
    const path = pathOf(catalog, object);
    return [
      {
        entityName: object.name,
        entityDatabaseName: path.length > 1 ? path[0] : null,
        entitySchemaName: path.length > 2 ? path[1] : null,
        domain: domainOf(object),
        tagValue: value,
        entityOwner: object.owner,
      },
    ];
  });
}

function tagsOf(catalog: CatalogView, object: CatalogObject): unknown[] {
  return tagReferences(catalog, object).map(({ tag, value, holder }) => {
    const [tagDatabase, tagSchema] = pathOf(catalog, tag);
    return { tagDatabase, tagSchema, tagName: tag.name, tagValue: value, level: domainOf(holder) };
  });
}
