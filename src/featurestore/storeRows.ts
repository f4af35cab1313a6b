import { textLiteral } from '../sql/literals.js';
import { identifier } from '../sql/identifiers.js';
import { messageOf } from './errors.js';
import { isCancelled, textOf, textOrEmpty } from './statements.js';
import type { NamedRow, StoreStatements } from './statements.js';
import { onlineSuffix } from './readOnline.js';
import { readSideMetadata } from './sideMetadata.js';
import type { SideObject } from './sideMetadata.js';
import { entityTagPrefix, metadataTable, metadataTag, objectTag, readObjectTag } from './tags.js';

/** What the account says about a store, row by row, before anything is made of it. */
export interface StoreRows {
  readonly entityTags: readonly NamedRow[];
  readonly dynamicTables: readonly NamedRow[];
  readonly views: readonly NamedRow[];
  readonly tasks: readonly NamedRow[];
  /** Stored object name → columns in order. */
  readonly columns: ReadonlyMap<string, readonly StoredColumn[]>;
  /** Object name → value of the object tag, of everything but tasks; null when the account does not tell. */
  readonly objectTags: ReadonlyMap<string, string> | null;
  /** The same of tasks, which have the names of the dynamic tables that they refresh. */
  readonly taskTags: ReadonlyMap<string, string> | null;
  /** The same for the metadata tag; only read when a statement's text is hidden. */
  readonly metadataTags: ReadonlyMap<string, string> | null;
  /** Only read when a tag says that there are any, or the account does not tell tags. */
  readonly onlineTables: readonly NamedRow[];
  /** The store's side table. Only read when there is one; null when the account does not tell. */
  readonly sideObjects: readonly SideObject[] | null;
}

export interface StoredColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string | null;
}

/**
 * Reads a whole store, or the objects of one name (whatever its case), in the same few statements however many
 * objects there are. They do not depend on each other and are sent together.
 */
export async function readStoreRows(store: StoreStatements, named?: string): Promise<StoreRows> {
  const like = named === undefined ? '' : `LIKE ${likeLiteral(named)} `;
  const [entityTags, dynamicTables, views, columns, tags] = await Promise.all([
    showEntityTags(store),
    showAll(store, `SHOW DYNAMIC TABLES ${like}IN SCHEMA ${store.schema}`),
    showAll(store, `SHOW VIEWS ${like}IN SCHEMA ${store.schema}`),
    readColumns(store, named),
    readTagValues(store, objectTag),
  ]);
  const objectTags = tags?.objects ?? null;
  const scheduled = dynamicTables.some((row) => row['target_lag'] === 'DOWNSTREAM');
  const hidden = [...dynamicTables, ...views].some((row) => textOf(row['text']) === null);
  const remembers =
    hidden || objectTags === null || objectTags.has(metadataTable) || columns.has(metadataTable);
  const [tasks, metadataTags, onlineTables, sideObjects] = await Promise.all([
    scheduled ? showAll(store, `SHOW TASKS ${like}IN SCHEMA ${store.schema}`) : [],
    hidden ? readTagValues(store, metadataTag) : null,
    mayBeOnline(objectTags) ? showOnlineTables(store, named) : [],
    remembers ? readSideMetadata(store, named) : null,
  ]);
  return {
    entityTags,
    dynamicTables,
    views,
    columns,
    objectTags,
    taskTags: tags?.tasks ?? null,
    tasks,
    metadataTags: metadataTags?.objects ?? null,
    onlineTables,
    sideObjects,
  };
}

/** Types of the object tag that online feature tables carry. */
const onlineTypes = new Set(['ONLINE_FEATURE_TABLE', 'FEATURE_GROUP', 'REALTIME_FEATURE_VIEW']);

function mayBeOnline(objectTags: ReadonlyMap<string, string> | null): boolean {
  if (objectTags === null) return true;
  return [...objectTags.values()].some((value) => {
    const tag = readObjectTag(value);
    return 'type' in tag && onlineTypes.has(tag.type);
  });
}

/** None where the account does not know online feature tables (the feature is not enabled). */
async function showOnlineTables(
  store: StoreStatements,
  named: string | undefined,
): Promise<readonly NamedRow[]> {
  const like = named === undefined ? '' : `LIKE ${likeLiteral(`${named}${onlineSuffix}`)} `;
  try {
    return await showAll(store, `SHOW ONLINE FEATURE TABLES ${like}IN SCHEMA ${store.schema}`);
  } catch (error) {
    if (/unexpected 'online'/i.test(messageOf(error))) return [];
    throw error;
  }
}

