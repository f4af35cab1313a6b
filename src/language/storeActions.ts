import type { FeatureStore } from '../featurestore/store.js';
import type { TargetConnection } from '../project/connection.js';
import type { EntityDefinition } from '../project/model.js';
import type { RegisterResult, StoreAction, StoreObjectRef } from './protocol.js';

type ViewAction = (store: FeatureStore, name: string, version: string) => Promise<unknown>;

const viewActions: Readonly<Record<StoreAction, ViewAction>> = {
  refresh: (store, name, version) => store.refreshFeatureView(name, version),
  suspend: (store, name, version) => store.suspendFeatureView(name, version),
  resume: (store, name, version) => store.resumeFeatureView(name, version),
  drop: (store, name, version) => store.deleteFeatureView(name, version),
};

export async function changeObject(
  store: FeatureStore,
  { name, version, action }: StoreObjectRef & { readonly action: StoreAction },
): Promise<void> {
  if (version !== null) await viewActions[action](store, name, version);
  else if (action === 'drop') await store.deleteEntity(name);
  else
    throw new Error(
      `An entity cannot be ${action === 'refresh' ? 'refreshed' : `${action}ed`}: it has no rows.`,
    );
}

/** Gives a registered entity the definition's description. Its join keys cannot change: feature views rely on them. */
export async function updateEntity(
  connection: TargetConnection,
  { name, desc, joinKeys }: EntityDefinition,
): Promise<RegisterResult> {
  const store = await connection.store();
  const stored = await store.getEntity(name);
  if (stored.joinKeys.join('\0') !== joinKeys.join('\0')) {
    throw new Error(
      `The join keys of ${name} are registered as ${stored.joinKeys.join(', ')} and cannot change. Define an entity of another name, or drop this one.`,
    );
  }
  await store.updateEntity(name, { desc });
  return { name, version: null, created: false, warnings: [] };
}
