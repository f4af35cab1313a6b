/** Infers FROM: tables, derived tables, table functions and joins. Source: "FROM", "JOIN", "ASOF JOIN". */
import { identifier } from '../../identifiers.js';
import type { FromItem, Join, Name } from '../syntax/tree.js';
import type { OutputColumn, Relation, SourceColumn, Uses } from './model.js';
import { ExpressionReader } from './expressions.js';
import { inferPivot, inferUnpivot } from './pivots.js';
import { ReadNamespace, ReadScope } from './reading.js';
import type { Environment, ScopeColumn } from './reading.js';
import { inferTableFunction } from './tableFunctions.js';
import { as, computed, NONE, union, used } from './uses.js';

export interface InferredFrom {
  readonly namespace: ReadNamespace;
  /** What decides the rows: conditions of joins, and the rows of what is joined. */
  readonly rows: Uses;
}

const NOTHING: InferredFrom = { namespace: ReadNamespace.EMPTY, rows: NONE };

export function inferFrom(
  items: readonly FromItem[],
  env: Environment,
  outer: ReadScope | null,
): InferredFrom {
  return items.reduce<InferredFrom>((before, item) => {
    const next = inferItem(item, env, new ReadScope(before.namespace, outer));
    return { namespace: before.namespace.with(next.namespace), rows: union(before.rows, next.rows) };
  }, NOTHING);
}

/** `left` holds the names of the items before, for LATERAL. */
function inferItem(item: FromItem, env: Environment, left: ReadScope): InferredFrom {
  switch (item.kind) {
    case 'relation':
      return relationItem(item, env);
    case 'derived':
      return derived(env.inferQuery(item.query, env, item.lateral ? left : left.parent), item, env);
    case 'function':
      return derived(inferTableFunction(item, env, left), item, env);
    case 'pivot': {
      const source = inferItem(item.source, env, left);
      return derived(inferPivot(item, source, env), item, env);
    }
    case 'unpivot':
      return derived(inferUnpivot(item, inferItem(item.source, env, left), env), item, env);
    case 'joined':
      return item.joins.reduce(
        (before, join) => joined(before, join, env, left),
        inferItem(item.first, env, left),
      );
  }
}

interface Aliased {
  readonly alias: Name | null;
  readonly columnAliases: readonly Name[];
}

function derived(
  relation: Relation,
  item: Aliased,
  env: Environment,
  path: readonly string[] = [],
): InferredFrom {
  const { alias, columnAliases } = item;
  if (relation.open) env.reading.complete = false;
  const extra = columnAliases[relation.columns.length];
  if (extra !== undefined && !relation.open)
    env.reading.report(
      'invalid-argument',
      `There are ${columnAliases.length} column aliases for ${relation.columns.length} columns.`,
      env.reading.place(extra),
    );
  const columns = relation.columns.map((c, i): ScopeColumn => ({
    ...c,
    name: columnAliases[i]?.text ?? c.name,
  }));
  const source = { name: alias?.text ?? null, path, columns, open: relation.open };
  return { namespace: new ReadNamespace([source]), rows: relation.rows };
}

function relationItem(item: Extract<FromItem, { kind: 'relation' }>, env: Environment): InferredFrom {
  const parts = item.path.map((n) => n.text);
  const cte = parts.length === 1 ? env.ctes.get(parts[0]!) : undefined;
  const alias = item.alias ?? item.path.at(-1) ?? null;
  if (cte !== undefined) return derived(cte, { ...item, alias }, env);
  const found = env.reading.catalog.relation(parts);
  if (typeof found === 'string') {
    reportUnknownTable(item, found, env);
    return derived({ columns: [], rows: NONE, open: true }, { ...item, alias }, env);
  }
  const [first] = item.path;
  if (first !== undefined)
    env.reading.tables.push({
      ...env.reading.place(first, item.path.at(-1)),
      id: found.id,
      isPlaced: parts.length > 1,
      isHidden: env.ctes.has(found.id),
    });
  const columns = found.columns.map(({ name, type, nullable }): OutputColumn => {
    const source: SourceColumn = env.reading.source(found.id, name);
    return { name, type, nullable, uses: used(source) };
  });
  const relation = { columns, rows: NONE, open: found.open === true };
  return derived(relation, { ...item, alias }, env, item.alias === null ? found.path : []);
}

