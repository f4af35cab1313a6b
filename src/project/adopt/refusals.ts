import type { Entity, FeatureView, FeatureViewTrait } from '../../featurestore/model.js';
import { clusterColumns } from './definitionText.js';

/** Why a definition cannot say what a store has; the way out is part of the reason. */

const TRAITS: Partial<Record<FeatureViewTrait, string>> = {
  rollup:
    'It rolls up another feature view, which definitions cannot say. Leave it to the client that made it.',
  streaming:
    'Its rows are streamed in by a client; no query makes them. Leave it to the client that made it.',
  'append-only':
    'It keeps snapshots of its rows (append-only). Leave it to the client that made it, or write `appendOnly` yourself.',
};

export function whyNoEntity({ name, joinKeys }: Entity): string | null {
  return joinKeys.length === 0
    ? `The entity ${name} has no join keys in its tag. Register it again with them.`
    : null;
}

export function whyNoFeatureView(view: FeatureView, entities: ReadonlyMap<string, Entity>): string | null {
  for (const trait of view.traits) {
    const reason = TRAITS[trait];
    if (reason !== undefined) return reason;
  }
  if (view.traits.includes('iceberg') && view.storage == null)
    return 'It is stored as an Iceberg table, and the store does not tell where its files are. Leave it to the client that made it, or write `storage` yourself.';
  if (view.traits.includes('tiled') && view.tiles === null)
    return 'It is a table of tiles whose features the store does not tell. Register this version again.';
  if (view.entities.length === 0) return 'It is on no entity, and a definition has one at least.';
  for (const { name } of view.entities) {
    const entity = entities.get(name);
    if (entity === undefined)
      return `It is on the entity ${name}, which the store does not have. Register the entity.`;
    const reason = whyNoEntity(entity);
    if (reason !== null) return reason;
  }
  const columns = clusterColumns(view);
  const expression = view.clusterBy?.find((key) => !columns.includes(key));
  if (view.kind === 'managed' && expression !== undefined)
    return `It is clustered by ${expression}, and a definition names columns only. Cluster it by columns with ALTER TABLE … CLUSTER BY, or leave it to the client that made it.`;
  return null;
}
