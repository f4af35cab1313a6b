import { clientIdentifier } from '../sql/identifiers.js';
import { FeatureStoreError } from './errors.js';
import { refuseUnrepresentable } from './names.js';
import { pythonJson } from './pythonJson.js';
import { storedForm } from './storedForm.js';

/** Tags by which the official clients recognise a feature store and its objects. */
export const objectTag = 'SNOWML_FEATURE_STORE_OBJECT';
export const metadataTag = 'SNOWML_FEATURE_VIEW_METADATA';
export const entityTagPrefix = 'SNOWML_FEATURE_STORE_ENTITY_';

/** Crash recovery of append-only feature views; every store has it. */
export const snapshotStatusTable = 'SNOWML_SNAPSHOT_STATUS';
/** Side metadata; exists once a feature view needs it. */
export const metadataTable = '_FEATURE_STORE_METADATA';

/** Values of `type` in the object tag. A value that a client does not know makes its constructor fail. */
const objectTypes = [
  'MANAGED_FEATURE_VIEW',
  'EXTERNAL_FEATURE_VIEW',
  'FEATURE_VIEW_REFRESH_TASK',
  'FEATURE_VIEW_BACKFILL_PROC',
  'FEATURE_VIEW_BACKFILL_UDTF',
  'TRAINING_DATA',
  'ONLINE_FEATURE_TABLE',
  'UDF_TRANSFORMED_TABLE',
  'SNAPSHOT_TABLE',
  'INTERNAL_METADATA_TABLE',
  'FEATURE_GROUP',
  'REALTIME_FEATURE_VIEW',
] as const;
export type ObjectType = (typeof objectTypes)[number];

/**
 * The version of the official package that our objects claim to be written by: the oldest that writes what we write,
 * so that no client is told to upgrade. The local part says who wrote them.
 */
const packageVersion = '1.27.0+firn.0.1';

export function objectTagValue(type: ObjectType): string {
  return pythonJson({ type, pkg_version: packageVersion });
}

/** Longest value of a tag (Object tagging, Snowflake documentation). */
const tagValueLimit = 256;

/** What a client would say to the value of an object tag: the type, or why no client can open the store. */
export function readObjectTag(value: string): { readonly type: string } | { readonly broken: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return { broken: 'is not JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null) return { broken: 'is not a JSON object' };
  const { type, pkg_version: version } = parsed as Record<string, unknown>;
  if (typeof type !== 'string') return { broken: 'has no "type"' };
  if (typeof version !== 'string') return { broken: 'has no "pkg_version"' };
  if (
    !/^v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?((-\d+)|([-_.]?(post|rev|r)[-_.]?\d*))?([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?$/i.test(
      version.trim(),
    )
  )
    return { broken: `has the pkg_version ${JSON.stringify(version)}, which is no Python version (PEP 440)` };
  return { type };
}

export function isObjectType(type: string): type is ObjectType {
  return (objectTypes as readonly string[]).includes(type);
}

/** The metadata tag's content. `entities` and `timestampCol` are stored names. */
export interface ViewMetadata {
  readonly entities: readonly string[];
  readonly timestampCol: string | null;
  readonly isTiled: boolean;
  readonly isIceberg: boolean;
  readonly isRollup: boolean;
  readonly isStreaming: boolean;
  readonly isAppendOnly: boolean;
}

const noTimestamp = 'NULL';
/** How clients before 1.5.1 wrote that there is no timestamp. */
const oldNoTimestamp = 'FS_TIMESTAMP_COL_PLACEHOLDER_VAL';

/** What is true of few feature views, in the official client's order. */
const flags = {
  isTiled: 'is_tiled',
  isIceberg: 'is_iceberg',
  isRollup: 'is_rollup',
  isStreaming: 'is_streaming',
  isAppendOnly: 'is_append_only',
} as const;
export type ViewFlags = { readonly [flag in keyof typeof flags]?: boolean };

/**
 * The metadata tag's value, keys in the official client's order. Flags that are false are left out, which every client
 * takes for false: clients before 1.54 cannot list a store that has a word they do not know in one of these tags, and
 * each flag is younger than the first clients. The value stands between single quotes as it is, without doubling
 * backslashes: readers take it out of the statement's text.
 */
export function metadataTagValue(
  entities: readonly string[],
  timestampCol: string | null,
  is: ViewFlags = {},
): string {
  for (const entity of entities) refuseUnrepresentable('Entity name', entity);
  if (timestampCol !== null) refuseUnrepresentable('Timestamp column', timestampCol);
  const value = pythonJson({
    entities: entities.map(clientIdentifier),
    timestamp_col: timestampCol === null ? noTimestamp : clientIdentifier(timestampCol),
    ...Object.fromEntries(
      Object.entries(flags).flatMap(([flag, key]) =>
        is[flag as keyof ViewFlags] === true ? [[key, true]] : [],
      ),
    ),
  });
  checkTagLength(
    metadataTag,
    value,
    'Use fewer entities, or shorter names of entities and timestamp column.',
  );
  return value;
}

/** Refuses a value that Snowflake would refuse, before anything is sent. */
export function checkTagLength(tag: string, value: string, hint: string): void {
  if (value.length <= tagValueLimit) return;
  throw new FeatureStoreError(
    'tag-too-long',
    `The value of the tag ${tag} would be ${value.length} characters long; Snowflake's limit is ${tagValueLimit}: ${value}`,
    { hint },
  );
}

/** Reads the metadata tag, from a statement's text or as the tag's value. Throws an Error that says what is wrong. */
export function readMetadataTag(value: string): ViewMetadata {
  const parsed = parseEither(value);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('it is not a JSON object');
  const fields = parsed as Record<string, unknown>;
  const entities = fields['entities'];
  if (!Array.isArray(entities) || !entities.every((name) => typeof name === 'string'))
    throw new Error('"entities" is not a list of names');
  const timestamp = fields['timestamp_col'];
  if (typeof timestamp !== 'string') throw new Error('"timestamp_col" is not a name');
  const flag = (key: string) => fields[key] === true;
  return {
    entities: entities.map(storedForm),
    timestampCol: timestamp === noTimestamp || timestamp === oldNoTimestamp ? null : storedForm(timestamp),
    isTiled: flag('is_tiled'),
    isIceberg: flag('is_iceberg'),
    isRollup: flag('is_rollup'),
    isStreaming: flag('is_streaming'),
    isAppendOnly: flag('is_append_only'),
  };
}

/** The text as JSON, or, where a writer escaped backslashes and quotes for SQL, what that literal means. */
function parseEither(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    try {
      return JSON.parse(value.replace(/\\(.)/gs, '$1').replaceAll("''", "'"));
    } catch {
      throw new Error(`it is not JSON (${error instanceof Error ? error.message : String(error)})`);
    }
  }
}
