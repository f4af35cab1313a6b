import type { SnowflakeType } from '../account.js';
import type { Identity } from './identity.js';

/** The kinds of object the catalog keeps, spelled as `SHOW OBJECTS` and error messages spell them. */
export type ObjectKind =
  | 'DATABASE'
  | 'SCHEMA'
  | 'TABLE'
  | 'VIEW'
  | 'DYNAMIC TABLE'
  | 'TAG'
  | 'WAREHOUSE'
  | 'ROLE'
  | 'STAGE'
  | 'FILE FORMAT'
  | 'TASK'
  | 'STREAM'
  | 'FUNCTION'
  | 'DATASET'
  | 'DROPPED'
  | 'ONLINE FEATURE TABLE'
  | 'MODEL';

/** Tag object id → value. */
export type TagValues = Readonly<Record<string, string>>;

export interface CatalogColumn {
  readonly name: string;
  /** The column's name in the DuckDB table; Snowflake's names may differ by case alone, DuckDB's may not. */
  readonly physical: string;
  readonly type: SnowflakeType;
  readonly nullable: boolean;
  /** The default's SQL text, or null. */
  readonly default: string | null;
  /** AUTOINCREMENT; absent or null for the others. */
  readonly identity?: Identity | null;
  readonly comment: string | null;
  readonly primaryKey: boolean;
  readonly uniqueKey: boolean;
  readonly tags: TagValues;
}

interface ObjectBase {
  readonly id: number;
  readonly name: string;
  /** The containing schema or database; null for account-level objects. */
  readonly parent: number | null;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  readonly owner: string | null;
  readonly comment: string;
  readonly tags: TagValues;
}

export interface DatabaseObject extends ObjectBase {
  readonly kind: 'DATABASE';
  readonly parent: null;
  readonly transient: boolean;
}

export interface SchemaObject extends ObjectBase {
  readonly kind: 'SCHEMA';
  readonly parent: number;
  readonly transient: boolean;
}

/** How long changes of a table are kept for those who have not read them. */
export interface Retention {
  /** DATA_RETENTION_TIME_IN_DAYS */
  readonly days: number;
  /** MAX_DATA_EXTENSION_TIME_IN_DAYS: so long at least for streams and dynamic tables. */
  readonly extension: number;
}

export const DEFAULT_RETENTION: Retention = { days: 1, extension: 14 };

/** An object from which another's rows came, and the columns that the other's are made of. */
export interface Derivation {
  /** The id of the source; it may be gone. */
  readonly source: number;
  /** The version, of a source that has some. */
  readonly version: string | null;
  /** Pairs of a column of the source and the column made of it. */
  readonly columns: readonly (readonly [string, string])[];
}

export interface TableObject extends ObjectBase {
  readonly kind: 'TABLE';
  readonly parent: number;
  /** The table's name in DuckDB, in schema `data`. */
  readonly physical: string;
  readonly columns: readonly CatalogColumn[];
  readonly type: 'TABLE' | 'TRANSIENT' | 'TEMPORARY';
  /** The connection that sees a temporary table; null for the others. */
  readonly session: string | null;
  /** `LINEAR(…)` as SHOW prints it, or the empty text. */
  readonly clusterBy: string;
  /** CHANGE_TRACKING, as SHOW prints it. */
  readonly changeTracking: boolean;
  /** From which tick on the table's changes are all known; null when they are not recorded. */
  readonly changesSince: number | null;
  readonly retention: Retention;
  /** Where statements have taken its rows from. */
  readonly derivedFrom: readonly Derivation[];
}

export interface ViewObject extends ObjectBase {
  readonly kind: 'VIEW';
  readonly parent: number;
  readonly columns: readonly CatalogColumn[];
  /** The CREATE statement as it was written. */
  readonly text: string;
  /** The query after AS. */
  readonly query: string;
  /** Where the query's unqualified names are resolved: the view's own database and schema. */
  readonly secure: boolean;
}

export type RefreshMode = 'INCREMENTAL' | 'FULL';

