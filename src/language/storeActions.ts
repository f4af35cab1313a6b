import type { FeatureStore } from '../featurestore/store.js';
import type { StoreAction, StoreObjectRef } from './protocol.js';

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
