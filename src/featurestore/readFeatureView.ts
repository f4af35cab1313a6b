import type { DefinitionText } from './definitionText.js';
import { messageOf } from './errors.js';
import type {
  Entity,
  FeatureView,
  FeatureViewTrait,
  Initialize,
  OnlineTable,
  RefreshMode,
  Rollup,
  StoreProblem,
  StreamConfig,
} from './model.js';
import { objectSql } from './names.js';
import type { StorePlace } from './names.js';
import { categoryOf, joinKeysOf } from './plan.js';
import { textOf, textOrEmpty } from './statements.js';
import type { NamedRow } from './statements.js';
import type { StoredColumn } from './storeRows.js';
import { metadataTable, metadataTag, readMetadataTag } from './tags.js';
import type { ViewMetadata } from './tags.js';
import { JsonFields } from './jsonFields.js';
import { readStreamConfig } from './readStreams.js';
import type { StoredMetadata } from './sideMetadata.js';
import { readRollup } from './tiles/metadata.js';
import { readTiles } from './tiles/readTiles.js';
import type { StoredTiles } from './tiles/readTiles.js';

/** A tagged view or dynamic table. */
export interface StoredObject {
  readonly place: StorePlace;
  readonly kind: 'managed' | 'external';
  readonly physicalName: string;
  readonly name: string;
  readonly version: string;
  /** Its row of SHOW. */
  readonly row: NamedRow;
  readonly definition: DefinitionText | null;
  /** The role may not see the statement (an object of a share). */
  readonly textHidden: boolean;
  readonly officiallyReadable: boolean;
  /** The metadata tag's own value, where it was asked for. */
  readonly metadata: string | null;
  /** Its rows of the store's side table, where they were asked for. */
  readonly sideMetadata: StoredMetadata | null;
  /** Of the task of the same name. */
  readonly schedule: string | null;
  readonly columns: readonly StoredColumn[];
  /** Its online feature table. */
  readonly online: OnlineTable | null;
}

interface ReadResult {
  readonly featureView: FeatureView | null;
  readonly problems: readonly StoreProblem[];
}

/** A feature view from its object, or why it is none. */
export function readFeatureViewRow(object: StoredObject, entities: ReadonlyMap<string, Entity>): ReadResult {
  let metadata: ViewMetadata;
  try {
    metadata = readMetadata(object);
  } catch (error) {
    return { featureView: null, problems: [unreadableMetadata(object, messageOf(error))] };
  }
  const viewEntities = metadata.entities.map(
    (name) => entities.get(name) ?? { name, joinKeys: [], desc: '' },
  );
  const tiles = metadata.isTiled ? attempt(() => tilesOf(object, joinKeysOf(viewEntities))) : null;
  const stream = metadata.isStreaming ? attempt(() => streamOf(object)) : null;
  const rollup = metadata.isRollup ? attempt(() => rollupOf(object)) : null;
  const backup = metadata.isAppendOnly ? attempt(() => backupOf(object)) : null;
  const side = {
    tiles: tiles instanceof Error ? null : tiles,
    stream: stream instanceof Error ? null : stream,
    rollup: rollup instanceof Error ? null : rollup,
    backupSource: backup instanceof Error ? null : backup,
  };
  const featureView = build(object, metadata, viewEntities, side);
  const problems = [
    ...(tiles instanceof Error ? [unreadableTiles(object, tiles.message)] : []),
    ...[stream, rollup, backup].flatMap((side) =>
      side instanceof Error ? [unreadableSide(object, side.message)] : [],
    ),
    ...(object.officiallyReadable ? [] : [unreadableDefinition(object)]),
    ...metadata.entities.filter((name) => !entities.has(name)).map((name) => unknownEntity(object, name)),
    ...describedKeys(featureView),
  ];
  return { featureView, problems };
}