export interface DynamicTableObject extends ObjectBase {
  readonly kind: 'DYNAMIC TABLE';
  readonly parent: number;
  readonly physical: string;
  readonly columns: readonly CatalogColumn[];
  readonly text: string;
  readonly query: string;
  /** Normalised (`1 hour`), or `DOWNSTREAM`. */
  readonly targetLag: string;
  readonly warehouse: string;
  readonly initializationWarehouse: string | null;
  readonly refreshMode: RefreshMode;
  /** Why not INCREMENTAL; null when it is. */
  readonly refreshModeReason: string | null;
  readonly initialize: 'ON_CREATE' | 'ON_SCHEDULE';
  readonly clusterBy: string;
  /** Of a DYNAMIC ICEBERG TABLE; null or absent for others. Recorded: the files are the account's own. */
  readonly iceberg?: IcebergStorage | null;
  readonly transient: boolean;
  readonly schedulingState: 'ACTIVE' | 'SUSPENDED';
  readonly lastSuspendedOn: number | null;
  /** The moment whose data the table shows; null until the first refresh. */
  readonly dataTimestamp: number | null;
  /** When a refresh was last tried, whatever came of it; null until one was. */
  readonly lastAttemptOn: number | null;
  /** Scheduled refreshes that have failed since the last that succeeded. */
  readonly consecutiveFailures: number;
  /** From which tick on the table's changes are all known; null when they are not recorded. */
  readonly changesSince: number | null;
  readonly retention: Retention;
  /** What the rows were computed from; null where they are computed in full. */
  readonly basis: RefreshBasis | null;
}

/** Where an Iceberg table has its files. */
export interface IcebergStorage {
  readonly externalVolume: string;
  readonly catalog: string;
  readonly baseLocation: string;
}

/** Up to where a dynamic table has followed the changes of its sources. */
export interface RefreshBasis {
  readonly tick: number;
  /** The tables with rows of their own that the query reads. */
  readonly bases: readonly number[];
  /** Of the query as it was computed: another one is computed from the beginning. */
  readonly fingerprint: string;
  /** Changed rows of each of `bases` that touched most of the results, and how many more times not to look. */
  readonly touchesMost?: { readonly rows: readonly number[]; readonly guesses: number } | undefined;
}

export interface TagObject extends ObjectBase {
  readonly kind: 'TAG';
  readonly parent: number;
  /** null: any value is allowed. */
  readonly allowedValues: readonly string[] | null;
  readonly propagate: string | null;
}

export type Properties = Readonly<Record<string, string>>;

export interface WarehouseObject extends ObjectBase {
  readonly kind: 'WAREHOUSE';
  readonly parent: null;
  readonly state: 'STARTED' | 'SUSPENDED';
  /** `WAREHOUSE_SIZE`, `AUTO_SUSPEND`, … as they were set. */
  readonly properties: Properties;
}

export interface Grant {
  readonly privilege: string;
  /** `TABLE`, `FUTURE VIEWS`, `ROLE`, … */
  readonly on: string;
  readonly name: string;
  readonly grantedOn: number;
  readonly grantOption: boolean;
}

export interface RoleObject extends ObjectBase {
  readonly kind: 'ROLE';
  readonly parent: null;
  readonly grants: readonly Grant[];
}

export interface StageObject extends ObjectBase {
  readonly kind: 'STAGE';
  readonly parent: number;
  /** The stage's folder below the account's `stages` folder; opaque, so that renames cost nothing. */
  readonly folder: string;
  readonly fileFormat: Properties;
  /** The connection that sees a temporary stage; null (or absent, in older accounts) for the others. */
  readonly session?: string | null;
}

export interface FileFormatObject extends ObjectBase {
  readonly kind: 'FILE FORMAT';
  readonly parent: number;
  readonly options: Properties;
  /** As a stage's. */
  readonly session?: string | null;
}

