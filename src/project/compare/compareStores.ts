import type { StoreSnapshot } from '../../featurestore/model.js';
import type { Target } from '../config.js';
import { compareVersions } from '../plan/versions.js';
import { entityFacets, groupFacets, realtimeFacets, streamFacets, viewFacets } from './facets.js';
import type { FacetDifference } from './facets.js';

/** What two stores have of one object. */
export type Presence = 'only in one' | 'only in other' | 'different' | 'same';

export interface StoreDifference {
  readonly kind: 'entity' | 'featureView' | 'streamSource' | 'realtimeFeatureView' | 'featureGroup';
  /** Stored name. */
  readonly name: string;
  /** null for what has none. */
  readonly version: string | null;
  readonly presence: Presence;
  /** What differs; empty unless `different`. */
  readonly changes: readonly FacetDifference[];
}

/** A target and what its store has; no snapshot where there is no store. */
export interface TargetStore {
  readonly target: Target;
  readonly snapshot: StoreSnapshot | null;
}

/**
 * What two targets' stores have otherwise. Names of source tables and of the store itself are bound to `other` before
 * queries are compared, and each target's own warehouse counts as the same: what is left is what a promotion would change.
 * Whether refreshes run or are suspended is no difference.
 */
export function compareStores(one: TargetStore, other: TargetStore): readonly StoreDifference[] {
  const targets = { from: one.target, to: other.target };
  const [a, b] = [one.snapshot, other.snapshot];
  return [
    ...differences('entity', a?.entities, b?.entities, entityFacets),
    ...differences('featureView', a?.featureViews, b?.featureViews, (x, y) => viewFacets(x, y, targets)),
    ...differences('streamSource', a?.streamSources, b?.streamSources, streamFacets),
    ...differences('realtimeFeatureView', a?.realtimeFeatureViews, b?.realtimeFeatureViews, realtimeFacets),
    ...differences('featureGroup', a?.featureGroups, b?.featureGroups, groupFacets),
  ];
}

interface Named {
  readonly name: string;
  readonly version?: string;
}

/** Of the objects of one kind, by name and version. */
function differences<T extends Named>(
  kind: StoreDifference['kind'],
  one: readonly T[] = [],
  other: readonly T[] = [],
  facets: (one: T, other: T) => Iterable<FacetDifference>,
): readonly StoreDifference[] {
  const [before, after] = [one, other].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  const found = [...keys].map((key) => difference(kind, before?.get(key), after?.get(key), facets));
  return found.sort(
    (a, b) => compareText(a.name, b.name) || compareVersions(a.version ?? '', b.version ?? ''),
  );
}

const keyOf = ({ name, version }: Named): string => JSON.stringify([name, version]);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function difference<T extends Named>(
  kind: StoreDifference['kind'],
  one: T | undefined,
  other: T | undefined,
  facets: (one: T, other: T) => Iterable<FacetDifference>,
): StoreDifference {
  const { name = '', version = null } = one ?? other ?? {};
  if (!one || !other)
    return { kind, name, version, presence: one ? 'only in one' : 'only in other', changes: [] };
  const changes = [...facets(one, other)];
  return { kind, name, version, presence: changes.length > 0 ? 'different' : 'same', changes };
}
