import { defaultOnlineLag } from '../../featurestore/onlineConfig.js';
import { placeOf, usualBaseLocation } from '../../featurestore/viewNames.js';
import { sameRefreshFrequency } from '../../featurestore/refreshFrequency.js';
import type { Entity, FeatureView } from '../../featurestore/model.js';
import { joinKeysOf, tileClustering } from '../../featurestore/plan.js';
import { defaultOutputColumn, isKeyArray, tileStart } from '../../featurestore/tiles/aggregation.js';
import type { Aggregation, AggregationFunction } from '../../featurestore/tiles/aggregation.js';
import { clientIdentifier, identifier } from '../../sql/identifiers.js';
import { member, propertyKey, quoted } from '../script.js';
import { nameAsStored } from '../storedNames.js';

/** The text of a definition file. */

/** What a file takes from another: the module, and the names in it. */
export interface Import {
  readonly module: string;
  /** `name`, or `name as other`. */
  readonly names: readonly string[];
}

/** The rows of a feature view as they are written: what is imported for them, statements before, the expression. */
export interface Rows {
  readonly imports: readonly Import[];
  readonly statements: readonly string[];
  readonly from: string;
}

export interface EntityNames {
  /** The variable by which the file knows the entity. */
  readonly constant: string;
  readonly import: Import;
}

export function entityText(entity: Entity, constant: string): string {
  const { name, joinKeys, desc } = entity;
  return file(
    [{ module: 'firn', names: ['entity'] }],
    [
      `export const ${constant} = entity(${quoted(clientIdentifier(name))}, {`,
      `  joinKeys: ${list(joinKeys.map((key) => quoted(clientIdentifier(key))))},`,
      ...(desc === '' ? [] : [`  desc: ${quoted(desc)},`]),
      '});',
    ],
  );
}

export interface ViewContext {
  readonly constant: string;
  readonly entities: readonly EntityNames[];
  readonly rows: Rows;
  /** The target's warehouse, as it is written in firn.json. */
  readonly warehouse: string;
}

export function featureViewText(view: FeatureView, context: ViewContext): string {
  const { constant, entities, rows } = context;
  const vocabulary = ['featureView', ...(view.tiles === null ? [] : ['feature'])];
  const imports = [
    { module: 'firn', names: vocabulary },
    ...entities.map((names) => names.import),
    ...rows.imports,
  ];
  return file(imports, [
    ...rows.statements.flatMap((statement) => [statement, '']),
    `export const ${constant} = featureView(${quoted(clientIdentifier(view.name))}, {`,
    ...options(view, context).map((option) => `${indented(option)},`),
    '});',
  ]);
}

function options(view: FeatureView, { entities, rows, warehouse }: ViewContext): readonly string[] {
  const { version, timestampCol, refreshFreq, desc, tiles } = view;
  const own = view.warehouse !== null && view.warehouse !== nameAsStored(warehouse) ? view.warehouse : null;
  const mode = view.askedRefreshMode ?? view.refreshMode;
  const clusterBy = writtenClustering(view);
  const features = Object.entries(describedFeatures(view));
  return [
    `version: ${quoted(version)}`,
    `entities: ${list(entities.map((names) => names.constant))}`,
    `from: ${rows.from}`,
    ...(timestampCol === null ? [] : [`timestamp: ${quoted(timestampCol)}`]),
    ...(refreshFreq === null ? [] : [`refresh: ${quoted(refreshFreq)}`]),
    ...(own === null ? [] : [`warehouse: ${quoted(identifier(own))}`]),
    ...(view.initializationWarehouse == null
      ? []
      : [`initializationWarehouse: ${quoted(identifier(view.initializationWarehouse))}`]),
    ...(mode === 'FULL' || mode === 'INCREMENTAL' ? [`refreshMode: '${mode}'`] : []),
    ...(view.askedInitialize === 'ON_SCHEDULE' ? [`initialize: 'ON_SCHEDULE'`] : []),
    ...(clusterBy === null ? [] : [`clusterBy: ${list(clusterBy.map(quoted))}`]),
    ...writtenStorage(view),
    ...writtenOnline(view),
    ...(desc === '' ? [] : [`desc: ${quoted(desc)}`]),
    ...(features.length === 0 || tiles !== null ? [] : [object('features', features)]),
    ...(tiles === null ? [] : [`granularity: ${quoted(tiles.granularity)}`]),
    ...(tiles?.secondaryKeys ?? []).map((key) => `secondaryKey: ${quoted(key)}`),
    ...(tiles === null ? [] : [windows(view, tiles.aggregations)]),
  ];
}

function writtenStorage(view: FeatureView): readonly string[] {
  if (view.storage == null) return [];
  const { externalVolume, baseLocation } = view.storage;
  const isUsual = baseLocation === usualBaseLocation(placeOf(view), view.physicalName);
  const place = isUsual ? '' : `, baseLocation: ${quoted(baseLocation)}`;
  return [`storage: { format: 'iceberg', externalVolume: ${quoted(identifier(externalVolume))}${place} }`];
}

