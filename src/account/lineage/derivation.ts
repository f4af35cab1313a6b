import type { CatalogColumn, Derivation, Relation, StreamObject } from '../catalog/model.js';
import type { Names, ObjectName } from '../catalog/names.js';
import { isRelation } from '../catalog/model.js';
import { inferQuery } from '../../sql/read/infer.js';
import type { CatalogRelation, ReadCatalog } from '../../sql/read/infer/model.js';
import type { Dependency } from '../../sql/lineage/model.js';
import type { Statement } from '../../sql/read/syntax/tree.js';
import { written } from './written.js';

/** Ways in which a value is made of another; conditions, keys and orders only decide which there are. */
const MADE_OF: ReadonlySet<Dependency> = new Set(['IDENTITY', 'TRANSFORMATION', 'AGGREGATION']);

/**
 * The objects that a statement reads directly, and of which of their columns the columns it writes are made. What cannot
 * be read leaves its columns out, not the objects.
 *
 * @param text what the statement's places refer to
 * @param columns the target's columns in order
 */
export function derivationsOf(
  statement: Statement,
  text: string,
  names: Names,
  columns: readonly string[],
): Derivation[] {
  const source = written(statement);
  if (source === null) return [];
  const found = inferQuery(source.query, text, readCatalog(names));
  const targets = source.columns ?? columns;
  const pairs = new Map<number, Map<string, readonly [string, string]>>();
  for (const { id } of found.tables) pairs.set(Number(id), new Map());
  // A star whose columns are not known leaves the places of the others unknown.
  const placed = found.columns.length === targets.length && !found.open ? found.columns : [];
  placed.forEach(({ uses }, i) => {
    const target = targets[i] ?? '';
    for (const { relation, column, dependencies } of uses) {
      if (!dependencies.some((d) => MADE_OF.has(d))) continue;
      pairs.get(Number(relation))?.set(`${column}\n${target}`, [column, target]);
    }
  });
  return [...pairs].map(([id, made]) => ({ source: id, version: null, columns: [...made.values()] }));
}

function readCatalog(names: Names): ReadCatalog {
  return {
    names: [],
    relation: (path) => {
      const found = objectAt(names, path);
      return found === undefined ? 'outside' : described(names, found);
    },
  };
}

function objectAt(names: Names, path: ObjectName): Relation | StreamObject | undefined {
  try {
    return names.find('STREAM', path, 'SELECT') ?? names.relation(path, 'SELECT');
  } catch {
    // INFORMATION_SCHEMA and what has been dropped since: no object of the catalog.
    return undefined;
  }
}

/** A stream gives the rows of its source. */
function described(names: Names, object: Relation | StreamObject): CatalogRelation | 'outside' {
  const source = object.kind === 'STREAM' ? names.catalog.get(object.source) : object;
  if (source === undefined || !isRelation(source)) return 'outside';
  const path = names.full(object).split('.');
  const columns = source.columns.map(({ name, type, nullable }: CatalogColumn) => ({ name, type, nullable }));
  return { id: String(source.id), path, columns, open: object.kind === 'STREAM' };
}

/** One list with the pairs of both; the same list when nothing is new. */
export function withDerivations(
  before: readonly Derivation[],
  more: readonly Derivation[],
): readonly Derivation[] {
  const after = [...before];
  let changed = false;
  for (const next of more) {
    const at = after.findIndex((d) => d.source === next.source && d.version === next.version);
    const known = after[at];
    const fresh = next.columns.filter(
      ([from, to]) => known?.columns.some(([f, t]) => f === from && t === to) !== true,
    );
    if (known === undefined) after.push(next);
    else if (fresh.length > 0) after[at] = { ...known, columns: [...known.columns, ...fresh] };
    changed ||= known === undefined || fresh.length > 0;
  }
  return changed ? after : before;
}
