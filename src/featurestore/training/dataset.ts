import { clientIdentifier, identifier } from '../../sql/identifiers.js';
import { textLiteral } from '../../sql/literals.js';
import type { ResultColumn } from '../../session/session.js';
import { FeatureStoreError } from '../errors.js';
import { objectSql, resolveName } from '../names.js';
import { pythonJson } from '../pythonJson.js';
import { choiceOf } from '../slices.js';
import { textOrEmpty } from '../statements.js';
import type { StoreStatements } from '../statements.js';
import { likeLiteral } from '../storeRows.js';
import { planTrainingSet } from './trainingSet.js';
import type { TrainingSet, TrainingSetOptions } from './trainingSet.js';

export interface DatasetOptions extends TrainingSetOptions {
  /** As a user writes it. */
  readonly name: string;
  /** Absent: the moment, `2026_11_27_10_30_00`. */
  readonly version?: string;
  readonly desc?: string;
  /** The spine's columns that are to be predicted; they only travel into the metadata. */
  readonly spineLabelCols?: readonly string[];
}

/** An immutable version of a dataset. */
export interface DatasetVersion {
  /** Stored name. */
  readonly name: string;
  readonly version: string;
  readonly comment: string;
  readonly createdOn: string;
  /** As it is stored: JSON, or empty. */
  readonly metadata: string;
}

export interface Dataset {
  readonly name: string;
  readonly comment: string;
  readonly owner: string;
  readonly createdOn: string;
  readonly versions: number;
}

/**
 * Computes a training set once and keeps its rows as a version of a dataset, with what the official client needs to know
 * of it (`load_feature_views_from_dataset`). The statements are the official client's.
 * @throws FeatureStoreError `dataset-exists` when there is that version; `training-set-invalid`.
 */
export async function generateDataset(
  store: StoreStatements,
  options: DatasetOptions,
): Promise<DatasetVersion> {
  const name = resolveName(options.name);
  const version = options.version ?? momentVersion(new Date());
  const training = await planTrainingSet(store, options);
  const columns = await store.session.describe(training.sql);
  await store.rows(`SHOW DATASETS IN SCHEMA ${store.schema}`);
  const object = store.object(name);
  await store.run(`CREATE DATASET IF NOT EXISTS ${object}`);
  if ((await versionsOf(store, name)).some((known) => known.version === version))
    throw new FeatureStoreError('dataset-exists', `Dataset ${name} version ${version} already exists.`, {
      hint: 'Versions never change: choose another one.',
    });
  const [user] = await store.rows('SELECT CURRENT_USER() AS OWNER');
  const metadata = metadataOf(training, options, textOrEmpty(user?.['owner']));
  const comment = options.desc === undefined ? '' : ` COMMENT=${textLiteral(options.desc)}`;
  await store.run(
    `ALTER DATASET ${object} ADD VERSION ${textLiteral(version)} FROM (${stored(training.sql, columns)})${comment} METADATA=$$${metadata}$$`,
  );
  return datasetVersion(store, name, version);
}

/** The table that stands for a version where there are no datasets: `<name>_<version>`, as a user writes it. */
export function datasetTable({ name, version = momentVersion(new Date()) }: DatasetOptions): string {
  return name.endsWith('"') ? `${name.slice(0, -1)}_${version}"` : `${name}_${version}`;
}

/** `2026_11_27_10_30_00` */
function momentVersion(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace(/\D/g, '_');
}

/** The types in which the official client keeps numbers, so that every reader gets whole numbers and floats. */
function stored(sql: string, columns: readonly ResultColumn[]): string {
  const list = columns.map(({ name, type, scale }) => {
    const column = identifier(name);
    if (type === 'NUMBER') return `CAST(${column} AS ${scale === 0 ? 'BIGINT' : 'FLOAT'}) AS ${column}`;
    return type === 'FLOAT' ? `CAST(${column} AS FLOAT) AS ${column}` : column;
  });
  return `SELECT ${list.join(', ')} FROM (\n${sql}\n)`;
}

const longestQuery = 10_000;