/** What Postgres serves is left to the client that made it: a definition without `online` leaves it as it is. */
function writtenOnline({ online }: FeatureView): readonly string[] {
  if (online === null || online.storeType === 'postgres') return [];
  const usual = sameRefreshFrequency(online.targetLag, defaultOnlineLag);
  return [usual ? 'online: true' : `online: { targetLag: ${quoted(online.targetLag)} }`];
}

/** null: the clustering is what a definition has without saying so. */
function writtenClustering({
  kind,
  clusterBy,
  entities,
  timestampCol,
  tiles,
}: FeatureView): readonly string[] | null {
  if (kind !== 'managed') return null;
  const keys = [...joinKeysOf(entities)];
  const usual =
    tiles === null
      ? [...new Set([...keys, ...(timestampCol === null ? [] : [timestampCol])])]
      : tileClustering(null, keys, timestampCol);
  const stored = clusterBy ?? [];
  return usual.length === stored.length && usual.every((key, i) => key === stored[i]) ? null : stored;
}

/** The columns that a clustering key may have. */
export function clusterColumns({ columns, tiles, entities, timestampCol }: FeatureView): readonly string[] {
  if (tiles === null) return columns.map(({ name }) => name);
  const time = timestampCol === null ? [] : [timestampCol];
  return [...joinKeysOf(entities), ...tiles.secondaryKeys, ...time, tileStart];
}

function describedFeatures({ columns }: FeatureView): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns
      .filter(({ category, desc }) => category === 'FEATURE' && desc !== '')
      .map(({ name, desc }) => [name, desc]),
  );
}

const METHODS: Readonly<Record<Exclude<AggregationFunction, 'secondary_key_array'>, string>> = {
  sum: 'sum',
  count: 'count',
  avg: 'avg',
  min: 'min',
  max: 'max',
  std: 'stddev',
  var: 'variance',
  approx_count_distinct: 'approxCountDistinct',
  approx_percentile: 'approxPercentile',
  last_n: 'lastN',
  last_distinct_n: 'lastDistinctN',
  first_n: 'firstN',
  first_distinct_n: 'firstDistinctN',
};

/** `aggregations: (e) => […]`; the arrays of a secondary key come of themselves. */
function windows(view: FeatureView, aggregations: readonly Aggregation[]): string {
  const descriptions = describedFeatures(view);
  const features = aggregations
    .filter((aggregation) => !isKeyArray(aggregation))
    .map((aggregation) => `  ${windowFeature(aggregation, descriptions[aggregation.outputColumn])},`);
  return ['aggregations: (e) => [', ...features, ']'].join('\n');
}

function windowFeature(aggregation: Aggregation, desc = ''): string {
  const { function: name, sourceColumn, window, offset, outputColumn, params } = aggregation;
  if (name === 'secondary_key_array') return '';
  const more = [
    ...(params.n === undefined ? [] : [`n: ${params.n}`]),
    ...(params.percentile === undefined ? [] : [`percentile: ${params.percentile}`]),
    ...(params.hll_lg_k === undefined ? [] : [`precision: ${params.hll_lg_k}`]),
    ...(offset === '0' ? [] : [`offset: ${quoted(offset)}`]),
    ...(outputColumn === defaultOutputColumn(aggregation)
      ? []
      : [`as: ${quoted(clientIdentifier(outputColumn))}`]),
    ...(desc === '' ? [] : [`desc: ${quoted(desc)}`]),
  ];
  const args = [
    `e${member(sourceColumn)}`,
    quoted(window),
    ...(more.length === 0 ? [] : [`{ ${more.join(', ')} }`]),
  ];
  return `feature.${METHODS[name]}(${args.join(', ')})`;
}

const list = (items: readonly string[]): string => `[${items.join(', ')}]`;

function object(key: string, entries: readonly (readonly [string, string])[]): string {
  const lines = entries.map(([name, value]) => `  ${propertyKey(name)}: ${quoted(value)},`);
  return [`${key}: {`, ...lines, '}'].join('\n');
}

/** Two blanks before every line, but for the lines of a template literal, whose blanks would be part of it. */
function indented(text: string): string {
  return text.includes('`') ? `  ${text}` : text.replace(/^/gm, '  ');
}

/** Imports, each module once, then what the file says. */
function file(imports: readonly Import[], lines: readonly string[]): string {
  const byModule = new Map<string, Set<string>>();
  for (const { module, names } of imports) {
    const known = byModule.get(module) ?? new Set();
    for (const name of names) known.add(name);
    byModule.set(module, known);
  }
  const written = [...byModule].map(([module, names]) => importLine(module, [...names].sort()));
  return [...written, '', ...lines, ''].join('\n');
}

const LONGEST_LINE = 100;

function importLine(module: string, names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from ${quoted(module)};`;
  if (line.length <= LONGEST_LINE) return line;
  return ['import {', ...names.map((name) => `  ${name},`), `} from ${quoted(module)};`].join('\n');
}
