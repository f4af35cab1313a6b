import type { Entity, FeatureViewDraft } from '../featurestore/model.js';
import { tileQuery } from '../featurestore/tiles/tileQuery.js';
import { joinKeysOf } from '../featurestore/plan.js';
import { ProjectError } from './projectError.js';
import type { EntityDefinition, Evaluation, FeatureViewDefinition } from './model.js';

/** A definition as it is registered. */
export function draftOf(definition: FeatureViewDefinition, entities: readonly Entity[]): FeatureViewDraft {
  const source = definition.tiles?.source ?? definition.query;
  return {
    name: definition.name,
    entities: entities.map(({ name, joinKeys, desc }) => ({ name, joinKeys, desc })),
    query: source?.sql ?? '',
    columns: source?.columns ?? [],
    tiles: definition.tiles,
    timestampCol: definition.timestamp,
    refreshFreq: definition.refresh,
    desc: definition.desc,
    warehouse: definition.warehouse,
    initializationWarehouse: definition.initializationWarehouse ?? null,
    onlineConfig: definition.onlineConfig ?? null,
    storageConfig: definition.storageConfig ?? null,
    appendOnly: definition.appendOnly ?? false,
    backupSource: definition.backupSource ?? null,
    initialize: definition.initialize,
    refreshMode: definition.refreshMode,
    clusterBy: definition.clusterBy,
    featureDescs: definition.features,
  };
}

/** The entities of a feature view that definition files export. */
export function entitiesOf(
  definition: FeatureViewDefinition,
  { definitions }: Pick<Evaluation, 'definitions'>,
): readonly EntityDefinition[] {
  return definition.entities.flatMap(
    (name) => definitions.find((other) => other.kind === 'entity' && other.name === name) ?? [],
  ) as EntityDefinition[];
}

/**
 * All entities of a feature view.
 * @throws ProjectError `entity-not-exported`.
 */
export function exportedEntities(
  definition: FeatureViewDefinition,
  evaluation: Pick<Evaluation, 'definitions'>,
): readonly EntityDefinition[] {
  const entities = entitiesOf(definition, evaluation);
  const missing = definition.entities.find((name) => !entities.some((entity) => entity.name === name));
  if (missing === undefined) return entities;
  throw new ProjectError(
    `The entity ${missing} of ${definition.name}@${definition.version} is not exported by a definition file. Export it, so that it can be registered.`,
    'entity-not-exported',
  );
}

/** The query of the object that a draft becomes. */
export function registeredQuery(draft: FeatureViewDraft): string {
  if (draft.tiles == null) return draft.query;
  const joinKeys = [...joinKeysOf(draft.entities)];
  return tileQuery(draft.tiles, { joinKeys, timestamp: draft.timestampCol ?? '', query: draft.query }).sql;
}
