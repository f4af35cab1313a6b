import { FeatureStoreError } from '../errors.js';
import type { FeatureView } from '../model.js';
import { objectSql, resolveName } from '../names.js';
import { choiceOf } from '../slices.js';
import type { FeatureChoice } from '../slices.js';
import { placeOf, snapshotsSuffix } from '../viewNames.js';
import { categoryOf, joinKeysOf, nameList } from '../plan.js';
import type { StoreStatements } from '../statements.js';
import { cteTrainingQuery } from './cteQuery.js';
import { trainingQuery } from './trainingQuery.js';
import type { FeatureUse, Spine, TrainingQuery } from './trainingQuery.js';

export interface TrainingSetOptions {
  /** One SELECT whose rows get features: it has the join keys under the entities' names. */
  readonly spine: string;
  readonly features: readonly (FeatureChoice | FeatureView)[];
  /** The spine's column that says as of when. Without it features are joined by key alone. */
  readonly spineTimestampCol?: string | null;
  /** Columns of the result that are left out. */
  readonly excludeColumns?: readonly string[];
  /** Whether the feature views' timestamps come with their features, as `<NAME>_<VERSION>_<COLUMN>`. */
  readonly includeFeatureViewTimestampCol?: boolean;
  /** Whether features are called `<NAME>_<VERSION>_<FEATURE>`. */
  readonly autoPrefix?: boolean;
  /**
   * How feature views are joined; the rows are the same. `sequential`: one after the other, each to what was there before;
   * it does not know features over windows. `cte`: each to the spine's different keys and moments. Absent: one after the
   * other, features over windows included.
   */
  readonly joinMethod?: JoinMethod;
}

export type JoinMethod = 'sequential' | 'cte';

export interface TrainingSet extends TrainingQuery {
  readonly spineTimestampCol: string | null;
  readonly uses: readonly FeatureUse[];
}

/**
 * Plans a training set; only the spine's columns are asked for.
 * @throws FeatureStoreError `training-set-invalid` when a key, a feature or a column is missing, or two columns have one
 *   name.
 */
export async function planTrainingSet(
  store: StoreStatements,
  options: TrainingSetOptions,
): Promise<TrainingSet> {
  const query = options.spine.trim().replace(/;\s*$/, '');
  const columns = (await store.session.describe(query)).map(({ name }) => name);
  const timestamp = options.spineTimestampCol == null ? null : resolveName(options.spineTimestampCol);
  if (timestamp !== null && !columns.includes(timestamp))
    throw invalid(`The spine has no column ${timestamp}. Its columns: ${nameList(columns)}.`);
  const spine: Spine = { query, columns, timestamp };
  const uses = options.features.map((choice) => useOf(choiceOf(choice), spine, options));
  if (uses.length === 0) throw invalid('A training set has features of at least one feature view.');
  const excluded = new Set((options.excludeColumns ?? []).map(resolveName));
  const training = (options.joinMethod === 'cte' ? cteTrainingQuery : trainingQuery)(spine, uses, excluded);
  refuseTwins(training, excluded, spine, uses);
  return { ...training, spineTimestampCol: timestamp, uses };
}

function useOf(
  { view, features, name }: FeatureChoice,
  spine: Spine,
  { autoPrefix = false, includeFeatureViewTimestampCol = false, joinMethod }: TrainingSetOptions,
): FeatureUse {
  const title = `${view.name}/${view.version}`;
  for (const entity of view.entities)
    for (const key of entity.joinKeys)
      if (!spine.columns.includes(key))
        throw invalid(
          `join_key ${key} from Entity ${entity.name} in FeatureView ${title} is not found in the spine. Give the column that name with AS.`,
        );
  if (view.traits.includes('tiled')) {
    if (view.tiles === null)
      throw invalid(`FeatureView ${title} is a table of tiles whose metadata cannot be read.`);
    if (joinMethod === 'sequential')
      throw invalid(
        `FeatureView ${title} has features over windows of time: Tiled feature views require join_method='cte'.`,
      );
    if (spine.timestamp === null)
      throw invalid(
        `FeatureView ${title} has features over windows of time: say which column of the spine is the time.`,
      );
  }
  const snapshots = view.traits.includes('append-only');
  if (snapshots && spine.timestamp === null)
    throw invalid(
      `FeatureView ${title} is append_only and requires spine_timestamp_col: its rows are those of every moment at which it was refreshed. Say which column of the spine is the time.`,
    );
  const own = `${view.name}_${view.version}_`;
  return {
    view,
    object: objectSql(
      placeOf(view),
      snapshots ? `${view.physicalName}${snapshotsSuffix}` : view.physicalName,
    ),
    features: chosen(view, features),
    prefix: name !== undefined ? (name === '' ? '' : `${name}_`) : autoPrefix ? own : '',
    timestampAs:
      includeFeatureViewTimestampCol && spine.timestamp !== null && view.timestampCol !== null
        ? `${own}${view.timestampCol}`
        : null,
  };
}

function chosen(view: FeatureView, names: readonly string[] | undefined): readonly string[] {
  const keys = joinKeysOf(view.entities);
  const all =
    view.tiles !== null
      ? view.tiles.aggregations.map(({ outputColumn }) => outputColumn)
      : view.columns
          .filter(({ name }) => categoryOf(name, keys, view.timestampCol) === 'FEATURE')
          .map(({ name }) => name);
  if (names === undefined) return all;
  return names.map((written) => {
    const found = [written, resolveName(written)].find((name) => all.includes(name));
    if (found !== undefined) return found;
    throw invalid(
      `FeatureView ${view.name}/${view.version} has no feature ${written}. Its features: ${nameList(all)}.`,
    );
  });
}

function refuseTwins(
  { columns }: TrainingQuery,
  excluded: ReadonlySet<string>,
  spine: Spine,
  uses: readonly FeatureUse[],
): void {
  const made = [
    ...spine.columns,
    ...uses.flatMap(({ features, prefix, timestampAs }) => [
      ...(timestampAs === null ? [] : [timestampAs]),
      ...features.map((feature) => `${prefix}${feature}`),
    ]),
  ];
  const twin = made.find((name, index) => made.indexOf(name) !== index);
  if (twin !== undefined)
    throw invalid(`Two columns of the training set are called ${twin}. Use prefixes, or choose features.`);
  const unknown = [...excluded].find((name) => !made.includes(name));
  if (unknown !== undefined)
    throw invalid(`${unknown} in exclude_columns not exists in dataframe columns: ${nameList(made)}`);
  if (columns.length === 0) throw invalid('All columns are excluded.');
}

function invalid(message: string): FeatureStoreError {
  return new FeatureStoreError('training-set-invalid', message);
}
