import { clientIdentifier } from '../sql/identifiers.js';
import { createSnapshotStatus, findWarehouse } from './bootstrap.js';
import { columnType } from './columnType.js';
import { createStatement, taskStatements } from './createStatement.js';
import type { FeatureViewPlan } from './createStatement.js';
import { findEntity, sameKeys } from './entities.js';
import { FeatureStoreError, messageOf } from './errors.js';
import type { Entity, FeatureView, FeatureViewDraft, StoreSnapshot } from './model.js';
import { featureViewName, physicalName, resolveName } from './names.js';
import { findFeatureView } from './findFeatureView.js';
import { createOnlineStatements, dropOnlineStatement } from './onlineConfig.js';
import { deleteMetadata, writeMetadata } from './metadataTable.js';
import { nameList, planFeatureView } from './plan.js';
import { readStore } from './readStore.js';
import { Rehearsal } from './rehearsal.js';
import { createSnapshotStatements, snapshotTable } from './snapshots.js';
import { dropOnlineTable, dropSnapshots } from './remove.js';
import { isCancelled, textOrEmpty } from './statements.js';
import type { NamedRow, StoreStatements } from './statements.js';
import { readStoreRows } from './storeRows.js';
import type { StoreRows } from './storeRows.js';
import { metadataTag, objectTag } from './tags.js';

export interface RegisterOptions {
  readonly overwrite: boolean;
  /** The store's default warehouse, as stored. */
  readonly warehouse: string;
  readonly onWarning: (text: string) => void;
}

/** What stands under the feature view's name now. */
interface Occupant {
  readonly kind: 'managed' | 'external';
  readonly featureView: FeatureView | undefined;
  /** Whether it carries the feature store's tags, readable or not. */
  readonly ours: boolean;
}

/**
 * Registers a version. A registered version never changes: without `overwrite` it is left alone, with a warning. What
 * fails half-way is taken back; only a replaced object stays as far as it got.
 */
export async function registerFeatureView(
  store: StoreStatements,
  draft: FeatureViewDraft,
  version: string,
  options: RegisterOptions,
): Promise<FeatureView> {
  const name = featureViewName(draft.name, version);
  const rows = await readStoreRows(store, physicalName(name, version));
  const snapshot = readStore(store.place, rows);
  const occupant = findOccupant(rows, snapshot, physicalName(name, version));
  if (occupant !== null) {
    const kept = keepOrRefuse(occupant, store, name, version, options);
    if (kept !== null) return kept;
  }
  if (occupant !== null && draft.appendOnly === true)
    throw new FeatureStoreError(
      'feature-view-unsupported',
      `FeatureView ${name}/${version}: append_only feature views do not support overwrite=True.`,
      { hint: 'Register a new version.' },
    );
  const columns = await columnsOf(store, draft);
  const entities = draft.entities.map((entity) => storedEntity(entity, snapshot.entities));
  const plan = planFeatureView(draft, version, {
    place: store.place,
    warehouse: options.warehouse,
    columns,
    entities,
  });
  for (const warehouse of [plan.managed?.warehouse, plan.managed?.initializationWarehouse])
    if (warehouse != null && warehouse !== options.warehouse) await findWarehouse(store, warehouse);
  await create(store, plan, occupant, options.onWarning);
  const registered = await findFeatureView(store, name, version);
  if (registered.kind === 'managed' && registered.refreshMode !== 'INCREMENTAL') {
    options.onWarning(
      `Your pipeline won't be incrementally refreshed due to: "${registered.refreshModeReason ?? ''}".`,
    );
  }
  return registered;
}

/** A tiled feature view remembers its columns with their types. */
function areTyped(columns: FeatureViewDraft['columns']): boolean {
  return columns.every(({ type }) => type !== null && type !== 'NUMBER');
}

function findOccupant(rows: StoreRows, snapshot: StoreSnapshot, physical: string): Occupant | null {
  const is = (row: NamedRow) => row['name'] === physical;
  const managed = rows.dynamicTables.find(is);
  const row = managed ?? rows.views.find(is);
  if (row === undefined) return null;
  const text = textOrEmpty(row['text']);
  return {
    kind: managed === undefined ? 'external' : 'managed',
    featureView: snapshot.featureViews.find((view) => view.physicalName === physical),
    ours: rows.objectTags?.has(physical) === true || text.includes(objectTag) || text.includes(metadataTag),
  };
}

