import type { Entity, FeatureView, FeatureViewDraft } from '../../featurestore/model.js';
import { joinKeysOf, tileClustering } from '../../featurestore/plan.js';
import { defaultOnlineLag } from '../../featurestore/onlineConfig.js';
import { sameRefreshFrequency } from '../../featurestore/refreshFrequency.js';
import { aggregationText } from '../../featurestore/tiles/aggregation.js';
import type { Tiles } from '../../featurestore/tiles/aggregation.js';
import { registeredQuery } from '../draft.js';
import { sameQuery } from '../sameQuery.js';
import { nameAsStored } from '../storedNames.js';

/** One thing that a definition says otherwise than the store. */
export interface Difference {
  /** `query`, `refresh`, `description of N`, … */
  readonly what: string;
  /** What the store has; null: nothing. */
  readonly from: string | null;
  /** What the definition says; null: nothing. */
  readonly to: string | null;
  /**
   * How a store takes it: `in place`; `replaced`, by an object that is built anew; or `never`, as it is what the object is
   * known by.
   */
  readonly taken: 'in place' | 'replaced' | 'never';
}

export function entityDifferences(wanted: Entity, stored: Entity): readonly Difference[] {
  return [
    ...difference('join keys', stored.joinKeys.join(', '), wanted.joinKeys.join(', '), 'never'),
    ...difference('description', stored.desc, wanted.desc, 'in place'),
  ];
}

export function featureViewDifferences(wanted: FeatureViewDraft, stored: FeatureView): readonly Difference[] {
  const query = registeredQuery(wanted);
  const isManaged = stored.kind === 'managed';
  return [
    ...(sameQuery(stored.query, query)
      ? []
      : [{ what: 'query', from: stored.query, to: query, taken: 'replaced' } as const]),
    ...refreshDifference(wanted, stored),
    ...difference('entities', namesOf(stored.entities), namesOf(wanted.entities), 'replaced'),
    ...difference('timestamp', stored.timestampCol, wanted.timestampCol, 'replaced'),
    ...tileDifferences(wanted.tiles ?? null, stored.tiles),
    ...difference('description', stored.desc, wanted.desc, 'in place'),
    ...onlineDifference(wanted, stored),
    ...(isManaged && wanted.refreshFreq !== null ? dynamicTableDifferences(wanted, stored) : []),
    ...descriptionDifferences(wanted, stored),
  ];
}

const namesOf = (entities: readonly Entity[]): string => entities.map(({ name }) => name).join(', ');

function refreshDifference(wanted: FeatureViewDraft, stored: FeatureView): readonly Difference[] {
  const [from, to] = [stored.kind === 'managed' ? stored.refreshFreq : null, wanted.refreshFreq];
  if (sameRefreshFrequency(from, to)) return [];
  // Between a view and a dynamic table there is no way but another object.
  return difference('refresh', from, to, from === null || to === null ? 'replaced' : 'in place');
}

/** An Iceberg table does not move: another volume or place is another table. A place that is not said may be any. */
function* storageDifferences(
  { storageConfig }: FeatureViewDraft,
  { traits, storage }: FeatureView,
): Iterable<Difference> {
  const isIceberg = traits.includes('iceberg');
  yield* difference('storage', isIceberg ? 'iceberg' : null, storageConfig?.format ?? null, 'replaced');
  if (storageConfig == null || storage == null) return;
  const { externalVolume, baseLocation } = storageConfig;
  yield* difference('external volume', storage.externalVolume, nameAsStored(externalVolume), 'replaced');
  if (baseLocation == null) return;
  const place = (location: string) => location.replace(/\/+$/, '');
  yield* difference('base location', place(storage.baseLocation), place(baseLocation), 'replaced');
}

/** What is not said stays as it is, and so does the target lag of what is online. */
function onlineDifference(
  { onlineConfig }: FeatureViewDraft,
  { online: stored }: FeatureView,
): readonly Difference[] {
  if (onlineConfig == null) return [];
  const before = stored?.targetLag ?? null;
  const after = onlineConfig.enable ? (onlineConfig.targetLag ?? before ?? defaultOnlineLag) : null;
  return sameRefreshFrequency(before, after) ? [] : difference('online', before, after, 'in place');
}

/** What only a dynamic table has. `initialize` cannot be read back; AUTO is resolved when the table is created. */
function* dynamicTableDifferences(wanted: FeatureViewDraft, stored: FeatureView): Iterable<Difference> {
  const { warehouse, initializationWarehouse, refreshMode } = wanted;
  if (warehouse != null)
    yield* difference('warehouse', stored.warehouse, nameAsStored(warehouse), 'in place');
  if (initializationWarehouse != null)
    yield* difference(
      'initialization warehouse',
      stored.initializationWarehouse ?? null,
      nameAsStored(initializationWarehouse),
      'in place',
    );
  yield* storageDifferences(wanted, stored);
  const snapshots = (keeps: boolean) => (keeps ? 'snapshots' : null);
  yield* difference(
    'append only',
    snapshots(stored.traits.includes('append-only')),
    snapshots(wanted.appendOnly === true),
    'replaced',
  );
  if (refreshMode !== undefined && refreshMode !== 'AUTO' && stored.refreshMode !== null)
    yield* difference('refresh mode', stored.refreshMode, refreshMode, 'replaced');
  yield* difference(
    'cluster by',
    (stored.clusterBy ?? []).join(', '),
    clustering(wanted).join(', '),
    'replaced',
  );
}

/** What is asked for, or the official default: all join keys in entity order, then the timestamp (tiles' beginning). */
function clustering({ entities, tiles, clusterBy, timestampCol }: FeatureViewDraft): readonly string[] {
  const keys = [...joinKeysOf(entities)];
  if (tiles != null) return tileClustering(clusterBy ?? null, keys, timestampCol);
  return clusterBy ?? [...new Set([...keys, ...(timestampCol === null ? [] : [timestampCol])])];
}

/** Windows are not in the query: a feature of `7d` and one of `30d` are put together from the same tiles. */
function* tileDifferences(wanted: Tiles | null, stored: Tiles | null): Iterable<Difference> {
  yield* difference('granularity', stored?.granularity ?? null, wanted?.granularity ?? null, 'replaced');
  const [before, after] = [stored, wanted].map(
    (tiles) =>
      new Map((tiles?.aggregations ?? []).map((feature) => [feature.outputColumn, aggregationText(feature)])),
  );
  for (const name of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]))
    yield* difference(`feature ${name}`, before?.get(name) ?? null, after?.get(name) ?? null, 'replaced');
}

function* descriptionDifferences(wanted: FeatureViewDraft, stored: FeatureView): Iterable<Difference> {
  for (const { name, category, desc } of stored.columns)
    if (category === 'FEATURE')
      yield* difference(`description of ${name}`, desc, wanted.featureDescs[name] ?? '', 'replaced');
}

function difference(
  what: string,
  from: string | null,
  to: string | null,
  taken: Difference['taken'],
): readonly Difference[] {
  const [before, after] = [from === '' ? null : from, to === '' ? null : to];
  return before === after ? [] : [{ what, from: before, to: after, taken }];
}