function metadataOf(
  { sql, uses, spineTimestampCol }: TrainingSet,
  { spine, spineLabelCols, spineTimestampCol: writtenTimestamp, features }: DatasetOptions,
  owner: string,
): string {
  const views = uses.map(({ view, features: used }, index) => {
    const all = uses[index]?.view.columns.filter(({ category }) => category === 'FEATURE') ?? [];
    const names = all.map((column) => column.name);
    const chosen = features[index];
    const whole = chosen === undefined || choiceOf(chosen).features === undefined;
    return pythonJson({
      db: clientIdentifier(view.databaseName),
      sch: clientIdentifier(view.schemaName),
      name: clientIdentifier(view.name),
      version: view.version,
      feature_indices: whole ? null : used.map((name) => names.indexOf(name)),
    });
  });
  const source = pythonJson({ queries: [sql], post_actions: [] });
  const timestamp = writtenTimestamp ?? spineTimestampCol;
  const json = pythonJson({
    source_query: source.length > longestQuery ? '<query too long>' : source,
    owner,
    exclude_cols: timestamp === null ? [] : [timestamp],
    label_cols: spineLabelCols ?? [],
    properties: {
      spine_query: spine,
      serialized_feature_views: null,
      compact_feature_views: views,
      spine_timestamp_col: timestamp,
    },
    schema_version: '1',
    $proptype$: 'FeatureStoreMetadata',
  });
  // It stands between $$ and $$.
  return json.replaceAll('$$', '$\\u0024');
}

/** The datasets of the store's schema. */
export async function listDatasets(store: StoreStatements): Promise<readonly Dataset[]> {
  const rows = await store.rows(`SHOW DATASETS IN SCHEMA ${store.schema}`);
  return rows.map((row) => ({
    name: textOrEmpty(row['name']),
    comment: textOrEmpty(row['comment']),
    owner: textOrEmpty(row['owner']),
    createdOn: textOrEmpty(row['created_on']),
    versions: Number(row['versions'] ?? 0),
  }));
}

/** The versions of a dataset, in the order in which they were made. `name` is a stored name. */
export async function versionsOf(store: StoreStatements, name: string): Promise<readonly DatasetVersion[]> {
  const rows = await store.rows(`SHOW VERSIONS IN DATASET ${store.object(name)}`);
  const versions = rows.map((row) => ({
    name,
    version: textOrEmpty(row['version']),
    comment: textOrEmpty(row['comment']),
    createdOn: textOrEmpty(row['created_on']),
    metadata: textOrEmpty(row['metadata']),
  }));
  return versions.sort((a, b) => a.createdOn.localeCompare(b.createdOn));
}

/** One version; `name` is a stored name. */
export async function datasetVersion(
  store: StoreStatements,
  name: string,
  version: string,
): Promise<DatasetVersion> {
  const rows = await store.rows(
    `SHOW VERSIONS LIKE ${likeLiteral(version)} IN DATASET ${store.object(name)}`,
  );
  const found = rows.find((row) => row['version'] === version);
  if (found === undefined)
    throw new FeatureStoreError('dataset-not-found', `Dataset ${name} has no version ${version}.`);
  return {
    name,
    version,
    comment: textOrEmpty(found['comment']),
    createdOn: textOrEmpty(found['created_on']),
    metadata: textOrEmpty(found['metadata']),
  };
}

/** A version's rows as a query, which works in the session that it was made in. */
export interface DatasetQuery {
  /** One SELECT. */
  readonly sql: string;
  /** Stored names, with the types that the files have. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The query of a version's rows, with the columns and types of its files; their format is a temporary object. */
export async function datasetQuery(
  store: StoreStatements,
  name: string,
  version: string,
): Promise<DatasetQuery> {
  const { database, schema } = store.place;
  const location = textLiteral(
    `snow://dataset/${objectSql({ database, schema }, name)}/versions/${version}/`,
  );
  const format = store.object('FIRN_DATASET_FILES');
  await store.run(`CREATE TEMPORARY FILE FORMAT IF NOT EXISTS ${format} TYPE = PARQUET`);
  const rows = await store.rows(
    `SELECT COLUMN_NAME AS NAME, TYPE FROM TABLE(INFER_SCHEMA(LOCATION => ${location}, FILE_FORMAT => ${textLiteral(format)})) ORDER BY ORDER_ID`,
  );
  const columns = rows.map((row) => ({ name: textOrEmpty(row['name']), type: textOrEmpty(row['type']) }));
  const read = columns.map(
    (column) => `$1:"${column.name.replaceAll('"', '""')}"::${column.type} AS ${identifier(column.name)}`,
  );
  return {
    sql: `SELECT ${read.join(', ')} FROM ${location} (FILE_FORMAT => ${textLiteral(format)}, PATTERN => '.*data_.*[.]parquet')`,
    columns,
  };
}