/** The stored feature view when it is to stay; null when it may be replaced. */
function keepOrRefuse(
  { featureView, ours }: Occupant,
  store: StoreStatements,
  name: string,
  version: string,
  { overwrite, onWarning }: RegisterOptions,
): FeatureView | null {
  const object = store.object(physicalName(name, version));
  if (!overwrite && featureView !== undefined) {
    onWarning(
      `FeatureView ${name}/${version} already exists. Skip registration. Set \`overwrite\` to True if you want to replace existing FeatureView.`,
    );
    return featureView;
  }
  if (!ours) {
    throw new FeatureStoreError(
      'name-taken',
      `${object} exists and is no feature view; it is not replaced.`,
      {
        hint: 'Choose another version, or rename or drop that object yourself.',
      },
    );
  }
  if (!overwrite) {
    throw new FeatureStoreError(
      'feature-view-unreadable',
      `${object} exists but cannot be read as a feature view.`,
      {
        hint: 'Register with overwrite to replace it, or choose another version.',
      },
    );
  }
  const special = featureView?.traits.find((trait) => trait === 'append-only' || trait === 'streaming');
  if (special === undefined) return null;
  throw new FeatureStoreError(
    'feature-view-unsupported',
    `FeatureView ${name}/${version} is ${special}; replacing it would lose what it has collected.`,
    { hint: 'Register a new version.' },
  );
}

/**
 * The statements that a registration would send now. Nothing is changed. Entities need not be registered yet; what
 * stands under the name (`before`) is replaced.
 */
export async function registrationStatements(
  store: StoreStatements,
  draft: FeatureViewDraft,
  version: string,
  context: { readonly warehouse: string; readonly before: FeatureView | null },
): Promise<readonly string[]> {
  const { warehouse, before } = context;
  const columns = await columnsOf(store, draft);
  const plan = planFeatureView(draft, version, {
    place: store.place,
    warehouse,
    columns,
    entities: draft.entities,
  });
  const rehearsal = Rehearsal.of(store);
  const occupant = before && { kind: before.kind, featureView: before, ours: true };
  await create(rehearsal, plan, occupant, () => undefined);
  return rehearsal.sent;
}

async function columnsOf(
  store: StoreStatements,
  draft: FeatureViewDraft,
): Promise<FeatureViewDraft['columns']> {
  if (draft.columns.length > 0 && (draft.tiles == null || areTyped(draft.columns))) return draft.columns;
  const described = await store.session.describe(draft.query);
  return described.map((column) => ({ name: column.name, type: columnType(column) }));
}

function storedEntity(wanted: Entity, stored: readonly Entity[]): Entity {
  const entity = findEntity(stored, wanted.name);
  if (entity === undefined) {
    throw new FeatureStoreError('entity-not-found', `Entity ${wanted.name} has not been registered.`, {
      hint: `Register the entity ${resolveName(wanted.name)} first.`,
    });
  }
  if (sameKeys(entity, wanted)) return entity;
  throw new FeatureStoreError(
    'entity-differs',
    `Entity ${entity.name} is registered with the join keys ${nameList(entity.joinKeys)}, the feature view expects ${nameList(wanted.joinKeys)}.`,
    { hint: 'Use the registered keys, or define an entity of another name.' },
  );
}

