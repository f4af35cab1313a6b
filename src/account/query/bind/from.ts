/** Binds FROM: tables, views, derived tables, table functions and joins. Source: "FROM", "JOIN", "ASOF JOIN". */
import type { FromItem, Join, Name, Sample } from '../../../sql/read/syntax/tree.js';
import type { RelationColumn, ResolvedRelation } from '../translation.js';
import { AccountError } from '../../account.js';
import { NO_SOURCES, joinedPlan, optionalPlan } from '../plan.js';
import type { FromPlan, PlanEquality, PlanNode } from '../plan.js';
import { bound, identifier } from './bound.js';
import { unify } from './coerce.js';
import { compare } from './compare.js';
import { columnName } from './environment.js';
import type { Environment, OutputColumn, Relation } from './environment.js';
import { ambiguousColumn, badArgument, invalidIdentifier, place, unsupportedFeature } from './errors.js';
import { onConditions, sides } from './joinConditions.js';
import type { Pair } from './joinConditions.js';
import { bindPivot } from './pivot.js';
import { bindTableFunction } from './tableFunctions.js';
import { demandingNumbers, numbered, rowNumber } from './rowNumbers.js';
import { bindUnpivot } from './unpivot.js';
import { Namespace, Scope } from './scope.js';
import type { ScopeColumn, Source } from './scope.js';

export interface BoundFrom {
  readonly sql: string;
  readonly namespace: Namespace;
  /** The row numbers of its relations, where rows are numbered. */
  readonly numbers: readonly string[];
  /** Null where it cannot be taken apart. */
  readonly plan: FromPlan | null;
}

export function bindFrom(items: readonly FromItem[], env: Environment, outer: Scope | null): BoundFrom {
  let result: BoundFrom = { sql: '', namespace: Namespace.EMPTY, numbers: [], plan: NO_SOURCES };
  for (const item of items) {
    const next = bindItem(item, behind(result, env), new Scope(result.namespace, outer));
    const glue = result.sql === '' ? '' : ' CROSS JOIN ';
    const sql = `${result.sql}${glue}${next.sql}`;
    result = {
      sql,
      namespace: result.namespace.with(next.namespace),
      numbers: [...result.numbers, ...next.numbers],
      plan: joinedPlan(sql, result.plan, next.plan),
    };
  }
  return result;
}

/** The surroundings of what stands behind `left` in FROM. */
function behind(left: BoundFrom, env: Environment): Environment {
  const before = [...env.numbering.before, ...left.numbers];
  return { ...env, numbering: { ...env.numbering, before } };
}

/** Table functions that make rows of a value of the row beside them. */
const ROWWISE: ReadonlySet<string> = new Set(['FLATTEN', 'SPLIT_TO_TABLE']);

function isLateral(item: FromItem): boolean {
  return item.kind === 'function' || (item.kind === 'derived' && item.lateral);
}

/** `left` holds the names of the items before, for LATERAL. */
function bindItem(item: FromItem, env: Environment, left: Scope): BoundFrom {
  switch (item.kind) {
    case 'relation':
      return bindRelation(item, env);
    case 'derived': {
      const relation = env.bindQuery(item.query, env, item.lateral ? left : left.parent);
      const plan = item.lateral ? undefined : relation.plan;
      return derived(`${item.lateral ? 'LATERAL ' : ''}(${relation.sql})`, relation.columns, item, env, plan);
    }
    case 'function': {
      const relation = bindTableFunction(item, env, left);
      if ('resolved' in relation) return resolved(relation.resolved, item, [], env);
      const from = demanding(derived(relation.sql, relation.columns, item, env), relation.demands, env);
      // What a function makes of each row beside it is part of the text, like an expression.
      return isLateral(item) && ROWWISE.has(item.call.name) && !env.numbering.isOn
        ? { ...from, plan: { text: from.sql, sources: [], equalities: [] } }
        : from;
    }
    case 'pivot': {
      // The values that make its columns are read alone, where nothing stands beside it.
      const beside = item.values.kind === 'list' ? left : new Scope(Namespace.EMPTY);
      const source = bindItem(item.source, env, beside);
      const relation = bindPivot(item, source, env);
      return derived(`(${relation.sql})`, relation.columns, item, env);
    }
    case 'unpivot': {
      const relation = bindUnpivot(item, bindItem(item.source, env, left), env);
      return derived(`(${relation.sql})`, relation.columns, item, env);
    }
    case 'joined':
      return bindJoined(item, env, left);
  }
}

