import type { CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, ObjectKind } from '../catalog/model.js';
import { TEMPORARY_KINDS, isRelation, isStored, namespaceOf, sessionOf } from '../catalog/model.js';
import type { Place } from '../catalog/names.js';
import { printNames, titleOf } from '../catalog/names.js';
import { alreadyExists, existsAs, refused } from '../catalog/refusals.js';
import type { CommandResult, WriteScope } from './command.js';
import { basesOf, forgetConsumed } from '../changes/readers.js';
import { logOf } from '../changes/tracking.js';
import { status } from './command.js';
import { keepDropped } from './undrop.js';

/** What stands between CREATE and the name. */
export interface CreateHead {
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  /** TRANSIENT, TEMPORARY, SECURE, … */
  readonly modifiers: ReadonlySet<string>;
  /** The whole statement as written. */
  readonly text: string;
}

interface Room {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly parent: number | null;
  /** As messages print it. */
  readonly fullName: string;
  /** A temporary object may stand beside a permanent one. */
  readonly temporary?: boolean;
}

/**
 * Looks at what bears the name already. Answers the statement's result when nothing is to be done; refuses when the
 * name is taken; drops what OR REPLACE replaces.
 */
export async function makeRoom(
  scope: WriteScope,
  head: CreateHead,
  room: Room,
): Promise<CommandResult | undefined> {
  if (head.orReplace && head.ifNotExists) {
    throw refused('OR REPLACE and IF NOT EXISTS are mutually exclusive.', '001003', '42000');
  }
  const existing = findExisting(scope, room);
  if (existing === undefined) return undefined;
  if (existing.kind !== room.kind) throw existsAs(room.fullName, existing.kind);
  if (head.ifNotExists) return status(`${room.name} already exists, statement succeeded.`);
  if (!head.orReplace) throw alreadyExists(room.fullName);
  await dropObject(scope, existing);
  return undefined;
}

export async function makeRoomAt(
  scope: WriteScope,
  head: CreateHead,
  kind: ObjectKind,
  place: Place,
): Promise<CommandResult | undefined> {
  return makeRoom(scope, head, {
    kind,
    name: place.name,
    parent: place.schema.id,
    fullName: placeName(place),
    temporary: head.modifiers.has('TEMPORARY'),
  });
}

export function placeName(place: Place): string {
  return printNames([place.database.name, place.schema.name, place.name]);
}

function findExisting(scope: WriteScope, room: Room): CatalogObject | undefined {
  if (room.parent === null) return scope.catalog.find(room.kind, null, room.name);
  if (namespaceOf(room.kind) !== 'relation') {
    const found = scope.catalog.findVisible(room.kind, room.parent, room.name, scope.session.id);
    const isOther = room.temporary === true && found !== undefined && sessionOf(found) === null;
    return isOther ? undefined : found;
  }
  const found = scope.catalog.findRelation(room.parent, room.name, scope.session.id);
  if (room.temporary !== true) return found ?? scope.catalog.find('STREAM', room.parent, room.name);
  return found?.kind === 'TABLE' && found.session !== null ? found : undefined;
}

/** The fields every new object begins with. */
export function newObject(
  scope: WriteScope,
  name: string,
  comment: string,
): {
  id: number;
  name: string;
  createdOn: number;
  owner: string | null;
  comment: string;
  tags: Record<string, string>;
} {
  return {
    id: scope.catalog.newId(),
    name,
    createdOn: scope.now,
    owner: scope.session.context.role,
    comment,
    tags: {},
  };
}

/** `Dynamic table X successfully created.` */
export function created(kind: ObjectKind, name: string): CommandResult {
  const title = titleOf(kind);
  return status(`${title[0] ?? ''}${title.slice(1).toLowerCase()} ${name} successfully created.`);
}

/** Removes an object and all it contains; what UNDROP can bring back is kept for it. */
export async function dropObject(scope: WriteScope, object: CatalogObject): Promise<void> {
  const gone = withContents(scope.catalog, object);
  for (const each of [...gone].reverse()) await remove(scope, each);
  await keepDropped(scope, gone);
}

/** The object and what it contains, the containers first. */
function withContents(catalog: CatalogView, object: CatalogObject): CatalogObject[] {
  return [object, ...catalog.children(object.id).flatMap((child) => withContents(catalog, child))];
}

/** Takes an object out of the catalog. Its changes are forgotten: nothing reads them any more. */
async function remove(scope: WriteScope, object: CatalogObject): Promise<void> {
  if (isRelation(object) && isStored(object)) await scope.duckdb.run(`DROP TABLE IF EXISTS ${logOf(object)}`);
  forgetIn(scope, object);
  scope.catalog.remove(object.id);
  for (const base of basesOf(object)) await forgetConsumed(scope, base, scope.now);
}

/** A connection whose database, schema or warehouse has gone has none. */
function forgetIn(scope: WriteScope, object: CatalogObject): void {
  const { context } = scope.session;
  const database = object.kind === 'SCHEMA' ? scope.catalog.get(object.parent)?.name : undefined;
  scope.onCommit(() => {
    if (object.kind === 'DATABASE' && context.database === object.name) {
      context.database = null;
      context.schema = null;
    }
    if (object.kind === 'WAREHOUSE' && context.warehouse === object.name) context.warehouse = null;
    if (database !== undefined && database === context.database && context.schema === object.name)
      context.schema = null;
  });
}

/** The temporary objects of one connection. */
export function temporaryObjects(catalog: CatalogView, session: string): CatalogObject[] {
  return catalog.list(...TEMPORARY_KINDS).filter((object) => sessionOf(object) === session);
}

export async function dropTemporaryObjects(scope: WriteScope, session: string): Promise<void> {
  for (const object of temporaryObjects(scope.catalog, session)) await dropObject(scope, object);
}
