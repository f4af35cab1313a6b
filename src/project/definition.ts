import { here } from '../dataframe/trace.js';
import type { CallId } from '../dataframe/trace.js';
import { Frame, nodeOf } from '../dataframe/frame.js';
import { inputs } from '../dataframe/plan/node.js';
import type { Node } from '../dataframe/plan/node.js';
import { report } from '../dataframe/problems.js';
import { featuresOf } from './feature.js';
import type { TimeSpan, ViewFeature, WindowFeature } from './feature.js';

/**
 * What a definition file says: entities and feature views, in the official feature store's vocabulary. The objects only
 * carry what was written; the rules they must keep are in checks/, where every problem has a place in the file.
 */

/** The thing that features describe (a customer, a store), and the columns that identify one. */
export interface Entity<K extends string = string> {
  readonly kind: 'entity';
  readonly name: string;
  readonly joinKeys: readonly K[];
  readonly desc: string;
}

export interface EntityOptions<K extends string> {
  /** Columns that identify one row of the entity. Every feature view on the entity must have them. */
  readonly joinKeys: readonly K[];
  /** Stored as the entity tag's comment. */
  readonly desc?: string;
}

/** A named query whose rows hold features of entities, in one version. */
export interface FeatureView<S = unknown> {
  readonly kind: 'featureView';
  readonly name: string;
  readonly version: string;
  readonly entities: readonly Entity[];
  readonly from: Frame<S>;
  readonly timestamp: string | null;
  readonly refresh: string | null;
  readonly warehouse: string | null;
  readonly initializationWarehouse: string | null;
  readonly refreshMode: RefreshMode;
  readonly initialize: Initialize;
  readonly clusterBy: readonly string[] | null;
  readonly desc: string;
  readonly features: Readonly<Record<string, string>>;
  /** The width of a tile, and the features that are computed of tiles; null for a feature view of plain rows. */
  readonly granularity: string | null;
  readonly aggregations: readonly ViewFeature[] | null;
  readonly secondaryKey: string | null;
  /** null: nothing is said, and what the store has stays. */
  readonly online: { readonly enable: boolean; readonly targetLag: string | null } | null;
  readonly storage: IcebergStorage | null;
  readonly appendOnly: boolean;
  readonly backupSource: string | null;
}

/** Rows as the files of an Iceberg table (CREATE DYNAMIC ICEBERG TABLE). */
interface IcebergStorage {
  readonly format: 'iceberg';
  /** The external volume that has the files. */
  readonly externalVolume: string;
  /** A path in the volume. Default: the official client's, `snowflake/feature_store/iceberg/…`. */
  readonly baseLocation?: string;
}

/**
 * How a dynamic table refreshes (CREATE DYNAMIC TABLE, REFRESH_MODE). AUTO is resolved once, at creation.
 */
type RefreshMode = 'AUTO' | 'FULL' | 'INCREMENTAL';

/** When a dynamic table gets its first rows (CREATE DYNAMIC TABLE, INITIALIZE). */
type Initialize = 'ON_CREATE' | 'ON_SCHEDULE';

type ColumnOf<S> = keyof S & string;

