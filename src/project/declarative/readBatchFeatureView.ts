import type { Entity, FeatureView, FeatureViewColumn } from '../../featurestore/model.js';
import { physicalName } from '../../featurestore/names.js';
import { categoryOf, joinKeysOf, tileClustering } from '../../featurestore/plan.js';
import { aggregationFunctions, withKeyArrays } from '../../featurestore/tiles/aggregation.js';
import type { Aggregation, AggregationFunction, Tiles } from '../../featurestore/tiles/aggregation.js';
import { tileQuery } from '../../featurestore/tiles/tileQuery.js';
import { nameAsStored } from '../storedNames.js';
import type { Fields } from './fields.js';
import type { ManifestTarget } from './manifest.js';
import type { BatchSource } from './readBatchSource.js';

export interface Surroundings {
  readonly entities: ReadonlyMap<string, Entity>;
  readonly sources: ReadonlyMap<string, BatchSource>;
  readonly place: ManifestTarget;
}

/** Fields that ask for what definitions do not have, unless they say so. */
const BEYOND: readonly (readonly [string, (fields: Fields) => boolean, string])[] = [
  ['online', (f) => f.flag('online', false), 'an online copy'],
  ['target_lag', (f) => f.has('target_lag'), 'an online copy'],
  ['append_only', (f) => f.flag('append_only', false), 'snapshots of its rows'],
  ['backfill', (f) => f.has('backfill'), 'a backfill'],
  ['udf', (f) => f.has('udf'), 'a Python function'],
  ['storage_config', (f) => isIceberg(f), 'an Iceberg table'],
  [
    'feature_aggregation_method',
    (f) => (f.optionalText('feature_aggregation_method') ?? 'tiles') !== 'tiles',
    'continuous aggregation',
  ],
];

function isIceberg(fields: Fields): boolean {
  const config = fields.mapping('storage_config');
  return config !== null && config.optionalText('format') !== 'snowflake';
}

/** A feature view as a store would have it, or why a definition cannot say it. */
export function readBatchFeatureView(
  fields: Fields,
  around: Surroundings,
): { readonly featureView: FeatureView } | { readonly reason: string } {
  for (const [name, asks, what] of BEYOND)
    if (asks(fields))
      return {
        reason: `It asks for ${what} (\`${name}\`), which definitions cannot say. Leave it to \`snow feature\`.`,
      };
  for (const name of ['kind', 'database', 'schema']) fields.optionalText(name);
  fields.flag('offline', true);
  const name = nameAsStored(fields.text('name'));
  const version = fields.text('version');
  const entities = (fields.texts('entities') ?? []).map((written) => {
    const entity = around.entities.get(nameAsStored(written));
    return entity ?? fields.refuse(`No spec is of the entity ${written}.`);
  });
  const timestamp = fields.optionalText('timestamp_col');
  const timestampCol = timestamp === null ? null : nameAsStored(timestamp);
  const source = sourceOf(fields, around.sources);
  const tiles = tilesOf(fields);
  const refreshFreq = fields.optionalText('refresh_freq');
  const managed = refreshFreq !== null;
  const keys = [...joinKeysOf(entities)];
  const asked = fields.texts('cluster_by')?.map(nameAsStored) ?? null;
  const clusteredBy = clustering(asked, keys, timestampCol, tiles);
  const warehouse = fields.optionalText('warehouse');
  const mode = fields.word('refresh_mode', ['AUTO', 'FULL', 'INCREMENTAL']);
  const initialize = fields.word('initialize', ['ON_CREATE', 'ON_SCHEDULE']);
  const desc = fields.optionalText('description') ?? '';
  fields.end();
  if (tiles !== null && timestampCol === null) fields.refuse('`features` need `timestamp_col`.');
  const featureView: FeatureView = {
    name,
    version,
    physicalName: physicalName(name, version),
    databaseName: around.place.database,
    schemaName: around.place.schema,
    kind: managed ? 'managed' : 'external',
    entities,
    timestampCol,
    refreshFreq,
    refreshMode: mode,
    refreshModeReason: null,
    askedRefreshMode: mode,
    askedInitialize: initialize,
    schedulingState: null,
    warehouse: warehouse === null ? null : nameAsStored(warehouse),
    clusterBy: managed ? clusteredBy : null,
    desc,
    owner: null,
    createdOn: null,
    query:
      tiles === null
        ? source.query
        : tileQuery(tiles, { joinKeys: keys, timestamp: timestampCol ?? '', query: source.query }).sql,
    columns: columnsOf(source, clusteredBy, keys, timestampCol),
    tiles,
    traits: tiles === null ? [] : ['tiled'],
    online: null,
    stream: null,
    backupSource: null,
  };
  return { featureView };
}

