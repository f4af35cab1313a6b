import { clientIdentifier } from '../../sql/identifiers.js';
import { JsonFields } from '../jsonFields.js';
import type { Rollup } from '../model.js';
import type { JsonValue } from '../pythonJson.js';
import { storedForm } from '../storedForm.js';
import type { Aggregation, AggregationParams, Tiles } from './aggregation.js';
import { aggregationFunctions } from './aggregation.js';
import { sourceColumns } from './sourceColumns.js';

/**
 * Kinds of row by which the store remembers what a dynamic table of tiles cannot say. A tiled feature view whose
 * `FEATURE_SPECS` are missing cannot be read by anyone.
 */
export type TileMetadataType =
  'FEATURE_SPECS' | 'FEATURE_DESCS' | 'FEATURE_VIEW_METADATA' | 'FV_SOURCE_REFS' | 'ROLLUP_CONFIG';

export interface TileMetadata {
  readonly type: TileMetadataType;
  readonly value: JsonValue;
}

/**
 * The version of the official package whose form of tiles ours are: the oldest that has columns of their own for lists
 * of different values, which newer clients insist on.
 */
const ownVersion = '1.42.0+firn.0.1';

/** The rows of one version, in the official client's order. */
export function tileMetadata(
  name: string,
  tiles: Tiles,
  descriptions: Readonly<Record<string, string>>,
  columns: readonly { readonly name: string; readonly type: string | null }[],
): readonly TileMetadata[] {
  const source = sourceColumns(columns);
  return [
    ...featureMetadata(tiles, descriptions, ownVersion),
    ...(source === null
      ? []
      : [
          {
            type: 'FV_SOURCE_REFS' as const,
            value: { sources: [{ name: `${name}__SOURCE`, source_type: 'Batch', columns: source }] },
          },
        ]),
  ];
}

/** The rows of a roll-up. The form of its tiles is its parent's; one that is not known is not said. */
export function rollupMetadata(
  tiles: Tiles,
  descriptions: Readonly<Record<string, string>>,
  authoringVersion: string | null,
  { parentTable, parentKeys, mapping, validity }: Rollup,
): readonly TileMetadata[] {
  return [
    ...featureMetadata(tiles, descriptions, authoringVersion),
    {
      type: 'ROLLUP_CONFIG',
      value: {
        parent_tile_table: parentTable,
        parent_join_keys: parentKeys,
        mapping_query: mapping,
        mapping_valid_from_col: validity?.from ?? null,
        mapping_valid_to_col: validity?.to ?? null,
      },
    },
  ];
}

/** How a roll-up was made. Throws an Error that says what is wrong. */
export function readRollup(json: string): Rollup {
  const fields = JsonFields.parse(json);
  const from = fields.optionalText('mapping_valid_from_col');
  const to = fields.optionalText('mapping_valid_to_col');
  return {
    parentTable: fields.text('parent_tile_table'),
    parentKeys: fields.optionalTexts('parent_join_keys') ?? [],
    mapping: fields.text('mapping_query'),
    validity: from === null || to === null ? null : { from, to },
  };
}

/** The version of the official package whose form the tiles have; null where it is not said. */
export function readAuthoringVersion(json: string): string | null {
  return JsonFields.parse(json).optionalText('authoring_pkg_version');
}

function featureMetadata(
  tiles: Tiles,
  descriptions: Readonly<Record<string, string>>,
  authoringVersion: string | null,
): readonly TileMetadata[] {
  const { granularity, aggregations, secondaryKeys } = tiles;
  return [
    {
      type: 'FEATURE_SPECS',
      value: {
        feature_granularity: granularity,
        features: aggregations.map(written),
        ...(secondaryKeys.length === 0
          ? {}
          : { aggregation_secondary_keys: secondaryKeys.map(clientIdentifier) }),
      },
    },
    {
      type: 'FEATURE_DESCS',
      value: Object.fromEntries(
        aggregations.map(({ outputColumn }) => [
          clientIdentifier(outputColumn),
          descriptions[outputColumn] ?? '',
        ]),
      ),
    },
    ...(authoringVersion === null
      ? []
      : [
          {
            type: 'FEATURE_VIEW_METADATA' as const,
            value: { authoring_pkg_version: authoringVersion },
          },
        ]),
  ];
}

function written(aggregation: Aggregation): JsonValue {
  return {
    function: aggregation.function,
    source_column: clientIdentifier(aggregation.sourceColumn),
    window: aggregation.window,
    output_column: clientIdentifier(aggregation.outputColumn),
    offset: aggregation.offset,
    params: { ...aggregation.params } as { readonly [key: string]: JsonValue },
  };
}

/** Features as their metadata says. Throws an Error that says what is wrong. */
export function readFeatureSpecs(json: string): Tiles | null {
  const specs = object(JSON.parse(json), 'it');
  const granularity = specs['feature_granularity'];
  // Without a granularity the row only carries secondary keys of a feature view that is not tiled.
  if (granularity === null || granularity === undefined) return null;
  if (typeof granularity !== 'string') throw new Error('"feature_granularity" is no text');
  return {
    granularity,
    aggregations: list(specs['features'], '"features"').map(readAggregation),
    secondaryKeys: list(specs['aggregation_secondary_keys'] ?? [], '"aggregation_secondary_keys"').map(
      (name) => storedForm(String(name)),
    ),
  };
}

function readAggregation(value: unknown): Aggregation {
  const fields = object(value, 'a feature');
  const text = (key: string, otherwise?: string): string => {
    const found = fields[key] ?? otherwise;
    if (typeof found === 'string') return found;
    throw new Error(`a feature has no "${key}"`);
  };
  const name = text('function').toLowerCase();
  const known = aggregationFunctions.find((other) => other === (name === 'stddev' ? 'std' : name));
  if (known === undefined) throw new Error(`it has a feature of the unknown function "${name}"`);
  return {
    function: known,
    sourceColumn: storedForm(text('source_column')),
    window: text('window'),
    offset: text('offset', '0'),
    outputColumn: storedForm(text('output_column')),
    params: object(fields['params'] ?? {}, '"params"') as AggregationParams,
  };
}

/** Descriptions by stored name. Throws an Error that says what is wrong. */
export function readFeatureDescriptions(json: string): Readonly<Record<string, string>> {
  const entries = Object.entries(object(JSON.parse(json), 'it'));
  return Object.fromEntries(entries.map(([name, text]) => [storedForm(name), String(text)]));
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`${what} is not a JSON object`);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${what} is not a list`);
}
