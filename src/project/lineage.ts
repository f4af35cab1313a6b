import type { Aggregation } from '../featurestore/tiles/aggregation.js';
import { isLifetime } from '../featurestore/tiles/interval.js';
import { identifier } from '../sql/identifiers.js';
import type { Lineage, LineageInput, LineageStep } from '../sql/lineage/model.js';
import type { FeatureViewDefinition, TileDefinition } from './model.js';

/**
 * Where every column that readers of the feature view get comes from: that of its query or, where it has features over
 * windows of time, that of its events with one more step for each feature. undefined where the definition has errors, and
 * where the evaluation was not asked for lineage.
 */
export function viewLineage({ lineage, tiles, timestamp }: FeatureViewDefinition): Lineage | undefined {
  if (lineage === undefined || tiles === null) return lineage;
  const events = new Map(lineage.columns.map(({ name, step }) => [name, step]));
  const input = (column: string, dependency: LineageInput['dependency']): LineageInput[] => {
    const step = events.get(column);
    return step === undefined ? [] : [{ step, dependency }];
  };
  const steps: LineageStep[] = [...lineage.steps];
  const columns = tiles.joinKeys.flatMap((name) =>
    input(name, 'IDENTITY').map(({ step }) => ({ name, step })),
  );
  for (const aggregation of tiles.aggregations) {
    steps.push({
      operation: 'window',
      frame: null,
      column: aggregation.outputColumn,
      expression: words(aggregation),
      inputs: [
        ...input(aggregation.sourceColumn, 'AGGREGATION'),
        ...groups(tiles).flatMap((key) => input(key, 'GROUP_BY')),
        ...(timestamp === null ? [] : input(timestamp, 'WINDOW')),
      ],
    });
    columns.push({ name: aggregation.outputColumn, step: steps.length - 1 });
  }
  return { steps, columns };
}

const groups = ({ joinKeys, secondaryKeys }: TileDefinition) => [...joinKeys, ...secondaryKeys];

/** A feature over a window is put together from tiles when it is read: there is no one SQL expression for it. */
function words({ function: name, sourceColumn, window, offset }: Aggregation): string {
  const of = `${name.toUpperCase()}(${identifier(sourceColumn)})`;
  const span = isLifetime(window) ? 'of all time' : `over ${window}`;
  return `${of} ${span}${offset === '0' ? '' : `, ${offset} before`}`;
}
