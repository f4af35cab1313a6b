import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import type { Cursor } from '../session/session.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView } from './model.js';
import { joinKeysOf, nameList } from './plan.js';
import type { StoreStatements } from './statements.js';
import type { Tiles } from './tiles/aggregation.js';
import { readTilesQuery } from './tiles/readQuery.js';

type KeyValue = string | number | boolean;

export interface ReadOptions {
  /** Rows of these keys only: one value per join key, in the entities' order. */
  readonly keys?: readonly (readonly KeyValue[])[];
  /** These features only, by their stored names; the join keys come with them. */
  readonly featureNames?: readonly string[];
}

/** The statement that reads a registered feature view's rows; a tiled one's are its features as of now. */
export function readStatement(object: string, view: FeatureView, options: ReadOptions = {}): string {
  if (view.traits.includes('tiled')) return tiledReadStatement(object, view, options);
  return `SELECT ${columnList(view, options.featureNames)} FROM ${object}${whereKeys(view, options.keys)}`;
}

/** The columns that are selected: all, or the join keys and the features asked for. */
export function columnList(view: FeatureView, featureNames: readonly string[] | undefined): string {
  if (featureNames === undefined) return '*';
  return [...joinKeysOf(view.entities), ...checkedFeatures(view, featureNames)].map(identifier).join(', ');
}

/** Which keys are asked for, as literals; nothing for all. */
export function whereKeys(view: FeatureView, keys: ReadOptions['keys'] = []): string {
  const conditions = keys.map((key) => whereKey(view, key, (value) => textLiteral(String(value))));
  return conditions.length > 0 ? ` WHERE ${conditions.join(' OR ')}` : '';
}

/** The features of every key that has tiles, put together from the tiles that are complete now. */
function tiledReadStatement(object: string, view: FeatureView, options: ReadOptions): string {
  const tiles = readableTiles(view);
  const joinKeys = [...joinKeysOf(view.entities)];
  return readTilesQuery(tiles, {
    tileTable: object,
    joinKeys,
    where: whereKeys(view, options.keys),
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

/** One key, whose values `written` puts into the statement. */
export function whereKey(
  view: FeatureView,
  values: readonly KeyValue[],
  written: (value: KeyValue) => string,
): string {
  const joinKeys = [...joinKeysOf(view.entities)];
  if (values.length !== joinKeys.length) {
    throw new FeatureStoreError(
      'key-invalid',
      `Each key must have ${joinKeys.length} values for join keys ${nameList(joinKeys)}, got ${values.length} values`,
    );
  }
  const parts = values.map((value, index) => `${identifier(joinKeys[index] ?? '')} = ${written(value)}`);
  return `(${parts.join(' AND ')})`;
}

export async function readFeatureView(
  store: StoreStatements,
  view: FeatureView,
  options: ReadOptions,
): Promise<Cursor> {
  return store.query(readStatement(store.object(view.physicalName), view, options));
}
