import { textLiteral } from '../sql/literals.js';
import { exists } from './bootstrap.js';
import type { JsonValue } from './pythonJson.js';
import { pythonJson } from './pythonJson.js';
import type { StoreStatements } from './statements.js';
import { metadataTable, objectTag, objectTagValue } from './tags.js';

/** One thing that the store remembers about a feature view beside its object. */
export interface MetadataRow {
  readonly type: string;
  readonly value: JsonValue;
}

/**
 * Writes what the store's side table is to say about a version, in one statement, so that a version that has said
 * something never says nothing in between. The table is made when it is not there. Nothing keeps it from having a row
 * twice, so rows that are there are changed.
 */
export async function writeMetadata(
  store: StoreStatements,
  name: string,
  version: string,
  rows: readonly MetadataRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const there = await exists(store, 'TABLES', metadataTable);
  if (!there) for (const sql of creation(store)) await store.run(sql);
  await store.run((there ? merge : insertion)(store, selects(name, version, rows)));
}

/** Forgets what the side table says about a version beside these rows; all of it without any. */
export async function deleteMetadata(
  store: StoreStatements,
  name: string,
  version: string,
  { except = [] }: { readonly except?: readonly MetadataRow[] } = {},
): Promise<void> {
  if (!(await exists(store, 'TABLES', metadataTable))) return;
  const kept = except.map(({ type }) => textLiteral(type)).join(', ');
  const others = kept === '' ? '' : ` AND METADATA_TYPE NOT IN (${kept})`;
  await store.run(`${deletion(store, name, version)}${others}`);
}

const KEY = ['OBJECT_TYPE', 'OBJECT_NAME', 'VERSION', 'METADATA_TYPE'] as const;

function selects(name: string, version: string, rows: readonly MetadataRow[]): string {
  const lines = rows.map(({ type, value }) => {
    const key = ['FEATURE_VIEW', name, version, type].map((text, i) => `${textLiteral(text)} AS ${KEY[i]}`);
    return `SELECT ${key.join(', ')}, PARSE_JSON(${textLiteral(pythonJson(value))}) AS METADATA`;
  });
  return lines.join('\n  UNION ALL ');
}

function insertion(store: StoreStatements, rows: string): string {
  return `INSERT INTO ${store.object(metadataTable)} (${KEY.join(', ')}, METADATA)\n  ${rows}`;
}

function merge(store: StoreStatements, rows: string): string {
  return `MERGE INTO ${store.object(metadataTable)} AS T
USING (
  ${rows}
) AS S
  ON ${KEY.map((column) => `T.${column} = S.${column}`).join(' AND ')}
WHEN MATCHED THEN UPDATE SET METADATA = S.METADATA, UPDATED_AT = CURRENT_TIMESTAMP()
WHEN NOT MATCHED THEN INSERT (${KEY.join(', ')}, METADATA) VALUES (${KEY.map((column) => `S.${column}`).join(', ')}, S.METADATA)`;
}

function deletion(store: StoreStatements, name: string, version: string): string {
  return `DELETE FROM ${store.object(metadataTable)} WHERE OBJECT_TYPE = 'FEATURE_VIEW' AND OBJECT_NAME = ${textLiteral(name)} AND VERSION = ${textLiteral(version)}`;
}

function creation(store: StoreStatements): readonly string[] {
  const table = store.object(metadataTable);
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (
  OBJECT_TYPE VARCHAR(50) NOT NULL,
  OBJECT_NAME VARCHAR(256) NOT NULL,
  VERSION VARCHAR(128) NOT NULL,
  METADATA_TYPE VARCHAR(50) NOT NULL,
  METADATA VARIANT NOT NULL,
  CREATED_AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP(),
  UPDATED_AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP(),
  PRIMARY KEY (OBJECT_TYPE, OBJECT_NAME, VERSION, METADATA_TYPE)
)
  COMMENT = 'Internal metadata table for Feature Store. DO NOT modify directly - used for Feature Store internal operations.'`,
    `ALTER TABLE ${table} SET TAG ${store.object(objectTag)} = '${objectTagValue('INTERNAL_METADATA_TABLE')}'`,
  ];
}
