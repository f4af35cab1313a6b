import { closest } from '../../dataframe/suggestion.js';
import { checkAppendOnly, checkOnline, checkStorage } from '../../featurestore/checkOptions.js';
import type { CheckedOptions } from '../../featurestore/checkOptions.js';
import { featureViewName, physicalName } from '../../featurestore/names.js';
import { storedName } from '../../sql/identifiers.js';
import { readRefreshFrequency } from '../../featurestore/refreshFrequency.js';
import { metadataTagValue } from '../../featurestore/tags.js';
import { tileStart } from '../../featurestore/tiles/aggregation.js';
import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { isTiled } from '../tiles.js';
import type { ValuePath } from './locate.js';
import { refusedByStore } from './refusal.js';
import { diagnostic, insideQuotes, replacement } from './rule.js';
import type { ErrorRule } from './rules.js';
import { nameAsStored } from '../storedNames.js';
import type { Site } from './site.js';
import { tileDiagnostics } from './tileRules.js';
import { costDiagnostics } from './costRules.js';
import { starProblems } from './starRules.js';
import { windowProblems } from './windowRules.js';

/** Longest name of an object (Object identifiers, Snowflake documentation). */
const LONGEST_OBJECT_NAME = 255;

type FeatureViewSite = Site<FeatureViewResult>;
type Rule = (site: FeatureViewSite) => Iterable<Diagnostic>;

/**
 * What a feature view must be so that the official clients can register and read it: the rules of their constructor,
 * in their words, each at the part of the definition that breaks it.
 */
export const FEATURE_VIEW_RULES: readonly Rule[] = [
  function* name({ definition, nameSpan }) {
    yield* refusedByStore(nameSpan, () => featureViewName(definition.name, 'V'));
  },

  function* version({ definition, at }) {
    yield* refusedByStore(at(['version']), () => physicalName('X', definition.version));
  },

  function* nameWithVersion({ definition, nameSpan }) {
    const length = nameAsStored(definition.name).length + 1 + definition.version.length;
    const alone = length - definition.version.length + 1;
    if (length > LONGEST_OBJECT_NAME && alone <= LONGEST_OBJECT_NAME)
      yield diagnostic(
        'name-invalid',
        'error',
        `Name and version make an object name of ${length} characters; ${LONGEST_OBJECT_NAME} is the most. Shorten one of them.`,
        nameSpan,
      );
  },

  function* joinKeysInOutput({ definition, at }) {
    const columns = columnNames(definition);
    if (!columns) return;
    for (const [index, entity] of definition.entities.entries())
      for (const key of entity.joinKeys.map(nameAsStored).filter((name) => !columns.includes(name)))
        yield diagnostic(
          'join-key-missing',
          'error',
          `join_key ${key} in Entity ${nameAsStored(entity.name)} is not found in input dataframe: ${list(columns)}. ` +
            `Keep ${key} in the columns of \`from\`, or take the entity off the feature view.`,
          at(['entities', index]),
        );
  },

  function* timestamp(site) {
    const { timestamp } = site.definition;
    const columns = columnNames(site.definition);
    if (timestamp === null || !columns) return;
    const path = ['timestamp'];
    if (timestamp === 'NULL')
      yield diagnostic(
        'timestamp-invalid',
        'error',
        'Invalid timestamp_col name, cannot be NULL.',
        site.at(path),
      );
    else if (!columns.includes(timestamp))
      yield unknownName(
        site,
        path,
        'timestamp-missing',
        `timestamp_col ${timestamp} is not found in input dataframe.`,
        timestamp,
        columns,
      );
    else if (!isTiled(site.definition)) yield* timestampType(site, timestamp);
  },

  function* severalRows({ definition, at }) {
    const { severalRowsOf: grain, timestamp, entities } = definition;
    // Events are many by their nature; the tiles are one row for each key and slice of time.
    if (!grain || isTiled(definition)) return;
    const keys = entities.flatMap((entity) => entity.joinKeys.map(nameAsStored));
    const told = timestamp === null ? keys : [...keys, timestamp];
    yield diagnostic(
      'several-rows-per-key',
      'warning',
      `There are several rows for one ${told.join(', ')}: a row is one ${grain.join(', ') || 'frame'}. A join of features would repeat the rows of the spine. ` +
        'Group by the key, keep one row with latestBy, or make an entity of all these columns.',
      at(['from']),
    );
  },

  function* clusterBy(site) {
    const columns = clusterableColumns(site.definition);
    if (!columns) return;
    for (const [index, column] of (site.definition.clusterBy ?? []).entries())
      if (!columns.includes(column))
        yield unknownName(
          site,
          ['clusterBy', index],
          'cluster-column-missing',
          `Column '${column}' in \`cluster_by\` is not in the feature DataFrame schema.`,
          column,
          columns,
        );
  },

  function* features(site) {
    const columns = columnNames(site.definition);
    if (!columns || isTiled(site.definition)) return;
    const names = featureNames(site.definition, columns);
    for (const feature of Object.keys(site.definition.features))
      if (!names.includes(feature)) yield unknownFeature(site, feature, columns, names);
  },

  function* refresh({ definition, at }) {
    const { refresh } = definition;
    if (refresh !== null)
      yield* refusedByStore(at(['refresh']), () => readRefreshFrequency(refresh), 'refresh-invalid');
  },

  function* words({ definition, at }) {
    if (!['ON_CREATE', 'ON_SCHEDULE'].includes(definition.initialize))
      yield diagnostic(
        'initialize-invalid',
        'error',
        "'initialize' only supports ON_CREATE or ON_SCHEDULE.",
        at(['initialize']),
      );
    if (!['AUTO', 'FULL', 'INCREMENTAL'].includes(definition.refreshMode))
      yield diagnostic(
        'refresh-mode-invalid',
        'error',
        "'refreshMode' only supports AUTO, FULL or INCREMENTAL.",
        at(['refreshMode']),
      );
  },

  function* warehouse({ definition, at }) {
    const { warehouse } = definition;
    if (warehouse !== null)
      yield* refusedByStore(at(['warehouse']), () => storedName(warehouse), 'name-invalid');
  },

  function* initializationWarehouse({ definition, at }) {
    const { initializationWarehouse } = definition;
    if (initializationWarehouse !== null)
      yield* refusedByStore(at(['initializationWarehouse']), () => storedName(initializationWarehouse));
  },

  function* online({ definition, at }) {
    yield* refusedByStore(at(['online']), () => checkOnline(optionsOf(definition)), 'online-invalid');
  },

  function* storage({ definition, at }) {
    yield* refusedByStore(at(['storage']), () => checkStorage(optionsOf(definition)), 'storage-invalid');
  },

  function* appendOnly({ definition, at }) {
    const place = at([definition.appendOnly ? 'appendOnly' : 'backupSource']);
    yield* refusedByStore(place, () => checkAppendOnly(optionsOf(definition)), 'append-only-invalid');
  },

  function* tagLength({ definition, at }) {
    const entities = definition.entities.map((entity) => nameAsStored(entity.name));
    yield* refusedByStore(at(['entities']), () =>
      metadataTagValue(entities, definition.timestamp, {
        isTiled: isTiled(definition),
        isIceberg: definition.storage !== null,
        isAppendOnly: definition.appendOnly,
      }),
    );
  },

  tileDiagnostics,
  costDiagnostics,
  starProblems,
  windowProblems,
];