function sourceOf(fields: Fields, sources: Surroundings['sources']): BatchSource {
  const [only, ...others] = fields.mappings('sources');
  if (only === undefined || others.length > 0)
    return fields.refuse('A batch feature view has one source, and it is of type Batch.');
  const type = only.optionalText('source_type') ?? 'Batch';
  const name = nameAsStored(only.text('name'));
  only.end();
  if (type !== 'Batch') return fields.refuse(`The source ${name} is of type ${type}, not Batch.`);
  return sources.get(name) ?? fields.refuse(`No spec is of the source ${name}.`);
}

function tilesOf(fields: Fields): Tiles | null {
  const granularity = fields.optionalText('feature_granularity');
  const secondaryKeys = (fields.texts('aggregation_secondary_keys') ?? []).map(nameAsStored);
  const features = fields.mappings('features').map(readFeature);
  if (granularity === null) {
    if (features.length > 0) fields.refuse('`features` need `feature_granularity`.');
    return null;
  }
  if (features.length === 0) fields.refuse('`feature_granularity` needs `features`.');
  return { granularity, secondaryKeys, aggregations: withKeyArrays(features, secondaryKeys) };
}

const NAMES: Readonly<Record<string, AggregationFunction>> = { stddev: 'std' };

function readFeature(fields: Fields): Aggregation {
  const written = fields.text('function').toLowerCase();
  const name = aggregationFunctions.find((known) => known === (NAMES[written] ?? written));
  if (name === undefined || name === 'secondary_key_array')
    return fields.refuse(`${written} is no function of features over windows.`);
  const [source, output] = ['source_column', 'output_column'].map((key) => {
    const column = fields.mapping(key) ?? fields.refuse(`A feature has no \`${key}\`.`);
    // Its type follows from the function; what is declared says nothing more.
    for (const part of ['type', 'tz', 'element_type']) column.optionalText(part);
    for (const part of ['length', 'precision', 'scale']) column.number(part);
    const stored = nameAsStored(column.text('name'));
    column.end();
    return stored;
  });
  const params = fields.mapping('function_params');
  const numbers = Object.fromEntries(
    ['n', 'percentile', 'hll_lg_k'].flatMap((key) => {
      const value = params?.number(key) ?? null;
      return value === null ? [] : [[key, value]];
    }),
  );
  params?.end();
  const defaults =
    name === 'approx_count_distinct'
      ? { hll_lg_k: 8 }
      : name === 'approx_percentile'
        ? { percentile: 0.5 }
        : {};
  const aggregation: Aggregation = {
    function: name,
    sourceColumn: source ?? '',
    window: fields.text('window'),
    offset: fields.optionalText('offset') ?? '0',
    outputColumn: output ?? '',
    params: { ...defaults, ...numbers },
  };
  fields.end();
  return aggregation;
}

function clustering(
  asked: readonly string[] | null,
  keys: readonly string[],
  timestampCol: string | null,
  tiles: Tiles | null,
): readonly string[] {
  if (tiles !== null) return tileClustering(asked, keys, timestampCol);
  return asked ?? [...new Set([...keys, ...(timestampCol === null ? [] : [timestampCol])])];
}

/** The columns that are declared; without any, those that are clustered by have to be there. */
function columnsOf(
  { columns }: BatchSource,
  clusteredBy: readonly string[],
  keys: readonly string[],
  timestampCol: string | null,
): readonly FeatureViewColumn[] {
  const joinKeys = new Set(keys);
  const known = columns.length > 0 ? columns : clusteredBy.map((name) => ({ name, type: '' }));
  return known.map(({ name, type }) => ({
    name,
    type,
    category: categoryOf(name, joinKeys, timestampCol),
    desc: '',
  }));
}