export interface TaskObject extends ObjectBase {
  readonly kind: 'TASK';
  readonly parent: number;
  readonly warehouse: string | null;
  readonly schedule: string | null;
  readonly predecessors: readonly string[];
  readonly condition: string | null;
  readonly definition: string;
  readonly state: 'started' | 'suspended';
  readonly properties: Properties;
  readonly lastSuspendedOn: number | null;
  readonly lastSuspendedReason: 'USER_SUSPENDED' | 'SUSPENDED_DUE_TO_ERRORS' | null;
  /** When its schedule asks for it next; null when it has none or is suspended. */
  readonly nextRunOn: number | null;
  /** When EXECUTE TASK asked for a run that has not begun. */
  readonly requestedOn: number | null;
  /** Runs that have failed since the last that succeeded. */
  readonly consecutiveFailures: number;
}

/**
 * A place in the changes of a table, dynamic table or view, up to which they have been consumed.
 */
export interface StreamObject extends ObjectBase {
  readonly kind: 'STREAM';
  readonly parent: number;
  /** The object whose changes it gives; it may be gone. */
  readonly source: number;
  /** The source's full name and kind when the stream was made, for when it is gone. */
  readonly sourceName: string;
  readonly sourceKind: 'TABLE' | 'VIEW' | 'DYNAMIC TABLE';
  /** The tables with rows of their own that the source is, or reads. */
  readonly bases: readonly number[];
  readonly appendOnly: boolean;
  /** Changes of later ticks have not been consumed. */
  readonly offset: number;
  /** When the offset was set; milliseconds since the epoch. */
  readonly offsetOn: number;
  /** SHOW_INITIAL_ROWS, until the stream is consumed for the first time. */
  readonly initialRows: boolean;
}

export interface FunctionParameter {
  readonly name: string;
  readonly type: SnowflakeType;
  /** The default's SQL text; null where a call has to give the argument. */
  readonly default: string | null;
}

/** A user-defined function in SQL. Functions of one name differ by the types of their arguments. */
export interface FunctionObject extends ObjectBase {
  readonly kind: 'FUNCTION';
  readonly parent: number;
  readonly parameters: readonly FunctionParameter[];
  /** One value, or rows with these columns. */
  readonly returns:
    | { readonly kind: 'value'; readonly type: SnowflakeType }
    | { readonly kind: 'rows'; readonly columns: readonly { name: string; type: SnowflakeType }[] };
  /** An expression or a query, as it was written. */
  readonly body: string;
  readonly secure: boolean;
  readonly immutable: boolean;
  readonly memoizable: boolean;
}

/** The latest row of each key of a view or dynamic table. */
export interface OnlineFeatureTableObject extends ObjectBase {
  readonly kind: 'ONLINE FEATURE TABLE';
  readonly parent: number;
  readonly physical: string;
  readonly columns: readonly CatalogColumn[];
  /** The CREATE statement as it was written. */
  readonly text: string;
  /** The view or dynamic table; it may be gone. */
  readonly source: number;
  readonly primaryKey: readonly string[];
  readonly timestampColumn: string | null;
  /** Normalised: `30 seconds`. */
  readonly targetLag: string;
  readonly warehouse: string | null;
  readonly refreshMode: RefreshMode;
  readonly schedulingState: 'ACTIVE' | 'SUSPENDED';
  readonly lastSuspendedOn: number | null;
  /** When it was last refreshed; null until it was. */
  readonly dataTimestamp: number | null;
  /** The source's own data timestamp then; null until the source had rows. */
  readonly sourceTimestamp: number | null;
  readonly lastAttemptOn: number | null;
  /** Scheduled refreshes that have failed since the last that succeeded. */
  readonly consecutiveFailures: number;
}

/** A named, unchanging set of files: of a dataset or a model. */
export interface ObjectVersion {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  readonly comment: string;
  /** As METADATA gave it; null when it was not given. */
  readonly metadata: string | null;
  /** The folder of its files below the account's `stages` folder. */
  readonly folder: string;
  readonly derivedFrom: readonly Derivation[];
}

/** A method of a model: a function of the packaged Python. */
export interface ModelFunction {
  readonly name: string;
  /** It gives rows. */
  readonly table: boolean;
  /** `functions.predict.infer` */
  readonly handler: string;
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
}

