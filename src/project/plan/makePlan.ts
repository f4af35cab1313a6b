import type { Entity, FeatureView, FeatureViewDraft, StoreSnapshot } from '../../featurestore/model.js';
import type { StoreChange } from '../../featurestore/storeChange.js';
import { tokenize } from '../../sql/read/lexer.js';
import type { Target } from '../config.js';
import { draftOf, entitiesOf } from '../draft.js';
import type { Definition, EntityDefinition, Evaluation, FeatureViewDefinition } from '../model.js';
import { nameAsStored } from '../storedNames.js';
import { columnChanges } from './columnChanges.js';
import { entityDifferences, featureViewDifferences } from './differences.js';
import type { Difference } from './differences.js';
import { entityState, featureViewState, fingerprintOf } from './fingerprint.js';
import type { NextVersion, Operation, OperationKind, Plan } from './model.js';
import { NextVersions } from './nextVersion.js';
import { withDependencies } from './selection.js';
import { titleOf } from './titles.js';
import { compareVersions } from './versions.js';

export interface PlanOptions {
  /** Definitions to plan for, with the entities that they need; all without it. */
  readonly only?: readonly Definition[];
  /** Whether what no definition is of is dropped. */
  readonly drop?: boolean;
}

/** An operation without what the store's account has to be asked for. */
export type Draft = Omit<Operation, 'sql' | 'dependents'>;

/** What the store needs to be what the definitions say, in the order in which it can be done. */
export function operationsFor(
  evaluation: Evaluation,
  snapshot: StoreSnapshot,
  { only, drop = false }: PlanOptions,
): readonly Draft[] {
  const wanted = only ? withDependencies(only, evaluation) : evaluation.definitions;
  const entities = wanted.filter((definition) => definition.kind === 'entity');
  const views = wanted.filter((definition) => definition.kind === 'featureView');
  const versions = new NextVersions(evaluation, snapshot);
  const dropped = drop && !only ? undefinedIn(evaluation, snapshot) : NOTHING;
  return [
    ...entities.map((definition) => entityOperation(definition, snapshot)),
    ...views.map((definition) => featureViewOperation(definition, evaluation, snapshot, versions)),
    ...dropped.featureViews.map((view) => dropOfFeatureView(view, snapshot)),
    ...dropped.entities.map(dropOfEntity),
  ];
}

const NOTHING = { featureViews: [], entities: [] } as const;

/** What the store has and no definition is of. */
export function undefinedIn(
  { definitions }: Evaluation,
  snapshot: StoreSnapshot,
): { readonly featureViews: readonly FeatureView[]; readonly entities: readonly Entity[] } {
  const isDefined = (name: string, version?: string) =>
    definitions.some(
      (d) => d.name === name && (d.kind === 'featureView' ? d.version === version : version === undefined),
    );
  return {
    featureViews: snapshot.featureViews
      .filter((view) => !isDefined(view.name, view.version))
      .sort((a, b) => a.name.localeCompare(b.name) || compareVersions(a.version, b.version)),
    entities: snapshot.entities.filter((entity) => !isDefined(entity.name)),
  };
}

export function makePlan(
  target: Target,
  operations: readonly Operation[],
  about: Pick<Plan, 'createsStore' | 'undefinedObjects' | 'source' | 'sources'>,
): Plan {
  const { name, connection, database, schema } = target;
  const summary = { create: 0, update: 0, replace: 0, drop: 0, refused: 0, none: 0 };
  for (const { operation } of operations) summary[operation] += 1;
  return {
    formatVersion: 2,
    createdAt: new Date().toISOString(),
    target: name,
    place: { connection, database, schema },
    fingerprint: fingerprintOf([
      database,
      schema,
      operations.map(({ kind, name: object, version, state }) => [kind, object, version, state]),
    ]),
    ...about,
    operations,
    summary,
  };
}

