import { FeatureStoreError } from '../errors.js';
import { findFeatureView } from '../findFeatureView.js';
import { JsonFields } from '../jsonFields.js';
import { resolveName } from '../names.js';
import type { StorePlace } from '../names.js';
import { featureNames } from '../slices.js';
import type { FeatureChoice } from '../slices.js';
import { StoreStatements } from '../statements.js';
import { datasetVersion } from './dataset.js';

/** A feature view that a version of a dataset has features of, as the version's metadata names it. */
interface NamedView {
  readonly place: StorePlace;
  /** As SQL writes it. */
  readonly name: string;
  readonly version: string;
  /** Which of its features, by their numbers; null for all. */
  readonly indices: readonly number[] | null;
  /** Which of its features, by their names; null for all. */
  readonly names: readonly string[] | null;
}

/**
 * The feature views that a version of a dataset was generated from, as they are registered now, with the features that
 * were taken of them (`load_feature_views_from_dataset`).
 * @param dataset its stored name
 * @throws FeatureStoreError `dataset-invalid` when the version says nothing of feature views; `feature-view-not-found`,
 *   `unknown-feature` when they are no longer what they were
 */
export async function datasetFeatureViews(
  store: StoreStatements,
  dataset: string,
  version: string,
): Promise<readonly FeatureChoice[]> {
  const { metadata } = await datasetVersion(store, dataset, version);
  const choices: FeatureChoice[] = [];
  for (const named of namedViews(metadata, `${dataset} version ${version}`)) {
    const where = new StoreStatements(store.session, named.place, store.signal);
    const view = await findFeatureView(where, named.name, named.version);
    const present = featureNames(view);
    const features = named.names ?? named.indices?.map((index) => featureAt(present, index, named));
    choices.push(features === undefined ? { view } : { view, features });
  }
  return choices;
}

function featureAt(present: readonly string[], index: number, { name, version }: NamedView): string {
  const feature = present[index];
  if (feature !== undefined) return feature;
  throw new FeatureStoreError(
    'unknown-feature',
    `The dataset has feature ${index + 1} of FeatureView ${name}/${version}, which has ${present.length} now.`,
    { hint: 'The feature view was registered anew after the dataset was generated.' },
  );
}

function namedViews(metadata: string, title: string): readonly NamedView[] {
  try {
    const properties = JsonFields.parse(metadata).object('properties');
    const compact = properties.optionalTexts('compact_feature_views');
    if (compact !== null) return compact.map(compactView);
    const serialized = properties.optionalTexts('serialized_feature_views');
    if (serialized !== null) return serialized.map(serializedView);
    throw new Error('it names no feature views');
  } catch (error) {
    throw new FeatureStoreError(
      'dataset-invalid',
      `Dataset ${title} does not contain valid feature view information: ${error instanceof Error ? error.message : String(error)}.`,
      { hint: 'Only datasets that a feature store generated know their feature views.', cause: error },
    );
  }
}

/** `{"db", "sch", "name", "version", "feature_indices"}` */
function compactView(json: string): NamedView {
  const fields = JsonFields.parse(json);
  return {
    place: { database: resolveName(fields.text('db')), schema: resolveName(fields.text('sch')) },
    name: fields.text('name'),
    version: fields.text('version'),
    indices: fields.optionalNumbers('feature_indices'),
    names: null,
  };
}

/** The whole object, as older clients kept it: a feature view, or a slice with the feature view as a text in it. */
function serializedView(json: string): NamedView {
  const fields = JsonFields.parse(json);
  const inner = fields.optionalText('feature_view_ref');
  const view = inner === null ? fields : JsonFields.parse(inner);
  return {
    place: { database: resolveName(view.text('_database')), schema: resolveName(view.text('_schema')) },
    name: view.text('_name'),
    version: view.text('_version'),
    indices: null,
    names: inner === null ? null : (fields.optionalTexts('names') ?? []).map(resolveName),
  };
}
