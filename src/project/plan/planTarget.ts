import type { StoreSnapshot } from '../../featurestore/model.js';
import { emptySnapshot } from '../../featurestore/readStore.js';
import { FeatureStore } from '../../featurestore/store.js';
import type { TargetConnection } from '../connection.js';
import { exportedEntities } from '../draft.js';
import { existingStore } from '../existingStore.js';
import type { Evaluation } from '../model.js';
import { ProjectError } from '../projectError.js';
import { makePlan, operationsFor, undefinedIn } from './makePlan.js';
import type { PlanOptions } from './makePlan.js';
import type { Operation, Plan } from './model.js';
import { titleOf } from './titles.js';

/**
 * Compares definitions with a target's store; nothing is changed. A store that does not exist has nothing.
 * @throws ProjectError `definitions-have-errors`; FeatureStoreError and SessionError of the store.
 */
export async function planTarget(
  connection: Pick<TargetConnection, 'target' | 'session' | 'store'>,
  evaluation: Evaluation,
  options: PlanOptions = {},
): Promise<Plan> {
  refuseErrors(evaluation);
  for (const definition of evaluation.definitions)
    if (definition.kind === 'featureView') exportedEntities(definition, evaluation);
  const { target, session } = connection;
  const existing = await existingStore(connection);
  const store = existing ?? FeatureStore.unchecked(session, target);
  const snapshot: StoreSnapshot = existing ? await existing.snapshot() : emptySnapshot(store.place);
  const operations: Operation[] = [];
  for (const draft of operationsFor(evaluation, snapshot, options))
    operations.push({
      ...draft,
      sql: draft.change ? await store.statementsOf(draft.change, snapshot) : [],
    });
  const { entities, featureViews } = undefinedIn(evaluation, snapshot);
  const dropped = new Set(operations.flatMap((o) => (o.operation === 'drop' ? [titleOf(o)] : [])));
  const undefinedObjects = [...entities.map(({ name }) => name), ...featureViews.map(titleOf)].filter(
    (title) => !dropped.has(title),
  );
  return makePlan(target, operations, { createsStore: existing === null, undefinedObjects });
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