export async function showEntityTags(store: StoreStatements): Promise<readonly NamedRow[]> {
  const rows = await showAll(
    store,
    `SHOW TAGS LIKE ${textLiteral(`${entityTagPrefix}%`)} IN SCHEMA ${store.schema}`,
  );
  return rows.filter((row) => textOrEmpty(row['name']).startsWith(entityTagPrefix));
}

/** Most rows that one SHOW gives (SHOW <objects>, Usage notes). */
const showLimit = 10_000;

/** All rows of a SHOW, in further statements where one does not hold them. */
async function showAll(store: StoreStatements, sql: string): Promise<readonly NamedRow[]> {
  const rows = [...(await store.rows(sql))];
  let page: readonly NamedRow[] = rows;
  while (page.length >= showLimit) {
    const last = textOrEmpty(page.at(-1)?.['name']);
    page = await store.rows(`${sql} LIMIT ${showLimit} FROM ${textLiteral(last)}`);
    rows.push(...page);
  }
  return rows;
}

/**
 * A pattern for SHOW … LIKE that a name matches. `_` and `%` in it match more, and so does case: whoever asks for one
 * object compares the names that come back.
 */
export function likeLiteral(name: string): string {
  return textLiteral(name.replaceAll('\\', '\\\\'));
}

/**
 * All values of one of the store's tags in one statement. ENTITY_DETAIL is undocumented, and what the official client
 * uses; an account that refuses it is read by the statements' text instead.
 */
async function readTagValues(store: StoreStatements, tag: string): Promise<TagValues | null> {
  try {
    const rows = await store.rows(entityDetail(store, tag));
    return tagValues(textOrEmpty(Object.values(rows[0] ?? {})[0]));
  } catch (error) {
    if (isCancelled(error)) throw error;
    return null;
  }
}

export function entityDetail(store: StoreStatements, tag: string): string {
  return `SELECT ENTITY_DETAIL('TAG', ${textLiteral(store.object(tag))}, '["TAG_REFERENCES_INTERNAL"]')`;
}

interface TagValues {
  readonly tasks: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, string>;
}

function tagValues(json: string): TagValues {
  const detail = JSON.parse(json) as {
    readonly referencedEntities?: {
      readonly tagReferenceList?: readonly {
        readonly entityName?: string;
        readonly domain?: string;
        readonly tagValue?: string;
      }[];
    };
  };
  const tasks = new Map<string, string>();
  const objects = new Map<string, string>();
  for (const { entityName, domain, tagValue } of detail.referencedEntities?.tagReferenceList ?? [])
    (domain === 'TASK' ? tasks : objects).set(entityName ?? '', tagValue ?? '');
  return { tasks, objects };
}

async function readColumns(
  store: StoreStatements,
  named: string | undefined,
): Promise<ReadonlyMap<string, readonly StoredColumn[]>> {
  const table = named === undefined ? '' : ` AND UPPER(TABLE_NAME) = ${textLiteral(named.toUpperCase())}`;
  const rows = await store.rows(
    'SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, COMMENT' +
      ` FROM ${identifier(store.place.database)}.INFORMATION_SCHEMA.COLUMNS` +
      ` WHERE TABLE_SCHEMA = ${textLiteral(store.place.schema)}${table} ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  const columns = new Map<string, StoredColumn[]>();
  for (const row of rows) {
    const table = textOrEmpty(row['table_name']);
    const column = {
      name: textOrEmpty(row['column_name']),
      type: columnType(row),
      comment: textOf(row['comment']),
    };
    const known = columns.get(table);
    if (known === undefined) columns.set(table, [column]);
    else known.push(column);
  }
  return columns;
}

/** A column's type as DESCRIBE prints it, from a row of INFORMATION_SCHEMA.COLUMNS. */
function columnType(row: NamedRow): string {
  const type = textOrEmpty(row['data_type']);
  const [length, precision, scale, fraction] = [
    'character_maximum_length',
    'numeric_precision',
    'numeric_scale',
    'datetime_precision',
  ].map((name) => textOf(row[name]));
  if (type === 'NUMBER' && precision != null) return `NUMBER(${precision},${scale ?? 0})`;
  if (type === 'TEXT') return length == null ? 'VARCHAR' : `VARCHAR(${length})`;
  if (type === 'BINARY' && length != null) return `BINARY(${length})`;
  if (/^TIME/.test(type) && fraction != null) return `${type}(${fraction})`;
  return type;
}
