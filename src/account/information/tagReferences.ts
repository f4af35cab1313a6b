import type { CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, ObjectKind, TagObject } from '../catalog/model.js';
import { isRelation } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { pathOf } from '../catalog/names.js';
import { invalidValue } from '../catalog/refusals.js';
import { findTarget } from '../commands/alter.js';
import { functionName, liveTags } from '../commands/clauses.js';
import { Grammar } from '../commands/grammar.js';
import { cannotOperate } from '../catalog/refusals.js';
import type { ResolvedRows } from '../query/translation.js';
import { TEXT } from '../../sql/read/types.js';
import { constant } from './rows.js';

/** Domains as functions take them, and the kinds they cover. */
const DOMAINS: Readonly<Record<string, readonly ObjectKind[]>> = {
  TABLE: ['TABLE', 'DYNAMIC TABLE', 'VIEW', 'ONLINE FEATURE TABLE'],
  VIEW: ['VIEW'],
  'DYNAMIC TABLE': ['DYNAMIC TABLE'],
  DATABASE: ['DATABASE'],
  SCHEMA: ['SCHEMA'],
  WAREHOUSE: ['WAREHOUSE'],
  ROLE: ['ROLE'],
  STAGE: ['STAGE'],
  TASK: ['TASK'],
  STREAM: ['STREAM'],
  TAG: ['TAG'],
  'FILE FORMAT': ['FILE FORMAT'],
  FUNCTION: ['FUNCTION'],
  DATASET: ['DATASET'],
  MODULE: ['MODEL'],
  MODEL: ['MODEL'],
  'ONLINE FEATURE TABLE': ['ONLINE FEATURE TABLE'],
};

/** The domain Snowflake's answers give an object: every relation is a TABLE. */
export function domainOf(object: CatalogObject): string {
  if (object.kind === 'MODEL') return 'MODULE';
  return isRelation(object) ? 'TABLE' : object.kind;
}

/** An object by the text of its name and its domain, as functions name objects. */
export function objectNamed(names: Names, text: string, domain: string): CatalogObject {
  const kinds = DOMAINS[domain.toUpperCase().replaceAll('_', ' ')];
  if (kinds === undefined)
    throw invalidValue(domain, 'object_domain', `one of ${Object.keys(DOMAINS).join(', ')}`);
  const g = new Grammar(text);
  const name = kinds[0] === 'FUNCTION' ? functionName(g) : g.name();
  g.end();
  const found = findTarget({ names, catalog: names.catalog }, kinds, name);
  if (found === undefined) throw cannotOperate();
  return found;
}

interface Reference {
  readonly tag: TagObject;
  readonly value: string;
  /** The object that carries the tag: the one asked about, or what contains it. */
  readonly holder: CatalogObject;
}

/** Tags on an object, those of its schema and database included where it has none of the name itself. */
export function tagReferences(catalog: CatalogView, object: CatalogObject): Reference[] {
  const found = new Map<number, Reference>();
  for (
    let holder: CatalogObject | undefined = object;
    holder !== undefined;
    holder = parentOf(catalog, holder)
  ) {
    for (const [id, value] of liveTags(catalog, holder.tags)) {
      const tag = catalog.get(id);
      if (tag?.kind === 'TAG' && !found.has(id)) found.set(id, { tag, value, holder });
    }
  }
  return [...found.values()];
}

function parentOf(catalog: CatalogView, object: CatalogObject): CatalogObject | undefined {
  return object.parent === null ? undefined : catalog.get(object.parent);
}

const COLUMNS = [
  'TAG_DATABASE',
  'TAG_SCHEMA',
  'TAG_NAME',
  'TAG_VALUE',
  'LEVEL',
  'OBJECT_DATABASE',
  'OBJECT_SCHEMA',
  'OBJECT_NAME',
  'DOMAIN',
  'COLUMN_NAME',
  'APPLY_METHOD',
].map((name) => ({ name, type: TEXT }));

type Row = Readonly<Record<string, string | null>>;

function row(catalog: CatalogView, object: CatalogObject, tag: TagObject, value: string, level: string): Row {
  const [tagDatabase = null, tagSchema = null] = pathOf(catalog, tag);
  const path = pathOf(catalog, object);
  return {
    TAG_DATABASE: tagDatabase,
    TAG_SCHEMA: tagSchema,
    TAG_NAME: tag.name,
    TAG_VALUE: value,
    LEVEL: level,
    OBJECT_DATABASE: path.length > 1 ? (path[0] ?? null) : null,
    OBJECT_SCHEMA: path.length > 2 ? (path[1] ?? null) : null,
    OBJECT_NAME: object.name,
    DOMAIN: domainOf(object),
    COLUMN_NAME: null,
    APPLY_METHOD: level === domainOf(object) ? 'MANUAL' : 'INHERITED',
  };
}

/** TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('name', 'domain')) */
export function tagReferenceRows(fullName: string, names: Names, name: string, domain: string): ResolvedRows {
  const { catalog } = names;
  if (domain.toUpperCase() === 'COLUMN') return columnRows(fullName, names, name);
  const object = objectNamed(names, name, domain);
  const rows = tagReferences(catalog, object).map(({ tag, value, holder }) =>
    row(catalog, object, tag, value, domainOf(holder)),
  );
  return constant(fullName, COLUMNS, rows);
}

/** `db.s.t.column`: the column's own tags, then those of the table and above. */
function columnRows(fullName: string, names: Names, text: string): ResolvedRows {
  const g = new Grammar(text);
  const path = g.name();
  g.end();
  const relation = names.relation(path.slice(0, -1), 'TAG_REFERENCES');
  const column = relation.columns.find((c) => c.name === path.at(-1));
  if (column === undefined) throw cannotOperate();
  return constant(fullName, COLUMNS, rowsOfColumn(names.catalog, relation, column.name, column.tags));
}

function rowsOfColumn(
  catalog: CatalogView,
  relation: CatalogObject,
  name: string,
  tags: Readonly<Record<string, string>>,
): Row[] {
  const own = liveTags(catalog, tags).flatMap(([id, value]) => {
    const tag = catalog.get(id);
    return tag?.kind === 'TAG'
      ? [{ ...row(catalog, relation, tag, value, 'COLUMN'), APPLY_METHOD: 'MANUAL' }]
      : [];
  });
  const inherited = tagReferences(catalog, relation)
    .filter(({ tag }) => !Object.hasOwn(tags, String(tag.id)))
    .map(({ tag, value, holder }) => ({
      ...row(catalog, relation, tag, value, domainOf(holder)),
      APPLY_METHOD: 'INHERITED',
    }));
  return [...own, ...inherited].map((r) => ({ ...r, DOMAIN: 'COLUMN', COLUMN_NAME: name }));
}

/** TABLE(INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS('name', 'table')) */
export function allColumnRows(fullName: string, names: Names, name: string): ResolvedRows {
  const object = objectNamed(names, name, 'TABLE');
  const rows = isRelation(object)
    ? object.columns.flatMap((c) => rowsOfColumn(names.catalog, object, c.name, c.tags))
    : [];
  return constant(fullName, COLUMNS, rows);
}
