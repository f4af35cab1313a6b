import type { Tiles } from './tiles/aggregation.js';

/** The official feature store's objects, as they are stored. All names are stored (resolved) names. */

/** What features describe (a customer, a store), and the columns that identify one. A TAG in the store's schema. */
export interface Entity {
  readonly name: string;
  /** Columns that every feature view on the entity has. Empty when the stored tag has no allowed value. */
  readonly joinKeys: readonly string[];
  readonly desc: string;
  /** The owning role; null or absent where it is not known. */
  readonly owner?: string | null;
}

export type RefreshMode = 'AUTO' | 'FULL' | 'INCREMENTAL';
export type Initialize = 'ON_CREATE' | 'ON_SCHEDULE';

/** A feature view that is to be registered. */
export interface FeatureViewDraft {
  readonly name: string;
  readonly entities: readonly Entity[];
  /** One SELECT, registered as it is written. */
  readonly query: string;
  /** The query's columns in order; none: they are asked from the account. */
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  readonly timestampCol: string | null;
  /** A duration (`60 minute`), `DOWNSTREAM`, a cron expression with its time zone, or null for a view. */
  readonly refreshFreq: string | null;
  readonly desc: string;
  /** null or absent: the store's default warehouse. */
  readonly warehouse?: string | null;
  /** Fills and rebuilds the dynamic table; null or absent: its warehouse does. */
  readonly initializationWarehouse?: string | null;
  /** Absent: `ON_CREATE`. */
  readonly initialize?: Initialize;
  /** Absent: `AUTO`. */
  readonly refreshMode?: RefreshMode;
  /** null or absent: the join keys, then the timestamp; empty: none. */
  readonly clusterBy?: readonly string[] | null;
  /** Feature → description. */
  readonly featureDescs: Readonly<Record<string, string>>;
  /**
   * Features over windows of time, computed from `query` as a stream of events. null or absent: every column of `query`
   * that is no key is a feature.
   */
  readonly tiles?: Tiles | null;
  /**
   * Rolls up the windows of another feature view; `query` is the mapping between its entities and these then, and there
   * are no `tiles` and no `timestampCol`: they are the other's. null or absent: it does not.
   */
  readonly rollup?: RollupDraft | null;
  /** null or absent: it is not online. */
  readonly onlineConfig?: OnlineConfig | null;
  /** Where the rows are kept; null or absent: in Snowflake's own form. */
  readonly storageConfig?: StorageConfig | null;
  /** Whether every scheduled refresh adds its rows to a history, `<NAME>$<VERSION>$SNAPSHOTS`. Absent: not. */
  readonly appendOnly?: boolean;
  /** A table whose rows the history begins with, as SQL writes its name; null or absent: none. */
  readonly backupSource?: string | null;
}

/** What is rolled up to a coarser entity, and when the mapping holds (`RollupConfig`). */
export interface RollupDraft {
  /** A registered feature view with windows over time. Its granularity, features and descriptions are taken over. */
  readonly source: FeatureView;
  /**
   * The mapping's columns that say from when a row of it holds, and until before when; null there: it still does. Training
   * data then has of each tile to whom it belonged at its time. Both or neither; null or absent: rows always hold.
   */
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
}

/** What a roll-up remembers of how it was made; names and queries as SQL has them. */
export interface Rollup {
  readonly parentTable: string;
  readonly parentKeys: readonly string[];
  readonly mapping: string;
  readonly validity: { readonly from: string; readonly to: string } | null;
}

/** Whether the newest row of every key is kept for reads by key, in an online feature table (`OnlineConfig`). */
export interface OnlineConfig {
  readonly enable: boolean;
  /** How old its rows may become, from 10 seconds to 8 days; null or absent: `10 seconds`. */
  readonly targetLag?: string | null;
}

/** Rows as files of an Iceberg table in a volume of one's own (`StorageConfig`). Needs a refresh frequency. */
export interface StorageConfig {
  readonly format: 'iceberg';
  /** The external volume, as a user writes its name. */
  readonly externalVolume: string;
  /** A path in the volume; null or absent: the official client's, `snowflake/feature_store/iceberg/…`. */
  readonly baseLocation?: string | null;
}