/** What the store's rules about online copies and Iceberg look at. */
function optionsOf(definition: FeatureViewResult): CheckedOptions {
  return {
    isTiled: isTiled(definition),
    refreshFreq: definition.refresh,
    refreshMode: definition.refreshMode,
    timestampCol: definition.timestamp,
    entities: definition.entities,
    appendOnly: definition.appendOnly,
    backupSource: definition.backupSource,
    onlineConfig: definition.online,
    storageConfig: definition.storage,
  };
}

/** The columns that the registered object has to be clustered by: of a table of tiles, keys and time. */
function clusterableColumns(definition: FeatureViewResult): string[] | null {
  const columns = columnNames(definition);
  if (!columns || !isTiled(definition)) return columns;
  const { entities, timestamp, secondaryKey } = definition;
  const keys = entities.flatMap((entity) => entity.joinKeys.map(nameAsStored));
  return [...keys, secondaryKey, timestamp, tileStart].filter((name) => name !== null);
}

function columnNames({ query }: FeatureViewResult): string[] | null {
  return query && query.columns.map((column) => column.name);
}

/** Output columns minus join keys minus timestamp, in output order. */
function featureNames(definition: FeatureViewResult, columns: readonly string[]): string[] {
  const keys = new Set(definition.entities.flatMap((entity) => entity.joinKeys.map(nameAsStored)));
  return columns.filter((column) => !keys.has(column) && column !== definition.timestamp);
}

/** Names as the official messages list them. */
const list = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`;

const TIME_OR_NUMBER = /^(DATE|TIME|NUMBER|FLOAT)/;

function* timestampType({ definition, at }: FeatureViewSite, timestamp: string): Iterable<Diagnostic> {
  const type = definition.query?.columns.find((column) => column.name === timestamp)?.type ?? null;
  if (type === null || TIME_OR_NUMBER.test(type)) return;
  yield diagnostic(
    'timestamp-invalid',
    'error',
    `Invalid data type for timestamp_col ${timestamp}: ${type}. A timestamp column is a date, a time, a timestamp or a number.`,
    at(['timestamp']),
  );
}

function unknownFeature(
  site: FeatureViewSite,
  feature: string,
  columns: readonly string[],
  names: readonly string[],
): Diagnostic {
  const span = site.key(['features', feature]);
  const { name } = site.definition;
  const refusal = `Feature name ${feature} is not found in FeatureView ${nameAsStored(name)}, valid feature names are: ${list(names)}.`;
  if (columns.includes(feature))
    return diagnostic(
      'unknown-feature',
      'error',
      `${refusal} Join keys and the timestamp are described by their entity.`,
      span,
    );
  const suggestion = closest(feature, names);
  const message = suggestion === undefined ? refusal : `${refusal} Did you mean \`${suggestion}\`?`;
  const quoted = span.endColumn - span.column > feature.length;
  const fix =
    suggestion === undefined ? undefined : replacement(quoted ? insideQuotes(span) : span, suggestion);
  return diagnostic('unknown-feature', 'error', message, span, fix);
}

function unknownName(
  site: FeatureViewSite,
  path: ValuePath,
  code: ErrorRule,
  message: string,
  name: string,
  columns: readonly string[],
): Diagnostic {
  const span = site.at(path);
  const suggestion = closest(name, columns);
  if (suggestion === undefined) return diagnostic(code, 'error', `${message} ${list(columns)}`, span);
  const fix = site.isText(path) ? replacement(insideQuotes(span), suggestion) : undefined;
  return diagnostic(code, 'error', `${message} Did you mean \`${suggestion}\`?`, span, fix);
}
