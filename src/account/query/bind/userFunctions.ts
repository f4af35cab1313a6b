/**
 * Calls of user-defined functions: the function's body stands in their place, its arguments as the names around it.
 * Source: "CREATE FUNCTION", "SQL UDFs", "Tabular SQL UDFs (UDTFs)", "Naming and overloading procedures and UDFs".
 */
import { AccountError } from '../../account.js';
import type { SnowflakeType } from '../../account.js';
import { tokenize } from '../reading.js';
import { isSystemFunction } from '../functions/table.js';
import { signatureOf } from '../../catalog/model.js';
import type { Call, Expression, Query, Statement } from '../../../sql/read/syntax/tree.js';
import { typeText } from '../../../sql/read/types.js';
import type { ResolvedFunction } from '../translation.js';
import { bound, settled } from './bound.js';
import type { Bound } from './bound.js';
import { convert, sameType } from './coerce.js';
import { columnName } from './environment.js';
import type { Environment, OutputColumn } from './environment.js';
import * as refuse from './errors.js';
import { Namespace, Scope } from './scope.js';
import type { ScopeColumn } from './scope.js';

type BindValue = (value: Expression) => Bound;

/** The user-defined functions that a call may mean. The system's own win, and have no database and schema. */
export function ownFunctions(call: Call, env: Environment): readonly ResolvedFunction[] {
  const system = isSystemFunction(call.name);
  if (system && call.qualifier === undefined) return [];
  const parts = [...(call.qualifier ?? []).map((n) => n.text), call.name];
  const found = env.resolver.functions?.(parts) ?? [];
  if (found.length === 0 && system) throw refuse.unknownFunction(parts.join('.'));
  return found;
}

/** One value. @throws AccountError 001044 where no function of the name takes the arguments. */
export function callFunction(
  candidates: readonly ResolvedFunction[],
  call: Call,
  env: Environment,
  bind: BindValue,
  where: refuse.Place,
): Bound {
  const values = candidates.filter((f) => f.returns.kind === 'value');
  if (values.length === 0)
    throw refuse.badArgument(
      `${call.name} is a table function: write it as TABLE(${call.name}(…)) in FROM`,
      where,
    );
  const called = chosen(values, call, env, bind, where);
  const { returns } = called.definition;
  return inBody(called.definition, () => {
    const statement = bodyOf(called);
    const expression = valueOf(statement);
    const value = env.bindValue(expression, called.env, called.scope, 'function body');
    if (returns.kind !== 'value') throw new Error('A table function gives no value.');
    return { ...returned(value, returns.type, called.definition.fullName), nullable: true };
  });
}

/** A DuckDB SELECT whose columns are the function's. */
export function functionRows(
  candidates: readonly ResolvedFunction[],
  call: Call,
  env: Environment,
  bind: BindValue,
  where: refuse.Place,
): { readonly sql: string; readonly columns: readonly OutputColumn[] } {
  const tables = candidates.filter((f) => f.returns.kind === 'rows');
  if (tables.length === 0)
    throw refuse.badArgument(`${call.name} is no table function: call it in an expression`, where);
  const called = chosen(tables, call, env, bind, where);
  return inBody(called.definition, () => rowsOf(called));
}

function rowsOf({ definition, env, scope }: Called): { sql: string; columns: readonly OutputColumn[] } {
  const { returns, fullName } = definition;
  const statement = env.state.read(definition.body);
  if (statement.kind !== 'query' || returns.kind !== 'rows')
    throw refuse.badArgument('The body of a table function is a query');
  const relation = env.bindQuery(statement.query, env, scope);
  if (relation.columns.length !== returns.columns.length)
    throw refuse.badArgument(
      `The body gives ${relation.columns.length} columns and RETURNS TABLE names ${returns.columns.length}`,
    );
  const alias = env.state.fresh('f');
  const items = returns.columns.map((column, i) => {
    const given = bound(`${alias}.${columnName(i)}`, typeOf(relation.columns[i]!));
    return `${returned(given, column.type, fullName).sql} AS ${columnName(i)}`;
  });
  return {
    sql: `SELECT ${items.join(', ')} FROM (${relation.sql}) AS ${alias}`,
    columns: returns.columns.map(({ name, type }) => ({ name, type, nullable: true })),
  };
}

