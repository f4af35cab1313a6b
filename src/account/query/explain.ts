/**
 * A statement's plan in Snowflake's operators, from its tree. Source: "EXPLAIN".
 * It says which objects are read, and what is done with them in which order; how DuckDB goes about it is another matter.
 */
import type {
  Body,
  Call,
  Cte,
  Expression,
  FromItem,
  Join,
  OrderItem,
  Query,
  Select,
  Statement,
} from '../../sql/read/syntax/tree.js';
import { mentions } from '../../sql/read/mentions.js';
import { printExpression, printOrder } from '../../sql/read/print.js';
import { walkQuery } from '../../sql/read/walk.js';
import { isAggregate } from './functions/table.js';
import type { NameResolver } from './translation.js';

/** One operator with what it takes its rows from. */
export interface Operation {
  readonly operation: string;
  readonly objects?: readonly string[];
  readonly alias?: string;
  readonly expressions?: readonly string[];
  readonly children: readonly Operation[];
}

type ReadStatement = (text: string) => Promise<Statement>;

interface Within {
  readonly resolver: NameResolver;
  /** null: the recursive one that is being followed. */
  readonly ctes: ReadonlyMap<string, { readonly cte: Cte; readonly within: Within } | null>;
  /** Names of the columns that the statement mentions; null: all, where it has a star. */
  readonly columns: ReadonlySet<string> | null;
}

const JOINS: Readonly<Record<Join['type'], string>> = {
  INNER: 'InnerJoin',
  LEFT: 'LeftOuterJoin',
  RIGHT: 'RightOuterJoin',
  FULL: 'FullOuterJoin',
  CROSS: 'CartesianJoin',
  ASOF: 'AsofJoin',
};

export async function explain(
  statement: Statement,
  resolver: NameResolver,
  read: ReadStatement,
): Promise<Operation> {
  return new Explainer(read).statement(statement, {
    resolver,
    ctes: new Map(),
    columns: mentionedColumns(statement),
  });
}

class Explainer {
  constructor(private readonly read: ReadStatement) {}

  async statement(statement: Statement, within: Within): Promise<Operation> {
    if (statement.kind === 'query') {
      const expressions = outputs(statement.query.body);
      return { operation: 'Result', expressions, children: [await this.query(statement.query, within)] };
    }
    const target = within.resolver.relation(statement.target.path.map((n) => n.text)).fullName;
    const changed = { objects: [target], ...aliased(statement.target.alias) };
    const result = (
      operation: string,
      children: readonly Operation[],
      expressions?: readonly string[],
    ): Operation => ({
      operation: 'Result',
      children: [{ operation, ...changed, ...(expressions === undefined ? {} : { expressions }), children }],
    });
    const scan: Operation = { operation: 'TableScan', ...changed, children: [] };
    switch (statement.kind) {
      case 'insert':
        return result('Insert', [await this.query(statement.source, within)]);
      case 'update':
        return result(
          'Update',
          [await this.filtered(await this.crossed([scan], statement.from, within), statement.where, within)],
          statement.set.map((s) => `${s.column.text} = ${printExpression(s.value)}`),
        );
      case 'delete':
        return result('Delete', [
          await this.filtered(await this.crossed([scan], statement.using, within), statement.where, within),
        ]);
      case 'merge': {
        const source = await this.from(statement.source, within);
        const join = joinOperation(
          'LeftOuterJoin',
          [source, scan],
          [`joinKey: (${printExpression(statement.on)})`],
        );
        return result('Merge', [join]);
      }
    }
  }

  private async query(query: Query, outside: Within): Promise<Operation> {
    let within = outside;
    for (const cte of query.ctes)
      within = { ...within, ctes: new Map([...within.ctes, [cte.name.text, { cte, within }]]) };
    const body = await this.body(query.body, within);
    return ended(body, query.orderBy, query.limit, query.offset);
  }

  private async body(body: Body, within: Within): Promise<Operation> {
    switch (body.kind) {
      case 'query':
        return this.query(body.query, within);
      case 'values':
        return {
          operation: 'ValuesClause',
          expressions: body.rows.map((row) => `(${row.map(printExpression).join(', ')})`),
          children: [],
        };
      case 'set': {
        const children = [await this.body(body.left, within), await this.body(body.right, within)];
        if (body.operator === 'INTERSECT') return { operation: 'Intersect', children };
        if (body.operator === 'EXCEPT') return { operation: 'Except', children };
        const all: Operation = { operation: 'UnionAll', children };
        return body.operator === 'UNION ALL' ? all : distinct(all, outputs(body));
      }
      case 'select':
        return this.select(body, within);
    }
  }

