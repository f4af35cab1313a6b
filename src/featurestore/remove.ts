import { textLiteral } from '../sql/literals.js';
import { exists } from './bootstrap.js';
import { FeatureStoreError } from './errors.js';
import { featureViewNotFound } from './findFeatureView.js';
import type { FeatureView } from './model.js';
import { lookupNames, objectNameLimit, physicalName } from './names.js';
import type { StoreStatements } from './statements.js';
import { deleteMetadata } from './metadataTable.js';
import { snapshotStatusTable } from './tags.js';
import { isCancelled } from './statements.js';
import { snapshotsSuffix } from './viewNames.js';

/**
 * Deletes a feature view and everything that belongs to it: the online table first, because something may depend on
 * it and refuse, then the object, its task, its history and its side metadata.
 */
export async function deleteFeatureView(
  store: StoreStatements,
  view: Pick<FeatureView, 'name' | 'version' | 'kind' | 'traits'>,
  onWarning: (text: string) => void,
): Promise<void> {
  if (view.traits.includes('streaming')) {
    throw new FeatureStoreError(
      'feature-view-unsupported',
      `FeatureView ${view.name}/${view.version} is streaming; it has tasks and procedures that Firn does not remove.`,
      { hint: 'Delete it with the Python client.' },
    );
  }
  const physical = physicalName(view.name, view.version);
  const object = store.object(physical);
  await dropOnlineTable(store, physical);
  await store.run(`DROP ${view.kind === 'managed' ? 'DYNAMIC TABLE' : 'VIEW'} IF EXISTS ${object}`);
  await store.run(`DROP TASK IF EXISTS ${object}`);
  await dropSnapshots(store, physical, onWarning);
  await deleteMetadata(store, view.name, view.version);
}

/** What an interrupted deletion left behind; the not-found error when there is nothing. */
export async function deleteLeftovers(
  store: StoreStatements,
  name: string,
  version: string,
  onWarning: (text: string) => void,
): Promise<void> {
  for (const candidate of lookupNames(name)) {
    const physical = physicalName(candidate, version);
    const task = await exists(store, 'TASKS', physical);
    const snapshots = await exists(store, 'TABLES', `${physical}$SNAPSHOTS`);
    const online = await dropOnlineTable(store, physical);
    if (!task && !snapshots && !online) continue;
    await store.run(`DROP TASK IF EXISTS ${store.object(physical)}`);
    await dropSnapshots(store, physical, onWarning);
    await deleteMetadata(store, candidate, version);
    return;
  }
  throw featureViewNotFound(name, version);
}

/** Drops the online feature table; whether there was one. Accounts without the feature have none. */
export async function dropOnlineTable(store: StoreStatements, physical: string): Promise<boolean> {
  const online = `${physical}$ONLINE`;
  let found: boolean;
  try {
    found = await exists(store, 'ONLINE FEATURE TABLES', online);
  } catch (error) {
    if (isCancelled(error) || !/unexpected 'online'/i.test(String(error))) throw error;
    found = false;
  }
  if (found) await store.run(`DROP ONLINE FEATURE TABLE IF EXISTS ${store.object(online)}`);
  return found;
}

/** The history of an append-only feature view and its crash-recovery row. */
export async function dropSnapshots(
  store: StoreStatements,
  physical: string,
  onWarning: (text: string) => void = () => undefined,
): Promise<void> {
  const history = `${physical}${snapshotsSuffix}`;
  // Beside the longest names there is no room for one.
  if (history.length <= objectNameLimit) await store.run(`DROP TABLE IF EXISTS ${store.object(history)}`);
  const row = `${store.object(snapshotStatusTable)} WHERE FV_FQN = ${textLiteral(store.object(physical))}`;
  try {
    await store.run(`DELETE FROM ${row}`);
  } catch (error) {
    if (isCancelled(error)) throw error;
    onWarning(`The crash-recovery row of ${physical} could not be deleted: ${String(error)}`);
  }
}
