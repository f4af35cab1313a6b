import { identifier } from '../sql/identifiers.js';
import { checkAppendOnly, checkOnline, checkStorage } from './checkOptions.js';
import type { FeatureViewPlan, ManagedPlan } from './createStatement.js';
import { FeatureStoreError } from './errors.js';
import type { ColumnCategory, Entity, FeatureViewDraft, StorageConfig } from './model.js';
import { featureViewName, physicalName, resolveName } from './names.js';
import type { StorePlace } from './names.js';
import { wantedOnlineLag } from './onlineConfig.js';
import type { OnlinePlan } from './onlineConfig.js';
import { queryText } from './queryText.js';
import { rolledUp } from './rollup.js';
import { usualBaseLocation } from './viewNames.js';
import type { RolledUp } from './rollup.js';
import { readRefreshFrequency } from './refreshFrequency.js';
import type { ViewFlags } from './tags.js';
import { tileStart } from './tiles/aggregation.js';
import type { Tiles } from './tiles/aggregation.js';
import { checkTiles } from './tiles/checkTiles.js';
import { rollupMetadata, tileMetadata } from './tiles/metadata.js';
import { currentMapping, rollupQuery } from './tiles/rollupQuery.js';
import { tileQuery } from './tiles/tileQuery.js';

interface DraftColumn {
  readonly name: string;
  readonly type: string | null;
}

/**
 * Checks a draft against the official client's rules and Snowflake's limits, before anything is sent. `columns` are the
 * query's, `entities` the draft's as they are stored.
 */
export function planFeatureView(
  draft: FeatureViewDraft,
  version: string,
  context: {
    readonly place: StorePlace;
    readonly warehouse: string;
    readonly columns: readonly DraftColumn[];
    readonly entities: readonly Entity[];
  },
): FeatureViewPlan {
  const name = featureViewName(draft.name, version);
  const { columns, entities } = context;
  const joinKeys = joinKeysOf(entities);
  if (draft.rollup != null)
    return rollupPlan(rolledUp(draft, draft.rollup, columns, joinKeys), version, context);
  checkJoinKeys(entities, columns);
  checkTimestamp(draft.timestampCol, columns);
  const categorised = columns.map((column) => ({
    name: column.name,
    category: categoryOf(column.name, joinKeys, draft.timestampCol),
    desc: draft.featureDescs[column.name] ?? '',
  }));
  const plan = {
    place: context.place,
    name,
    version,
    physicalName: physicalName(name, version),
    entities,
    timestampCol: draft.timestampCol,
    desc: draft.desc,
  };
  const options = { ...draft, isTiled: draft.tiles != null };
  checkOnline(options);
  checkStorage(options);
  checkAppendOnly(options);
  const place = { object: plan, warehouse: context.warehouse };
  if (draft.tiles != null)
    return {
      ...plan,
      ...tiledPlan(name, draft, draft.tiles, place, columns, joinKeys),
      flags: flagsOf(draft),
      online: null,
      backupSource: null,
    };
  checkDescriptions(name, draft, namesOf(categorised.filter(({ category }) => category === 'FEATURE')));
  const managed = managedPlan(draft, place, columns, joinKeys);
  return {
    ...plan,
    columns: categorised,
    metadata: appendOnlyMetadata(draft),
    backupSource: draft.backupSource ?? null,
    query: queryText(draft.query),
    managed,
    flags: flagsOf(draft),
    online: onlinePlan(draft, plan, managed?.warehouse ?? context.warehouse),
  };
}

/** A roll-up: another feature view's tiles, of its own entity. */
function rollupPlan(
  { draft, tiles, rollup, authoringVersion }: RolledUp,
  version: string,
  { place, warehouse, entities }: { place: StorePlace; warehouse: string; entities: readonly Entity[] },
): FeatureViewPlan {
  const name = featureViewName(draft.name, version);
  const object = { place, physicalName: physicalName(name, version) };
  const joinKeys = joinKeysOf(entities);
  const tileColumns = [...joinKeys, tileStart].map((column) => ({ name: column, type: null }));
  return {
    ...object,
    name,
    version,
    entities,
    timestampCol: tileStart,
    desc: draft.desc,
    columns: [],
    metadata: rollupMetadata(tiles, draft.featureDescs, authoringVersion, rollup),
    query: rollupQuery(tiles, {
      tileTable: rollup.parentTable,
      parentKeys: rollup.parentKeys,
      keys: [...joinKeys].map(identifier),
      mapping: currentMapping(rollup.mapping, rollup.validity),
      validity: null,
    }),
    managed: managedPlan(draft, { object, warehouse }, tileColumns, joinKeys),
    flags: { isTiled: true, isRollup: true },
    online: null,
    backupSource: null,
  };
}

