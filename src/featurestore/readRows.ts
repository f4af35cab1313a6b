import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import type { Cursor } from '../session/session.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView, RefreshRecord } from './model.js';
import { joinKeysOf, nameList } from './plan.js';
import { textOf, textOrEmpty } from './statements.js';
import type { StoreStatements } from './statements.js';
import type { Tiles } from './tiles/aggregation.js';
import { readTilesQuery } from './tiles/readQuery.js';

export interface ReadOptions {
  /** Rows of these keys only: one value per join key, in the entities' order. */
  readonly keys?: readonly (readonly (string | number | boolean)[])[];
  /** These features only, by their stored names; the join keys come with them. */
  readonly featureNames?: readonly string[];
}

/** The statement that reads a registered feature view's rows; a tiled one's are its features as of now. */
export function readStatement(object: string, view: FeatureView, options: ReadOptions = {}): string {
  if (view.traits.includes('tiled')) return tiledReadStatement(object, view, options);
  const joinKeys = [...joinKeysOf(view.entities)];
  const columns =
    options.featureNames === undefined
      ? '*'
      : [...joinKeys, ...checkedFeatures(view, options.featureNames)].map(identifier).join(', ');
  return `SELECT ${columns} FROM ${object}${whereKeys(joinKeys, options.keys)}`;
}

function whereKeys(joinKeys: readonly string[], keys: ReadOptions['keys'] = []): string {
  const conditions = keys.map((key) => keyCondition(joinKeys, key));
  return conditions.length > 0 ? ` WHERE ${conditions.join(' OR ')}` : '';
}

/** The features of every key that has tiles, put together from the tiles that are complete now. */
function tiledReadStatement(object: string, view: FeatureView, options: ReadOptions): string {
  const tiles = readableTiles(view);
  const joinKeys = [...joinKeysOf(view.entities)];
  return readTilesQuery(tiles, {
    tileTable: object,
    joinKeys,
    where: whereKeys(joinKeys, options.keys),
    ...(options.featureNames && { features: checkedFeatures(view, options.featureNames) }),
  });
}

function readableTiles({ name, version, tiles }: FeatureView): Tiles {
  if (tiles === null)
    throw new FeatureStoreError(
      'feature-view-unreadable',
      `FeatureView ${name}/${version} is a table of tiles whose metadata cannot be read, so its features are not known.`,
      { hint: 'Register the version again with overwrite.' },
    );
  return tiles;
}

function checkedFeatures(view: FeatureView, names: readonly string[]): readonly string[] {
  const features = view.columns.filter(({ category }) => category !== 'ENTITY').map(({ name }) => name);
  for (const name of names) {
    if (features.includes(name)) continue;
    throw new FeatureStoreError(
      'unknown-feature',
      `Feature '${name}' not found in feature view. Available features: ${nameList(features)}`,
    );
  }
  return names;
}

function keyCondition(joinKeys: readonly string[], values: readonly (string | number | boolean)[]): string {
  if (values.length !== joinKeys.length) {
    throw new FeatureStoreError(
      'key-invalid',
      `Each key must have ${joinKeys.length} values for join keys ${nameList(joinKeys)}, got ${values.length} values`,
    );
  }
  const parts = joinKeys.map((key, index) => `${identifier(key)} = ${textLiteral(String(values[index]))}`);
  return `(${parts.join(' AND ')})`;
}

export async function readFeatureView(
  store: StoreStatements,
  view: FeatureView,
  options: ReadOptions,
): Promise<Cursor> {
  return store.query(readStatement(store.object(view.physicalName), view, options));
}

/** Past refreshes, the newest first. A view never refreshes: a warning and none. */
export async function refreshHistory(
  store: StoreStatements,
  view: FeatureView,
  onWarning: (text: string) => void,
): Promise<readonly RefreshRecord[]> {
  if (view.kind === 'external') {
    onWarning('Static feature view never refreshes.');
    return [];
  }
  const rows = await store.rows(
    'SELECT name, state, refresh_start_time, refresh_end_time, refresh_action' +
      ` FROM TABLE (${identifier(store.place.database)}.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY (RESULT_LIMIT => 10000))` +
      ` WHERE NAME = ${textLiteral(view.physicalName)} AND SCHEMA_NAME = ${textLiteral(store.place.schema)}` +
      ' ORDER BY REFRESH_START_TIME DESC',
  );
  return rows.map((row) => ({
    name: textOrEmpty(row['name']),
    state: textOrEmpty(row['state']),
    refreshStartTime: textOf(row['refresh_start_time']),
    refreshEndTime: textOf(row['refresh_end_time']),
    refreshAction: textOf(row['refresh_action']),
  }));
}
