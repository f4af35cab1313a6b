import path from 'node:path';
import { qualifiedName, splitName } from '../../sql/identifiers.js';
import type { Lineage } from '../../sql/lineage/model.js';
import { tokenize } from '../../sql/read/lexer.js';
import { tableNames } from '../../sql/read/tableNames.js';
import type { SourceSchema } from '../binding.js';
import type { Catalog, CatalogTable } from '../catalog.js';
import type { Definition, FeatureViewDefinition, Span } from '../model.js';
import type { Place, SourceCheck, SourceColumnRead, SourceRead } from './sources.js';
import { titleOf } from './titles.js';

/** Where the snapshot and the definitions' files are. */
export interface SourceFacts {
  /** The project's folder. */
  readonly folder: string;
  /** What the definitions were checked against. */
  readonly catalog: Catalog;
  readonly schema: SourceSchema;
}

/**
 * What definitions read of the source tables, by the lineage of their columns. Columns that decide rows count; a column
 * that no feature, key or row depends on does not.
 */
export function sourceReads(
  definitions: readonly Definition[],
  facts: SourceFacts,
): Pick<SourceCheck, 'reads' | 'unchecked'> {
  const reads: SourceRead[] = [];
  const unchecked = new Set<string>();
  for (const definition of definitions) {
    if (definition.kind !== 'featureView') continue;
    for (const written of sourcesOf(definition)) {
      const table = inSchema(written, facts.schema);
      const known = facts.catalog.tables.find(({ name }) => name === table);
      if (known) reads.push(readOf(definition, written, known, facts.folder));
      else unchecked.add(written);
    }
    for (const written of namedElsewhere(definition, facts.schema)) unchecked.add(written);
  }
  return { reads, unchecked: [...unchecked] };
}

/** Of a feature view over windows the tables are those of its events. */
const sourcesOf = ({ query, tiles }: FeatureViewDefinition): readonly string[] =>
  (tiles?.source ?? query)?.sources ?? [];

/** Tables of other schemas that a query of the author's own names. */
function namedElsewhere({ query, tiles }: FeatureViewDefinition, schema: SourceSchema): readonly string[] {
  try {
    const paths = [...tableNames(tokenize((tiles?.source ?? query)?.sql ?? ''))];
    const written = paths.map((path) => qualifiedName(...path.map(({ value }) => value)));
    return written.filter((name) => inSchema(name, schema) === null);
  } catch {
    return [];
  }
}

function inSchema(written: string, { database, schema }: SourceSchema): string | null {
  const parts = splitName(written);
  const [name, ...place] = [...parts].reverse();
  const here = place.length === 2 && place[0] === schema && place[1] === database;
  return here && name !== undefined ? name : null;
}

function readOf(
  view: FeatureViewDefinition,
  written: string,
  table: CatalogTable,
  folder: string,
): SourceRead {
  const whole = placeOf(view.nameSpan, folder);
  const uses = view.lineage ? usesOf(view.lineage, written) : new Map<string, Use>();
  const columns = table.columns.flatMap(({ name, type, nullable }): SourceColumnRead[] => {
    const use = uses.get(name);
    if (!use) return [];
    const span = use.call === null ? undefined : view.calls[use.call];
    return [{ name, type, nullable, certain: use.certain, place: span ? placeOf(span, folder) : whole }];
  });
  return { definition: titleOf(view), table: table.name, place: columns[0]?.place ?? whole, columns };
}

interface Use {
  /** The call that reads it first. */
  readonly call: number | null;
  readonly certain: boolean;
}

/** The columns of a table that steps read. */
function usesOf({ steps }: Lineage, table: string): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const { inputs, call, opaque } of steps)
    for (const input of inputs) {
      const source = steps[input.step];
      if (source?.operation !== 'source' || source.frame !== table) continue;
      const before = uses.get(source.column);
      uses.set(source.column, {
        call: before?.call ?? call ?? null,
        certain: (before?.certain ?? false) || opaque !== true,
      });
    }
  return uses;
}

function placeOf({ file, line, column }: Span, folder: string): Place {
  return { file: path.relative(folder, file).split(path.sep).join('/'), line, column };
}
