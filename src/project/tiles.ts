import { defaultOutputColumn, withKeyArrays } from '../featurestore/tiles/aggregation.js';
import type { Aggregation, AggregationFunction } from '../featurestore/tiles/aggregation.js';
import { readInterval } from '../featurestore/tiles/interval.js';
import { outputType } from '../featurestore/tiles/outputType.js';
import { readTilesQuery } from '../featurestore/tiles/readQuery.js';
import { tileQuery } from '../featurestore/tiles/tileQuery.js';
import type { CompiledColumn, CompiledQuery } from '../sql/compiled.js';
import { nameAsStored } from './storedNames.js';
import type { FeatureResult, FeatureViewResult } from './evaluation/protocol.js';
import type { FeatureViewDefinition, TileDefinition } from './model.js';

export function isTiled({ aggregations, granularity }: FeatureViewResult): boolean {
  return aggregations !== null || granularity !== null;
}

/** The features whose column is known, and which of the definition's features each is. */
export function aggregationsOf({
  aggregations,
}: FeatureViewResult): readonly { readonly aggregation: Aggregation; readonly index: number }[] {
  return (aggregations ?? []).flatMap((feature, index) =>
    feature.column === null ? [] : [{ aggregation: aggregationOf(feature, feature.column), index }],
  );
}

function aggregationOf(feature: FeatureResult, sourceColumn: string): Aggregation {
  const part = {
    function: feature.function as AggregationFunction,
    sourceColumn,
    window: feature.window,
    offset: feature.offset ?? '0',
  };
  return {
    ...part,
    outputColumn: feature.as === null ? defaultOutputColumn(part) : nameAsStored(feature.as),
    params: feature.params,
  };
}

/** Feature → description. */
export function featureDescriptions(definition: FeatureViewResult): Readonly<Record<string, string>> {
  return Object.fromEntries(
    aggregationsOf(definition).map(({ aggregation, index }) => [
      aggregation.outputColumn,
      definition.aggregations?.[index]?.desc ?? '',
    ]),
  );
}

/** The tiles and their query; null where something that they need is missing, which is a diagnostic. */
export function tiledQuery(
  definition: FeatureViewResult,
): { readonly tiles: TileDefinition; readonly query: CompiledQuery } | null {
  const { granularity, timestamp, query: source, secondaryKey } = definition;
  const features = aggregationsOf(definition).map(({ aggregation }) => aggregation);
  const complete = features.length > 0 && features.length === definition.aggregations?.length;
  if (source === null || timestamp === null || !complete) return null;
  if (granularity === null || readInterval(granularity) === null) return null;
  const secondaryKeys = secondaryKey === null ? [] : [secondaryKey];
  const joinKeys = [...new Set(definition.entities.flatMap((entity) => entity.joinKeys.map(nameAsStored)))];
  const aggregations = withKeyArrays(features, secondaryKeys);
  const tiles = { granularity, secondaryKeys, aggregations, source, joinKeys };
  const { sql, position } = tileQuery(tiles, { joinKeys, timestamp, query: source.sql });
  const map = source.map.map(({ start, end, call }) => ({
    start: position(start),
    end: position(end),
    call,
  }));
  return {
    tiles,
    query: { ...source, sql, map, columns: outputColumns(tiles) },
  };
}

/** What readers of the feature view get. */
function outputColumns(tiles: TileDefinition): CompiledColumn[] {
  const { source, aggregations, joinKeys } = tiles;
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  return [
    ...joinKeys.map((name) => ({ name, type: types.get(name) ?? null })),
    ...aggregations.map((aggregation) => ({
      name: aggregation.outputColumn,
      type: outputType(aggregation, tiles, types.get(aggregation.sourceColumn) ?? null),
    })),
  ];
}

/**
 * The query that shows what a definition gives: its rows, or, where it has windows, its features as of now. null where
 * the definition has errors.
 */
export function definedRowsSql({ query, tiles }: FeatureViewDefinition): string | null {
  if (query === undefined || tiles === null) return query?.sql ?? null;
  return readTilesQuery(tiles, {
    tileTable: 'TILES_NOW',
    before: [{ name: 'TILES_NOW', body: query.sql }],
    joinKeys: tiles.joinKeys,
  });
}