/** What a column is to its feature view (`list_columns` of the official client). */
export type ColumnCategory = 'FEATURE' | 'ENTITY' | 'TIMESTAMP';

export interface FeatureViewColumn {
  readonly name: string;
  /** As DESCRIBE prints it: `NUMBER(38,0)`, `VARCHAR(16777216)`, `DATE`. */
  readonly type: string;
  readonly category: ColumnCategory;
  readonly desc: string;
}

/** Kinds of feature view that the official client knows beyond a plain view or dynamic table. */
export type FeatureViewTrait = 'tiled' | 'iceberg' | 'rollup' | 'streaming' | 'append-only';

/** Where an online copy is kept; what a store does not say is a hybrid table. */
export type OnlineStoreType = 'hybrid_table' | 'postgres';

/** An ONLINE FEATURE TABLE: the newest row of every key, kept for reads by key (CREATE ONLINE FEATURE TABLE). */
export interface OnlineTable {
  readonly name: string;
  readonly storeType: OnlineStoreType;
  /** As Snowflake prints it: `10 seconds`. */
  readonly targetLag: string;
  readonly refreshMode: string | null;
  readonly schedulingState: string | null;
  /** `SETUP_READY`, `SETUP_NOTREADY`, `SETUP_FAILED`; null where the account does not say. */
  readonly setupStatus: string | null;
  readonly setupError: string | null;
  readonly owner: string | null;
  readonly createdOn: string | null;
}

/** How a streaming feature view gets its rows. The Python function is text here, and never run. */
export interface StreamConfig {
  readonly streamSource: string;
  readonly transformationName: string;
  /** Python, as it was registered; null where it was not kept. */
  readonly transformationSource: string | null;
  readonly backfillStartTime: string | null;
  /** `RUNNING`, `COMPLETED`, `FAILED`; null where nothing is known. */
  readonly backfillState: string | null;
  /** The task that fills in the past; null where there is none. */
  readonly backfillTask: string | null;
}

/** One registered version of a feature view. */
export interface FeatureView {
  readonly name: string;
  readonly version: string;
  /** The object's name in its schema, `<name>$<version>`. */
  readonly physicalName: string;
  readonly databaseName: string;
  readonly schemaName: string;
  /** A dynamic table, or a view. */
  readonly kind: 'managed' | 'external';
  readonly entities: readonly Entity[];
  readonly timestampCol: string | null;
  /** The target lag as Snowflake prints it, or a cron expression; null for a view. */
  readonly refreshFreq: string | null;
  readonly refreshMode: string | null;
  /** Why Snowflake does not refresh incrementally; null when it does, and for a view. */
  readonly refreshModeReason: string | null;
  /** REFRESH_MODE and INITIALIZE as the statement asks for them; null or absent where that is not known. */
  readonly askedRefreshMode?: RefreshMode | null;
  readonly askedInitialize?: Initialize | null;
  /** `ACTIVE`, `SUSPENDED`, …; null for a view, and where the role may not see it. */
  readonly schedulingState: string | null;
  readonly warehouse: string | null;
  /** null or absent: its warehouse does that work, too, or the account does not say. */
  readonly initializationWarehouse?: string | null;
  readonly clusterBy: readonly string[] | null;
  readonly desc: string;
  readonly owner: string | null;
  readonly createdOn: string | null;
  /** The query after AS as it was registered; `SELECT * FROM <name>` where the role may not see it. */
  readonly query: string;
  /** What readers get: of a tiled feature view the join keys and the features, not the tiles' own columns. */
  readonly columns: readonly FeatureViewColumn[];
  /** The windows of a tiled feature view; null for all others, and where its metadata cannot be read. */
  readonly tiles: Tiles | null;
  /** The version of the official package whose form its tiles have; null or absent: it has none, or does not say. */
  readonly authoringVersion?: string | null;
  /** Of a roll-up: how it was made; null or absent for others, and where the store does not say. */
  readonly rollup?: Rollup | null;
  /** Where an Iceberg table has its files, by stored names; null or absent for others, and where the store does not say. */
  readonly storage?: { readonly externalVolume: string; readonly baseLocation: string } | null;
  readonly traits: readonly FeatureViewTrait[];
  /** Its online copy; null: there is none. */
  readonly online: OnlineTable | null;
  /** Of a streaming feature view; null for others, and where its metadata cannot be read. */
  readonly stream: StreamConfig | null;
  /** The table that an append-only feature view took its past from; null for others. */
  readonly backupSource: string | null;
}

