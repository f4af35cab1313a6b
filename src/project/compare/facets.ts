import type {
  Entity,
  FeatureGroup,
  FeatureSource,
  FeatureView,
  OnlineTable,
  RealtimeFeatureView,
  StreamColumn,
  StreamSource,
} from '../../featurestore/model.js';
import { sameRefreshFrequency } from '../../featurestore/refreshFrequency.js';
import { aggregationText } from '../../featurestore/tiles/aggregation.js';
import type { Target } from '../config.js';
import { sameQuery } from '../sameQuery.js';
import { nameAsStored } from '../storedNames.js';
import { rebind } from './rebind.js';

/** One thing that two stores have otherwise; null: nothing. */
export interface FacetDifference {
  /** `query`, `refresh`, `description of N`, … */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
}

export function* entityFacets(one: Entity, other: Entity): Iterable<FacetDifference> {
  yield* facet('join keys', list(one.joinKeys), list(other.joinKeys));
  yield* facet('description', one.desc, other.desc);
}

export interface Targets {
  readonly from: Target;
  readonly to: Target;
}

const KINDS = { managed: 'dynamic table', external: 'view' } as const;

export function* viewFacets(
  one: FeatureView,
  other: FeatureView,
  { from, to }: Targets,
): Iterable<FacetDifference> {
  const query = rebind(one.query, from, to);
  const there = rebind(other.query, to, to);
  if (!sameQuery(query, there)) yield { what: 'query', from: query, to: there };
  yield* facet('kind', KINDS[one.kind], KINDS[other.kind]);
  if (!sameRefreshFrequency(one.refreshFreq, other.refreshFreq))
    yield* facet('refresh', one.refreshFreq, other.refreshFreq);
  yield* facet('refresh mode', one.refreshMode, other.refreshMode);
  yield* facet('warehouse', warehouse(one.warehouse, from), warehouse(other.warehouse, to));
  yield* facet(
    'initialization warehouse',
    warehouse(one.initializationWarehouse ?? null, from),
    warehouse(other.initializationWarehouse ?? null, to),
  );
  yield* facet('cluster by', list(one.clusterBy), list(other.clusterBy));
  yield* facet('entities', entitiesOf(one), entitiesOf(other));
  yield* facet('timestamp', one.timestampCol, other.timestampCol);
  yield* facet('online', online(one.online), online(other.online));
  yield* facet('stream source', one.stream?.streamSource ?? null, other.stream?.streamSource ?? null);
  const [python, theirs] = [one, other].map(({ stream }) => stream?.transformationSource ?? null);
  yield* facet('transformation', python ?? null, theirs ?? null);
  yield* facet('description', one.desc, other.desc);
  yield* tileFacets(one, other);
  yield* columnFacets(one, other);
}

export function* streamFacets(one: StreamSource, other: StreamSource): Iterable<FacetDifference> {
  yield* facet('columns', columnsText(one.columns), columnsText(other.columns));
  yield* facet('description', one.desc, other.desc);
}

export function* realtimeFacets(
  one: RealtimeFeatureView,
  other: RealtimeFeatureView,
): Iterable<FacetDifference> {
  yield* facet('function', one.computeSource, other.computeSource);
  yield* facet('entities', list(one.entities), list(other.entities));
  yield* facet('sources', sourcesText(one.sources), sourcesText(other.sources));
  yield* facet('request', columnsText(one.request ?? []), columnsText(other.request ?? []));
  yield* facet('columns', columnsText(one.output), columnsText(other.output));
  yield* facet('online', online(one.online), online(other.online));
  yield* facet('description', one.desc, other.desc);
}

export function* groupFacets(one: FeatureGroup, other: FeatureGroup): Iterable<FacetDifference> {
  yield* facet('sources', sourcesText(one.sources), sourcesText(other.sources));
  yield* facet('automatic prefix', String(one.autoPrefix), String(other.autoPrefix));
  yield* facet('online', online(one.online), online(other.online));
  yield* facet('description', one.desc, other.desc);
}

const list = (names: readonly string[] | null): string => (names ?? []).join(', ');
const entitiesOf = ({ entities }: FeatureView): string => list(entities.map(({ name }) => name));
const columnsText = (columns: readonly StreamColumn[]): string =>
  list(columns.map(({ name, type }) => `${name} ${type}`));

function sourcesText(sources: readonly FeatureSource[]): string {
  return list(
    sources.map(({ name, version, features, alias }) => {
      const some = features === null ? '' : ` (${features.join(', ')})`;
      return `${name}@${version}${some}${alias === null ? '' : ` as ${alias}`}`;
    }),
  );
}

/** How it is kept; whether it runs just now is no difference. */
const online = (table: OnlineTable | null): string | null =>
  table === null ? null : `${table.storeType}, target lag ${table.targetLag}`;

/** The target's own warehouse is no name of a warehouse: each target has one. */
function warehouse(name: string | null, target: Target): string | null {
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