/** What is read, or why it is not. */
function attempt<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const sideOf = ({ sideMetadata }: StoredObject): StoredMetadata => sideMetadata ?? new Map<string, string>();

function tilesOf(object: StoredObject, joinKeys: ReadonlySet<string>): StoredTiles {
  return readTiles(sideOf(object), joinKeys, object.columns);
}

function streamOf(object: StoredObject): StreamConfig {
  const config = sideOf(object).get('STREAM_CONFIG');
  if (config === undefined) throw new Error('the store has no STREAM_CONFIG for it');
  return readStreamConfig(config);
}

/** null: the client that made it did not keep how. */
function rollupOf(object: StoredObject): Rollup | null {
  const config = sideOf(object).get('ROLLUP_CONFIG');
  return config === undefined ? null : readRollup(config);
}

function backupOf(object: StoredObject): string | null {
  const config = sideOf(object).get('APPEND_ONLY_CONFIG');
  return config === undefined ? null : JsonFields.parse(config).optionalText('backup_source');
}

function readMetadata(object: StoredObject): ViewMetadata {
  const value = object.metadata ?? object.definition?.tags.get(metadataTag);
  if (value === undefined) {
    throw new Error(
      object.textHidden ? 'this role may see neither its text nor its tag' : 'its text has no such tag',
    );
  }
  return readMetadataTag(value);
}

function build(
  object: StoredObject,
  metadata: ViewMetadata,
  entities: readonly Entity[],
  side: {
    readonly tiles: StoredTiles | null;
    readonly stream: StreamConfig | null;
    readonly rollup: Rollup | null;
    readonly backupSource: string | null;
  },
): FeatureView {
  const { row, place } = object;
  const { tiles, stream, rollup, backupSource } = side;
  const managed = object.kind === 'managed';
  const joinKeys = joinKeysOf(entities);
  const onlyManaged = (column: string) => (managed ? textOf(row[column]) : null);
  return {
    name: object.name,
    version: object.version,
    physicalName: object.physicalName,
    databaseName: place.database,
    schemaName: place.schema,
    kind: object.kind,
    entities,
    timestampCol: metadata.timestampCol,
    refreshFreq: managed ? refreshFrequency(object) : null,
    refreshMode: onlyManaged('refresh_mode'),
    refreshModeReason: onlyManaged('refresh_mode_reason'),
    askedRefreshMode: asked<RefreshMode>(object, 'REFRESH_MODE', ['AUTO', 'FULL', 'INCREMENTAL']),
    askedInitialize: asked<Initialize>(object, 'INITIALIZE', ['ON_CREATE', 'ON_SCHEDULE']),
    schedulingState: onlyManaged('scheduling_state'),
    warehouse: onlyManaged('warehouse'),
    initializationWarehouse: onlyManaged('initialization_warehouse'),
    clusterBy: managed ? clusteringKey(textOrEmpty(row['cluster_by'])) : null,
    desc: textOrEmpty(row['comment']),
    owner: textOf(row['owner']),
    createdOn: textOf(row['created_on']),
    query: object.definition?.query ?? `SELECT * FROM ${objectSql(place, object.physicalName)}`,
    columns:
      tiles?.columns ??
      object.columns.map(({ name, type, comment }) => ({
        name,
        type,
        category: categoryOf(name, joinKeys, metadata.timestampCol),
        desc: comment ?? '',
      })),
    tiles: tiles?.tiles ?? null,
    authoringVersion: tiles?.authoringVersion ?? null,
    rollup,
    storage: metadata.isIceberg ? storageOf(object) : null,
    traits: traitsOf(metadata),
    online: object.online,
    stream,
    backupSource,
  };
}

function storageOf({ definition }: StoredObject): FeatureView['storage'] {
  const externalVolume = definition?.clauses.get('EXTERNAL_VOLUME');
  const baseLocation = definition?.clauses.get('BASE_LOCATION');
  return externalVolume === undefined || baseLocation === undefined ? null : { externalVolume, baseLocation };
}

