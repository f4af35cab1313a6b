import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, DroppedObject, ObjectKind } from '../catalog/model.js';
import { isRelation, isStored, namespaceOf, sessionOf } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { printName, printNames, titleOf } from '../catalog/names.js';
import { alreadyExists, refused, unsupported } from '../catalog/refusals.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { status } from './command.js';
import type { Grammar } from './grammar.js';
import { dropCounters } from './identity.js';
import { tableFolder } from './stageAreas.js';
import { removeFiles } from './versions.js';

/** What Snowflake brings back (documentation: UNDROP); of the rest nothing is kept. */
const KINDS = ['DATABASE', 'SCHEMA', 'DYNAMIC TABLE', 'TABLE', 'TAG'] as const;
type RestoredKind = (typeof KINDS)[number];

const DAY = 24 * 3_600_000;

/** Until when it can come back: as long as a table's DATA_RETENTION_TIME_IN_DAYS says, everything else for a day. */
function keptUntil({ droppedOn, object }: Pick<DroppedObject, 'droppedOn' | 'object'>): number {
  const days = isRelation(object) && isStored(object) ? object.retention.days : 1;
  return droppedOn + days * DAY;
}

/**
 * Keeps for UNDROP what was taken out of the catalog; the first holds the others. Of each name the last that was dropped is
 * kept, while its retention lasts. What cannot come back goes for good.
 */
export async function keepDropped(scope: WriteScope, gone: readonly CatalogObject[]): Promise<void> {
  const { catalog, now } = scope;
  const lasting = gone.filter((o) => sessionOf(o) === null).map(withoutChanges);
  const [object, ...contents] = lasting;
  if (object === undefined || object.id !== gone[0]?.id || !isRestorable(object.kind))
    return letGo(scope, gone);
  await letGo(
    scope,
    gone.filter((o) => !lasting.some((kept) => kept.id === o.id)),
  );
  await forgetDropped(scope, (d) => isSame(d.object, object));
  catalog.put({
    id: catalog.newId(),
    name: object.name,
    createdOn: object.createdOn,
    owner: object.owner,
    comment: '',
    tags: {},
    kind: 'DROPPED',
    parent: null,
    droppedOn: now,
    object,
    contents,
  });
}

const isRestorable = (kind: ObjectKind): boolean => KINDS.some((k) => k === kind);
const isSame = (a: CatalogObject, b: CatalogObject): boolean =>
  namespaceOf(a.kind) === namespaceOf(b.kind) && a.parent === b.parent && a.name === b.name;

function withoutChanges(object: CatalogObject): CatalogObject {
  return isRelation(object) && isStored(object) ? { ...object, changesSince: null } : object;
}

/** Removes what stands behind objects: rows and files. */
async function letGo(scope: WriteScope, objects: readonly CatalogObject[]): Promise<void> {
  for (const object of objects) {
    if (object.kind === 'DATASET' || object.kind === 'MODEL') removeFiles(scope, object.versions);
    if (object.kind === 'STAGE') removeFolder(scope, object.folder);
    if (object.kind === 'ONLINE FEATURE TABLE')
      await scope.duckdb.run(`DROP TABLE IF EXISTS data.${object.physical}`);
    if (!isRelation(object) || !isStored(object)) continue;
    if (object.kind === 'TABLE') removeFolder(scope, tableFolder(object.id));
    await scope.duckdb.run(`DROP TABLE IF EXISTS data.${object.physical}`);
    await dropCounters(scope.duckdb, object.physical, object.columns);
    await scope.duckdb.run('DELETE FROM firn_catalog.load_history WHERE table_id = $1', [object.id]);
  }
}

/** @param folder below the account's `stages` folder */
function removeFolder(scope: WriteScope, folder: string): void {
  scope.onCommit(() => void rm(path.join(scope.stages, folder), { recursive: true, force: true }));
}

/** Removes for good what cannot come back any more, and what `also` holds for. */
export async function forgetDropped(
  scope: WriteScope,
  also: (dropped: DroppedObject) => boolean = () => false,
): Promise<void> {
  for (const dropped of scope.catalog.list('DROPPED')) {
    if (keptUntil(dropped) > scope.now && !also(dropped)) continue;
    await letGo(scope, [dropped.object, ...dropped.contents]);
    scope.catalog.remove(dropped.id);
  }
}

/** When something that was dropped is to be forgotten next; null when nothing is. */
export function nextForgetting(catalog: CatalogView): number | null {
  const moments = catalog.list('DROPPED').map(keptUntil);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** UNDROP DATABASE | SCHEMA | TABLE | DYNAMIC TABLE | TAG name */
export function undrop(g: Grammar): Command {
  const kind = KINDS.find((words) => g.try(...words.split(' ')));
  if (kind === undefined) throw unsupported(`UNDROP ${g.word()}`, `It knows ${KINDS.join(', ')}.`);
  const name = g.name();
  g.end();
  return { access: 'write', kind: 'ddl', run: (scope) => restore(scope, kind, name) };
}

function restore(scope: WriteScope, kind: RestoredKind, name: ObjectName): CommandResult {
  const { catalog, names } = scope;
  const last = name.at(-1) ?? '';
  const parent = parentOf(scope, kind, name);
  const dropped = catalog
    .list('DROPPED')
    .filter((d) => d.object.kind === kind && d.object.name === last && d.object.parent === parent)
    .find((d) => keptUntil(d) > scope.now);
  if (dropped === undefined) {
    const full = kind === 'DATABASE' || kind === 'SCHEMA' ? printNames(name) : names.expected(name);
    throw refused(`${titleOf(kind)} ${full} did not exist or was purged.`, '002003', '02000');
  }
  const taken = takenBy(scope, dropped.object);
  if (taken !== undefined) throw alreadyExists(names.full(taken));
  catalog.remove(dropped.id);
  for (const object of [dropped.object, ...dropped.contents]) catalog.put(object);
  return status(`${titleOf(kind)} ${printName(last)} successfully restored.`);
}

function parentOf({ names }: WriteScope, kind: RestoredKind, name: ObjectName): number | null {
  if (kind === 'DATABASE') return null;
  if (kind === 'SCHEMA') return names.database(name.length > 1 ? (name[0] ?? null) : null, 'UNDROP').id;
  return names.place(name, 'UNDROP').schema.id;
}

/** What has the name meanwhile. */
function takenBy({ catalog }: WriteScope, { kind, parent, name }: CatalogObject): CatalogObject | undefined {
  if (namespaceOf(kind) !== 'relation' || parent === null) return catalog.find(kind, parent, name);
  return catalog.findRelation(parent, name, null) ?? catalog.find('STREAM', parent, name);
}
