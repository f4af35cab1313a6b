import { AccountError } from '../account.js';
import type { ConnectionContext } from '../account.js';
import type { CatalogView } from './catalog.js';
import type { CatalogObject, DatabaseObject, ObjectKind, ObjectOf, Relation, SchemaObject } from './model.js';
import { namespaceOf } from './model.js';
import { doesNotExist, noCurrentDatabase, noCurrentSchema, wrongKind } from './refusals.js';

/** Stored names from the outermost: `[name]`, `[schema, name]` or `[database, schema, name]`; `db..name` means PUBLIC. */
export type ObjectName = readonly string[];

const PLAIN = /^[A-Z_][A-Z0-9_$]*$/;

/** A stored name as SQL writes it: quoted when it has to be. */
export function printName(name: string): string {
  return PLAIN.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function printNames(names: ObjectName): string {
  return names.map(printName).join('.');
}

const TITLES: Readonly<Record<ObjectKind, string>> = {
  DATABASE: 'Database',
  SCHEMA: 'Schema',
  TABLE: 'Table',
  VIEW: 'View',
  'DYNAMIC TABLE': 'Dynamic Table',
  TAG: 'Tag',
  WAREHOUSE: 'Warehouse',
  ROLE: 'Role',
  STAGE: 'Stage',
  'FILE FORMAT': 'File format',
  TASK: 'Task',
  STREAM: 'Stream',
  FUNCTION: 'Function',
  DATASET: 'Dataset',
  DROPPED: 'Dropped object',
  'ONLINE FEATURE TABLE': 'Online feature table',
  MODEL: 'Model',
};

export function titleOf(kind: ObjectKind): string {
  return TITLES[kind];
}

/** A place for a schema-level object, found or about to be. */
export interface Place {
  readonly database: DatabaseObject;
  readonly schema: SchemaObject;
  readonly name: string;
}

/** Resolves names as one connection sees them. */
export class Names {
  constructor(
    readonly catalog: CatalogView,
    private readonly context: Readonly<ConnectionContext>,
    readonly session: string,
  ) {}

  get user(): string {
    return this.context.user;
  }

  database(name: string | null, operation: string): DatabaseObject {
    const wanted = name ?? this.context.database;
    if (wanted === null) throw noCurrentDatabase(operation);
    const database = this.catalog.find('DATABASE', null, wanted);
    if (database === undefined) throw doesNotExist('Database', printName(wanted));
    return database;
  }

  /** `[schema]` or `[database, schema]`; empty for the current schema. */
  schema(name: ObjectName, operation: string): { database: DatabaseObject; schema: SchemaObject } {
    const database = this.database(name.length > 1 ? (name[0] ?? null) : null, operation);
    const wanted = name.at(-1) ?? this.context.schema;
    if (wanted === null) throw noCurrentSchema(operation);
    const schema = this.catalog.find('SCHEMA', database.id, wanted);
    if (schema === undefined) throw doesNotExist('Schema', printNames([database.name, wanted]));
    return { database, schema };
  }

  place(name: ObjectName, operation: string): Place {
    const last = name.at(-1);
    if (last === undefined || name.length > 3) {
      throw new AccountError(
        `SQL compilation error:\nInvalid object name '${printNames(name)}'.`,
        '001003',
        '42000',
      );
    }
    const qualifier = name.slice(0, -1).map((part) => (part === '' ? 'PUBLIC' : part));
    return { ...this.schema(qualifier, operation), name: last };
  }

  /** An object of one kind, or undefined; an object of another kind under the same name is a refusal. */
  find<K extends ObjectKind>(kind: K, name: ObjectName, operation: string): ObjectOf<K> | undefined {
    const place = this.place(name, operation);
    if (namespaceOf(kind) === 'relation' && kind !== 'STREAM') {
      const relation = this.catalog.findRelation(place.schema.id, place.name, this.session);
      if (relation === undefined) return undefined;
      if (relation.kind !== (kind as ObjectKind)) throw wrongKind(this.full(relation), relation.kind, kind);
      return relation as ObjectOf<K>;
    }
    return this.catalog.findVisible(kind, place.schema.id, place.name, this.session);
  }

  must<K extends ObjectKind>(kind: K, name: ObjectName, operation: string): ObjectOf<K> {
    const object = this.find(kind, name, operation);
    if (object === undefined) throw doesNotExist(TITLES[kind], this.expected(name));
    return object;
  }

  relation(name: ObjectName, operation: string): Relation {
    const place = this.place(name, operation);
    const relation = this.catalog.findRelation(place.schema.id, place.name, this.session);
    if (relation === undefined) throw doesNotExist('Object', this.expected(name));
    return relation;
  }

  /** An account-level object. */
  global<K extends 'DATABASE' | 'WAREHOUSE' | 'ROLE'>(kind: K, name: string): ObjectOf<K> {
    const object = this.catalog.find(kind, null, name);
    if (object === undefined) throw doesNotExist(TITLES[kind], printName(name));
    return object;
  }

  /** The object's name from its database on, as SQL writes it. */
  full(object: CatalogObject): string {
    return printNames(pathOf(this.catalog, object));
  }

  /** A name with the current database and schema filled in, for messages. */
  expected(name: ObjectName): string {
    const missing = [this.context.database, this.context.schema].slice(0, Math.max(0, 3 - name.length));
    return printNames([...missing.filter((part): part is string => part !== null), ...name]);
  }
}

/** Stored names from the database (or the account) down to the object. */
export function pathOf(catalog: CatalogView, object: CatalogObject): string[] {
  const parent = object.parent === null ? undefined : catalog.get(object.parent);
  return parent === undefined ? [object.name] : [...pathOf(catalog, parent), object.name];
}

/** Database and schema of a schema-level object. */
export function homeOf(catalog: CatalogView, object: CatalogObject): { database: string; schema: string } {
  const [database = '', schema = ''] = pathOf(catalog, object);
  return { database, schema };
}
