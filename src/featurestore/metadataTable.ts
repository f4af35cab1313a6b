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
 * Makes `rows` all that the store's side table says about a version. The table is made when it is not there; nothing
 * keeps it from having a row twice, and so what is there goes first.
 */
export async function replaceMetadata(
  store: StoreStatements,
  name: string,
  version: string,
  rows: readonly MetadataRow[],
): Promise<void> {
  const there = await exists(store, 'TABLES', metadataTable);
  if (there) await store.run(deletion(store, name, version));
  if (rows.length === 0) return;
  if (!there) for (const sql of creation(store)) await store.run(sql);
  const selects = rows.map(({ type, value }) => {
    const key = ['FEATURE_VIEW', name, version, type].map(textLiteral).join(', ');
    return `SELECT ${key}, PARSE_JSON(${textLiteral(pythonJson(value))})`;
  });
  await store.run(
    `INSERT INTO ${store.object(metadataTable)} (OBJECT_TYPE, OBJECT_NAME, VERSION, METADATA_TYPE, METADATA)\n  ${selects.join('\n  UNION ALL ')}`,
  );
}

/** Forgets a version. */
export async function deleteMetadata(store: StoreStatements, name: string, version: string): Promise<void> {
  await replaceMetadata(store, name, version, []);
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
