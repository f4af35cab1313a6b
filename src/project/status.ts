import type { Entity, FeatureView, StoreSnapshot } from '../featurestore/model.js';
import { tileClustering } from '../featurestore/plan.js';
import { sameRefreshFrequency } from '../featurestore/refreshFrequency.js';
import { aggregationText } from '../featurestore/tiles/aggregation.js';
import type { Tiles } from '../featurestore/tiles/aggregation.js';
import { nameAsStored } from './storedNames.js';
import type {
  Definition,
  DefinitionStatus,
  EntityDefinition,
  Evaluation,
  FeatureViewDefinition,
} from './model.js';
import { sameQuery } from './sameQuery.js';

/** What a definition is known by: `CUSTOMER`, or `FV_UC01_PREPROCESS@V_1`. */
export function definitionKey(definition: Pick<Definition, 'name'> & { readonly version?: string }): string {
  return definition.version === undefined ? definition.name : `${definition.name}@${definition.version}`;
}

/** How every definition stands against what the store held when it was read. */
export function statuses(
  evaluation: Evaluation,
  snapshot: StoreSnapshot,
): ReadonlyMap<string, DefinitionStatus> {
  return new Map(
    evaluation.definitions.map((definition) => [
      definitionKey(definition),
      definition.kind === 'entity'
        ? entityStatus(definition, snapshot)
        : featureViewStatus(definition, evaluation, snapshot),
    ]),
  );
}

const NEW: DefinitionStatus = { state: 'new', changes: [] };

function compared(changes: Iterable<string>): DefinitionStatus {
  const lines = [...changes];
  return { state: lines.length === 0 ? 'in sync' : 'differs', changes: lines };
}

function entityStatus(definition: EntityDefinition, { entities }: StoreSnapshot): DefinitionStatus {
  const stored = entities.find((entity) => entity.name === definition.name);
  return stored ? compared(entityChanges(definition, stored)) : NEW;
}

function* entityChanges(definition: EntityDefinition, stored: Entity): Iterable<string> {
  yield* change('join keys', stored.joinKeys.join(', '), definition.joinKeys.join(', '));
  yield* change('description', stored.desc, definition.desc);
}

function featureViewStatus(
  definition: FeatureViewDefinition,
  evaluation: Evaluation,
  { featureViews }: StoreSnapshot,
): DefinitionStatus {
  const stored = featureViews.find(
    (view) => view.name === definition.name && view.version === definition.version,
  );
  if (!stored) return NEW;
  if (!definition.query) return { state: 'unknown', changes: ['the definition has errors'] };
  return compared(featureViewChanges(definition, definition.query.sql, evaluation, stored));
}

function* featureViewChanges(
  definition: FeatureViewDefinition,
  sql: string,
  evaluation: Evaluation,
  stored: FeatureView,
): Iterable<string> {
  if (!sameQuery(stored.query, sql)) yield 'query';
  const storedRefresh = stored.kind === 'managed' ? stored.refreshFreq : null;
  if (!sameRefreshFrequency(storedRefresh, definition.refresh))
    yield `refresh: ${storedRefresh ?? 'none'} → ${definition.refresh ?? 'none'}`;
  yield* change(
    'entities',
    stored.entities.map((entity) => entity.name).join(', '),
    definition.entities.join(', '),
  );
  yield* change('timestamp', stored.timestampCol, definition.timestamp);
  yield* tileChanges(definition.tiles, stored.tiles);
  yield* change('description', stored.desc, definition.desc);
  if (stored.kind === 'managed' && definition.refresh !== null)
    yield* dynamicTableChanges(definition, evaluation, stored);
  yield* descriptionChanges(definition, stored);
}

/** What only a dynamic table has. `initialize` cannot be read back; AUTO is resolved when the table is created. */
function* dynamicTableChanges(
  definition: FeatureViewDefinition,
  evaluation: Evaluation,
  stored: FeatureView,
): Iterable<string> {
  if (definition.warehouse !== null)
    yield* change('warehouse', stored.warehouse, nameAsStored(definition.warehouse));
  if (definition.refreshMode !== 'AUTO' && stored.refreshMode !== null)
    yield* change('refresh mode', stored.refreshMode, definition.refreshMode);
  const wanted = clustering(definition, evaluation);
  yield* change('cluster by', (stored.clusterBy ?? []).join(', '), wanted.join(', '));
}

/** What is asked for, or the official default: all join keys in entity order, then the timestamp (tiles' beginning). */
function clustering(definition: FeatureViewDefinition, evaluation: Evaluation): readonly string[] {
  const keys = definition.entities.flatMap((name) => {
    const entity = evaluation.definitions.find((other) => other.kind === 'entity' && other.name === name);
    return entity?.kind === 'entity' ? entity.joinKeys : [];
  });
  if (definition.tiles !== null)
    return tileClustering(definition.clusterBy, [...new Set(keys)], definition.timestamp);
  const timestamp = definition.timestamp === null ? [] : [definition.timestamp];
  return definition.clusterBy ?? [...new Set([...keys, ...timestamp])];
}

/** Windows are not in the query: a feature of `7d` and one of `30d` are put together from the same tiles. */
function* tileChanges(defined: Tiles | null, stored: Tiles | null): Iterable<string> {
  yield* change('granularity', stored?.granularity ?? null, defined?.granularity ?? null);
  const [before, after] = [stored, defined].map(
    (tiles) =>
      new Map((tiles?.aggregations ?? []).map((feature) => [feature.outputColumn, aggregationText(feature)])),
  );
  for (const name of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]))
    yield* change(`feature ${name}`, before?.get(name) ?? null, after?.get(name) ?? null);
}

function* descriptionChanges(definition: FeatureViewDefinition, stored: FeatureView): Iterable<string> {
  for (const { name, category, desc } of stored.columns)
    if (category === 'FEATURE')
      yield* change(`description of ${name}`, desc, definition.features[name] ?? '');
}

const LONGEST_SHOWN = 40;

function* change(what: string, from: string | null, to: string | null): Iterable<string> {
  if ((from ?? '') === (to ?? '')) return;
  const shown = [from, to].map((text) => text || 'none');
  const short = shown.every((text) => text.length <= LONGEST_SHOWN);
  yield short ? `${what}: ${shown.join(' → ')}` : what;
}
