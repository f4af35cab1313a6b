/** Training sets by their meaning, row by row: the newest feature row at or before the spine's moment, or none. */
import type { FeatureRow, PlainSpine, PlainView, SpineRow } from './world.js';
import { FEATURES } from './world.js';

export interface PlainUse {
  readonly view: PlainView;
  readonly features: readonly (typeof FEATURES)[number][];
  /** Whether the feature row's moment comes before its features. */
  readonly timestamp: boolean;
}

export type PlainRow = readonly (number | string | null)[];

/** The spine's N and the features of each use, in the spine's order; moments are milliseconds of the epoch. */
export function plainTrainingSet(spine: PlainSpine, uses: readonly PlainUse[]): readonly PlainRow[] {
  return spine.rows.map((row) => [row.n, ...uses.flatMap((use) => cells(use, known(row, use.view)))]);
}

function cells({ view, features, timestamp }: PlainUse, found: FeatureRow | undefined): PlainRow {
  return [
    ...(timestamp && view.moments !== 'none' ? [found?.at ?? null] : []),
    ...features.map((feature) => found?.features[FEATURES.indexOf(feature)] ?? null),
  ];
}

function known(spine: SpineRow, view: PlainView): FeatureRow | undefined {
  const own = view.rows.filter(
    (row) =>
      row.id !== null &&
      row.id === spine.id &&
      (!view.byPlace || (row.place !== null && row.place === spine.place)),
  );
  if (view.moments === 'none') return own[0];
  const before = own.filter((row) => row.at !== null && spine.at !== null && row.at <= spine.at);
  return before.sort((a, b) => (b.at ?? 0) - (a.at ?? 0))[0];
}
