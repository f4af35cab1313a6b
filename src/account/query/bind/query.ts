/** Binds queries: CTEs, set operations, VALUES, ORDER BY and LIMIT around a SELECT. */
import { AccountError } from '../../account.js';
import type { Body, Cte, OrderItem, Query, SetOperation, Values } from '../../../sql/read/syntax/tree.js';
import { duckdbType } from '../duckdbTypes.js';
import { TEXT } from '../../../sql/read/types.js';
import { bound, settled } from './bound.js';
import type { BoundType } from './bound.js';
import { commonType, convert, sameType } from './coerce.js';
import { columnName } from './environment.js';
import type { CteBinding, Environment, OutputColumn, Relation } from './environment.js';
import { badArgument, unsupportedFeature } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import type { PlanNode } from '../plan.js';
import { rowLimits } from './limits.js';
import { direction, distinguished } from './order.js';
import { Namespace, Scope } from './scope.js';
import { bindSelect } from './select.js';
import { mentions } from '../../../sql/read/mentions.js';

export function bindQuery(query: Query, env: Environment, outer: Scope | null): Relation {
  const texts: string[] = [];
  let inner = env;
  let recursive = false;
  for (const cte of query.ctes) {
    const isRecursive =
      cte.query.body.kind === 'query'
        ? mentions(cte.query.body.query, cte.name.text)
        : mentions(cte.query, cte.name.text);
    recursive ||= isRecursive;
    const { binding, text } = isRecursive ? recursiveCte(cte, inner, outer) : plainCte(cte, inner, outer);
    texts.push(text);
    inner = {
      ...inner,
      ctes: new Map([...inner.ctes, [cte.name.text, binding]]),
      cteTexts: [...inner.cteTexts, text],
    };
  }
  const relation = bindBody(query, inner, outer);
  if (texts.length === 0) return relation;
  return { ...relation, sql: `WITH ${recursive ? 'RECURSIVE ' : ''}${texts.join(', ')} ${relation.sql}` };
}

function named(columns: readonly OutputColumn[], cte: Cte): readonly OutputColumn[] {
  if (cte.columns.length === 0) return columns;
  if (cte.columns.length !== columns.length) {
    throw badArgument(
      `Invalid number of column names for '${cte.name.text}': ${cte.columns.length} names, ${columns.length} columns`,
    );
  }
  return columns.map((c, i) => ({ ...c, name: cte.columns[i]!.text }));
}

function plainCte(cte: Cte, env: Environment, outer: Scope | null): { binding: CteBinding; text: string } {
  const relation = bindQuery(cte.query, env, outer);
  const physical = env.state.fresh('q');
  return {
    binding: { physical, columns: named(relation.columns, cte), plan: relation.plan },
    text: `${physical} AS (${relation.sql})`,
  };
}

/** The part of a recursive CTE: `anchor UNION ALL step`, inside parentheses or not. */
function recursion(query: Query): SetOperation | null {
  if (query.body.kind === 'query') return recursion(query.body.query);
  return query.body.kind === 'set' && query.body.operator === 'UNION ALL' ? query.body : null;
}

function recursiveCte(
  cte: Cte,
  env: Environment,
  outer: Scope | null,
): { binding: CteBinding; text: string } {
  const parts = recursion(cte.query);
  if (parts === null) throw unsupportedFeature('recursive CTE without UNION ALL');
  const first = bindOperand(parts.left, env, outer);
  const anchor = {
    ...first,
    columns: first.columns.map((c) => ({ ...c, type: widest(c.type), nullable: true })),
  };
  const physical = env.state.fresh('q');
  const binding = { physical, columns: named(anchor.columns, cte) };
  const step = bindOperand(
    parts.right,
    { ...env, ctes: new Map([...env.ctes, [cte.name.text, binding]]) },
    outer,
  );
  const types = anchor.columns.map((c) => c.type);
  const text = `${physical} AS (${cast(first, types, env).sql} UNION ALL ${cast(step, types, env).sql})`;
  return { binding, text };
}

/** A recursive CTE's column must hold what later rounds make of it: the anchor's literals do not limit it. */
function widest(type: OutputColumn['type']): OutputColumn['type'] {
  if (type.kind === 'NUMBER') return { ...type, precision: 38 };
  return type.kind === 'TEXT' ? TEXT : type;
}