/** Where the object is to be, and the store's default warehouse. */
interface PlanContext {
  readonly object: Pick<FeatureViewPlan, 'place' | 'physicalName'>;
  readonly warehouse: string;
}

function appendOnlyMetadata({ backupSource }: FeatureViewDraft): FeatureViewPlan['metadata'] {
  return backupSource == null ? [] : [{ type: 'APPEND_ONLY_CONFIG', value: { backup_source: backupSource } }];
}

function flagsOf({ tiles, storageConfig, appendOnly }: FeatureViewDraft): ViewFlags {
  return {
    isTiled: tiles != null,
    isIceberg: storageConfig != null,
    isAppendOnly: appendOnly === true,
  };
}

function onlinePlan(
  { onlineConfig, refreshMode }: FeatureViewDraft,
  {
    physicalName,
    entities,
    timestampCol,
  }: Pick<FeatureViewPlan, 'physicalName' | 'entities' | 'timestampCol'>,
  warehouse: string,
): OnlinePlan | null {
  const targetLag = wantedOnlineLag(onlineConfig);
  if (targetLag === null) return null;
  const joinKeys = [...joinKeysOf(entities)];
  return { physicalName, joinKeys, timestampCol, refreshMode: refreshMode ?? 'AUTO', warehouse, targetLag };
}

/** What is different about a tiled feature view: its query, its clustering, and where its features are described. */
function tiledPlan(
  name: string,
  draft: FeatureViewDraft,
  tiles: Tiles,
  context: PlanContext,
  columns: readonly DraftColumn[],
  joinKeys: ReadonlySet<string>,
): Pick<FeatureViewPlan, 'columns' | 'metadata' | 'query' | 'managed'> {
  checkTiles(draft, tiles, columns, [...joinKeys]);
  checkDescriptions(
    name,
    draft,
    tiles.aggregations.map(({ outputColumn }) => outputColumn),
  );
  const { sql: query } = tileQuery(tiles, {
    joinKeys: [...joinKeys],
    timestamp: draft.timestampCol ?? '',
    query: queryText(draft.query),
  });
  const clusterBy = tileClustering(draft.clusterBy ?? null, [...joinKeys], draft.timestampCol);
  const tileColumns = [...joinKeys, ...tiles.secondaryKeys, tileStart].map((column) => ({
    name: column,
    type: null,
  }));
  return {
    columns: [],
    metadata: tileMetadata(name, tiles, draft.featureDescs, columns),
    query,
    managed: managedPlan({ ...draft, clusterBy }, context, tileColumns, joinKeys),
  };
}

/** A tiled feature view's clustering key: where the timestamp was asked for, or nothing was, the tiles' beginning. */
export function tileClustering(
  clusterBy: readonly string[] | null,
  joinKeys: readonly string[],
  timestampCol: string | null,
): readonly string[] {
  const wanted = clusterBy ?? [...joinKeys, tileStart];
  return [...new Set(wanted.map((column) => (column === timestampCol ? tileStart : column)))];
}

/** All entities' join keys in order, each once. */
export function joinKeysOf(entities: readonly Entity[]): ReadonlySet<string> {
  return new Set(entities.flatMap((entity) => entity.joinKeys));
}

export function categoryOf(
  column: string,
  joinKeys: ReadonlySet<string>,
  timestampCol: string | null,
): ColumnCategory {
  if (joinKeys.has(column)) return 'ENTITY';
  return column === timestampCol ? 'TIMESTAMP' : 'FEATURE';
}

function invalid(message: string, hint?: string): FeatureStoreError {
  return new FeatureStoreError('feature-view-invalid', message, hint === undefined ? {} : { hint });
}

