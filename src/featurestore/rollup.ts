import { identifier } from '../sql/identifiers.js';
import { checkAppendOnly, checkOnline, checkStorage } from './checkOptions.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView, FeatureViewDraft, Rollup, RollupDraft } from './model.js';
import { objectSql, resolveName } from './names.js';
import { queryText } from './queryText.js';
import type { Tiles } from './tiles/aggregation.js';
import { placeOf } from './viewNames.js';

/** A draft with what it takes over from the feature view that it rolls up. */
export interface RolledUp {
  readonly draft: FeatureViewDraft;
  readonly tiles: Tiles;
  readonly rollup: Rollup;
  readonly authoringVersion: string | null;
}

/**
 * Checks a roll-up by the official client's rules (`RollupConfig`), and fills in what its source says: features and
 * their descriptions, granularity, refresh frequency.
 * @param columns the mapping's
 * @param joinKeys those of the roll-up's own entities
 * @throws FeatureStoreError `feature-view-invalid`
 */
export function rolledUp(
  draft: FeatureViewDraft,
  wanted: RollupDraft,
  columns: readonly { readonly name: string }[],
  joinKeys: ReadonlySet<string>,
): RolledUp {
  const { source } = wanted;
  const tiles = tilesOf(source);
  checkOptions(draft);
  const has = (name: string) => columns.some((column) => column.name === name);
  const sourceKeys = [...new Set(source.entities.flatMap((entity) => entity.joinKeys))];
  for (const [whose, keys] of [
    ['source', sourceKeys],
    ['target', joinKeys],
  ] as const)
    for (const key of keys)
      if (!has(key))
        throw invalid(`Mapping must contain ${whose} join key '${key}'`, 'Select it in the mapping.');
  return {
    draft: {
      ...draft,
      refreshFreq: draft.refreshFreq ?? source.refreshFreq,
      timestampCol: 'TILE_START',
      featureDescs: { ...descriptionsOf(source), ...described(draft, tiles) },
    },
    tiles,
    authoringVersion: source.authoringVersion ?? null,
    rollup: {
      parentTable: objectSql(placeOf(source), source.physicalName),
      parentKeys: sourceKeys.map(identifier),
      mapping: queryText(draft.query),
      validity: validityOf(wanted, has),
    },
  };
}

function tilesOf({ name, version, tiles, traits }: FeatureView): Tiles {
  if (tiles === null || !traits.includes('tiled'))
    throw invalid(
      `RollupConfig source must be a tiled FeatureView; ${name}/${version} is none.`,
      'Roll up a feature view that has a granularity and features over windows.',
    );
  if (tiles.secondaryKeys.length > 0)
    throw invalid(
      `FeatureView ${name}/${version} has features by a secondary key, which a roll-up would lose.`,
      'Roll up one without, or make the features of the coarser entity from the events.',
    );
  return tiles;
}

/** What a roll-up cannot be, in the official client's words. */
function checkOptions(draft: FeatureViewDraft): void {
  if (draft.tiles != null)
    throw invalid('A roll-up has the features of its source.', 'Take the aggregations or `rollup` out.');
  if (draft.storageConfig != null)
    throw invalid('Iceberg storage is not supported for rollup feature views.', 'Take the storage out.');
  const options = { ...draft, isTiled: true };
  checkOnline(options);
  checkStorage(options);
  checkAppendOnly(options);
}

function descriptionsOf({ columns }: FeatureView): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns.filter(({ category }) => category === 'FEATURE').map(({ name, desc }) => [name, desc]),
  );
}

function described({ name, featureDescs }: FeatureViewDraft, tiles: Tiles): Readonly<Record<string, string>> {
  const features = tiles.aggregations.map(({ outputColumn }) => outputColumn);
  const unknown = Object.keys(featureDescs).find((feature) => !features.includes(feature));
  if (unknown === undefined) return featureDescs;
  throw new FeatureStoreError(
    'unknown-feature',
    `Feature name ${unknown} is not found in FeatureView ${name}.`,
    { hint: `Its features are its source's: ${features.join(', ')}.` },
  );
}

function validityOf({ validFrom, validTo }: RollupDraft, has: (name: string) => boolean): Rollup['validity'] {
  if (validFrom == null && validTo == null) return null;
  if (validFrom == null || validTo == null)
    throw invalid(
      'mapping_valid_from_col and mapping_valid_to_col must both be provided or both be omitted. Providing only one is not supported.',
      'A row of the mapping that still holds has NULL where it ends.',
    );
  for (const [option, written] of [
    ['mapping_valid_from_col', validFrom],
    ['mapping_valid_to_col', validTo],
  ] as const)
    if (!has(resolveName(written)))
      throw invalid(`Mapping must contain ${option} '${written}'`, 'Select it in the mapping.');
  return { from: identifier(resolveName(validFrom)), to: identifier(resolveName(validTo)) };
}

function invalid(message: string, hint: string): FeatureStoreError {
  return new FeatureStoreError('feature-view-invalid', message, { hint });
}