function openType(column: OutputColumn): BoundType {
  return column.untyped === true ? { kind: 'NULL' } : column.type;
}

type Operand = Pick<Relation, 'sql' | 'plan'>;

/** A relation's columns as the given types. */
function cast(relation: Relation, types: readonly OutputColumn['type'][], env: Environment): Operand {
  if (relation.columns.length !== types.length) {
    throw new AccountError(
      `SQL compilation error:\ninvalid number of result columns for set operator input branches, expected ${types.length}, got ${relation.columns.length} in branch {2}`,
      '001789',
      '42601',
    );
  }
  if (relation.columns.every((c, i) => sameType(c.type, types[i]!))) return relation;
  const alias = env.state.fresh('s');
  const items = relation.columns.map((c, i) => {
    const column = columnName(i);
    return convert(bound(`${alias}.${column}`, openType(c)), types[i]!).sql;
  });
  return projected(relation, items, types.map(duckdbType), alias);
}

/** The relation's columns under other types, one block more in its plan. */
function projected(
  relation: Relation,
  items: readonly string[],
  types: readonly string[],
  alias: string,
): Operand {
  const text = `(${relation.sql}) AS ${alias}`;
  const { plan } = relation;
  return {
    sql: `SELECT ${items.map((item, i) => `${item} AS ${columnName(i)}`).join(', ')} FROM ${text}`,
    plan: plan && {
      kind: 'block',
      columns: items.map((_, i) => columnName(i)),
      items,
      types,
      distinct: false,
      from: { text, sources: [{ alias, text, node: plan, optional: [] }], equalities: [] },
      where: '',
      groups: null,
      rest: '',
      windows: [],
    },
  };
}

