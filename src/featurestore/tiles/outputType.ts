import type { Aggregation, PartialKind, Tiles } from './aggregation.js';
import { isKeyArray, isList, partialColumn } from './aggregation.js';

/**
 * The type of a feature's values, as DESCRIBE prints it, from the types of the tiles' columns by name. Sums keep the
 * scale of their column, and means have up to six more digits ("Arithmetic operators", Snowflake documentation).
 */
export function outputType(
  aggregation: Aggregation,
  tiles: Tiles,
  types: ReadonlyMap<string, string>,
): string {
  if (tiles.secondaryKeys.length > 0 || isList(aggregation) || isKeyArray(aggregation)) return 'ARRAY';
  const partial = (kind: PartialKind) => types.get(partialColumn(kind, aggregation).toUpperCase()) ?? 'FLOAT';
  switch (aggregation.function) {
    case 'count':
    case 'approx_count_distinct':
      return 'NUMBER(38,0)';
    case 'sum':
      return withScale(partial('SUM'), (scale) => scale);
    case 'avg':
      return withScale(partial('SUM'), (scale) => Math.max(scale, Math.min(scale + 6, 12)));
    case 'min':
      return partial('MIN');
    case 'max':
      return partial('MAX');
    default:
      return 'FLOAT';
  }
}

function withScale(type: string, change: (scale: number) => number): string {
  const scale = /^NUMBER\(\d+,(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? 'FLOAT' : `NUMBER(38,${change(Number(scale))})`;
}