function reportUnknownTable(
  item: Extract<FromItem, { kind: 'relation' }>,
  why: 'unknown' | 'outside',
  env: Environment,
): void {
  const { reading } = env;
  const written = item.path.map((n) => n.text).join('.');
  const [first] = item.path;
  const last = item.path.at(-1);
  if (first === undefined || last === undefined) return;
  const where = reading.place(first, last);
  if (why === 'outside') {
    reading.report(
      'table-outside',
      `The catalog snapshot does not reach ${written}: its columns are not known, so nothing that reads them is checked.`,
      where,
    );
    return;
  }
  const names = [...reading.catalog.names, ...env.ctes.keys()];
  const meant = reading.suggestion(last.text, names);
  const help = meant === undefined ? 'Run `firn pull` to read the catalog again.' : `Did you mean ${meant}?`;
  reading.report(
    'unknown-table',
    `The catalog snapshot has no table ${written}. ${help}`,
    reading.place(last),
    {
      ...(meant === undefined ? {} : { suggestion: identifier(meant) }),
    },
  );
}

// Joins -----------------------------------------------------------------------------------------------------------------

const LEFT_MAY_MISS: ReadonlySet<Join['type']> = new Set(['RIGHT', 'FULL']);
const RIGHT_MAY_MISS: ReadonlySet<Join['type']> = new Set(['LEFT', 'FULL', 'ASOF']);

function joined(left: InferredFrom, join: Join, env: Environment, scope: ReadScope): InferredFrom {
  const right = inferItem(join.item, env, new ReadScope(left.namespace, scope));
  const a = LEFT_MAY_MISS.has(join.type) ? left.namespace.nullable() : left.namespace;
  const b = RIGHT_MAY_MISS.has(join.type) ? right.namespace.nullable() : right.namespace;
  const keys = join.natural ? commonNames(a, b) : join.using;
  const merged = keys.flatMap((key) => mergedKey(key, a, b, join.type, env) ?? []);
  const reader = new ExpressionReader(env, new ReadScope(a.with(b), scope));
  const conditions = [join.on, join.matchCondition].flatMap((c) => (c === null ? [] : [reader.read(c).uses]));
  const compared = merged.flatMap(({ hides }) => hides.map((c) => c.uses));
  return {
    namespace: merge(a, b, merged),
    rows: union(left.rows, right.rows, as('JOIN', union(...conditions, ...compared))),
  };
}

function commonNames(a: ReadNamespace, b: ReadNamespace): readonly Name[] {
  const names = new Set(b.visible().map((c) => c.name));
  return a.visible().flatMap((c) => (names.has(c.name) ? [{ text: c.name, at: 0 }] : []));
}

interface MergedKey {
  readonly column: ScopeColumn;
  readonly hides: readonly ScopeColumn[];
}

function keyColumn(key: Name, side: ReadNamespace, what: string, env: Environment): ScopeColumn | undefined {
  const found = side.visible().filter((c) => c.name === key.text);
  if (found.length === 1 || side.open) return found[0];
  const { reading } = env;
  if (found.length > 1) {
    reading.report(
      'ambiguous-column',
      `${key.text} is ambiguous: several tables on the ${what} have it.`,
      reading.place(key),
    );
    return undefined;
  }
  const names = side.visible().map((c) => c.name);
  const meant = reading.suggestion(key.text, names);
  const help = meant === undefined ? '' : ` Did you mean ${meant}?`;
  reading.report(
    'unknown-column',
    `USING needs ${key.text} on both sides; the ${what} has no such column.${help}`,
    reading.place(key),
    meant === undefined ? {} : { suggestion: identifier(meant) },
  );
  return undefined;
}

function mergedKey(
  key: Name,
  a: ReadNamespace,
  b: ReadNamespace,
  type: Join['type'],
  env: Environment,
): MergedKey | undefined {
  const left = keyColumn(key, a, 'left', env);
  const right = keyColumn(key, b, 'right', env);
  if (left === undefined || right === undefined) return undefined;
  const hides = [left, right];
  if (type !== 'FULL') return { column: type === 'RIGHT' ? right : left, hides };
  const { name, type: kept } = left;
  return { column: { name, type: kept, nullable: true, uses: computed(left, right) }, hides };
}

function merge(a: ReadNamespace, b: ReadNamespace, keys: readonly MergedKey[]): ReadNamespace {
  const both = a.with(b);
  if (keys.length === 0) return both;
  const hidden = new Set(keys.flatMap((k) => k.hides));
  // A merged column is a copy, so that hiding the side it came from does not hide it too.
  const columns = keys.map((k) => ({ ...k.column }));
  return new ReadNamespace(
    both.sources,
    [...columns, ...both.merged.filter((c) => !hidden.has(c))],
    new Set([...both.hidden, ...hidden]),
  );
}
