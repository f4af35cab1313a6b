import { textLiteral } from '../sql/literals.js';
import { isCancelled, textOrEmpty } from './statements.js';
import type { StoreStatements } from './statements.js';
import { metadataTable } from './tags.js';

/** What the store's side table says of one object: METADATA_TYPE → JSON. */
export type StoredMetadata = ReadonlyMap<string, string>;

/** An object of which the store's side table says something. */
export interface SideObject {
  /** `FEATURE_VIEW`, `STREAM_SOURCE`, `FEATURE_GROUP`, or what a newer client writes. */
  readonly type: string;
  readonly name: string;
  /** Empty for a stream source. */
  readonly version: string;
  readonly metadata: StoredMetadata;
}

/**
 * Everything in the side table, or what it says of one object's stored name (whatever its case). Where an object has a
 * kind of row twice the newest counts, as for every client. null when the account does not tell.
 */
export async function readSideMetadata(
  store: StoreStatements,
  named: string | undefined,
): Promise<readonly SideObject[] | null> {
  const only =
    named === undefined
      ? ''
      : ` WHERE UPPER(OBJECT_NAME || '$' || VERSION) = ${textLiteral(named.toUpperCase())}`;
  try {
    const rows = await store.rows(
      `SELECT OBJECT_TYPE, OBJECT_NAME, VERSION, METADATA_TYPE, TO_JSON(METADATA) AS METADATA FROM ${store.object(metadataTable)}${only} ORDER BY UPDATED_AT, CREATED_AT`,
    );
    const objects = new Map<string, SideObject & { readonly metadata: Map<string, string> }>();
    for (const row of rows) {
      const [type = '', name = '', version = ''] = ['object_type', 'object_name', 'version'].map((column) =>
        textOrEmpty(row[column]),
      );
      const key = JSON.stringify([type, name, version]);
      const known = objects.get(key) ?? { type, name, version, metadata: new Map<string, string>() };
      known.metadata.set(textOrEmpty(row['metadata_type']), textOrEmpty(row['metadata']));
      objects.set(key, known);
    }
    return [...objects.values()];
  } catch (error) {
    if (isCancelled(error)) throw error;
    return null;
  }
}
