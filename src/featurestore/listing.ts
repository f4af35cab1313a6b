import type {
  ColumnCategory,
  Entity,
  FeatureGroup,
  FeatureView,
  OnlineTable,
  RealtimeFeatureView,
  StreamSource,
} from './model.js';
import type { StorePlace } from './names.js';

/**
 * Objects as rows, with the columns of the official client's lists in lower camel case: what scripts get as JSON.
 */

/** A row of `list_entities`. */
export function entityRow({ name, joinKeys, desc, owner }: Entity) {
  return { name, joinKeys, desc, owner: owner ?? null };
}

/** A row of `list_feature_views`, and whether it is a view or a dynamic table. */
export function featureViewRow(view: FeatureView) {
  return {
    name: view.name,
    version: view.version,
    databaseName: view.databaseName,
    schemaName: view.schemaName,
    createdOn: view.createdOn,
    owner: view.owner,
    desc: view.desc,
    entities: view.entities.map(({ name }) => name),
    refreshFreq: view.refreshFreq,
    refreshMode: view.refreshMode,
    schedulingState: view.schedulingState,
    warehouse: view.warehouse,
    clusterBy: view.clusterBy,
    onlineConfig: onlineRow(view.online),
    streamConfig: view.stream && {
      streamSource: view.stream.streamSource,
      transformationFn: view.stream.transformationName,
      backfillStartTime: view.stream.backfillStartTime,
      backfillStatus: view.stream.backfillState,
    },
    kind: view.traits.includes('streaming') ? 'STREAMING' : 'BATCH',
    appendOnly: view.traits.includes('append-only'),
    type: view.kind as 'managed' | 'external' | 'online',
  };
}

/** A realtime feature view as a row of `list_feature_views`: an online feature table is all that it has. */
export function realtimeRow(view: RealtimeFeatureView, place: StorePlace): ReturnType<typeof featureViewRow> {
  return {
    name: view.name,
    version: view.version,
    databaseName: place.database,
    schemaName: place.schema,
    createdOn: view.online?.createdOn ?? null,
    owner: view.owner,
    desc: view.desc,
    entities: [...view.entities],
    refreshFreq: null,
    refreshMode: null,
    schedulingState: view.online?.schedulingState ?? null,
    warehouse: null,
    clusterBy: null,
    onlineConfig: onlineRow(view.online),
    streamConfig: null,
    kind: 'REALTIME',
    appendOnly: false,
    type: 'online',
  };
}

/** `online_config`: where it is kept and how old it may be. */
function onlineRow(online: OnlineTable | null) {
  if (online === null) return { enable: false, targetLag: null, storeType: 'hybrid_table' as const };
  const { targetLag, storeType, refreshMode, schedulingState, setupStatus, setupError } = online;
  return {
    enable: true,
    targetLag,
    storeType,
    refreshMode,
    schedulingState,
    ...(setupStatus !== null && { setupStatus, setupErrorMsg: setupError }),
  };
}

/** A row of `list_feature_groups`. */
export function featureGroupRow(group: FeatureGroup) {
  const { name, version, desc, owner, autoPrefix, sources, outputColumns } = group;
  return { name, version, desc, owner, autoPrefix, sources, outputColumns };
}

/** A row of `list_stream_sources`. */
export function streamSourceRow({ name, columns, desc, owner }: StreamSource) {
  return { name, schema: columns, desc, owner };
}

/** A row of `list_columns`. */
export interface ColumnRow {
  readonly name: string;
  readonly category: ColumnCategory;
  readonly dtype: string;
  /** Of a feature its own, of a join key its entity's; null for the timestamp. */
  readonly desc: string | null;
}

/** The columns of a feature view as readers get them (`list_columns`). */
export function listColumns({ columns, entities }: FeatureView): readonly ColumnRow[] {
  return columns.map(({ name, type, category, desc }) => ({
    name,
    category,
    dtype: type,
    desc: category === 'FEATURE' ? desc : category === 'TIMESTAMP' ? null : entityDesc(entities, name),
  }));
}

function entityDesc(entities: readonly Entity[], key: string): string {
  return entities.find(({ joinKeys }) => joinKeys.includes(key))?.desc ?? '';
}

/** Descriptions of features by their stored names (`feature_descs`). */
export function featureDescs({ columns }: FeatureView): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns.filter(({ category }) => category === 'FEATURE').map(({ name, desc }) => [name, desc]),
  );
}

/** Feature views, realtime ones among them, as rows (`to_df`, `list_feature_views`). */
export function toRows(
  views: readonly FeatureView[],
  realtime: readonly RealtimeFeatureView[],
  place: StorePlace,
): readonly ReturnType<typeof featureViewRow>[] {
  return [...views.map(featureViewRow), ...realtime.map((view) => realtimeRow(view, place))];
}
