import type { StoreSnapshot } from '../featurestore/model.js';
import { draftOf, entitiesOf } from './draft.js';
import { entityDifferences, featureViewDifferences } from './plan/differences.js';
import type { Difference } from './plan/differences.js';
import type {
  Definition,
  DefinitionStatus,
  EntityDefinition,
  Evaluation,
  FeatureViewDefinition,
} from './model.js';

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

function compared(differences: readonly Difference[]): DefinitionStatus {
  return { state: differences.length === 0 ? 'in sync' : 'differs', changes: differences.map(changeLine) };
}

function entityStatus(definition: EntityDefinition, { entities }: StoreSnapshot): DefinitionStatus {
  const stored = entities.find((entity) => entity.name === definition.name);
  return stored ? compared(entityDifferences(definition, stored)) : NEW;
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
  return compared(featureViewDifferences(draftOf(definition, entitiesOf(definition, evaluation)), stored));
}

const LONGEST_SHOWN = 40;

/** `refresh: 60 minute → 1 hour`; of what is long only that it differs. */
function changeLine({ what, from, to }: Difference): string {
  const shown = [from, to].map((text) => text ?? 'none');
  const short = shown.every((text) => text.length <= LONGEST_SHOWN);
  return short && what !== 'query' ? `${what}: ${shown.join(' → ')}` : what;
}
