/** What INSERT, UPDATE, DELETE and MERGE share: the table that they change, its columns, and what is recorded of it. */
import { AccountError } from '../../account.js';
import type { AccountColumn } from '../../account.js';
import type { Assignment, Name, Statement, Target } from '../../../sql/read/syntax/tree.js';
import { recording } from '../recording.js';
import type { Recording } from '../recording.js';
import type { DmlCounts, RelationColumn, ResolvedTable, Translation } from '../translation.js';
import { duckdbType } from '../duckdbTypes.js';
import { INTEGER } from '../../../sql/read/types.js';
import { bound, identifier } from './bound.js';
import type { Bound } from './bound.js';
import type { Environment } from './environment.js';
import { badArgument, invalidIdentifier, place, unsupportedFeature } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { scopeColumn } from './from.js';
import { stored } from './stored.js';
import type { Scope } from './scope.js';
import { Namespace } from './scope.js';

/** Statements before and after the one that changes the table. */
interface Around {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** The recording of what a statement changes; nothing where the table's changes are not recorded. */
export function recordingOf(table: ResolvedTable, touched: string | null): Recording | null {
  const { physical, log } = table;
  if (log === undefined) return null;
  const columns = table.columns.map((c) => identifier(c.physicalName));
  return recording({ physical, log, columns }, touched);
}

export function result(
  kind: Exclude<Statement['kind'], 'query'>,
  env: Environment,
  table: ResolvedTable,
  sql: string,
  counts: DmlCounts,
  around: Around = {},
): Translation {
  const columns = counts.columns.map((c): AccountColumn => ({
    name: c.name,
    type: INTEGER,
    nullable: false,
  }));
  return {
    kind,
    before: around.before ?? [],
    sql,
    ...(around.after === undefined ? {} : { after: around.after }),
    reads: [...env.state.reads].filter((name) => name !== ''),
    writes: table.fullName,
    columns,
    counts,
  };
}

export const INSERTED = { name: 'number of rows inserted', action: 'INSERT' } as const;
export const UPDATED = { name: 'number of rows updated', action: 'UPDATE' } as const;
export const DELETED = { name: 'number of rows deleted', action: 'DELETE' } as const;

export function targetTable(target: Target, env: Environment): ResolvedTable {
  const relation = env.resolver.relation(target.path.map((n) => n.text));
  if (relation.kind !== 'table') {
    throw new AccountError(
      `SQL compilation error:\nObject found is of type 'VIEW', not specified type 'TABLE': ${relation.fullName}`,
      '002002',
      '42S02',
    );
  }
  if (relation.computed === true)
    throw unsupportedFeature(`DML on dynamic table ${relation.fullName}: its rows are those of its query`);
  return relation;
}

export function tableColumn(table: ResolvedTable, name: Name, env: Environment): RelationColumn {
  const column = table.columns.find((c) => c.name === name.text);
  if (column === undefined) throw invalidIdentifier(name.text, place(env.source, name.at));
  return column;
}

/** The value of a column that an INSERT leaves out. */
export function defaultValue(column: RelationColumn, env: Environment): Bound {
  if (column.counter !== undefined)
    return bound(`CAST(nextval('${column.counter}') AS ${duckdbType(column.type)})`, column.type, false);
  if (column.default === undefined) return bound(`CAST(NULL AS ${duckdbType(column.type)})`, column.type);
  const statement = env.state.read(`SELECT ${column.default}`);
  if (statement.kind !== 'query') throw unsupportedFeature(`DEFAULT ${column.default}`);
  const relation = env.bindQuery(
    statement.query,
    { ...env, source: `SELECT ${column.default}`, ctes: new Map() },
    null,
  );
  const type = relation.columns[0]?.type;
  if (type === undefined) throw unsupportedFeature(`DEFAULT ${column.default}`);
  return bound(`(${relation.sql})`, type);
}

export interface TargetScope {
  readonly physical: string;
  readonly namespace: Namespace;
}

export function targetScope(target: Target, table: ResolvedTable, env: Environment): TargetScope {
  const physical = env.state.fresh('t');
  const name = target.alias?.text ?? target.path.at(-1)!.text;
  const path = target.alias === null ? table.fullName.split('.') : [];
  const columns = table.columns.map((c) => scopeColumn(c, c.name, physical));
  return { physical, namespace: new Namespace([{ name, path, columns }]) };
}

export function assignments(
  set: readonly Assignment[],
  table: ResolvedTable,
  scope: Scope,
  env: Environment,
): readonly Assigned[] {
  const binder = new ExpressionBinder(env, scope, { clause: 'SET', aggregates: false, windows: false });
  const seen = new Set<string>();
  return set.map(({ column, value }) => {
    const target = tableColumn(table, column, env);
    if (seen.has(target.name))
      throw badArgument(`duplicate column name '${target.name}' in SET`, place(env.source, column.at));
    seen.add(target.name);
    const given = value.kind === 'default' ? defaultValue(target, env) : binder.bind(value);
    return { column: identifier(target.physicalName), value: stored(given, target) };
  });
}

/** A column's DuckDB name and its new value. */
export interface Assigned {
  readonly column: string;
  readonly value: string;
}

export function setText(assigned: readonly Assigned[]): string {
  return assigned.map(({ column, value }) => `${column} = ${value}`).join(', ');
}
