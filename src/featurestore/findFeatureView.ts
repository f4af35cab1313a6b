import { FeatureStoreError } from './errors.js';
import type { FeatureView } from './model.js';
import { lookupNames, physicalName } from './names.js';
import { readStore } from './readStore.js';
import type { StoreStatements } from './statements.js';
import { readStoreRows } from './storeRows.js';

/** One registered version, read with as many statements as a whole store. */
export async function findFeatureView(
  store: StoreStatements,
  name: string,
  version: string,
): Promise<FeatureView> {
  const found = await tryFindFeatureView(store, name, version);
  if (found !== undefined) return found;
  throw featureViewNotFound(name, version);
}

export function featureViewNotFound(name: string, version: string): FeatureStoreError {
  return new FeatureStoreError('feature-view-not-found', `Failed to find FeatureView ${name}/${version}.`, {
    hint: '`firn list views` shows what is there; versions keep their case.',
  });
}

/** The same; undefined when the store has no such object, an error when it has one that cannot be read. */
export async function tryFindFeatureView(
  store: StoreStatements,
  name: string,
  version: string,
): Promise<FeatureView | undefined> {
  const names = lookupNames(name).map((candidate) => physicalName(candidate, version));
  const { featureViews, problems } = readStore(store.place, await readStoreRows(store, names.at(-1)));
  for (const physical of names) {
    const view = featureViews.find((candidate) => candidate.physicalName === physical);
    if (view !== undefined) return view;
    const problem = problems.find(({ object }) => object === physical);
    if (problem !== undefined) throw new FeatureStoreError('feature-view-unreadable', problem.message);
  }
  return undefined;
}