/** FLATTEN's SEQ where rows are not numbered: whoever reads it has them numbered. */
function demanding(from: BoundFrom, demands: boolean | undefined, env: Environment): BoundFrom {
  if (demands !== true) return from;
  const sources = from.namespace.sources.map((source) => ({
    ...source,
    columns: source.columns.map((c, i) => (i === 0 ? demandingNumbers(c, env.numbering.owner) : c)),
  }));
  return { ...from, namespace: new Namespace(sources) };
}

interface Aliased {
  readonly alias: Name | null;
  readonly columnAliases: readonly Name[];
  readonly sample: Sample | null;
}

function sampleText(sample: Sample | null): string {
  if (sample === null) return '';
  const method = sample.rows ? 'reservoir' : sample.block ? 'system' : 'bernoulli';
  const repeat = sample.seed === null ? '' : ` REPEATABLE (${Math.trunc(Number(sample.seed))})`;
  return ` TABLESAMPLE ${method}(${Number(sample.size)} ${sample.rows ? 'ROWS' : 'PERCENT'})${repeat}`;
}

function renamed(names: readonly string[], aliases: readonly Name[]): readonly string[] {
  if (aliases.length > names.length)
    throw badArgument(`Too many column aliases: ${aliases.length} for ${names.length} columns`);
  return names.map((name, i) => aliases[i]?.text ?? name);
}

/** A parenthesised DuckDB query (or table function) whose columns are c1, c2, … */
function derived(
  sql: string,
  columns: readonly OutputColumn[],
  item: Aliased,
  env: Environment,
  node?: PlanNode,
): BoundFrom {
  const physical = env.state.fresh('r');
  const names = renamed(
    columns.map((c) => c.name),
    item.columnAliases,
  );
  const source: Source = {
    name: item.alias?.text ?? null,
    path: [],
    columns: columns.map((c, i) => ({
      name: names[i]!,
      sql: `${physical}.${columnName(i)}`,
      type: c.type,
      nullable: c.nullable,
    })),
  };
  return relationFrom(sql, physical, source, item, env, node);
}

function relationFrom(
  sql: string,
  physical: string,
  source: Source,
  item: Aliased,
  env: Environment,
  node: PlanNode | undefined,
): BoundFrom {
  const { isOn } = env.numbering;
  const text = `${isOn ? numbered(sql) : sql} AS ${physical}${sampleText(item.sample)}`;
  return {
    sql: text,
    namespace: new Namespace([source]),
    numbers: isOn ? [rowNumber(physical)] : [],
    // Numbers are given anew to all rows at once.
    plan: isOn ? null : sourcePlan(physical, text, item, node),
  };
}

function sourcePlan(alias: string, text: string, item: Aliased, node: PlanNode | undefined): FromPlan | null {
  if (node === undefined || item.sample !== null) return null;
  return { text, sources: [{ alias, text, node, optional: [] }], equalities: [] };
}

function bindRelation(item: Extract<FromItem, { kind: 'relation' }>, env: Environment): BoundFrom {
  const parts = item.path.map((n) => n.text);
  const cte = parts.length === 1 ? env.ctes.get(parts[0]!) : undefined;
  if (cte !== undefined) {
    const named: Aliased = { ...item, alias: item.alias ?? item.path[0]! };
    return derived(cte.physical, cte.columns, named, env, cte.plan);
  }
  return resolved(resolve(item.path, env), item, parts, env);
}

/** The catalog's answer; a missing object gets its place in the statement. */
function resolve(path: readonly Name[], env: Environment): ResolvedRelation {
  try {
    return env.resolver.relation(path.map((n) => n.text));
  } catch (error) {
    if (error instanceof AccountError && error.position === undefined) {
      throw new AccountError(error.message, error.code, error.sqlState, place(env.source, path[0]?.at ?? 0));
    }
    throw error;
  }
}

