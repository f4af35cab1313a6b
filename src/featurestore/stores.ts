import { identifier } from '../sql/identifiers.js';
import type { Session } from '../session/session.js';
import { resolveName } from './names.js';
import type { StorePlace } from './names.js';

import { namedRows, textOrEmpty } from './statements.js';
import { metadataTag, objectTag } from './tags.js';

/** Feature stores that the session's role sees: schemas with both tags. In one database, or in the whole account. */
export async function listStores(session: Session, database?: string): Promise<StorePlace[]> {
  const container = database === undefined ? 'ACCOUNT' : `DATABASE ${identifier(resolveName(database))}`;
  const [withObjects, withMetadata] = await Promise.all(
    [objectTag, metadataTag].map(async (tag) => {
      const rows = await namedRows(session, `SHOW TAGS LIKE '${tag}' IN ${container}`);
      return rows
        .filter((row) => row['name'] === tag)
        .map((row) => ({
          database: textOrEmpty(row['database_name']),
          schema: textOrEmpty(row['schema_name']),
        }));
    }),
  );
  const key = ({ database, schema }: StorePlace) => JSON.stringify([database, schema]);
  const complete = new Set(withMetadata?.map(key));
  return (withObjects ?? [])
    .filter((place) => complete.has(key(place)))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