/** Whether a plan has anything to do, or anything that cannot be done. */
export function hasChanges({ operations }: Plan): boolean {
  return operations.some(({ operation }) => operation !== 'none');
}

const quiet = { readers: [], nextVersion: null, columns: null, refresh: 'none' } as const;

function entityOperation(definition: EntityDefinition, snapshot: StoreSnapshot): Draft {
  const { name, joinKeys, desc } = definition;
  const wanted = { name, joinKeys, desc };
  const stored = snapshot.entities.find((entity) => entity.name === name);
  const base = { kind: 'entity', name, version: null, state: entityState(stored), ...quiet } as const;
  if (!stored)
    return {
      ...base,
      operation: 'create',
      reason: 'It is not in the store.',
      destructive: false,
      changes: [],
      change: { change: 'register entity', entity: wanted },
    };
  const changes = entityDifferences(wanted, stored);
  const readers = snapshot.featureViews.filter((view) => view.entities.some((e) => e.name === name));
  const keys = changes.some(({ taken }) => taken === 'never');
  if (keys && readers.length > 0)
    return {
      ...base,
      ...refusal(
        `Its join keys cannot change while feature views are on it: ${readers.map(titleOf).join(', ')}. Define an entity of another name, or drop these first.`,
      ),
      readers: readers.map(titleOf),
      changes,
    };
  if (keys)
    return {
      ...base,
      operation: 'replace',
      reason: 'Its join keys change; no feature view is on it.',
      destructive: true,
      changes,
      change: { change: 'replace entity', entity: wanted },
    };
  return {
    ...base,
    ...inPlace(changes, { change: 'describe entity', name, desc }),
  };
}

function featureViewOperation(
  definition: FeatureViewDefinition,
  evaluation: Evaluation,
  snapshot: StoreSnapshot,
  versions: NextVersions,
): Draft {
  const { name, version } = definition;
  const draft = plain(draftOf(definition, entitiesOf(definition, evaluation)));
  const stored = snapshot.featureViews.find((view) => view.name === name && view.version === version);
  const base = { kind: 'featureView', name, version, state: featureViewState(stored), ...quiet } as const;
  const register = (overwrite: boolean): StoreChange => ({
    change: 'register feature view',
    draft,
    version,
    overwrite,
  });
  const fills = draft.refreshFreq !== null && draft.initialize !== 'ON_SCHEDULE';
  if (!stored)
    return {
      ...base,
      operation: 'create',
      reason: versionReason(definition, snapshot),
      destructive: false,
      refresh: fills ? 'all rows' : 'none',
      changes: [],
      change: register(false),
    };
  const changes = featureViewDifferences(draft, stored);
  const readers = readersOf(stored, snapshot);
  if (!changes.some(({ taken }) => taken === 'replaced'))
    return { ...base, ...inPlace(changes, updateOf(stored, draft, changes)), readers };
  const special = stored.traits.find((trait) => trait === 'append-only' || trait === 'streaming');
  if (special !== undefined)
    return {
      ...base,
      ...refusal(`It is ${special}: replacing it would lose what it has collected. Define a new version.`),
      changes,
      readers,
      nextVersion: versions.of(name),
    };
  const nextVersion = versions.of(name);
  if (draft.appendOnly === true)
    return {
      ...base,
      ...refusal('It is append-only, and those replace nothing. Define a new version.'),
      changes,
      readers,
      nextVersion,
    };
  return {
    ...base,
    operation: 'replace',
    reason: replaceReason(changes, nextVersion),
    destructive: true,
    refresh: fills ? 'all rows' : 'none',
    changes,
    columns: columnChanges(definition, stored),
    readers,
    nextVersion,
    change: register(true),
  };
}

function replaceReason(changes: readonly Difference[], { version }: NextVersion): string {
  const what = changes.filter(({ taken }) => taken === 'replaced').map((change) => change.what);
  return `A registered version is what its readers trained on, and ${list(what)} ${what.length === 1 ? 'is' : 'are'} another: define ${version} beside it, or replace it, which computes all rows anew and ends its history.`;
}

