import { createHash } from 'node:crypto';
import type { Entity, FeatureView } from '../../featurestore/model.js';

/** Text that tells one value from every other. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

export function entityState(entity: Entity | undefined): string {
  return fingerprintOf(entity ? [entity.name, entity.joinKeys, entity.desc] : null);
}

/** What definitions decide of a feature view, and when it was created; not how its refreshes stand. */
export function featureViewState(view: FeatureView | undefined): string {
  if (!view) return fingerprintOf(null);
  const { name, version, kind, timestampCol, refreshFreq, refreshMode, warehouse, clusterBy, desc } = view;
  const { query, columns, tiles, createdOn, initializationWarehouse, online } = view;
  const entities = view.entities.map((entity) => entity.name);
  return fingerprintOf([
    [name, version, kind, entities, timestampCol, refreshFreq, refreshMode, warehouse, clusterBy, desc],
    [query, columns, tiles, createdOn, initializationWarehouse ?? null, online?.targetLag ?? null],
  ]);
}
