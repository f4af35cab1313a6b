import type { Entity, FeatureView } from '../featurestore/model.js';
import type {
  Definition,
  DefinitionStatus,
  EntityDefinition,
  FeatureViewDefinition,
} from '../project/model.js';
import { definitionKey } from '../project/status.js';
import type { CompiledColumn } from '../sql/compiled.js';
import { locationOf } from './places.js';
import type { EntityInfo, FeatureInfo, FeatureViewInfo, ObjectState, StoreRef } from './protocol.js';

/** What is in a store and what the project defines, side by side. */
export interface StoreSides {
  readonly definitions: readonly Definition[];
  /** The columns of a defined feature view, by its key. */
  readonly columns: (key: string) => readonly CompiledColumn[];
  readonly statuses: ReadonlyMap<string, DefinitionStatus>;
  /** Empty while the store has not been read. */
  readonly entities: readonly Entity[];
  readonly featureViews: readonly FeatureView[];
}

interface Standing {
  readonly state: ObjectState;
  readonly changes: readonly string[];
}

const remoteOnly: Standing = { state: 'remote only', changes: [] };
const unknown: Standing = { state: 'unknown', changes: [] };

export function entityInfos(store: StoreRef, sides: StoreSides): EntityInfo[] {
  const defined = new Map(
    sides.definitions.filter((d) => d.kind === 'entity').map((definition) => [definition.name, definition]),
  );
  const stored = sides.entities.map((entity) => {
    const definition = defined.get(entity.name);
    return storedEntity(store, entity, definition, standing(definition, sides));
  });
  const names = new Set(sides.entities.map((entity) => entity.name));
  const local = [...defined.values()]
    .filter((definition) => !names.has(definition.name))
    .map((definition) => definedEntity(store, definition, standing(definition, sides)));
  return [...stored, ...local].sort(byName);
}

export function featureViewInfos(store: StoreRef, sides: StoreSides): FeatureViewInfo[] {
  const defined = new Map(
    sides.definitions
      .filter((d) => d.kind === 'featureView')
      .map((definition) => [definitionKey(definition), definition]),
  );
  const stored = sides.featureViews.map((view) => {
    const definition = defined.get(`${view.name}@${view.version}`);
    return storedView(store, view, definition, standing(definition, sides));
  });
  const keys = new Set(sides.featureViews.map((view) => `${view.name}@${view.version}`));
  const local = [...defined.values()]
    .filter((definition) => !keys.has(definitionKey(definition)))
    .map((definition) =>
      definedView(store, definition, definedFeatures(definition, sides), standing(definition, sides)),
    );
  return [...stored, ...local].sort((a, b) => byName(a, b) || naturally(a.version, b.version));
}

function standing(definition: Definition | undefined, sides: StoreSides): Standing {
  return definition === undefined ? remoteOnly : (sides.statuses.get(definitionKey(definition)) ?? unknown);
}

function storedEntity(
  store: StoreRef,
  entity: Entity,
  definition: EntityDefinition | undefined,
  { state, changes }: Standing,
): EntityInfo {
  return {
    ...store,
    kind: 'entity',
    name: entity.name,
    version: null,
    joinKeys: entity.joinKeys,
    desc: entity.desc,
    owner: entity.owner ?? null,
    registered: true,
    state,
    changes,
    location: definition === undefined ? null : locationOf(definition.nameSpan),
  };
}

function definedEntity(
  store: StoreRef,
  definition: EntityDefinition,
  { state, changes }: Standing,
): EntityInfo {
  const { name, joinKeys, desc } = definition;
  return {
    ...store,
    kind: 'entity',
    name,
    version: null,
    joinKeys,
    desc,
    owner: null,
    registered: false,
    state,
    changes,
    location: locationOf(definition.nameSpan),
  };
}

function storedView(
  store: StoreRef,
  view: FeatureView,
  definition: FeatureViewDefinition | undefined,
  { state, changes }: Standing,
): FeatureViewInfo {
  return {
    ...store,
    kind: 'featureView',
    name: view.name,
    version: view.version,
    type: view.kind,
    desc: view.desc,
    owner: view.owner,
    createdOn: view.createdOn,
    entities: view.entities.map((entity) => entity.name),
    timestamp: view.timestampCol,
    refreshFreq: view.refreshFreq,
    refreshMode: view.refreshMode,
    refreshModeReason: view.refreshModeReason,
    schedulingState: view.schedulingState,
    warehouse: view.warehouse,
    features: view.columns.map(({ name, type, category, desc }) => ({ name, type, category, desc })),
    registered: true,
    state,
    changes,
    location: definition === undefined ? null : locationOf(definition.nameSpan),
  };
}

function definedView(
  store: StoreRef,
  definition: FeatureViewDefinition,
  features: readonly FeatureInfo[],
  { state, changes }: Standing,
): FeatureViewInfo {
  return {
    ...store,
    kind: 'featureView',
    name: definition.name,
    version: definition.version,
    type: definition.refresh === null ? 'external' : 'managed',
    desc: definition.desc,
    owner: null,
    createdOn: null,
    entities: definition.entities,
    timestamp: definition.timestamp,
    refreshFreq: definition.refresh,
    refreshMode: null,
    refreshModeReason: null,
    schedulingState: null,
    warehouse: definition.warehouse,
    features,
    registered: false,
    state,
    changes,
    location: locationOf(definition.nameSpan),
  };
}

function definedFeatures(definition: FeatureViewDefinition, sides: StoreSides): FeatureInfo[] {
  const joinKeys = joinKeysOf(definition, sides);
  return sides.columns(definitionKey(definition)).map(({ name, type }) => ({
    name,
    type,
    category: joinKeys.has(name) ? 'ENTITY' : name === definition.timestamp ? 'TIMESTAMP' : 'FEATURE',
    desc: definition.features[name] ?? '',
  }));
}

function joinKeysOf(view: FeatureViewDefinition, sides: StoreSides): ReadonlySet<string> {
  const entities = sides.definitions.filter((d) => d.kind === 'entity' && view.entities.includes(d.name));
  return new Set(entities.flatMap((entity) => (entity.kind === 'entity' ? entity.joinKeys : [])));
}

const naturally = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
const byName = (a: { name: string }, b: { name: string }): number => naturally(a.name, b.name);
