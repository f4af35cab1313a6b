import { entitiesOf } from '../draft.js';
import type { Definition, Evaluation } from '../model.js';

/** The chosen definitions and the entities that they are on, in the order of the files. */
export function withDependencies(
  chosen: readonly Definition[],
  evaluation: Evaluation,
): readonly Definition[] {
  const wanted = new Set<Definition>(chosen);
  for (const definition of chosen)
    if (definition.kind === 'featureView')
      for (const entity of entitiesOf(definition, evaluation)) wanted.add(entity);
  return evaluation.definitions.filter((definition) => wanted.has(definition));
}
