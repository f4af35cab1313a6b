import { identifier } from '../sql/identifiers.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView, FeatureViewDraft } from './model.js';
import { joinKeysOf } from './plan.js';
import { choiceOf, featureNames } from './slices.js';
import type { FeatureChoice } from './slices.js';
import { fullyQualifiedName } from './viewNames.js';

/**
 * A feature view that has the features of several: `SELECT … FROM a FULL OUTER JOIN b USING (keys[, timestamp])`, so that a
 * row that only one of them has is kept, with NULL for the others' features. They are on the same join keys, all with a
 * timestamp of one name or none with any; with timestamps, rows of the same moment are put together.
 * @param draft what is not the features': the name, how it is refreshed, …
 * @throws FeatureStoreError `feature-view-invalid`
 */
export function mergeFeatures(
  features: readonly (FeatureView | FeatureChoice)[],
  draft: Pick<FeatureViewDraft, 'name'> & Partial<FeatureViewDraft>,
): FeatureViewDraft {
  const choices = features.map(choiceOf);
  const [first, ...others] = choices;
  if (first === undefined || others.length === 0)
    throw invalid('mergeFeatures takes the features of two feature views at least.');
  for (const { view } of others) refuseDifferent(first.view, view);
  for (const { view } of choices) refuseWindows(view);
  const { entities, timestampCol } = first.view;
  const keys = [...joinKeysOf(entities), ...(timestampCol === null ? [] : [timestampCol])];
  const taken = choices.map(featuresOf);
  refuseTwins([...keys, ...taken.flat().map(({ as }) => as)]);
  const selected = [
    ...keys.map(identifier),
    ...taken.flatMap((list, index) => list.map(({ from, as }) => columnSql(index, from, as))),
  ];
  const joins = others.map(
    ({ view }, index) =>
      `FULL OUTER JOIN ${fullyQualifiedName(view)} F${index + 2} USING (${keys.map(identifier).join(', ')})`,
  );
  return {
    refreshFreq: null,
    desc: '',
    ...draft,
    entities,
    timestampCol,
    columns: [],
    query: [`SELECT ${selected.join(', ')}`, `FROM ${fullyQualifiedName(first.view)} F1`, ...joins].join(
      '\n',
    ),
    featureDescs: { ...descriptions(taken.flat()), ...draft.featureDescs },
  };
}

interface Taken {
  readonly from: string;
  readonly as: string;
  readonly desc: string;
}

function featuresOf({ view, features = featureNames(view), name = '' }: FeatureChoice): readonly Taken[] {
  const descs = new Map(view.columns.map((column) => [column.name, column.desc]));
  return features.map((from) => ({
    from,
    as: name === '' ? from : `${name}_${from}`,
    desc: descs.get(from) ?? '',
  }));
}

function columnSql(index: number, from: string, as: string): string {
  const column = `F${index + 1}.${identifier(from)}`;
  return from === as ? column : `${column} AS ${identifier(as)}`;
}

function descriptions(taken: readonly Taken[]): Readonly<Record<string, string>> {
  return Object.fromEntries(taken.filter(({ desc }) => desc !== '').map(({ as, desc }) => [as, desc]));
}

function refuseDifferent(one: FeatureView, other: FeatureView): void {
  const keys = (view: FeatureView) => [...joinKeysOf(view.entities)].sort().join(', ');
  if (keys(one) !== keys(other))
    throw invalid(
      `Cannot merge FeatureView ${one.name} and ${other.name} with different Entities: ${keys(one)} vs ${keys(other)}`,
    );
  if (one.timestampCol !== other.timestampCol)
    throw invalid(
      `Cannot merge FeatureView ${one.name} and ${other.name} with different timestamp_col: ${one.timestampCol} vs ${other.timestampCol}`,
    );
}

function refuseWindows({ name, version, traits }: FeatureView): void {
  if (traits.includes('tiled'))
    throw invalid(
      `FeatureView ${name}/${version} has features over windows, of which it keeps tiles and no rows that could be joined.`,
    );
}

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined)
    throw invalid(
      `Two merged columns are called ${twin}. Choose features with slice, or name them with withName.`,
    );
}

function invalid(message: string): FeatureStoreError {
  return new FeatureStoreError('feature-view-invalid', message);
}
