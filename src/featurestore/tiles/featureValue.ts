import type { Aggregation, PartialKind } from './aggregation.js';
import { distinctColumns, isDistinctList, partialColumn, partialsOf } from './aggregation.js';

/** The tile columns from which a windowed feature is put together. */
export function columnsRead(aggregation: Aggregation): readonly string[] {
  if (isDistinctList(aggregation)) return [distinctColumns(aggregation).values];
  return partialsOf(aggregation.function)
    .filter((kind) => kind !== 'LAST_TS' && kind !== 'FIRST_TS')
    .map((kind) => partialColumn(kind, aggregation));
}

/** A feature over several tiles; `read` gives a partial result of one tile. */
export function merged(aggregation: Aggregation, read: (kind: PartialKind) => string): string {
  switch (aggregation.function) {
    case 'approx_count_distinct':
      return `ROUND(DATASKETCHES_HLL_ESTIMATE(DATASKETCHES_HLL_COMBINE(${read('DS_HLL')})))::BIGINT`;
    case 'approx_percentile':
      return `APPROX_PERCENTILE_ESTIMATE(APPROX_PERCENTILE_COMBINE(${read('TDIGEST')}), ${aggregation.params.percentile ?? 0.5})`;
    default:
      return computed(aggregation, (kind) => {
        const total = kind === 'MIN' || kind === 'MAX' ? kind : 'SUM';
        return `${total}(${read(kind)})`;
      });
  }
}

/** A feature from its totals. Deviation and variance are those of the population. */
export function computed(aggregation: Aggregation, total: (kind: PartialKind) => string): string {
  const known = (value: string) => `CASE WHEN ${total('COUNT')} > 0 THEN ${value} ELSE NULL END`;
  const mean = (kind: PartialKind) => `${total(kind)} / ${total('COUNT')}`;
  const variance = () => `GREATEST(0, ${mean('SUM_SQ')} - POWER(${mean('SUM')}, 2))`;
  switch (aggregation.function) {
    case 'avg':
      return known(mean('SUM'));
    case 'var':
      return known(variance());
    case 'std':
      return known(`SQRT(${variance()})`);
    case 'count':
      return total('COUNT');
    case 'min':
      return total('MIN');
    case 'max':
      return total('MAX');
    default:
      return total('SUM');
  }
}
