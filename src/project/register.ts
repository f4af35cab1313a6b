import type { FeatureStore } from '../featurestore/store.js';
import { clientIdentifier } from '../sql/identifiers.js';
import type { TargetConnection } from './connection.js';
import { draftOf, exportedEntities } from './draft.js';
import type { Definition, EntityDefinition, Evaluation, FeatureViewDefinition, Span } from './model.js';
import { ProjectError } from './projectError.js';
import { definitionKey } from './status.js';

export interface RegisterOptions {
  /** Replaces a registered version; its history and its readers' rows go with it. */
  readonly overwrite?: boolean;
  /** Told before each step, in words. */
  readonly onStep?: (text: string) => void;
}

export interface RegisterResult {
  readonly name: string;
  /** null for an entity. */
  readonly version: string | null;
  /** false: it was there already, and was kept (or replaced, with `overwrite`). */
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/**
 * Registers a definition in the target's store, which is created when it is not there; a feature view's entities are
 * registered before it.
 * @throws ProjectError `definition-has-errors`; FeatureStoreError and SessionError of the store.
 */
export async function register(
  connection: TargetConnection,
  evaluation: Evaluation,
  definition: Definition,
  options: RegisterOptions = {},
): Promise<RegisterResult> {
  refuseErrors(definition, evaluation);
  const { value, warnings } = await connection.collectingWarnings(async () => {
    const { database, schema } = connection.target;
    options.onStep?.(`Opening the feature store ${database}.${schema}`);
    const store = await connection.store('create');
    return definition.kind === 'entity'
      ? registerEntities(store, [definition], options)
      : registerFeatureView(store, evaluation, definition, options);
  });
  const version = definition.kind === 'entity' ? null : definition.version;
  return { name: definition.name, version, created: value, warnings };
}

function refuseErrors(definition: Definition, evaluation: Evaluation): void {
  const entities = definition.kind === 'featureView' ? definition.entities : [];
  const parts = evaluation.definitions.filter(
    (other) => other.kind === 'entity' && entities.includes(other.name),
  );
  const reasons = definition.kind === 'featureView' ? (definition.refreshing?.reasons ?? []) : [];
  const spans = [...[definition, ...parts], ...reasons].map((part) => part.span);
  const errors = evaluation.diagnostics.filter(
    ({ severity, span }) => severity === 'error' && spans.some((outer) => within(span, outer)),
  );
  const broken = definition.kind === 'featureView' && !definition.query;
  if (errors.length === 0 && !broken) return;
  const [first] = errors;
  throw new ProjectError(
    `${definitionKey(definition)} has errors and was not registered. ${first?.message ?? 'See the problems of its file.'}`,
    'definition-has-errors',
    errors,
  );
}

function within(inner: Span, outer: Span): boolean {
  const after = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const before =
    inner.line < outer.endLine || (inner.line === outer.endLine && inner.column <= outer.endColumn);
  return inner.file === outer.file && after && before;
}

/** Registers the entities that are not there yet. Whether any was created. */
async function registerEntities(
  store: FeatureStore,
  entities: readonly EntityDefinition[],
  { onStep }: RegisterOptions,
): Promise<boolean> {
  const stored = await store.listEntities();
  let created = false;
  for (const { name, joinKeys, desc } of entities) {
    created ||= !stored.some((other) => other.name === name);
    onStep?.(`Registering the entity ${name}`);
    await store.registerEntity({ name: clientIdentifier(name), joinKeys, desc });
  }
  return created;
}

async function registerFeatureView(
  store: FeatureStore,
  evaluation: Evaluation,
  definition: FeatureViewDefinition,
  options: RegisterOptions,
): Promise<boolean> {
  const entities = exportedEntities(definition, evaluation);
  const { entities: stored, featureViews } = await store.snapshot();
  const missing = entities.filter((entity) => !stored.some((other) => other.name === entity.name));
  if (missing.length > 0) await registerEntities(store, missing, options);
  const exists = featureViews.some(
    (view) => view.name === definition.name && view.version === definition.version,
  );
  options.onStep?.(stepText(definition, exists, options.overwrite ?? false));
  // A definition's name is the stored one here; what registers takes it as it is written.
  const draft = { ...draftOf(definition, entities), name: clientIdentifier(definition.name) };
  await store.registerFeatureView(draft, definition.version, { overwrite: options.overwrite ?? false });
  return !exists;
}

function stepText(definition: FeatureViewDefinition, exists: boolean, overwrite: boolean): string {
  const key = definitionKey(definition);
  if (exists) return overwrite ? `Replacing ${key}` : `Keeping ${key}, which is registered`;
  const filled = definition.refresh !== null && definition.initialize === 'ON_CREATE';
  return filled ? `Creating ${key} and computing its first rows` : `Creating ${key}`;
}