/** A feature view that a group or a realtime feature view has features of. */
export interface FeatureSource {
  readonly name: string;
  readonly version: string;
  /** These features only; null for all. */
  readonly features: readonly string[] | null;
  /** What stands before the features' names (`with_name`); null where nothing was said. */
  readonly alias: string | null;
}

/** A column of a stream, of a request, or of what a realtime feature view gives. */
export interface StreamColumn {
  readonly name: string;
  /** As Snowflake writes it: `VARCHAR(64)`, `FLOAT`, `TIMESTAMP_NTZ(9)`. */
  readonly type: string;
}

/** Events that are sent to the store one by one. It is a row of the store's side table; there is no object. */
export interface StreamSource {
  readonly name: string;
  readonly columns: readonly StreamColumn[];
  readonly desc: string;
  readonly owner: string | null;
  /** How many streaming feature views the store counts on it. */
  readonly references: number;
}

/** A feature view whose values are computed when they are asked for. The Python function is text here, and never run. */
export interface RealtimeFeatureView {
  readonly name: string;
  readonly version: string;
  readonly desc: string;
  /** Names of entities. */
  readonly entities: readonly string[];
  readonly computeName: string;
  /** Python, as it was registered. */
  readonly computeSource: string;
  readonly sources: readonly FeatureSource[];
  /** What a caller sends with the keys; null when nothing. */
  readonly request: readonly StreamColumn[] | null;
  readonly output: readonly StreamColumn[];
  /** Its online feature table, which is all it has; null when that is gone. */
  readonly online: OnlineTable | null;
  readonly owner: string | null;
}

/** Features of several feature views that are read together, by key, from the online store. */
export interface FeatureGroup {
  readonly name: string;
  readonly version: string;
  readonly desc: string;
  /** Whether features are called `<NAME>_<VERSION>_<FEATURE>`. */
  readonly autoPrefix: boolean;
  readonly sources: readonly FeatureSource[];
  /** Empty in groups of older clients, which did not keep them. */
  readonly outputColumns: readonly string[];
  /** Its online feature table, which is all it has; null when that is gone. */
  readonly online: OnlineTable | null;
  readonly owner: string | null;
}

/** An object in a store's schema that cannot be read as it should, or that other clients cannot read. */
export interface StoreProblem {
  readonly code:
    | 'unreadable-definition'
    | 'unreadable-metadata'
    | 'unreadable-object-tag'
    | 'unknown-object-type'
    | 'unknown-entity'
    | 'entity-without-keys'
    | 'odd-name'
    | 'untagged'
    | 'case-twins'
    | 'described-key'
    | 'unreadable-stream-source'
    | 'unreadable-realtime-view'
    | 'unreadable-group'
    | 'orphan-task'
    | 'orphan-online-table'
    | 'orphan-snapshots'
    | 'orphan-metadata'
    | 'missing-source'
    | 'stream-references'
    | 'online-failed'
    | 'stored-code';
  /** The object's stored name. */
  readonly object: string;
  /** What is wrong, what it does, and the way out. */
  readonly message: string;
}

/** A store as it was when it was read. */
export interface StoreSnapshot {
  readonly database: string;
  readonly schema: string;
  readonly entities: readonly Entity[];
  readonly featureViews: readonly FeatureView[];
  readonly streamSources: readonly StreamSource[];
  readonly realtimeFeatureViews: readonly RealtimeFeatureView[];
  readonly featureGroups: readonly FeatureGroup[];
  readonly problems: readonly StoreProblem[];
}

/** One refresh of a dynamic table (DYNAMIC_TABLE_REFRESH_HISTORY). */
export interface RefreshRecord {
  readonly name: string;
  /** `SUCCEEDED`, `FAILED`, `EXECUTING`, … */
  readonly state: string;
  readonly refreshStartTime: string | null;
  readonly refreshEndTime: string | null;
  /** `INCREMENTAL`, `FULL`, `NO_DATA`, `REINITIALIZE`. */
  readonly refreshAction: string | null;
}