  private async select(select: Select, within: Within): Promise<Operation> {
    const values = select.items.map((i) => i.value);
    let plan = await this.filtered(await this.crossed([], select.from, within), select.where, within);
    const aggregates = callsIn([...values, select.having, select.qualify]).filter(
      (c) => c.over === null && isAggregate(c.name),
    );
    if (select.groupBy !== null || aggregates.length > 0) plan = aggregated(plan, select, aggregates);
    plan = await this.filtered(plan, select.having, within);
    const windows = callsIn([...values, select.qualify]).filter((c) => c.over !== null);
    if (windows.length > 0) plan = above('WindowFunction', plan, windows.map(printExpression));
    plan = await this.filtered(plan, select.qualify, within);
    const nested = await this.nested(values, within);
    if (nested.length > 0) plan = { operation: 'Subqueries', children: [plan, ...nested] };
    return select.distinct ? distinct(plan, outputs(select)) : plan;
  }

  private async filtered(plan: Operation, condition: Expression | null, within: Within): Promise<Operation> {
    if (condition === null) return plan;
    const children = [plan, ...(await this.nested([condition], within))];
    return { operation: 'Filter', expressions: [printExpression(condition)], children };
  }

  /** Queries inside of expressions. */
  private nested(expressions: readonly Expression[], within: Within): Promise<Operation[]> {
    return Promise.all(queriesIn(expressions).map((query) => this.query(query, within)));
  }

  private async crossed(
    before: readonly Operation[],
    items: readonly FromItem[],
    within: Within,
  ): Promise<Operation> {
    const all = [...before];
    for (const item of items) all.push(await this.from(item, within));
    const [first, ...others] = all;
    if (first === undefined) return { operation: 'Generator', expressions: ['1'], children: [] };
    return others.reduce((left, right) => joinOperation(JOINS.CROSS, [left, right], []), first);
  }

  private async from(item: FromItem, within: Within): Promise<Operation> {
    switch (item.kind) {
      case 'relation':
        return this.relation(item, within);
      case 'derived':
        return this.query(item.query, within);
      case 'function':
        return tableFunction(item);
      case 'pivot':
        return above('Pivot', await this.from(item.source, within), [
          printExpression(item.aggregate),
          printExpression(item.column),
        ]);
      case 'unpivot':
        return above(
          'Unpivot',
          await this.from(item.source, within),
          item.columns.map(([column]) => printExpression(column)),
        );
      case 'joined': {
        let plan = await this.from(item.first, within);
        for (const join of item.joins)
          plan = joinOperation(joinName(join), [plan, await this.from(join.item, within)], keys(join));
        return plan;
      }
    }
  }

  private async relation(item: Extract<FromItem, { kind: 'relation' }>, within: Within): Promise<Operation> {
    const parts = item.path.map((n) => n.text);
    const named = parts.length === 1 ? within.ctes.get(parts[0]!) : undefined;
    if (named === null) return { operation: 'WithReference', objects: parts, children: [] };
    if (named !== undefined) return this.cte(named.cte, named.within);
    const found = within.resolver.relation(parts);
    if (found.kind === 'view') {
      const statement = await this.read(found.text);
      if (statement.kind === 'query')
        return this.query(statement.query, {
          resolver: found.within,
          ctes: new Map(),
          columns: mentionedColumns(statement),
        });
    }
    const names = found.columns?.map((c) => (typeof c === 'string' ? c : c.name)) ?? [];
    const { columns } = within;
    return {
      operation: 'TableScan',
      objects: [found.fullName],
      ...aliased(item.alias),
      expressions: columns === null ? names : names.filter((name) => columns.has(name)),
      children: [],
    };
  }

  /** A recursive one refers to itself, and is not followed there. */
  private async cte(cte: Cte, within: Within): Promise<Operation> {
    const { body } = cte.query;
    const recursive = mentions(body.kind === 'query' ? body.query : cte.query, cte.name.text);
    if (!recursive) return this.query(cte.query, within);
    const inside = { ...within, ctes: new Map([...within.ctes, [cte.name.text, null]]) };
    return {
      operation: 'WithClause',
      objects: [cte.name.text],
      children: [await this.query(cte.query, inside)],
    };
  }
}

const aliased = (alias: { readonly text: string } | null): { readonly alias?: string } =>
  alias === null ? {} : { alias: alias.text };
const above = (operation: string, child: Operation, expressions: readonly string[]): Operation => ({
  operation,
  expressions,
  children: [child],
});
const joinOperation = (
  operation: string,
  children: readonly Operation[],
  expressions: readonly string[],
): Operation => ({ operation, ...(expressions.length === 0 ? {} : { expressions }), children });

/** What a query gives: `A.X AS Y` without the alias, as Result has it. */
function outputs(body: Body): readonly string[] {
  return namedOutputs(body).map(({ text }) => text);
}

interface Output {
  readonly name: string;
  readonly text: string;
}

/** A set operation's columns are its left side's; BY NAME, those that only the right side has follow. */
function namedOutputs(body: Body): readonly Output[] {
  switch (body.kind) {
    case 'select':
      return body.items.map((i) => ({ name: i.alias?.text ?? i.label, text: printExpression(i.value) }));
    case 'query':
      return namedOutputs(body.query.body);
    case 'values':
      return (body.rows[0] ?? []).map((_, i) => ({ name: `COLUMN${i + 1}`, text: `COLUMN${i + 1}` }));
    case 'set': {
      const left = namedOutputs(body.left);
      if (body.byName !== true) return left;
      const names = new Set(left.map(({ name }) => name));
      return [...left, ...namedOutputs(body.right).filter(({ name }) => !names.has(name))];
    }
  }
}