/** The word that a dynamic table's statement has for a clause. */
function asked<T extends string>(
  { kind, definition }: StoredObject,
  clause: string,
  words: readonly T[],
): T | null {
  if (kind !== 'managed') return null;
  const written = definition?.clauses.get(clause);
  return words.find((word) => word === written) ?? null;
}

function refreshFrequency({ row, schedule }: StoredObject): string | null {
  const lag = textOf(row['target_lag']);
  if (lag !== 'DOWNSTREAM' || schedule === null) return lag;
  return schedule.replace(/^USING CRON /i, '');
}

const traits: readonly (readonly [FeatureViewTrait, keyof ViewMetadata])[] = [
  ['tiled', 'isTiled'],
  ['iceberg', 'isIceberg'],
  ['rollup', 'isRollup'],
  ['streaming', 'isStreaming'],
  ['append-only', 'isAppendOnly'],
];

function traitsOf(metadata: ViewMetadata): FeatureViewTrait[] {
  return traits.filter(([, flag]) => metadata[flag] === true).map(([trait]) => trait);
}

/** `LINEAR(C1, "C,3")` as its parts: stored names, or an expression as it is written. */
export function clusteringKey(text: string): readonly string[] | null {
  const inner = /^\s*(?:\w+\s*)?\((.*)\)\s*$/s.exec(text)?.[1] ?? text;
  const parts = inner.match(/(?:"(?:[^"]|"")*"|\((?:[^()]|\([^()]*\))*\)|[^,])+/g) ?? [];
  const keys = parts.map((part) => {
    const quoted = /^"((?:[^"]|"")*)"$/.exec(part.trim())?.[1];
    return quoted?.replaceAll('""', '"') ?? part.trim();
  });
  return keys.length === 0 ? null : keys;
}

function unreadableMetadata({ physicalName }: StoredObject, why: string): StoreProblem {
  return {
    code: 'unreadable-metadata',
    object: physicalName,
    message: `The tag ${metadataTag} of ${physicalName} cannot be read: ${why}. The Python client cannot list this store's feature views while it is there. Register this version again with overwrite, or drop the object.`,
  };
}

function unreadableTiles({ physicalName }: StoredObject, why: string): StoreProblem {
  return {
    code: 'unreadable-metadata',
    object: physicalName,
    message: `${physicalName} is a table of tiles, and what they are tiles of cannot be read from ${metadataTable}: ${why}. No client can read its features. Register this version again with overwrite, or drop the object.`,
  };
}

function unreadableSide({ physicalName }: StoredObject, why: string): StoreProblem {
  return {
    code: 'unreadable-metadata',
    object: physicalName,
    message: `What ${metadataTable} says of ${physicalName} cannot be read: ${why}. The Python client cannot read this feature view. Register this version again, or drop the object.`,
  };
}

function unreadableDefinition({ physicalName }: StoredObject): StoreProblem {
  return {
    code: 'unreadable-definition',
    object: physicalName,
    message: `The statement of ${physicalName} is not in the form that the Python client reads; it cannot list this store's feature views while it is there. Register this version again with overwrite.`,
  };
}

function unknownEntity({ physicalName }: StoredObject, entity: string): StoreProblem {
  return {
    code: 'unknown-entity',
    object: physicalName,
    message: `${physicalName} is on the entity ${entity}, which this store does not have; the Python client cannot list the feature views. Register the entity, or drop the object.`,
  };
}

function describedKeys({ physicalName, columns }: FeatureView): StoreProblem[] {
  return columns
    .filter(({ category, desc }) => category !== 'FEATURE' && desc !== '')
    .map(({ name }) => ({
      code: 'described-key',
      object: physicalName,
      message: `The column ${name} of ${physicalName} is a key or timestamp and has a comment; the Python client cannot get this feature view. Remove the comment, or register this version again with overwrite.`,
    }));
}
