import type { Bind, Cursor } from '../session/session.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView, OnlineTable } from './model.js';
import { columnList, whereKey, whereKeys } from './readRows.js';
import type { ReadOptions } from './readRows.js';
import type { StoreStatements } from './statements.js';
import { fullyQualifiedOnlineTableName } from './viewNames.js';

/** Where values are read from: the feature view's own object, or its online copy. */
export type StoreType = 'ONLINE' | 'OFFLINE';

/**
 * The newest row of every key asked for, from the online feature table: `SELECT … FROM <NAME>$<VERSION>$ONLINE WHERE …`. One
 * key is bound, so that the statement is the same for all; several are written out.
 * @throws FeatureStoreError `not-online`; `feature-view-unsupported` for a table that is kept in Postgres;
 *   `unknown-feature`; `key-invalid`
 */
export async function readOnline(
  store: StoreStatements,
  view: FeatureView,
  options: ReadOptions,
): Promise<Cursor> {
  const { sql, binds } = onlineStatement(view, options);
  return store.query(sql, binds);
}

/** The statement and what is bound in it. */
export function onlineStatement(
  view: FeatureView,
  { keys = [], featureNames }: ReadOptions,
): { readonly sql: string; readonly binds: readonly Bind[] } {
  refusePostgres(view, onlineTableOf(view));
  const select = `SELECT ${columnList(view, featureNames)} FROM ${fullyQualifiedOnlineTableName(view)}`;
  const [key, ...more] = keys;
  if (key === undefined || more.length > 0) return { sql: `${select}${whereKeys(view, keys)}`, binds: [] };
  return { sql: `${select} WHERE ${whereKey(view, key, () => '?')}`, binds: key };
}

/** Its online feature table, or the refusal that it has none. */
export function onlineTableOf({ name, version, online }: FeatureView): OnlineTable {
  if (online !== null) return online;
  throw new FeatureStoreError(
    'not-online',
    `Online store is not enabled for feature view ${name}/${version}.`,
    { hint: 'Enable it (`onlineConfig`), or read the feature view itself.' },
  );
}

function refusePostgres({ name, version }: FeatureView, { storeType }: OnlineTable): void {
  if (storeType !== 'postgres') return;
  throw new FeatureStoreError(
    'feature-view-unsupported',
    `The online store of feature view ${name}/${version} is Postgres, which is read over REST with a programmatic access token, and not by SQL.`,
    { hint: 'Read it with the Python client, or read the feature view itself.' },
  );
}
