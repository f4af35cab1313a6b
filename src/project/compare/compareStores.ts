import type { Entity, FeatureView, StoreSnapshot } from '../../featurestore/model.js';
import { sameRefreshFrequency } from '../../featurestore/refreshFrequency.js';
import { aggregationText } from '../../featurestore/tiles/aggregation.js';
import type { Target } from '../config.js';
import { compareVersions } from '../plan/versions.js';
import { sameQuery } from '../sameQuery.js';
import { nameAsStored } from '../storedNames.js';
import { rebind } from './rebind.js';

/** What two stores have of one object. */
export type Presence = 'only in one' | 'only in other' | 'different' | 'same';

export interface StoreDifference {
  readonly kind: 'entity' | 'featureView';
  /** Stored name. */
  readonly name: string;
  /** null for an entity. */
  readonly version: string | null;
  readonly presence: Presence;
  /** What differs; empty unless `different`. */
  readonly changes: readonly FacetDifference[];
}

/** One thing that two stores have otherwise; null: nothing. */
export interface FacetDifference {
  /** `query`, `refresh`, `description of N`, … */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
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
  const facets = { from: one.target, to: other.target };
  const entities = paired(one.snapshot?.entities ?? [], other.snapshot?.entities ?? [], ({ name }) => name);
  const views = paired(
    one.snapshot?.featureViews ?? [],
    other.snapshot?.featureViews ?? [],
    ({ name, version }) => JSON.stringify([name, version]),
  );
  return [
    ...entities
      .map(([a, b]) => difference('entity', null, a, b, entityFacets))
      .sort((a, b) => compareText(a.name, b.name)),
    ...views
      .map(([a, b]) =>
        difference('featureView', (a ?? b)?.version ?? null, a, b, (x, y) => viewFacets(x, y, facets)),
      )
      .sort((a, b) => compareText(a.name, b.name) || compareVersions(a.version ?? '', b.version ?? '')),
  ];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Pair<T> = readonly [one: T | undefined, other: T | undefined];

function paired<T>(one: readonly T[], other: readonly T[], key: (item: T) => string): readonly Pair<T>[] {
  const [a, b] = [one, other].map((items) => new Map(items.map((item) => [key(item), item])));
  return [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].map((name) => [
    a?.get(name),
    b?.get(name),
  ]);
}

function difference<T extends { readonly name: string }>(
  kind: StoreDifference['kind'],
  version: string | null,
  one: T | undefined,
  other: T | undefined,
  facets: (one: T, other: T) => Iterable<FacetDifference>,
): StoreDifference {
  const base = { kind, name: (one ?? other)?.name ?? '', version };
  if (!one || !other) return { ...base, presence: one ? 'only in one' : 'only in other', changes: [] };
  const changes = [...facets(one, other)];
  return { ...base, presence: changes.length > 0 ? 'different' : 'same', changes };
}

function* entityFacets(one: Entity, other: Entity): Iterable<FacetDifference> {
  yield* facet('join keys', one.joinKeys.join(', '), other.joinKeys.join(', '));
  yield* facet('description', one.desc, other.desc);
}

interface Targets {
  readonly from: Target;
  readonly to: Target;
}

const KINDS = { managed: 'dynamic table', external: 'view' } as const;

function* viewFacets(one: FeatureView, other: FeatureView, { from, to }: Targets): Iterable<FacetDifference> {
  const query = rebind(one.query, from, to);
  const there = rebind(other.query, to, to);
  if (!sameQuery(query, there)) yield { what: 'query', from: query, to: there };
  yield* facet('kind', KINDS[one.kind], KINDS[other.kind]);
  if (!sameRefreshFrequency(one.refreshFreq, other.refreshFreq))
    yield* facet('refresh', one.refreshFreq, other.refreshFreq);
  yield* facet('refresh mode', one.refreshMode, other.refreshMode);
  yield* facet('warehouse', warehouse(one, from), warehouse(other, to));
  yield* facet('cluster by', list(one.clusterBy), list(other.clusterBy));
  yield* facet('entities', entitiesOf(one), entitiesOf(other));
  yield* facet('timestamp', one.timestampCol, other.timestampCol);
  yield* facet('description', one.desc, other.desc);
  yield* tileFacets(one, other);
  yield* columnFacets(one, other);
}

const list = (names: readonly string[] | null): string => (names ?? []).join(', ');
const entitiesOf = ({ entities }: FeatureView): string => list(entities.map(({ name }) => name));

/** The target's own warehouse is no name of a warehouse: each target has one. */
function warehouse({ warehouse: name }: FeatureView, target: Target): string | null {
  return name !== null && name === nameAsStored(target.warehouse) ? "the target's" : name;
}

function* tileFacets(one: FeatureView, other: FeatureView): Iterable<FacetDifference> {
  yield* facet('granularity', one.tiles?.granularity ?? null, other.tiles?.granularity ?? null);
  const [before, after] = [one, other].map(
    ({ tiles }) => new Map((tiles?.aggregations ?? []).map((a) => [a.outputColumn, aggregationText(a)])),
  );
  for (const name of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]))
    yield* facet(`feature ${name}`, before?.get(name) ?? null, after?.get(name) ?? null);
}

/** Types differ where the sources' do; names where the queries do, too. */
function* columnFacets(one: FeatureView, other: FeatureView): Iterable<FacetDifference> {
  const [before, after] = [one, other].map(({ columns }) => new Map(columns.map((c) => [c.name, c])));
  for (const name of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const [a, b] = [before?.get(name), after?.get(name)];
    yield* facet(a && b ? `type of ${name}` : `column ${name}`, a?.type ?? null, b?.type ?? null);
    if (a && b) yield* facet(`description of ${name}`, a.desc, b.desc);
  }
}

function* facet(what: string, one: string | null, other: string | null): Iterable<FacetDifference> {
  const [from, to] = [one === '' ? null : one, other === '' ? null : other];
  if (from !== to) yield { what, from, to };
}
