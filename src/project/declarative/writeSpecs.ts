import { stringify } from 'yaml';
import { isKeyArray } from '../../featurestore/tiles/aggregation.js';
import type { Aggregation } from '../../featurestore/tiles/aggregation.js';
import { clientIdentifier } from '../../sql/identifiers.js';
import { UniqueNames, fileBase } from '../adopt/constants.js';
import type { EntityDefinition, Evaluation, FeatureViewDefinition } from '../model.js';
import { titleOf } from '../plan/titles.js';
import { specColumn } from './columnTypes.js';
import type { SpecColumn } from './columnTypes.js';
import { escaped } from './template.js';

export interface WrittenSpecs {
  /** Text by path in the project's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** What the specs cannot say, and what is lost. */
  readonly losses: readonly { readonly title: string; readonly reason: string }[];
}

/** Stands for the schema of the source tables until a text is a template. */
const SOURCES = 'FIRN$SOURCES';

/**
 * Definitions as specs: an entity, a source and a feature view a file. `sources` is the source schema as the compiled SQL
 * writes it; in the specs it is the variable `sources`, so that one set of files is for every target.
 */
export function writeSpecs({ definitions }: Pick<Evaluation, 'definitions'>, sources: string): WrittenSpecs {
  const writer = new SpecWriter(sources);
  const views = definitions.filter((definition) => definition.kind === 'featureView');
  for (const definition of definitions)
    if (definition.kind === 'entity') writer.entity(definition, views);
    else writer.featureView(definition);
  return { files: writer.files, losses: writer.losses };
}

class SpecWriter {
  readonly files = new Map<string, string>();
  readonly losses: { readonly title: string; readonly reason: string }[] = [];
  readonly #names = new UniqueNames([], (name) => name.toLowerCase());

  constructor(private readonly sources: string) {}

  entity(entity: EntityDefinition, views: readonly FeatureViewDefinition[]): void {
    const types = new Map(views.filter((view) => view.entities.includes(entity.name)).flatMap(columnsOf));
    const keys = entity.joinKeys.map((name) => specColumn(clientIdentifier(name), types.get(name) ?? null));
    const untyped = entity.joinKeys.filter((_, i) => keys[i] === null);
    if (untyped.length > 0)
      return void this.losses.push({
        title: entity.name,
        reason: `No feature view tells the type of ${untyped.join(', ')}, and a spec of an entity needs it. Define a feature view on it, or write the spec by hand.`,
      });
    this.#add('entities', entity.name, {
      kind: 'Entity',
      name: clientIdentifier(entity.name),
      ...described(entity),
      join_keys: keys,
    });
  }

  featureView(view: FeatureViewDefinition): void {
    const title = titleOf(view);
    const query = view.tiles?.source ?? view.query;
    if (query === undefined)
      return void this.losses.push({ title, reason: 'It has errors, and so no query. See `firn check`.' });
    const columns = new Map(columnsOf(view));
    const features = (view.tiles?.aggregations ?? [])
      .filter((aggregation) => !isKeyArray(aggregation))
      .map((aggregation) => feature(aggregation, view, columns));
    const source = `${view.name}_${view.version}_ROWS`.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
    this.#add('datasources', `${view.name}_${view.version}_rows`, {
      kind: 'BatchSource',
      name: source,
      query: this.#withVariable(query.sql),
      columns: [...columns].flatMap(([name, type]) => specColumn(clientIdentifier(name), type) ?? []),
    });
    this.#add('feature_views', `${view.name}_${view.version}`, {
      kind: 'BatchFeatureView',
      name: clientIdentifier(view.name),
      version: view.version,
      ...described(view),
      entities: view.entities.map(clientIdentifier),
      sources: [{ name: source, source_type: 'Batch' }],
      ...(view.timestamp !== null && { timestamp_col: clientIdentifier(view.timestamp) }),
      ...(view.refresh !== null && { refresh_freq: view.refresh }),
      ...(view.warehouse !== null && { warehouse: view.warehouse }),
      ...(view.refreshMode !== 'AUTO' && { refresh_mode: view.refreshMode }),
      ...(view.initialize !== 'ON_CREATE' && { initialize: view.initialize }),
      ...(view.clusterBy !== null && { cluster_by: view.clusterBy.map(clientIdentifier) }),
      ...(view.tiles !== null && {
        feature_granularity: view.tiles.granularity,
        feature_aggregation_method: 'tiles',
        ...(view.tiles.secondaryKeys.length > 0 && {
          aggregation_secondary_keys: view.tiles.secondaryKeys.map(clientIdentifier),
        }),
        features,
      }),
    });
    this.#noteLosses(title, view);
  }

  /** What a definition says and a spec has no place for, or another meaning of. */
  #noteLosses(title: string, view: FeatureViewDefinition): void {
    const lose = (reason: string) => void this.losses.push({ title, reason });
    if (view.initializationWarehouse != null)
      lose('`initializationWarehouse` has no place in a spec, and is not exported.');
    if (view.storageConfig != null)
      lose("`storageConfig` is not exported: its volume and location are the account's.");
    if (view.onlineConfig != null)
      lose('`online` is not exported: a spec does not say which kind of online table it asks for.');
    const texts = Object.values(view.features).filter((text) => text !== '');
    if (texts.length > 0)
      lose(`Descriptions of features have no place in a spec: ${texts.length} are not exported.`);
  }

  #add(folder: string, name: string, spec: object): void {
    const file = `sources/${folder}/${this.#names.take(`${folder}/${fileBase(name)}`).slice(folder.length + 1)}.yaml`;
    const text = escaped(stringify(spec, { lineWidth: 0 }));
    this.files.set(file, text.replaceAll(SOURCES, '{{ sources }}'));
  }

  /** The source schema of tables as a variable; in literals and comments it stays. */
  #withVariable(sql: string): string {
    const pieces =
      /'(?:[^'\\]|''|\\[\s\S])*'|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\/|(?<=\b(?:from|join)\s+)[^\s(),;]+/gi;
    const start = `${this.sources}.`;
    return sql.replace(pieces, (piece) =>
      piece.startsWith(start) ? `${SOURCES}.${piece.slice(start.length)}` : piece,
    );
  }
}

const described = ({ desc }: { readonly desc: string }) => (desc === '' ? {} : { description: desc });

function columnsOf(view: FeatureViewDefinition): readonly (readonly [string, string | null])[] {
  const query = view.tiles?.source ?? view.query;
  return (query?.columns ?? []).map(({ name, type }) => [name, type] as const);
}

const WIRE: Readonly<Record<string, string>> = { std: 'stddev' };

function feature(
  { function: name, sourceColumn, window, offset, outputColumn, params }: Aggregation,
  view: FeatureViewDefinition,
  columns: ReadonlyMap<string, string | null>,
): object {
  const output = view.query?.columns.find((column) => column.name === outputColumn)?.type ?? null;
  const column = (stored: string, type: string | null): SpecColumn =>
    specColumn(clientIdentifier(stored), type) ?? { name: clientIdentifier(stored), type: 'VariantType' };
  return {
    source_column: column(sourceColumn, columns.get(sourceColumn) ?? null),
    output_column: column(outputColumn, output),
    function: WIRE[name] ?? name,
    window,
    ...(offset !== '0' && { offset }),
    ...(Object.keys(params).length > 0 && { function_params: params }),
  };
}
