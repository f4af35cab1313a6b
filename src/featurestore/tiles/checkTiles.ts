import { FeatureStoreError } from '../errors.js';
import type { FeatureViewDraft } from '../model.js';
import type { Tiles } from './aggregation.js';
import { isKeyArray } from './aggregation.js';
import { tileProblems } from './problems.js';

/** Refuses a tiled feature view that the official client would refuse, or that would be computed wrongly. */
export function checkTiles(
  draft: FeatureViewDraft,
  tiles: Tiles,
  columns: readonly { readonly name: string; readonly type: string | null }[],
  joinKeys: readonly string[],
): void {
  const problems = tileProblems({
    granularity: tiles.granularity,
    aggregations: tiles.aggregations.filter((aggregation) => !isKeyArray(aggregation)),
    secondaryKeys: tiles.secondaryKeys,
    timestamp: draft.timestampCol,
    refresh: draft.refreshFreq,
    joinKeys,
    columns,
  });
  for (const { severity, message } of problems)
    if (severity === 'error') throw new FeatureStoreError('feature-view-invalid', message);
}
