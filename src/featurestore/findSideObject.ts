import { FeatureStoreError } from './errors.js';
import type { FeatureGroup, StoreSnapshot, StreamSource } from './model.js';
import { lookupNames } from './names.js';

/**
 * Objects of the side table by a name as it is written, or as it is stored. One that is there and cannot be read is an
 * error that says why.
 */

export function findStreamSource(snapshot: StoreSnapshot, name: string): StreamSource {
  for (const stored of lookupNames(name)) {
    const found = snapshot.streamSources.find((source) => source.name === stored);
    if (found !== undefined) return found;
    refuseUnreadable(snapshot, 'unreadable-stream-source', stored);
  }
  throw new FeatureStoreError('stream-source-not-found', `Cannot find StreamSource with name: ${name}.`, {
    hint: '`firn list streams` shows what is there.',
  });
}

export function findFeatureGroup(snapshot: StoreSnapshot, name: string, version: string): FeatureGroup {
  for (const stored of lookupNames(name)) {
    const found = snapshot.featureGroups.find((group) => group.name === stored && group.version === version);
    if (found !== undefined) return found;
    refuseUnreadable(snapshot, 'unreadable-group', `${stored}$${version}`);
  }
  throw new FeatureStoreError(
    'feature-group-not-found',
    `FeatureGroup ${name}/${version} is not registered.`,
    {
      hint: '`firn list groups` shows what is there; versions keep their case.',
    },
  );
}

function refuseUnreadable(
  { problems }: StoreSnapshot,
  code: (typeof problems)[number]['code'],
  object: string,
): void {
  const problem = problems.find((candidate) => candidate.code === code && candidate.object === object);
  if (problem !== undefined) throw new FeatureStoreError('feature-view-unreadable', problem.message);
}