function resolved(
  relation: ResolvedRelation,
  item: Aliased,
  parts: readonly string[],
  env: Environment,
): BoundFrom {
  if (relation.fullName !== '') env.state.reads.add(relation.fullName);
  const name: Name | null = item.alias ?? (parts.length === 0 ? null : { text: parts.at(-1)!, at: 0 });
  const path = item.alias === null ? relation.fullName.split('.') : [];
  if (relation.kind === 'view') {
    const bound = bindView(relation, env);
    const from = derived(`(${bound.sql})`, bound.columns, { ...item, alias: name }, env, bound.plan);
    return { ...from, namespace: new Namespace(from.namespace.sources.map((s) => ({ ...s, path }))) };
  }
  const physical = env.state.fresh('r');
  const names = renamed(
    relation.columns.map((c) => c.name),
    item.columnAliases,
  );
  const source: Source = {
    name: name?.text ?? null,
    path,
    columns: relation.columns.map((c, i) => scopeColumn(c, names[i]!, physical)),
  };
  const text = relation.kind === 'table' ? relation.physical : `(${relation.sql})`;
  return relationFrom(text, physical, source, item, env, scanNode(relation));
}

function scanNode(relation: ResolvedRelation): PlanNode | undefined {
  if (relation.kind !== 'table') return undefined;
  const { fullName, physical, log } = relation;
  const columns = relation.columns.map((c) => c.physicalName);
  return { kind: 'scan', fullName, physical, ...(log === undefined ? {} : { log }), columns };
}

export function scopeColumn(c: RelationColumn, name: string, physical: string): ScopeColumn {
  return { name, sql: `${physical}.${identifier(c.physicalName)}`, type: c.type, nullable: c.nullable };
}

function bindView(view: Extract<ResolvedRelation, { kind: 'view' }>, env: Environment): Relation {
  if (env.within.includes(view.fullName)) throw unsupportedFeature(`view ${view.fullName} that reads itself`);
  const statement = env.state.read(view.text);
  if (statement.kind !== 'query') throw unsupportedFeature(`view ${view.fullName} that is no query`);
  const inside: Environment = {
    ...env,
    source: view.text,
    resolver: view.within,
    ctes: new Map(),
    cteTexts: [],
    within: [...env.within, view.fullName],
  };
  const pivots = env.state.dynamicPivots;
  const relation = env.bindQuery(statement.query, inside, null);
  const names = view.columns;
  if (names === undefined) return relation;
  if (env.state.dynamicPivots > pivots) samePivots(view.fullName, names, relation.columns);
  return { ...relation, columns: relation.columns.map((c, i) => ({ ...c, name: names[i] ?? c.name })) };
}

/** A view keeps the columns it was made with; the data may have given its PIVOT others since. */
function samePivots(view: string, names: readonly string[], columns: readonly OutputColumn[]): void {
  if (columns.length !== names.length)
    throw new AccountError(
      `SQL compilation error:\nView definition for '${view}' declared ${names.length} column(s), but view query produces ${columns.length} column(s).`,
      '002057',
      '42601',
    );
  const other = columns.find((c, i) => c.name !== names[i]);
  if (other !== undefined)
    throw new AccountError(
      `SQL compilation error:\nView '${view}' was made when its PIVOT had no column ${other.name}. Create it anew.`,
      '002057',
      '42601',
    );
}

// Joins -----------------------------------------------------------------------------------------------------------------

function bindJoined(item: Extract<FromItem, { kind: 'joined' }>, env: Environment, left: Scope): BoundFrom {
  let result = bindItem(item.first, env, left);
  for (const join of item.joins) result = bindJoin(result, join, env, left);
  const sql = `(${result.sql})`;
  return { ...result, sql, plan: result.plan && { ...result.plan, text: sql } };
}

const JOIN_TEXT: Readonly<Record<Join['type'], string>> = {
  INNER: 'INNER JOIN',
  LEFT: 'LEFT JOIN',
  RIGHT: 'RIGHT JOIN',
  FULL: 'FULL JOIN',
  CROSS: 'CROSS JOIN',
  ASOF: 'ASOF LEFT JOIN',
};
const LEFT_MAY_MISS: ReadonlySet<Join['type']> = new Set(['RIGHT', 'FULL']);
const RIGHT_MAY_MISS: ReadonlySet<Join['type']> = new Set(['LEFT', 'FULL', 'ASOF']);