function bindBody(query: Query, env: Environment, outer: Scope | null): Relation {
  if (query.body.kind === 'select') return bindSelect(query.body, query, env, outer);
  const relation = bindOperand(query.body, env, outer);
  if (query.orderBy.length === 0 && query.limit === null && query.offset === null) return relation;
  const alias = env.state.fresh('o');
  const columns = relation.columns.map((c, i) => ({ ...c, sql: `${alias}.${columnName(i)}` }));
  const scope = new Scope(new Namespace([{ name: null, path: [], columns }]), outer);
  const binder = new ExpressionBinder(env, scope, { clause: 'ORDER BY', aggregates: false, windows: false });
  const order = query.orderBy.flatMap((item) =>
    item.value.kind === 'star'
      ? columns.map((_, i) => `${i + 1}${direction(item)}`)
      : [`${ordinal(item) ?? binder.bind(item.value).sql}${direction(item)}`],
  );
  const ordered = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`;
  const limits = rowLimits(query.limit, query.offset);
  return {
    ...relation,
    sql: `SELECT * FROM (${relation.sql}) AS ${alias}${ordered}${limits}`,
    plan: limits === '' ? relation.plan : undefined,
  };
}

/** `ORDER BY 2`. */
function ordinal(item: OrderItem): string | null {
  return item.value.kind === 'literal' && item.value.type === 'number' && /^\d+$/.test(item.value.value)
    ? item.value.value
    : null;
}

function bindOperand(body: Body, env: Environment, outer: Scope | null): Relation {
  switch (body.kind) {
    case 'query':
      return bindQuery(body.query, env, outer);
    case 'values':
      return bindValues(body, env, outer);
    case 'set':
      return bindSet(body, env, outer);
    case 'select':
      return bindSelect(body, { orderBy: [], limit: null, offset: null }, env, outer);
  }
}

function bindSides(set: SetOperation, env: Environment, outer: Scope | null): [Relation, Relation] {
  const left = bindOperand(set.left, env, outer);
  const right = bindOperand(set.right, env, outer);
  if (set.byName !== true) return [left, right];
  const names = [...new Set([...left.columns, ...right.columns].map((c) => c.name))];
  return [byName(left, names, env), byName(right, names, env)];
}

/** The columns of these names; one that is not there is NULL. */
function byName(relation: Relation, names: readonly string[], env: Environment): Relation {
  const known = relation.columns.map((c) => c.name);
  const twice = known.find((name, i) => known.indexOf(name) !== i);
  if (twice !== undefined)
    throw badArgument(`UNION BY NAME with two columns of the name ${twice} on one side`);
  const alias = env.state.fresh('n');
  const columns = names.map(
    (name): OutputColumn =>
      relation.columns.find((c) => c.name === name) ?? { name, type: TEXT, nullable: true, untyped: true },
  );
  const items = names.map((name) => {
    const at = known.indexOf(name);
    return at < 0 ? `CAST(NULL AS ${duckdbType(TEXT)})` : `${alias}.${columnName(at)}`;
  });
  return {
    columns,
    ...projected(
      relation,
      items,
      columns.map((c) => duckdbType(c.type)),
      alias,
    ),
  };
}

function bindSet(set: SetOperation, env: Environment, outer: Scope | null): Relation {
  const [left, right] = bindSides(set, env, outer);
  const columns = left.columns.map((c, i): OutputColumn => {
    const other = right.columns[i];
    const type = other === undefined ? c.type : commonType([openType(c), openType(other)]);
    const column = { name: c.name, type: settled(type), nullable: c.nullable || (other?.nullable ?? true) };
    return type.kind === 'NULL' ? { ...column, untyped: true } : column;
  });
  if (set.operator !== 'UNION ALL') for (const c of columns) distinguished(c, set.operator);
  const types = columns.map((c) => c.type);
  const [a, b] = [cast(left, types, env), cast(right, types, env)];
  return {
    columns,
    sql: `(${a.sql}) ${set.operator} (${b.sql})`,
    plan: unionPlan(set.operator, a, b, types.map(duckdbType), env),
  };
}

/** UNION is the distinct rows of UNION ALL; the plans of other set operations are nobody's to take apart. */
function unionPlan(
  operator: SetOperation['operator'],
  a: Operand,
  b: Operand,
  types: readonly string[],
  env: Environment,
): PlanNode | undefined {
  if (a.plan === undefined || b.plan === undefined || !operator.startsWith('UNION')) return undefined;
  const columns = types.map((_, i) => columnName(i));
  const all: PlanNode = { kind: 'union', parts: [a.plan, b.plan], columns };
  if (operator === 'UNION ALL') return all;
  const alias = env.state.fresh('u');
  const text = `((${a.sql}) UNION ALL (${b.sql})) AS ${alias}`;
  return {
    kind: 'block',
    columns,
    items: columns.map((c) => `${alias}.${c}`),
    types,
    distinct: true,
    from: { text, sources: [{ alias, text, node: all, optional: [] }], equalities: [] },
    where: '',
    groups: null,
    rest: '',
    windows: [],
  };
}

/** VALUES names its columns COLUMN1, COLUMN2, … */
function bindValues(values: Values, env: Environment, outer: Scope | null): Relation {
  const scope = new Scope(Namespace.EMPTY, outer);
  const binder = new ExpressionBinder(env, scope, { clause: 'VALUES', aggregates: false, windows: false });
  const rows = values.rows.map((row) => row.map((e) => binder.bind(e)));
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width))
    throw badArgument('Mismatched number of columns in VALUES clause');
  const columns = Array.from({ length: width }, (_, i): OutputColumn => ({
    name: `COLUMN${i + 1}`,
    type: settled(commonType(rows.map((row) => row[i]!.type))),
    nullable: rows.some((row) => row[i]!.nullable),
  }));
  const lines = rows.map((row) => `(${row.map((v, i) => convert(v, columns[i]!.type).sql).join(', ')})`);
  const alias = env.state.fresh('v');
  const names = columns.map((_, i) => columnName(i)).join(', ');
  const items = columns.map(
    (c, i) => `CAST(${alias}.${columnName(i)} AS ${duckdbType(c.type)}) AS ${columnName(i)}`,
  );
  const sql = `SELECT ${items.join(', ')} FROM (VALUES ${lines.join(', ')}) AS ${alias}(${names})`;
  return { columns, sql, plan: { kind: 'constant', sql, columns: columns.map((_, i) => columnName(i)) } };
}
