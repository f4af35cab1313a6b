import type { Aggregation, Tiles } from './aggregation.js';
import { isKeyArray, isList } from './aggregation.js';

/**
 * The type of a feature's values, as DESCRIBE prints it, from the type of its column (or of the column's sums, or its
 * smallest value); null where that is not known. Sums keep the scale of their column, and means have up to six more
 * digits ("Arithmetic operators", Snowflake documentation).
 */
export function outputType(
  aggregation: Aggregation,
  { secondaryKeys }: Pick<Tiles, 'secondaryKeys'>,
  columnType: string | null,
): string | null {
  if (secondaryKeys.length > 0 || isList(aggregation) || isKeyArray(aggregation)) return 'ARRAY';
  switch (aggregation.function) {
    case 'count':
    case 'approx_count_distinct':
      return 'NUMBER(38,0)';
    case 'sum':
      return withScale(columnType, (scale) => scale);
    case 'avg':
      return withScale(columnType, (scale) => Math.max(scale, Math.min(scale + 6, 12)));
    case 'min':
    case 'max':
      return columnType;
    default:
      return 'FLOAT';
  }
}

function withScale(type: string | null, change: (scale: number) => number): string | null {
  const scale = /^NUMBER\(\d+,(\d+)\)$/.exec(type ?? '')?.[1];
  if (scale !== undefined) return `NUMBER(38,${change(Number(scale))})`;
  return type === 'FLOAT' ? type : null;
}