function bindJoin(left: BoundFrom, join: Join, env: Environment, scope: Scope): BoundFrom {
  const right = bindItem(join.item, behind(left, env), new Scope(left.namespace, scope));
  const a = LEFT_MAY_MISS.has(join.type) ? left.namespace.nullable() : left.namespace;
  const b = RIGHT_MAY_MISS.has(join.type) ? right.namespace.nullable() : right.namespace;
  const keys = join.natural ? commonNames(a, b) : join.using;
  const merged = keys.map((key) => mergeKey(key, a, b, join.type, env));
  const namespace = merge(a, b, merged);
  const numbers = [...left.numbers, ...right.numbers];
  const on = onConditions(join, a.with(b), env, scope);
  const conditions = [...merged.map((m) => m.condition), ...on.conditions];
  const planned = (text: string): FromPlan | null =>
    joinPlan(text, join.type, left.plan, right.plan, [...merged.map((m) => m.pair), ...on.pairs], env);
  const isCross =
    conditions.length === 0 &&
    join.matchCondition === null &&
    (join.type === 'CROSS' || join.type === 'INNER');
  if (isCross) {
    const sql = `${left.sql} CROSS JOIN ${right.sql}`;
    return { sql, namespace, numbers, plan: planned(sql) };
  }
  const text = JOIN_TEXT[join.type === 'CROSS' ? 'INNER' : join.type];
  const sql = `${left.sql} ${text} ${right.sql} ON ${conditions.length === 0 ? 'TRUE' : conditions.join(' AND ')}`;
  return { sql, namespace, numbers, plan: planned(sql) };
}

/** Two sides of an equality as they are compared. */
function joinPlan(
  text: string,
  type: Join['type'],
  left: FromPlan | null,
  right: FromPlan | null,
  pairs: readonly Pair[],
  env: Environment,
): FromPlan | null {
  if (type === 'ASOF') return null;
  const join = type === 'INNER' || type === 'CROSS' ? 'inner' : (type.toLowerCase() as PlanEquality['join']);
  const a = LEFT_MAY_MISS.has(type) ? optionalPlan(left, env.state.freshSide()) : left;
  const b = RIGHT_MAY_MISS.has(type) ? optionalPlan(right, env.state.freshSide()) : right;
  const equalities = pairs.map(([l, r]): PlanEquality => ({ left: l, right: r, join }));
  return joinedPlan(text, a, b, equalities);
}

function commonNames(a: Namespace, b: Namespace): readonly Name[] {
  const names = new Set(b.visible().map((c) => c.name));
  return a.visible().flatMap((c) => (names.has(c.name) ? [{ text: c.name, at: 0 }] : []));
}

interface MergedKey {
  readonly column: ScopeColumn;
  readonly hides: readonly ScopeColumn[];
  readonly condition: string;
  readonly pair: Pair;
}

function keyColumn(key: Name, side: Namespace, env: Environment): ScopeColumn {
  const [column, another] = side.visible().filter((c) => c.name === key.text);
  if (column === undefined) throw invalidIdentifier(key.text, place(env.source, key.at));
  if (another !== undefined) throw ambiguousColumn(key.text, place(env.source, key.at));
  return column;
}

function mergeKey(key: Name, a: Namespace, b: Namespace, type: Join['type'], env: Environment): MergedKey {
  const left = keyColumn(key, a, env);
  const right = keyColumn(key, b, env);
  const l = bound(left.sql, left.type, left.nullable);
  const r = bound(right.sql, right.type, right.nullable);
  const condition = compare('=', l, r).sql;
  const pair = sides(l, r);
  if (type !== 'FULL')
    return { column: type === 'RIGHT' ? right : left, hides: [left, right], condition, pair };
  const { values } = unify([l, r]);
  const sql = `COALESCE(${values.map((v) => v.sql).join(', ')})`;
  return { column: { ...left, sql, nullable: true }, hides: [left, right], condition, pair };
}

function merge(a: Namespace, b: Namespace, keys: readonly MergedKey[]): Namespace {
  const both = a.with(b);
  if (keys.length === 0) return both;
  const hidden = new Set(keys.flatMap((k) => k.hides));
  // A merged column is a copy, so that hiding the side it came from does not hide it too.
  const columns = keys.map((k) => ({ ...k.column }));
  return new Namespace(
    both.sources,
    [...columns, ...both.merged.filter((c) => !hidden.has(c))],
    new Set([...both.hidden, ...hidden]),
  );
}
