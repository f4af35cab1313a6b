import { FeatureStoreError } from './errors.js';
import type { FeatureView } from './model.js';
import { lookupNames } from './names.js';
import { isKeyArray } from './tiles/aggregation.js';

/** A feature view in a training set: all of it, or some of its features, under names of its own. */
export interface FeatureChoice {
  readonly view: FeatureView;
  /** These features only; absent: all. */
  readonly features?: readonly string[];
  /** What stands before the features' names; absent: nothing, or the version's name with `autoPrefix`. */
  readonly name?: string;
}

export function choiceOf(of: FeatureView | FeatureChoice): FeatureChoice {
  return 'view' in of ? of : { view: of };
}

/** The features of a feature view, in its order: no join keys, no timestamp. */
export function featureNames({ columns }: Pick<FeatureView, 'columns'>): readonly string[] {
  return columns.filter(({ category }) => category === 'FEATURE').map(({ name }) => name);
}

/**
 * Some features of a feature view. Of one with a secondary key, the arrays of keys that belong to the arrays of values
 * come with them, before them.
 * @param names as a user writes them, or stored names
 * @throws FeatureStoreError `unknown-feature`
 */
export function slice(view: FeatureView, names: readonly string[]): FeatureChoice {
  const present = featureNames(view);
  const chosen = names.map((written) => {
    const found = lookupNames(written).find((name) => present.includes(name));
    if (found !== undefined) return found;
    throw new FeatureStoreError(
      'unknown-feature',
      `Feature name ${written} not found in FeatureView ${view.name}.`,
      { hint: `It has ${present.join(', ')}.` },
    );
  });
  return { view, features: [...keyArraysOf(view, chosen), ...chosen] };
}

/** The arrays of keys of the windows that `features` look at, where they were not asked for themselves. */
function keyArraysOf({ tiles }: FeatureView, features: readonly string[]): readonly string[] {
  const aggregations = tiles?.aggregations ?? [];
  const windowsOf = features.flatMap((name) => {
    const found = aggregations.find(({ outputColumn }) => outputColumn === name);
    return found === undefined || isKeyArray(found) ? [] : [found];
  });
  const arrays = windowsOf.flatMap(({ window, offset }) =>
    aggregations.filter((other) => isKeyArray(other) && other.window === window && other.offset === offset),
  );
  return [...new Set(arrays.map(({ outputColumn }) => outputColumn))].filter(
    (name) => !features.includes(name),
  );
}

/**
 * The same features, called `<prefix>_<FEATURE>` in training sets; the prefix is taken as it is written. An empty one
 * switches prefixes off, `autoPrefix` included.
 */
export function withName(of: FeatureView | FeatureChoice, prefix: string): FeatureChoice {
  return { ...choiceOf(of), name: prefix };
}
