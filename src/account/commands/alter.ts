import type { CatalogObject, ObjectKind } from '../catalog/model.js';
import { keyName, namespaceOf } from '../catalog/model.js';
import type { CatalogView } from '../catalog/catalog.js';
import type { Names, ObjectName } from '../catalog/names.js';
import { printNames, titleOf } from '../catalog/names.js';
import { alreadyExists, doesNotExist, unsupported, wrongKind } from '../catalog/refusals.js';
import { nameList, tagAssignments, withTags, withoutTags } from './clauses.js';
import type { Command, WriteScope } from './command.js';
import { status } from './command.js';
import type { AlterTarget } from './family.js';
import type { Grammar } from './grammar.js';

/** What one ALTER does to the object it found; it may also write data. */
export type Change = (scope: WriteScope, object: CatalogObject) => CatalogObject | Promise<CatalogObject>;

const DONE = 'Statement executed successfully.';

/** Where objects are looked for: any scope. */
export interface Finder {
  readonly names: Names;
  readonly catalog: CatalogView;
}

/** Finds an object of one of these kinds by name; undefined when there is none of any kind. */
export function findTarget(
  scope: Finder,
  kinds: readonly ObjectKind[],
  name: ObjectName,
): CatalogObject | undefined {
  const [kind] = kinds;
  if (kind === undefined) return undefined;
  if (kind === 'STREAM') return scope.names.find(kind, name, `ALTER ${kind}`);
  switch (namespaceOf(kind)) {
    case 'relation': {
      const place = scope.names.place(name, 'ALTER');
      const found = scope.catalog.findRelation(place.schema.id, place.name, scope.names.session);
      if (found !== undefined && !kinds.includes(found.kind))
        throw wrongKind(scope.names.full(found), found.kind, kind);
      return found;
    }
    case 'database':
    case 'warehouse':
    case 'role':
      return scope.catalog.find(kind, null, name.at(-1) ?? '');
    case 'schema': {
      const database = scope.names.database(name.length > 1 ? (name[0] ?? null) : null, 'ALTER SCHEMA');
      return scope.catalog.find('SCHEMA', database.id, name.at(-1) ?? '');
    }
    default:
      return scope.names.find(kind, name, `ALTER ${kind}`);
  }
}

/** Like `findTarget`, but a name that is not there is a refusal unless IF EXISTS. */
export function targetOrRefusal(
  scope: Finder,
  kinds: readonly ObjectKind[],
  target: AlterTarget,
): CatalogObject | undefined {
  let found: CatalogObject | undefined;
  try {
    found = findTarget(scope, kinds, target.name);
  } catch (error) {
    // IF EXISTS also forgives a missing database or schema, not a wrong kind.
    if (!target.ifExists || !isMissing(error)) throw error;
  }
  if (found !== undefined || target.ifExists) return found;
  const [kind] = kinds;
  const top = kind === 'DATABASE' || kind === 'WAREHOUSE' || kind === 'ROLE';
  const name =
    top || kind === 'SCHEMA'
      ? printNames(target.name)
      : kind === 'FUNCTION'
        ? (target.name.at(-1) ?? '')
        : scope.names.expected(target.name);
  throw doesNotExist(titleOf(kind ?? 'TABLE'), name);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '002003';
}

export function alter(
  kinds: readonly ObjectKind[],
  target: AlterTarget,
  change: Change,
  done = DONE,
): Command {
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const object = targetOrRefusal(scope, kinds, target);
      if (object !== undefined) scope.catalog.put(await change(scope, object));
      return status(done);
    },
  };
}

/**
 * The clauses every kind of object has: RENAME TO, SET COMMENT, UNSET COMMENT, SET TAG, UNSET TAG.
 * Undefined when none stands here.
 */
export function commonChange(g: Grammar): Change | undefined {
  if (g.try('RENAME', 'TO')) {
    const name = g.name();
    g.end();
    return (scope, object) => renamed(scope, object, name);
  }
  if (g.looksAt('SET', 'TAG')) {
    g.expect('SET', 'TAG');
    const assignments = tagAssignments(g);
    g.end();
    return (scope, object) => ({ ...object, tags: withTags(scope.names, object.tags, assignments) });
  }
  if (g.looksAt('UNSET', 'TAG')) {
    g.expect('UNSET', 'TAG');
    const names = nameList(g);
    g.end();
    return (scope, object) => ({ ...object, tags: withoutTags(scope.names, object.tags, names) });
  }
  if (g.try('UNSET', 'COMMENT')) {
    g.end();
    return (_scope, object) => ({ ...object, comment: '' });
  }
  return undefined;
}

function renamed(scope: WriteScope, object: CatalogObject, name: ObjectName): CatalogObject {
  const last = name.at(-1) ?? object.name;
  const parent = newParent(scope, object, name);
  const taken =
    namespaceOf(object.kind) === 'relation' && parent !== null
      ? (scope.catalog.findRelation(parent, last, scope.session.id) ??
        scope.catalog.find('STREAM', parent, last))
      : scope.catalog.find(object.kind, parent, keyName({ ...object, name: last }));
  if (taken !== undefined && taken.id !== object.id) throw alreadyExists(scope.names.full(taken));
  const { context } = scope.session;
  scope.onCommit(() => {
    if (object.kind === 'DATABASE' && context.database === object.name) context.database = last;
    if (object.kind === 'WAREHOUSE' && context.warehouse === object.name) context.warehouse = last;
    if (object.kind === 'SCHEMA' && context.schema === object.name) context.schema = last;
  });
  return { ...object, name: last, parent } as CatalogObject;
}

/** A rename may move a schema to another database and an object to another schema. */
function newParent(scope: WriteScope, object: CatalogObject, name: ObjectName): number | null {
  if (object.parent === null) {
    if (name.length > 1) throw unsupported(`a qualified name for a ${object.kind}`);
    return null;
  }
  if (object.kind === 'SCHEMA')
    return scope.names.database(name.length > 1 ? (name[0] ?? null) : null, 'RENAME').id;
  return scope.names.place(name, 'RENAME').schema.id;
}