const list = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '');

function versionReason({ name }: FeatureViewDefinition, { featureViews }: StoreSnapshot): string {
  const others = featureViews.filter((view) => view.name === name).map((view) => view.version);
  if (others.length === 0) return 'It is not in the store.';
  return `This version is not in the store; ${list([...others].sort(compareVersions))} ${others.length === 1 ? 'stays' : 'stay'} as ${others.length === 1 ? 'it is' : 'they are'}.`;
}

function inPlace(
  changes: readonly Difference[],
  change: StoreChange,
): Pick<Operation, 'operation' | 'reason' | 'destructive' | 'changes' | 'change'> {
  const same = changes.length === 0;
  const operation: OperationKind = same ? 'none' : 'update';
  return {
    operation,
    reason: same ? 'It is what the definition says.' : 'It is changed in place; its rows stay.',
    destructive: false,
    changes,
    change: same ? null : change,
  };
}

function updateOf(
  { name, version, kind }: FeatureView,
  draft: FeatureViewDraft,
  changes: readonly Difference[],
): StoreChange {
  const has = (what: string) => changes.some((change) => change.what === what);
  const { refreshFreq, warehouse, initializationWarehouse, onlineConfig } = draft;
  return {
    change: 'update feature view',
    name,
    version,
    to: {
      ...(has('description') && { desc: draft.desc }),
      ...(kind === 'managed' && has('refresh') && refreshFreq !== null && { refreshFreq }),
      ...(kind === 'managed' &&
        has('warehouse') &&
        warehouse != null && { warehouse: nameAsStored(warehouse) }),
      ...(has('initialization warehouse') &&
        initializationWarehouse != null && {
          initializationWarehouse: nameAsStored(initializationWarehouse),
        }),
      ...(has('online') && onlineConfig != null && { onlineConfig }),
    },
  };
}

function refusal(reason: string): Pick<Operation, 'operation' | 'reason' | 'destructive' | 'change'> {
  return { operation: 'refused', reason, destructive: false, change: null };
}

function dropOfFeatureView(view: FeatureView, snapshot: StoreSnapshot): Draft {
  const { name, version } = view;
  return {
    ...quiet,
    kind: 'featureView',
    name,
    version,
    operation: 'drop',
    reason: 'No definition is of it.',
    destructive: true,
    changes: [],
    readers: readersOf(view, snapshot),
    change: { change: 'drop feature view', name, version },
    state: featureViewState(view),
  };
}

function dropOfEntity(entity: Entity): Draft {
  const { name } = entity;
  return {
    ...quiet,
    kind: 'entity',
    name,
    version: null,
    operation: 'drop',
    reason: 'No definition is of it.',
    destructive: true,
    changes: [],
    change: { change: 'drop entity', name },
    state: entityState(entity),
  };
}

/** Feature views whose query names the object. */
function readersOf({ physicalName }: FeatureView, { featureViews }: StoreSnapshot): readonly string[] {
  return featureViews
    .filter((view) => view.physicalName !== physicalName && names(view.query, physicalName))
    .map(titleOf);
}

/** Whether a query has a name in it: `FV$V_1` is not in `FV$V_10`. */
function names(query: string, name: string): boolean {
  if (!query.toUpperCase().includes(name.toUpperCase())) return false;
  try {
    return tokenize(query).some(({ kind, value }) => ['word', 'quoted'].includes(kind) && value === name);
  } catch {
    // What another client registered may be more than is read here: rather one reader too many.
    return true;
  }
}

/** Without what only the compiler knows: a plan is kept in a file. */
function plain(draft: FeatureViewDraft): FeatureViewDraft {
  const { tiles, ...rest } = draft;
  if (tiles == null) return { ...rest, tiles: null };
  const { granularity, secondaryKeys, aggregations } = tiles;
  return { ...rest, tiles: { granularity, secondaryKeys, aggregations } };
}