export interface FeatureViewOptions<S> {
  /** Letters, digits, `_`, `-` and `.`, e.g. `V_1`. A registered version never changes: write a new one. */
  readonly version: string;
  /** Their join keys must be columns of `from`. */
  readonly entities: readonly Entity<ColumnOf<NoInfer<S>>>[];
  /** The rows: a frame, or raw SQL. */
  readonly from: Frame<S>;
  /** The column that says when a row became known; needed for point-in-time training data. */
  readonly timestamp?: ColumnOf<NoInfer<S>>;
  /**
   * How old the rows may become: a duration (`60 minute`, `1 day`), `DOWNSTREAM`, or a cron expression with its time
   * zone (`0 3 * * * UTC`). Without it the feature view is a view that is computed when read.
   */
  readonly refresh?: string;
  /** Refreshes the rows. Default: the target's warehouse. */
  readonly warehouse?: string;
  /** Fills the rows at first and whenever they are all computed anew. Default: the same warehouse. */
  readonly initializationWarehouse?: string;
  /** Default `AUTO`. */
  readonly refreshMode?: RefreshMode;
  /** Default `ON_CREATE`. */
  readonly initialize?: Initialize;
  /** Clustering key. Default: the join keys, then the timestamp; an empty list means none. */
  readonly clusterBy?: readonly ColumnOf<NoInfer<S>>[];
  readonly desc?: string;
  /** Descriptions of feature columns (every column but the join keys and the timestamp is a feature). */
  readonly features?: { readonly [K in keyof NoInfer<S>]?: string };
  /**
   * Features over windows of time: `aggregations: (e) => [feature.sum(e.AMOUNT, '24h')]`. The rows of `from` are events
   * then, of which the store keeps partial results, tile by tile; it needs `granularity`, `timestamp` and `refresh`.
   */
  readonly aggregations?: (event: NoInfer<S>) => readonly WindowFeature[];
  /** The width of a tile, at least a minute. Windows and offsets are multiples of it; one minute, hour or day is best. */
  readonly granularity?: TimeSpan;
  /** Makes every feature an array, with one element for each value of this column that the window has. */
  readonly secondaryKey?: ColumnOf<NoInfer<S>>;
  /**
   * Keeps the newest row of every key in an online feature table, for reads by key: `true`, or how old its rows may
   * become (`{ targetLag: '30 seconds' }`, from 10 seconds to 8 days). `false` takes it down; without it, what the store
   * has stays.
   */
  readonly online?: boolean | { readonly targetLag?: string };
  /** Keeps the rows in a volume of your own as an Iceberg table; needs `refresh`. */
  readonly storage?: IcebergStorage;
  /**
   * Adds the rows of every refresh to a history, which training data is joined with. Needs a schedule (`refresh`),
   * `refreshMode: 'FULL'` and a timestamp.
   */
  readonly appendOnly?: boolean;
  /** A table that the history begins with, e.g. the one of an earlier version: `DB.FS.FV$V_1$SNAPSHOTS`. */
  readonly backupSource?: string;
}

const places = new WeakMap<object, CallId | null>();

export function isDefinition(value: unknown): value is Entity | FeatureView {
  return typeof value === 'object' && value !== null && places.has(value);
}

/** The call that made a definition; null outside the loader. */
export function placeOf(definition: Entity | FeatureView): CallId | null {
  return places.get(definition) ?? null;
}

function placed<T extends object>(definition: T): T {
  places.set(definition, here() ?? null);
  return Object.freeze(definition);
}

/** Defines an entity. Registered as the tag `SNOWML_FEATURE_STORE_ENTITY_<name>`. */
export function entity<const K extends string>(name: string, options: EntityOptions<K>): Entity<K> {
  return placed({
    kind: 'entity',
    name,
    joinKeys: Object.freeze([...options.joinKeys]),
    desc: options.desc ?? '',
  });
}

/** Defines one version of a feature view. With `refresh` it becomes a dynamic table, without it a view. */
export function featureView<S>(name: string, options: FeatureViewOptions<S>): FeatureView<S> {
  if (options.refresh !== undefined && options.from instanceof Frame)
    refuseSamples(nodeOf(options.from), new Set());
  return placed({
    kind: 'featureView',
    name,
    version: options.version,
    entities: Object.freeze([...options.entities]),
    from: options.from,
    timestamp: options.timestamp ?? null,
    refresh: options.refresh ?? null,
    warehouse: options.warehouse ?? null,
    initializationWarehouse: options.initializationWarehouse ?? null,
    refreshMode: options.refreshMode ?? 'AUTO',
    initialize: options.initialize ?? 'ON_CREATE',
    clusterBy: options.clusterBy ? Object.freeze([...options.clusterBy]) : null,
    desc: options.desc ?? '',
    features: Object.freeze({ ...(options.features as Record<string, string> | undefined) }),
    granularity: options.granularity ?? null,
    aggregations: options.aggregations ? featuresOf(options.from, options.aggregations) : null,
    secondaryKey: options.secondaryKey ?? null,
    appendOnly: options.appendOnly ?? false,
    backupSource: options.backupSource ?? null,
    online: onlineOf(options.online),
    storage: options.storage ? Object.freeze({ ...options.storage }) : null,
  });
}

function onlineOf(online: FeatureViewOptions<unknown>['online']): FeatureView['online'] {
  if (online === undefined) return null;
  if (typeof online === 'boolean') return Object.freeze({ enable: online, targetLag: null });
  return Object.freeze({ enable: true, targetLag: online.targetLag ?? null });
}

/** Dynamic tables take no SAMPLE in any refresh mode ("Supported queries for dynamic tables"). */
function refuseSamples(node: Node, seen: Set<Node>): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'sample')
    report({
      code: 'preview-only',
      severity: 'error',
      message:
        'A feature view with `refresh` cannot read a sample: dynamic tables refuse SAMPLE, and its rows would change from refresh to refresh. ' +
        'Take sample(…) out; filter by a hash of the key for a part that stays the same.',
      place: { call: node.call },
    });
  for (const input of inputs(node)) refuseSamples(input, seen);
}
