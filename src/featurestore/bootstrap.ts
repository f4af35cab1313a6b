import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import type { Session } from '../session/session.js';
import { FeatureStoreError, messageOf } from './errors.js';
import { objectSql } from './names.js';
import type { StorePlace } from './names.js';
import { isCancelled, StoreStatements, textOrEmpty } from './statements.js';
import type { NamedRow } from './statements.js';
import { entityDetail, likeLiteral } from './storeRows.js';
import { metadataTag, objectTag, snapshotStatusTable } from './tags.js';

export type CreationMode = 'FAIL_IF_NOT_EXIST' | 'CREATE_IF_NOT_EXIST';

/** Makes sure that the store is there, in the official client's order, creating it when asked to. */
export async function openStore(
  session: Session,
  place: StorePlace,
  warehouse: string,
  mode: CreationMode,
  signal?: AbortSignal,
): Promise<StoreStatements> {
  const store = new StoreStatements(session, place, signal);
  await findWarehouse(store, warehouse);
  await findDatabase(store);
  const exists = await has(
    store,
    `SHOW SCHEMAS LIKE ${likeLiteral(place.schema)} IN DATABASE ${identifier(place.database)}`,
    place.schema,
  );
  if (mode === 'CREATE_IF_NOT_EXIST') await createStore(store, exists);
  else await connectStore(store, exists);
  return store;
}

/** Checks a warehouse and answers its stored name. */
export async function findWarehouse(store: StoreStatements, warehouse: string): Promise<void> {
  if (await has(store, `SHOW WAREHOUSES LIKE ${likeLiteral(warehouse)}`, warehouse)) return;
  throw new FeatureStoreError('warehouse-not-found', `Cannot find warehouse ${warehouse}`, {
    hint: 'Create it, or name another one in firn.json; the role may also lack USAGE on it.',
  });
}

async function findDatabase(store: StoreStatements): Promise<void> {
  const { database } = store.place;
  const sql = `SHOW DATABASES LIKE ${likeLiteral(database)} STARTS WITH ${textLiteral(database)}`;
  if (await has(store, sql, database)) return;
  throw new FeatureStoreError('database-not-found', `Database ${database} does not exist.`, {
    hint: 'A feature store never creates its database: create it, or name another one in firn.json.',
  });
}

async function createStore(store: StoreStatements, exists: boolean): Promise<void> {
  try {
    if (!exists) await store.run(`CREATE SCHEMA IF NOT EXISTS ${store.schema}`);
    for (const sql of storeObjects(store.place)) await store.run(sql);
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw new FeatureStoreError(
      'store-not-created',
      `Failed to create feature store ${store.place.schema}: ${messageOf(error)}`,
      {
        hint: 'The role needs CREATE SCHEMA on the database, and CREATE TAG and CREATE TABLE on the schema.',
        cause: error,
      },
    );
  }
  await store.run(entityDetail(store, objectTag)).catch(unlessCancelled);
}

/** What makes a schema a feature store. */
export function storeObjects(place: StorePlace): readonly string[] {
  return [
    `CREATE TAG IF NOT EXISTS ${objectSql(place, metadataTag)}`,
    `CREATE TAG IF NOT EXISTS ${objectSql(place, objectTag)}`,
    createSnapshotStatus(place),
  ];
}

async function connectStore(store: StoreStatements, exists: boolean): Promise<void> {
  const { schema } = store.place;
  if (!exists) {
    throw new FeatureStoreError(
      'store-not-found',
      `Feature store schema ${schema} does not exist. Use CreationMode.CREATE_IF_NOT_EXIST mode instead if you want to create one.`,
      { hint: `Registering a feature view creates ${store.schema}.` },
    );
  }
  for (const tag of [objectTag, metadataTag]) {
    if (await has(store, `SHOW TAGS LIKE ${likeLiteral(tag)} IN SCHEMA ${store.schema}`, tag)) continue;
    throw new FeatureStoreError(
      'store-not-found',
      `Feature store internal tag ${tag} does not exist. Use CreationMode.CREATE_IF_NOT_EXIST mode instead if you want to create one.`,
      {
        hint: `The schema ${store.schema} is no feature store yet; registering a feature view makes it one.`,
      },
    );
  }
  // A reader may lack the right to create it, and needs it not.
  await store.run(createSnapshotStatus(store.place)).catch(unlessCancelled);
  await store.run(entityDetail(store, objectTag)).catch(unlessCancelled);
}

export function createSnapshotStatus(place: StorePlace): string {
  return (
    `CREATE TABLE IF NOT EXISTS ${objectSql(place, snapshotStatusTable)} ` +
    '(FV_FQN VARCHAR NOT NULL, SNAPSHOT_START_TIME TIMESTAMP_NTZ NOT NULL, CREATED_AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP())'
  );
}

function unlessCancelled(error: unknown): void {
  if (isCancelled(error)) throw error;
}

/** Whether a SHOW statement lists an object of exactly this name. */
async function has(store: StoreStatements, sql: string, name: string): Promise<boolean> {
  return named(await store.rows(sql), name).length > 0;
}

/** Whether the store's schema has an object of exactly this name; `plural` is its kind, as SHOW calls it. */
export async function exists(store: StoreStatements, plural: string, name: string): Promise<boolean> {
  return has(store, `SHOW ${plural} LIKE ${likeLiteral(name)} IN SCHEMA ${store.schema}`, name);
}

/** SHOW … LIKE ignores case and has wildcards; the rows of exactly this name. */
function named(rows: readonly NamedRow[], name: string): readonly NamedRow[] {
  return rows.filter((row) => textOrEmpty(row['name']) === name);
}
