import type { ApplySource } from '../../featurestore/applies.js';
import type { Dependents } from '../../featurestore/dependents.js';
import type { StoreSnapshot } from '../../featurestore/model.js';
import { emptySnapshot } from '../../featurestore/readStore.js';
import { FeatureStore } from '../../featurestore/store.js';
import { schemaText, sourceSchema } from '../binding.js';
import type { TargetConnection } from '../connection.js';
import { exportedEntities } from '../draft.js';
import { existingStore } from '../existingStore.js';
import type { Evaluation } from '../model.js';
import { ProjectError } from '../projectError.js';
import { makePlan, operationsFor, undefinedIn } from './makePlan.js';
import type { Draft, PlanOptions } from './makePlan.js';
import type { Operation, Plan } from './model.js';
import { findingsNow } from './sourceFindings.js';
import { sourceReads } from './sourceReads.js';
import type { SourceFacts } from './sourceReads.js';
import type { SourceCheck } from './sources.js';
import { titleOf } from './titles.js';

export interface TargetPlanOptions extends PlanOptions {
  /** The commit that the definitions are of. */
  readonly source?: ApplySource;
  /** What the definitions were checked against, and where they are; without it source tables are not looked at. */
  readonly sources?: Pick<SourceFacts, 'catalog' | 'folder'>;
}

/**
 * Compares definitions with a target's store; nothing is changed. A store that does not exist has nothing.
 * @throws ProjectError `definitions-have-errors`; FeatureStoreError and SessionError of the store.
 */
export async function planTarget(
  connection: Pick<TargetConnection, 'target' | 'session' | 'store'>,
  evaluation: Evaluation,
  options: TargetPlanOptions = {},
): Promise<Plan> {
  refuseErrors(evaluation);
  for (const definition of evaluation.definitions)
    if (definition.kind === 'featureView') exportedEntities(definition, evaluation);
  const { target, session } = connection;
  const existing = await existingStore(connection);
  const store = existing ?? FeatureStore.unchecked(session, target);
  const snapshot: StoreSnapshot = existing ? await existing.snapshot() : emptySnapshot(store.place);
  const drafts = operationsFor(evaluation, snapshot, options);
  const dependents = await lostDependents(store, drafts, snapshot);
  const operations: Operation[] = [];
  for (const draft of drafts)
    operations.push({
      ...draft,
      dependents: dependents.get(draft) ?? null,
      sql: draft.change ? await store.statementsOf(draft.change, snapshot) : [],
    });
  const { entities, featureViews } = undefinedIn(evaluation, snapshot);
  const dropped = new Set(operations.flatMap((o) => (o.operation === 'drop' ? [titleOf(o)] : [])));
  const undefinedObjects = [...entities.map(({ name }) => name), ...featureViews.map(titleOf)].filter(
    (title) => !dropped.has(title),
  );
  const sources = await checkedSources(connection, evaluation, options);
  const about = {
    createsStore: existing === null,
    undefinedObjects,
    source: options.source ?? null,
    sources,
  };
  return makePlan(target, operations, about);
}

/** What depends on the feature views that are replaced or dropped. */
async function lostDependents(
  store: FeatureStore,
  drafts: readonly Draft[],
  snapshot: StoreSnapshot,
): Promise<ReadonlyMap<Draft, Dependents>> {
  const lost = drafts.flatMap((draft) => {
    const view =
      draft.kind === 'featureView' && draft.destructive
        ? snapshot.featureViews.find((v) => v.name === draft.name && v.version === draft.version)
        : undefined;
    return view ? [[draft, view] as const] : [];
  });
  const found = await store.dependentsOf(
    lost.map(([, view]) => view),
    snapshot,
  );
  return new Map(
    lost.map(([draft, view]) => [draft, withReaders(draft.readers, found.get(view) ?? NOTHING)]),
  );
}

const NOTHING: Dependents = { objects: [], unknown: [] };

/** Queries of the store say themselves what they read, whatever is known of lineage. */
function withReaders(readers: readonly string[], { objects, unknown }: Dependents): Dependents {
  const known = new Set(objects.filter(({ kind }) => kind === 'feature view').map(({ name }) => name));
  const more = readers
    .filter((name) => !known.has(name))
    .map((name) => ({ kind: 'feature view', name, through: null, via: 'query' }) as const);
  return { objects: [...more, ...objects], unknown };
}

async function checkedSources(
  { target, session }: Pick<TargetConnection, 'target' | 'session'>,
  evaluation: Evaluation,
  { sources, only }: TargetPlanOptions,
): Promise<SourceCheck | null> {
  if (!sources) return null;
  const schema = sourceSchema(target);
  const { reads, unchecked } = sourceReads(only ?? evaluation.definitions, { ...sources, schema });
  const findings = await findingsNow(session, schema, reads);
  return { schema: schemaText(schema), reads, findings, unchecked };
}

/** Half of a project is no plan: what an error hides would look as if nobody defined it. */
function refuseErrors({ diagnostics }: Evaluation): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new ProjectError(
    `There is no plan while definitions have errors (${errors.length}). ${errors[0]?.message ?? ''}`,
    'definitions-have-errors',
    errors,
  );
}
