import type { FeatureViewResult } from '../evaluation/protocol.js';
import { nameAsStored } from '../storedNames.js';
import { aggregationsOf, isTiled } from '../tiles.js';

/** The features' stored names in order; those that are known, where the definition has errors. */
export function featuresOf(definition: FeatureViewResult): readonly string[] {
  if (isTiled(definition))
    return aggregationsOf(definition).map(({ aggregation }) => aggregation.outputColumn);
  const { query, entities, timestamp } = definition;
  const others = new Set([...entities.flatMap(({ joinKeys }) => joinKeys.map(nameAsStored)), timestamp]);
  return (query?.columns ?? []).map(({ name }) => name).filter((name) => !others.has(name));
}

const MOST_NAMES = 4;

/** Names in a message: the first ones, and how many there are beside them. */
export function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, MOST_NAMES), names.length - MOST_NAMES];
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