const typeOf = (column: OutputColumn): Bound['type'] =>
  column.untyped === true ? { kind: 'NULL' } : column.type;

// Which function -------------------------------------------------------------------------------------------------------

interface Called {
  readonly definition: ResolvedFunction;
  /** Names and positions are those of the body. */
  readonly env: Environment;
  /** The arguments as names. */
  readonly scope: Scope;
}

interface Candidate {
  readonly definition: ResolvedFunction;
  /** The given arguments by the function's parameters; undefined: its default. */
  readonly args: readonly (Bound | undefined)[];
  readonly cost: number;
}

function chosen(
  definitions: readonly ResolvedFunction[],
  call: Call,
  env: Environment,
  bind: BindValue,
  where: refuse.Place,
): Called {
  checkCall(call, where);
  const args = call.args.map(bind);
  const named = new Map(call.named.map(([name, value]) => [name, bind(value)]));
  const candidates = definitions.flatMap((definition) => candidate(definition, args, named) ?? []);
  const least = Math.min(...candidates.map((c) => c.cost));
  const [best, another] = candidates.filter((c) => c.cost === least);
  if (best === undefined)
    throw refuse.wrongType(
      call.name,
      [...args, ...named.values()].map((a) => a.type),
      where,
    );
  if (another !== undefined)
    throw refuse.badArgument(
      `Function ${call.name} is ambiguous: ${[best, another].map((c) => signature(c.definition)).join(' and ')} take these arguments. Cast them to the types of one`,
      where,
    );
  return entered(best, env);
}

function checkCall(call: Call, where: refuse.Place): void {
  const more =
    call.over !== null || call.distinct || call.star || call.withinGroup !== null || call.nulls !== null;
  if (more)
    throw refuse.badArgument(`${call.name} is a user-defined function: it takes arguments alone`, where);
  if (call.args.length > 0 && call.named.length > 0)
    throw refuse.badArgument(`${call.name} takes all its arguments by name, or all by their places`, where);
}

function candidate(
  definition: ResolvedFunction,
  args: readonly Bound[],
  named: ReadonlyMap<string, Bound>,
): Candidate | undefined {
  const { parameters } = definition;
  const unknown = [...named.keys()].some((name) => !parameters.some((p) => p.name === name));
  if (args.length > parameters.length || unknown) return undefined;
  const given = parameters.map((p, i) => (named.size > 0 ? named.get(p.name) : args[i]));
  if (given.some((value, i) => value === undefined && parameters[i]!.default === null)) return undefined;
  const costs = given.map((value, i) => (value === undefined ? 0 : distance(value, parameters[i]!.type)));
  const cost = costs.reduce((sum, each) => sum + each, 0);
  return Number.isFinite(cost) ? { definition, args: given, cost } : undefined;
}

/** Types that Snowflake widens before it tries other conversions. */
const WIDER: ReadonlySet<string> = new Set([
  'NUMBER>FLOAT',
  'DATE>TIMESTAMP_NTZ',
  'DATE>TIMESTAMP_LTZ',
  'TIMESTAMP_NTZ>TIMESTAMP_LTZ',
  'OBJECT>VARIANT',
  'ARRAY>VARIANT',
]);

