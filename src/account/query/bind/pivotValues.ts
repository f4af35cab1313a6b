/** The values that PIVOT makes columns of, each with its column's name. Source: "PIVOT". */
import type { SnowflakeType } from '../../account.js';
import type { Expression, FromItem, OrderItem } from '../../../sql/read/syntax/tree.js';
import { settled } from './bound.js';
import type { Bound } from './bound.js';
import { columnName } from './environment.js';
import type { Environment } from './environment.js';
import { badArgument, unsupportedFeature } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { direction } from './order.js';
import { Namespace, Scope } from './scope.js';

type PivotItem = Extract<FromItem, { kind: 'pivot' }>;

export interface PivotColumn {
  /** Null: the value is NULL. */
  readonly value: Expression | null;
  readonly name: string;
}

const LITERALS: Partial<Record<SnowflakeType['kind'], 'string' | 'number' | 'date'>> = {
  TEXT: 'string',
  NUMBER: 'number',
  DATE: 'date',
};

/** @param by the column whose values they are; @param from the source as DuckDB text. */
export function pivotColumns(
  item: PivotItem,
  { by, from, env, binder }: { by: Bound; from: string; env: Environment; binder: ExpressionBinder },
): readonly PivotColumn[] {
  const { values } = item;
  if (values.kind === 'list')
    return values.items.map(([value, alias]) => {
      const wanted = binder.bind(value);
      const text =
        wanted.type.kind === 'TEXT' ? `'${wanted.constant ?? ''}'` : (wanted.constant ?? wanted.sql);
      return { value, name: alias?.text ?? text };
    });
  env.state.dynamicPivots++;
  const { sql, type } =
    values.kind === 'any' ? allValues(values.orderBy, item, { by, from, env }) : queried(values.query, env);
  const literal = LITERALS[type.kind];
  if (literal === undefined)
    throw unsupportedFeature(`PIVOT by the values of a ${type.kind}; cast the column to VARCHAR before`);
  const withCtes = env.cteTexts.length === 0 ? sql : `WITH RECURSIVE ${env.cteTexts.join(', ')} ${sql}`;
  return [...new Set(env.state.valuesOf(withCtes))].map((text): PivotColumn => {
    if (text === null) return { value: null, name: 'NULL' };
    const name = literal === 'number' ? text : `'${text}'`;
    return { value: { kind: 'literal', type: literal, value: text }, name };
  });
}

/** Dates in ISO's form, whatever the session shows them in. */
const asWritten = (value: string): string => `CAST(${value} AS VARCHAR)`;

interface ValueQuery {
  readonly sql: string;
  readonly type: SnowflakeType;
}

/** ANY: all values of the column, in order where none is asked for. */
function allValues(
  orderBy: readonly OrderItem[],
  item: PivotItem,
  { by, from, env }: { by: Bound; from: string; env: Environment },
): ValueQuery {
  const type = settled(by.type);
  const pivoted = env.state.fresh('p');
  const own = { name: item.column.path.at(-1)!.text, sql: `${pivoted}.v`, type, nullable: true };
  const source = { name: item.column.path.at(-2)?.text ?? null, path: [], columns: [own] };
  const binder = new ExpressionBinder(env, new Scope(new Namespace([source])), {
    clause: 'ORDER BY',
    aggregates: false,
    windows: false,
  });
  const order = orderBy.map((o) => `${binder.bind(o.value).sql}${direction(o)}`);
  const values = `(SELECT DISTINCT ${by.sql} AS v FROM ${from}) AS ${pivoted}`;
  return {
    sql: `SELECT ${asWritten(own.sql)} FROM ${values} ORDER BY ${[...order, own.sql].join(', ')}`,
    type,
  };
}

/** A query that reads nothing of the rows around it. */
function queried(
  query: Extract<PivotItem['values'], { kind: 'query' }>['query'],
  env: Environment,
): ValueQuery {
  const isDistinct = query.body.kind === 'select' && query.body.distinct;
  if (query.orderBy.length > 0 && !isDistinct)
    throw badArgument('The subquery of PIVOT with ORDER BY needs DISTINCT');
  const relation = env.bindQuery(query, env, null);
  const [column] = relation.columns;
  if (column === undefined || relation.columns.length > 1)
    throw badArgument('The subquery of PIVOT gives one column');
  const alias = env.state.fresh('p');
  const own = `${alias}.${columnName(0)}`;
  const sql =
    query.orderBy.length > 0
      ? `SELECT ${asWritten(own)} FROM (${relation.sql}) AS ${alias}`
      : `SELECT ${asWritten(own)} FROM (SELECT DISTINCT * FROM (${relation.sql})) AS ${alias} ORDER BY ${own}`;
  return { sql, type: column.type };
}