async function create(
  store: StoreStatements,
  plan: FeatureViewPlan,
  occupant: Occupant | null,
  onWarning: (text: string) => void,
): Promise<void> {
  const title = `${clientIdentifier(plan.name)}/${plan.version}`;
  try {
    if (occupant === null) await createNew(store, plan);
    else if ((occupant.kind === 'managed') === (plan.managed !== null))
      await replace(store, plan, occupant, onWarning);
    else await switchKind(store, plan, onWarning);
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw new FeatureStoreError(
      'registration-failed',
      `Failed to register feature view ${title}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

const typeOf = (managed: unknown): string =>
  managed === null || managed === false ? 'VIEW' : 'DYNAMIC TABLE';

async function createNew(store: StoreStatements, plan: FeatureViewPlan): Promise<void> {
  await store.run(createStatement(plan));
  const cron = plan.managed?.cron ?? null;
  const history = plan.flags.isAppendOnly === true;
  try {
    if (history) await createHistory(store, plan);
    if (cron !== null) for (const sql of taskStatements(plan, cron, false)) await store.run(sql);
    await createOnline(store, plan, false);
    await writeMetadata(store, plan.name, plan.version, plan.metadata);
  } catch (error) {
    const undo = store.uncancelled();
    const object = store.object(plan.physicalName);
    await forget(undo, plan);
    if (plan.online !== null) await attempt(undo, dropOnlineStatement(store.place, plan.physicalName));
    if (cron !== null) await attempt(undo, `DROP TASK IF EXISTS ${object}`);
    if (history) await attempt(undo, `DROP TABLE IF EXISTS ${snapshotTable(store.place, plan.physicalName)}`);
    await attempt(undo, `DROP ${typeOf(plan.managed)} IF EXISTS ${object}`);
    throw error;
  }
}

/** The table that the snapshots are kept in; without one that says which are under way, none would be safe. */
async function createHistory(store: StoreStatements, plan: FeatureViewPlan): Promise<void> {
  await store.run(createSnapshotStatus(store.place));
  const clusterBy = plan.managed?.clusterBy ?? [];
  for (const sql of createSnapshotStatements({ ...plan, clusterBy })) await store.run(sql);
}

async function createOnline(
  store: StoreStatements,
  { online }: FeatureViewPlan,
  orReplace: boolean,
): Promise<void> {
  if (online === null) return;
  for (const sql of createOnlineStatements(store.place, online, { orReplace })) await store.run(sql);
}

async function replace(
  store: StoreStatements,
  plan: FeatureViewPlan,
  occupant: Occupant,
  onWarning: (text: string) => void,
): Promise<void> {
  const isTiled = occupant.featureView?.traits.includes('tiled') === true;
  // Tiles without metadata cannot be read, metadata without tiles hurts nobody: it is there before the first tiles.
  if (!isTiled) await writeMetadata(store, plan.name, plan.version, plan.metadata);
  try {
    await store.run(createStatement(plan, { orReplace: true }));
  } catch (error) {
    if (!isTiled) await forget(store.uncancelled(), plan);
    throw error;
  }
  if (isTiled) await writeMetadata(store, plan.name, plan.version, plan.metadata);
  await settle(store, plan, onWarning);
}

/** Undoes what was written for tiles that did not come to be. */
async function forget(store: StoreStatements, plan: FeatureViewPlan): Promise<void> {
  if (plan.metadata.length > 0) await deleteMetadata(store, plan.name, plan.version).catch(() => undefined);
}

/** What goes with the object it replaces: its schedule, its side metadata, its history, its online table. */
async function settle(
  store: StoreStatements,
  plan: FeatureViewPlan,
  onWarning: (text: string) => void,
): Promise<void> {
  const cron = plan.managed?.cron ?? null;
  if (cron === null) await store.run(`DROP TASK IF EXISTS ${store.object(plan.physicalName)}`);
  else for (const sql of taskStatements(plan, cron, true)) await store.run(sql);
  await deleteMetadata(store, plan.name, plan.version, { except: plan.metadata });
  await dropSnapshots(store, plan.physicalName);
  if (plan.online !== null) await createOnline(store, plan, true);
  else if (await dropOnlineTable(store, plan.physicalName)) {
    onWarning(
      `The online feature table of ${plan.name}/${plan.version} was dropped with the object it read: this registration says nothing of one.`,
    );
  }
}

/**
 * VIEW ↔ DYNAMIC TABLE: CREATE OR REPLACE cannot change the kind, so the new object is made under another name and the
 * two are swapped. A failure swaps back.
 */
async function switchKind(
  store: StoreStatements,
  plan: FeatureViewPlan,
  onWarning: (text: string) => void,
): Promise<void> {
  const suffix = crypto.randomUUID().slice(0, 8);
  const [newType, oldType] = plan.managed === null ? ['VIEW', 'DYNAMIC TABLE'] : ['DYNAMIC TABLE', 'VIEW'];
  const shadow = (type: string) => `${plan.physicalName}_TMP_${type === 'VIEW' ? 'VIEW' : 'TABLE'}_${suffix}`;
  const [newName, oldName] = [shadow(newType), shadow(oldType)];
  const object = store.object(plan.physicalName);
  const undo: string[] = [];
  await writeMetadata(store, plan.name, plan.version, plan.metadata);
  try {
    await store.run(createStatement(plan, { named: newName }));
    undo.unshift(`DROP ${newType} IF EXISTS ${store.object(newName)}`);
    await store.run(`ALTER ${oldType} IF EXISTS ${object} RENAME TO ${store.object(oldName)}`);
    undo.unshift(`ALTER ${oldType} IF EXISTS ${store.object(oldName)} RENAME TO ${object}`);
    await store.run(
      `ALTER ${newType === 'VIEW' ? 'VIEW' : 'TABLE'} IF EXISTS ${store.object(newName)} RENAME TO ${object}`,
    );
  } catch (error) {
    const back = store.uncancelled();
    for (const sql of undo) await attempt(back, sql);
    await forget(back, plan);
    throw error;
  }
  await store.run(`DROP ${oldType} IF EXISTS ${store.object(oldName)}`);
  await settle(store, plan, onWarning);
}

/** A statement of a rollback: its own failure must not hide the first one. */
async function attempt(store: StoreStatements, sql: string): Promise<void> {
  await store.run(sql).catch(() => undefined);
}