const distinct = (plan: Operation, columns: readonly string[]): Operation =>
  above('Aggregate', plan, [`groupKeys: [${columns.join(', ')}]`]);

function aggregated(plan: Operation, { groupBy, items }: Select, aggregates: readonly Call[]): Operation {
  const groups =
    groupBy === null
      ? []
      : groupBy.kind === 'all'
        ? items.map((i) => i.value).filter((v) => callsIn([v]).every((c) => !isAggregate(c.name)))
        : groupBy.items.flatMap((i) => (i.kind === 'expression' ? [i.value] : i.sets.flat()));
  return above(
    groupBy?.kind === 'list' && groupBy.items.some((i) => i.kind === 'sets') ? 'GroupingSets' : 'Aggregate',
    plan,
    [
      ...(aggregates.length === 0 ? [] : [`aggExprs: [${aggregates.map(printExpression).join(', ')}]`]),
      ...(groups.length === 0 ? [] : [`groupKeys: [${groups.map(printExpression).join(', ')}]`]),
    ],
  );
}

function ended(
  plan: Operation,
  orderBy: readonly OrderItem[],
  limit: Expression | null,
  offset: Expression | null,
): Operation {
  const counts = [
    ...(limit === null ? [] : [`rowCount: ${printExpression(limit)}`]),
    ...(offset === null ? [] : [`offset: ${printExpression(offset)}`]),
  ];
  if (orderBy.length === 0) return counts.length === 0 ? plan : above('Limit', plan, counts);
  const sorted = printOrder(orderBy)
    .replace(/^ORDER BY /, 'sortKey: [')
    .concat(']');
  return above(counts.length === 0 ? 'Sort' : 'SortWithLimit', plan, [sorted, ...counts]);
}

const joinName = ({ type, on, using, natural }: Join): string =>
  type === 'INNER' && on === null && using.length === 0 && !natural ? JOINS.CROSS : JOINS[type];

function keys({ on, using, natural, matchCondition }: Join): string[] {
  return [
    ...(on === null ? [] : [`joinKey: (${printExpression(on)})`]),
    ...(using.length === 0 ? [] : [`joinKey: USING (${using.map((n) => n.text).join(', ')})`]),
    ...(natural ? ['joinKey: NATURAL'] : []),
    ...(matchCondition === null ? [] : [`matchCondition: (${printExpression(matchCondition)})`]),
  ];
}

const FUNCTIONS: Readonly<Record<string, string>> = { FLATTEN: 'Flatten', GENERATOR: 'Generator' };

function tableFunction({ path, call, alias }: Extract<FromItem, { kind: 'function' }>): Operation {
  const name = path.map((n) => n.text).join('.');
  return {
    operation: FUNCTIONS[name] ?? 'TableFunction',
    ...(FUNCTIONS[name] === undefined ? { objects: [name] } : {}),
    ...aliased(alias),
    expressions: [printExpression(call)],
    children: [],
  };
}

/** The queries that stand in expressions, without those inside of them. */
function queriesIn(expressions: readonly Expression[]): readonly Query[] {
  const found: Query[] = [];
  walkQuery<boolean>(holding(expressions), true, (query, _place, outermost) => {
    if (outermost) found.push(query);
    return false;
  });
  return found;
}

const holding = (expressions: readonly Expression[]): Query => ({
  ctes: [],
  recursive: false,
  body: { kind: 'values', rows: [expressions] },
  orderBy: [],
  limit: null,
  offset: null,
});

/** Every part of a tree of this kind, those of inner queries left out. */
function partsOf(value: unknown, visit: (part: Record<string, unknown>) => boolean): void {
  if (Array.isArray(value)) for (const item of value) partsOf(item, visit);
  else if (typeof value === 'object' && value !== null) {
    const part = value as Record<string, unknown>;
    if (visit(part)) for (const item of Object.values(part)) partsOf(item, visit);
  }
}

function callsIn(expressions: readonly (Expression | null)[]): Call[] {
  const found = new Map<string, Call>();
  partsOf(expressions, (part) => {
    if ('ctes' in part) return false;
    const call = part as unknown as Call;
    if (part['kind'] === 'call') found.set(printExpression(call), call);
    return true;
  });
  return [...found.values()];
}

function mentionedColumns(statement: Statement): ReadonlySet<string> | null {
  const names = new Set<string>();
  let all = false;
  partsOf(statement, (part) => {
    if (part['kind'] === 'star') all = true;
    if (part['kind'] === 'column' && Array.isArray(part['path']))
      for (const name of part['path'] as { text: string }[]) names.add(name.text);
    if (Array.isArray(part['using']))
      for (const name of part['using'] as { text?: string }[]) names.add(name.text ?? '');
    if (part['natural'] === true) all = true;
    return true;
  });
  return all ? null : names;
}
