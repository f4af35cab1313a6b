import type { FeatureViewColumn } from '../model.js';
import type { StoredMetadata } from '../sideMetadata.js';
import type { StoredColumn } from '../storeRows.js';
import { distinctColumns, isDistinctList, partialColumn, partialsOf } from './aggregation.js';
import type { Aggregation, Tiles } from './aggregation.js';
import { readAuthoringVersion, readFeatureDescriptions, readFeatureSpecs } from './metadata.js';
import { outputType } from './outputType.js';

export interface StoredTiles {
  readonly tiles: Tiles;
  /** The version of the official package whose form they have; null where it is not said. */
  readonly authoringVersion: string | null;
  /** Join keys and features, as readers get them. */
  readonly columns: readonly FeatureViewColumn[];
}

/** The features of a dynamic table of tiles. Throws an Error that says why they cannot be known. */
export function readTiles(
  metadata: StoredMetadata,
  joinKeys: ReadonlySet<string>,
  stored: readonly StoredColumn[],
): StoredTiles {
  const specs = metadata.get('FEATURE_SPECS');
  const tiles = specs === undefined ? null : readFeatureSpecs(specs);
  if (tiles === null) throw new Error('the store has no FEATURE_SPECS for it');
  const descriptions = readFeatureDescriptions(metadata.get('FEATURE_DESCS') ?? '{}');
  const types = new Map(stored.map(({ name, type }) => [name, type]));
  refuseOldLists(tiles, types);
  return {
    tiles,
    authoringVersion: readAuthoringVersion(metadata.get('FEATURE_VIEW_METADATA') ?? '{}'),
    columns: [
      ...stored
        .filter(({ name }) => joinKeys.has(name))
        .map(({ name, type }) => ({ name, type, category: 'ENTITY' as const, desc: '' })),
      ...tiles.aggregations.map((aggregation) => ({
        name: aggregation.outputColumn,
        type: outputType(aggregation, tiles, columnTypeOf(aggregation, types)) ?? '',
        category: 'FEATURE' as const,
        desc: descriptions[aggregation.outputColumn] ?? '',
      })),
    ],
  };
}

/** The type from which the feature's own follows: that of its sums, or of its smallest or largest value. */
function columnTypeOf(aggregation: Aggregation, types: ReadonlyMap<string, string>): string | null {
  const [partial] = partialsOf(aggregation.function);
  return partial === undefined
    ? null
    : (types.get(partialColumn(partial, aggregation).toUpperCase()) ?? null);
}

/** Lists of different values were once cut from the lists of all values, which loses some: nobody reads those. */
function refuseOldLists(tiles: Tiles, types: ReadonlyMap<string, string>): void {
  if (types.size === 0) return;
  const old = tiles.aggregations.find(
    (aggregation) =>
      isDistinctList(aggregation) && !types.has(distinctColumns(aggregation).values.toUpperCase()),
  );
  if (old !== undefined)
    throw new Error(
      `its ${old.function} aggregation has the form of clients before 1.42.0, which clients since 2.0.0 do not read`,
    );
}