/** Names as Python prints a list of them, which is how the official messages do it. */
export function nameList(names: Iterable<string>): string {
  return `[${[...names].map((name) => `'${name}'`).join(', ')}]`;
}

const namesOf = (columns: readonly { readonly name: string }[]): string[] =>
  columns.map((column) => column.name);

function checkJoinKeys(entities: readonly Entity[], columns: readonly DraftColumn[]): void {
  const present = new Set(namesOf(columns));
  for (const entity of entities) {
    for (const key of entity.joinKeys) {
      if (present.has(key)) continue;
      throw invalid(
        `join_key ${key} in Entity ${entity.name} is not found in input dataframe: ${nameList(present)}`,
        `Select ${key} in the query, or take the entity off the feature view.`,
      );
    }
  }
}

const timeOrNumber =
  /^(DATE|TIME|TIMESTAMP|DATETIME|NUMBER|DECIMAL|NUMERIC|INT|BIGINT|SMALLINT|TINYINT|BYTEINT|FLOAT|DOUBLE|REAL)/i;

function checkTimestamp(timestampCol: string | null, columns: readonly DraftColumn[]): void {
  if (timestampCol === null) return;
  if (timestampCol === 'NULL') throw invalid('Invalid timestamp_col name, cannot be NULL.');
  const column = columns.find(({ name }) => name === timestampCol);
  if (column === undefined) {
    throw invalid(
      `timestamp_col ${timestampCol} is not found in input dataframe.`,
      `Columns of the query: ${namesOf(columns).join(', ')}.`,
    );
  }
  if (column.type === null || timeOrNumber.test(column.type)) return;
  throw invalid(
    `Invalid data type for timestamp_col ${timestampCol}: ${column.type}.`,
    'A timestamp column is a date, a time, a timestamp or a number.',
  );
}

function checkDescriptions(name: string, draft: FeatureViewDraft, features: readonly string[]): void {
  for (const described of Object.keys(draft.featureDescs)) {
    if (features.includes(described)) continue;
    throw new FeatureStoreError(
      'unknown-feature',
      `Feature name ${described} is not found in FeatureView ${name}, valid feature names are: ${nameList(features)}`,
      { hint: 'Only features can be described; join keys and the timestamp are described by their entity.' },
    );
  }
}

function managedPlan(
  draft: FeatureViewDraft,
  context: PlanContext,
  columns: readonly DraftColumn[],
  joinKeys: ReadonlySet<string>,
): ManagedPlan | null {
  if (draft.refreshFreq === null) return null;
  const frequency = readRefreshFrequency(draft.refreshFreq);
  const initialize = draft.initialize ?? 'ON_CREATE';
  if (initialize !== 'ON_CREATE' && initialize !== 'ON_SCHEDULE')
    throw invalid("'initialize' only supports ON_CREATE or ON_SCHEDULE.");
  const clusterBy = draft.clusterBy ?? [
    ...joinKeys,
    ...(draft.timestampCol === null ? [] : [draft.timestampCol]),
  ];
  const present = namesOf(columns);
  for (const column of clusterBy) {
    if (!present.includes(column))
      throw invalid(
        `Column '${column}' in \`cluster_by\` is not in the feature DataFrame schema. ${nameList(present)}`,
      );
  }
  return {
    targetLag: frequency.kind === 'lag' ? frequency.lag : 'DOWNSTREAM',
    cron: frequency.kind === 'cron' ? frequency.expression : null,
    warehouse: draft.warehouse == null ? context.warehouse : resolveName(draft.warehouse),
    initializationWarehouse:
      draft.initializationWarehouse == null ? null : resolveName(draft.initializationWarehouse),
    refreshMode: draft.refreshMode ?? 'AUTO',
    initialize,
    clusterBy: [...new Set(clusterBy)],
    iceberg: draft.storageConfig == null ? null : icebergPlan(draft.storageConfig, context.object),
  };
}

function icebergPlan(
  { externalVolume, baseLocation }: StorageConfig,
  { place, physicalName }: PlanContext['object'],
): ManagedPlan['iceberg'] {
  return {
    externalVolume: resolveName(externalVolume),
    baseLocation: baseLocation ?? usualBaseLocation(place, physicalName),
  };
}