/** How far an argument's type is from the parameter's: the same, a wider one, or one that it is converted to. */
function distance({ type, ...value }: Bound, to: SnowflakeType): number {
  if (type.kind === 'NULL' || type.kind === to.kind) return 0;
  if (WIDER.has(`${type.kind}>${to.kind}`)) return 1;
  try {
    convert({ ...value, type }, to);
    return 10;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const signature = ({ fullName, parameters }: ResolvedFunction): string =>
  `${fullName}${signatureOf(parameters.map((p) => p.type))}`;

// The body ---------------------------------------------------------------------------------------------------------------

/** The function's own names: its arguments around the body. @throws AccountError 000002 for one that calls itself. */
function entered({ definition, args }: Candidate, env: Environment): Called {
  const name = signature(definition);
  if (env.within.includes(name)) throw refuse.unsupportedFeature(`function ${name} that calls itself`);
  env.state.functions.set(name, definition);
  const inside: Environment = {
    ...env,
    source: definition.body,
    resolver: definition.within,
    ctes: new Map(),
    within: [...env.within, name],
  };
  const columns = definition.parameters.map((p, i) =>
    argumentColumn(p.name, convert(args[i] ?? defaultOf(p.default ?? 'NULL', inside), p.type), p.type),
  );
  const scope = new Scope(new Namespace([{ name: null, path: [], columns }]), null);
  return { definition, env: inside, scope };
}

/** What gives another value each time it stands somewhere. */
const RANDOM = /\brandom\(\)|\buuid\(\)/;

function argumentColumn(name: string, value: Bound, type: SnowflakeType): ScopeColumn {
  let uses = 0;
  return {
    name,
    type,
    nullable: value.nullable,
    get sql() {
      uses++;
      if (uses > 1 && RANDOM.test(value.sql))
        throw refuse.unsupportedFeature(
          `a random argument that the function reads more than once (${name}); select it in a subquery first`,
        );
      return value.sql;
    },
  };
}

function defaultOf(text: string, env: Environment): Bound {
  const expression = valueOf(env.state.read(`SELECT ${text}`));
  const scope = new Scope(Namespace.EMPTY, null);
  return env.bindValue(expression, env, scope, 'DEFAULT');
}

const isQuery = (body: string): boolean => /^\(*(?:SELECT|WITH)$/.test(firstWords(body));

function firstWords(body: string): string {
  const tokens = tokenize(body);
  const at = tokens.findIndex((t) => t.text !== '(');
  return `${'('.repeat(Math.max(at, 0))}${tokens[at]?.kind === 'word' ? tokens[at].value : ''}`;
}

function bodyOf({ definition, env }: Called): Statement {
  const { body } = definition;
  return env.state.read(isQuery(body) ? body : `SELECT ${body}`);
}

/** The expression of `SELECT expression`, or the query as a scalar subquery. */
function valueOf(statement: Statement): Expression {
  if (statement.kind !== 'query')
    throw refuse.badArgument('The body of a function is an expression or a query');
  return onlyItem(statement.query) ?? { kind: 'subquery', query: statement.query };
}

function onlyItem({ body, ctes, orderBy, limit }: Query): Expression | undefined {
  if (body.kind === 'query' && ctes.length === 0 && orderBy.length === 0 && limit === null)
    return onlyItem(body.query);
  if (body.kind !== 'select' || ctes.length > 0 || limit !== null || body.items.length !== 1)
    return undefined;
  const plain =
    body.from.length === 0 && body.where === null && body.groupBy === null && body.qualify === null;
  const value = body.items[0]?.value;
  return plain && !body.distinct && body.having === null && value?.kind !== 'star' ? value : undefined;
}

/** Types that meet without a cast; a text for a number is a mistake in the function. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(['NUMBER', 'FLOAT']),
  new Set(['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ']),
  new Set(['VARIANT', 'OBJECT', 'ARRAY']),
];

function returned(value: Bound, type: SnowflakeType, name: string): Bound {
  const { constant: _constant, ...given } = value;
  const actual = settled(value.type);
  const fits =
    value.type.kind === 'NULL' ||
    type.kind === 'VARIANT' ||
    actual.kind === type.kind ||
    FAMILIES.some((family) => family.has(actual.kind) && family.has(type.kind));
  if (!fits)
    throw new AccountError(
      `SQL compilation error:\nDeclared return type '${typeText(type)}' of ${name} is incompatible with actual return type '${typeText(actual)}'.`,
      '002126',
      '42601',
    );
  return sameType(value.type, type) ? given : convert(given, type);
}

/** Refusals of a body say whose it is; its places are not the statement's. */
function inBody<T>(definition: ResolvedFunction, bind: () => T): T {
  try {
    return bind();
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    const name = signature(definition);
    const text = error.message.includes('in the body of function')
      ? error.message
      : `${error.message} (in the body of function ${name})`;
    throw new AccountError(text, error.code, error.sqlState);
  }
}