export interface ModelVersion extends ObjectVersion {
  readonly alias: string | null;
  readonly functions: readonly ModelFunction[];
  /** The model's specification as it was packaged. */
  readonly spec: string;
  readonly runnableIn: readonly string[];
  readonly userData: string;
}

export interface ModelObject extends ObjectBase {
  readonly kind: 'MODEL';
  readonly parent: number;
  /** In the order of their creation; never empty. */
  readonly versions: readonly ModelVersion[];
  readonly defaultVersion: string;
}

export interface DatasetObject extends ObjectBase {
  readonly kind: 'DATASET';
  readonly parent: number;
  /** In the order of their creation. */
  readonly versions: readonly ObjectVersion[];
}

/** What UNDROP can bring back: an object that was dropped, with all that was in it. Its rows are kept. */
export interface DroppedObject extends ObjectBase {
  readonly kind: 'DROPPED';
  readonly parent: null;
  readonly droppedOn: number;
  readonly object: CatalogObject;
  /** What the object contained, the containers first. */
  readonly contents: readonly CatalogObject[];
}

export type CatalogObject =
  | DatabaseObject
  | SchemaObject
  | TableObject
  | ViewObject
  | DynamicTableObject
  | TagObject
  | WarehouseObject
  | RoleObject
  | StageObject
  | FileFormatObject
  | TaskObject
  | StreamObject
  | FunctionObject
  | DatasetObject
  | DroppedObject
  | OnlineFeatureTableObject
  | ModelObject;

/** What a query can read from. They share one set of names in a schema. */
export type Relation = TableObject | ViewObject | DynamicTableObject | OnlineFeatureTableObject;
/** What has rows of its own. */
export type StoredRelation = TableObject | DynamicTableObject;

export type ObjectOf<K extends ObjectKind> = Extract<CatalogObject, { kind: K }>;

/** Kinds that may not share a name inside one parent. */
const NAMESPACES: Readonly<Record<ObjectKind, string>> = {
  DATABASE: 'database',
  SCHEMA: 'schema',
  TABLE: 'relation',
  VIEW: 'relation',
  'DYNAMIC TABLE': 'relation',
  TAG: 'tag',
  WAREHOUSE: 'warehouse',
  ROLE: 'role',
  STAGE: 'stage',
  'FILE FORMAT': 'file format',
  TASK: 'task',
  STREAM: 'relation',
  FUNCTION: 'function',
  DATASET: 'dataset',
  DROPPED: 'dropped',
  'ONLINE FEATURE TABLE': 'relation',
  MODEL: 'model',
};

/** Kinds of which a connection may have temporary ones that nobody else sees. */
export const TEMPORARY_KINDS = ['TABLE', 'STAGE', 'FILE FORMAT'] as const;

/** The connection that alone sees a temporary object; null for what everybody sees. */
export function sessionOf(object: CatalogObject): string | null {
  return 'session' in object ? (object.session ?? null) : null;
}

export function namespaceOf(kind: ObjectKind): string {
  return NAMESPACES[kind];
}

export function isRelation(object: CatalogObject): object is Relation {
  return NAMESPACES[object.kind] === 'relation' && object.kind !== 'STREAM';
}

export function isStored(object: CatalogObject): object is StoredRelation {
  return object.kind === 'TABLE' || object.kind === 'DYNAMIC TABLE';
}

/** `(NUMBER, VARCHAR)`: the types of a function's arguments, by which functions of one name are told apart. */
export function signatureOf(types: readonly SnowflakeType[]): string {
  return `(${types.map((type) => (type.kind === 'TEXT' ? 'VARCHAR' : type.kind)).join(', ')})`;
}

/** The name under which the catalog finds an object: a function's has the types of its arguments behind it, and what was dropped has none. */
export function keyName(object: CatalogObject): string {
  if (object.kind === 'DROPPED') return String(object.id);
  return object.kind === 'FUNCTION'
    ? `${object.name}${signatureOf(object.parameters.map((p) => p.type))}`
    : object.name;
}
