/** Binds INSERT, UPDATE, DELETE and MERGE. Source: the pages of these statements. */
import { AccountError, RowsNotTaken } from '../../account.js';
import type { AccountColumn } from '../../account.js';
import type {
  Assignment,
  Delete,
  Insert,
  Merge,
  MergeWhen,
  Name,
  Query,
  Statement,
  Target,
  Update,
} from '../../../sql/read/syntax/tree.js';
import { ROW, TOUCHED, recording } from '../recording.js';
import type { Recording } from '../recording.js';
import type { DmlCounts, RelationColumn, ResolvedTable, Translation } from '../translation.js';
import { duckdbType } from '../duckdbTypes.js';
import { INTEGER } from '../../../sql/read/types.js';
import { bound, identifier } from './bound.js';
import type { Bound } from './bound.js';
import { columnName } from './environment.js';
import type { Environment, Relation } from './environment.js';
import { badArgument, invalidIdentifier, place, unsupportedFeature } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { bindFrom, scopeColumn } from './from.js';
import type { BoundFrom } from './from.js';
import { insertRows } from './insertRows.js';
import { insertValues } from './insertValues.js';
import { stored } from './stored.js';
import { refuseDuplicates, updateCounts } from './multiJoin.js';
import type { Joined, MatchedAction } from './multiJoin.js';
import { Namespace, Scope } from './scope.js';
import { bindCondition } from './select.js';

type Dml = Exclude<Statement, { kind: 'query' }>;

export function bindDml(statement: Dml, env: Environment): Translation {
  if (env.bindRows !== null && statement.kind !== 'insert') throw new RowsNotTaken();
  switch (statement.kind) {
    case 'insert':
      return insert(statement, env);
    case 'update':
      return update(statement, env);
    case 'delete':
      return deletion(statement, env);
    case 'merge':
      return merge(statement, env);
  }
}

/** Statements before and after the one that changes the table. */
interface Around {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** The recording of what a statement changes; nothing where the table's changes are not recorded. */
function recordingOf(table: ResolvedTable, touched: string | null): Recording | null {
  const { physical, log } = table;
  if (log === undefined) return null;
  const columns = table.columns.map((c) => identifier(c.physicalName));
  return recording({ physical, log, columns }, touched);
}

function result(
  kind: Dml['kind'],
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

const INSERTED = { name: 'number of rows inserted', action: 'INSERT' } as const;
const UPDATED = { name: 'number of rows updated', action: 'UPDATE' } as const;
const DELETED = { name: 'number of rows deleted', action: 'DELETE' } as const;

function targetTable(target: Target, env: Environment): ResolvedTable {
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

function tableColumn(table: ResolvedTable, name: Name, env: Environment): RelationColumn {
  const column = table.columns.find((c) => c.name === name.text);
  if (column === undefined) throw invalidIdentifier(name.text, place(env.source, name.at));
  return column;
}

/** The value of a column that an INSERT leaves out. */
function defaultValue(column: RelationColumn, env: Environment): Bound {
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

// INSERT ------------------------------------------------------------------------------------------------------------------

function insertSource(source: Query, columns: readonly RelationColumn[], env: Environment): Relation {
  const defaultOf = (column: RelationColumn): Bound => defaultValue(column, env);
  if (env.bindRows !== null) return insertRows(source, env.bindRows, columns, defaultOf, env);
  return source.body.kind === 'values'
    ? insertValues(source.body.rows, columns, defaultOf, env)
    : env.bindQuery(source, env, null);
}

function insert(statement: Insert, env: Environment): Translation {
  const table = targetTable(statement.target, env);
  const columns =
    statement.columns.length === 0 ? table.columns : statement.columns.map((n) => tableColumn(table, n, env));
  const source = insertSource(statement.source, columns, env);
  if (source.columns.length !== columns.length) {
    throw new AccountError(
      `SQL compilation error:\nInsert value list does not match column list expecting ${columns.length} but got ${source.columns.length}`,
      '002057',
      '42601',
    );
  }
  const alias = env.state.fresh('i');
  const given = new Map(columns.map((c, i) => [c.name, i]));
  const values = table.columns.map((column) => {
    const index = given.get(column.name);
    const produced = index === undefined ? undefined : source.columns[index];
    const value =
      produced === undefined
        ? defaultValue(column, env)
        : bound(`${alias}.${columnName(index!)}`, produced.type, produced.nullable);
    return stored(value, column);
  });
  const names = table.columns.map((c) => identifier(c.physicalName)).join(', ');
  const select = `SELECT ${values.join(', ')} FROM (${source.sql}) AS ${alias}`;
  const into = `INSERT INTO ${table.physical} (${names})`;
  const counts: DmlCounts = { source: 'count', columns: [INSERTED] };
  if (!statement.overwrite) {
    const around = recordingOf(table, null) ?? {};
    const inserted = result('insert', env, table, `${into} ${select}`, counts, around);
    return { ...inserted, stored: select };
  }
  const recorded = recordingOf(table, `SELECT ${ROW} FROM ${table.physical}`);
  return result('insert', env, table, `${into} SELECT * FROM ${OVERWRITE_ROWS}`, counts, {
    before: [
      `CREATE OR REPLACE TEMP TABLE ${OVERWRITE_ROWS} AS ${named(select, values, table)}`,
      ...(recorded?.before ?? []),
      `DELETE FROM ${table.physical}`,
    ],
    after: recorded?.after ?? [],
  });
}

/** Holds the new rows of an INSERT OVERWRITE while the table is emptied: they may come from the table itself. */
const OVERWRITE_ROWS = 'firn_overwrite_rows';

/** The rows with a name for each column, as a table needs. */
function named(select: string, values: readonly string[], table: ResolvedTable): string {
  const names = values.map((_, i) => columnName(i)).join(', ');
  const items = table.columns.map(
    (c, i) => `CAST(${columnName(i)} AS ${duckdbType(c.type)}) AS ${columnName(i)}`,
  );
  return `SELECT ${items.join(', ')} FROM (${select}) AS o(${names})`;
}

// UPDATE and DELETE -------------------------------------------------------------------------------------------------------

interface TargetScope {
  readonly physical: string;
  readonly namespace: Namespace;
}

function targetScope(target: Target, table: ResolvedTable, env: Environment): TargetScope {
  const physical = env.state.fresh('t');
  const name = target.alias?.text ?? target.path.at(-1)!.text;
  const path = target.alias === null ? table.fullName.split('.') : [];
  const columns = table.columns.map((c) => scopeColumn(c, c.name, physical));
  return { physical, namespace: new Namespace([{ name, path, columns }]) };
}

function assignments(
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
interface Assigned {
  readonly column: string;
  readonly value: string;
}

function setText(assigned: readonly Assigned[]): string {
  return assigned.map(({ column, value }) => `${column} = ${value}`).join(', ');
}

function update(statement: Update, env: Environment): Translation {
  const table = targetTable(statement.target, env);
  const target = targetScope(statement.target, table, env);
  const from = bindFrom(statement.from, env, new Scope(target.namespace));
  const scope = new Scope(target.namespace.with(from.namespace));
  const set = assignments(statement.set, table, scope, env);
  const condition = bindCondition(statement.where, env, scope, 'WHERE').sql;
  const head = `UPDATE ${table.physical} AS ${target.physical} SET ${setText(set)}`;
  const multiJoined = { name: 'number of multi-joined rows updated', action: null } as const;
  const counts: DmlCounts = { source: 'count', columns: [UPDATED, multiJoined] };
  if (table.log !== undefined) {
    return recordedUpdate(table, target.physical, { set, from: from.sql, condition, counts }, env);
  }
  if (from.sql === '') return result('update', env, table, `${head} WHERE ${condition}`, counts);
  const query = updateCounts({
    table: table.physical,
    alias: target.physical,
    source: from.sql,
    condition,
  });
  return result('update', env, table, `${head} FROM ${from.sql} WHERE ${condition}`, { ...counts, query });
}

interface BoundUpdate {
  readonly set: readonly Assigned[];
  readonly from: string;
  readonly condition: string;
  readonly counts: DmlCounts;
}

/** The rows and their new values are found first, once, so that the old images are those of the same rows. */
function recordedUpdate(
  table: ResolvedTable,
  alias: string,
  { set, from, condition, counts }: BoundUpdate,
  env: Environment,
): Translation {
  const values = set.map(({ value }, i) => `${value} AS s${i}`);
  const items = [`${alias}.${ROW} AS ${ROW}`, ...values].join(', ');
  const source = from === '' ? '' : `, ${from}`;
  const touched = `SELECT ${items} FROM ${table.physical} AS ${alias}${source} WHERE ${condition}`;
  const assigned = set.map(({ column }, i) => `${column} = x.s${i}`).join(', ');
  const sql = `UPDATE ${table.physical} AS ${alias} SET ${assigned} FROM (SELECT DISTINCT ON (${ROW}) * FROM ${TOUCHED}) AS x WHERE ${alias}.${ROW} = x.${ROW}`;
  const query = `SELECT count(*), count(*) FILTER (WHERE n > 1) FROM (SELECT count(*) AS n FROM ${TOUCHED} GROUP BY ${ROW})`;
  return result('update', env, table, sql, { ...counts, query }, recordingOf(table, touched) ?? {});
}

function deletion(statement: Delete, env: Environment): Translation {
  const table = targetTable(statement.target, env);
  const target = targetScope(statement.target, table, env);
  const using = bindFrom(statement.using, env, new Scope(target.namespace));
  const scope = new Scope(target.namespace.with(using.namespace));
  const where =
    statement.where === null ? '' : ` WHERE ${bindCondition(statement.where, env, scope, 'WHERE').sql}`;
  const usingText = using.sql === '' ? '' : ` USING ${using.sql}`;
  const counts: DmlCounts = { source: 'count', columns: [DELETED] };
  const found = using.sql === '' ? '' : `, ${using.sql}`;
  const recorded = recordingOf(
    table,
    `SELECT DISTINCT ${target.physical}.${ROW} AS ${ROW} FROM ${table.physical} AS ${target.physical}${found}${where}`,
  );
  if (recorded !== null) {
    const rows = `DELETE FROM ${table.physical} WHERE ${ROW} IN (SELECT ${ROW} FROM ${TOUCHED})`;
    return result('delete', env, table, rows, counts, recorded);
  }
  const sql = `DELETE FROM ${table.physical} AS ${target.physical}${usingText}${where}`;
  return result('delete', env, table, sql, counts);
}

// MERGE -------------------------------------------------------------------------------------------------------------------

function merge(statement: Merge, env: Environment): Translation {
  const table = targetTable(statement.target, env);
  const target = targetScope(statement.target, table, env);
  const source = bindFrom([statement.source], env, null);
  const scope = new Scope(target.namespace.with(source.namespace));
  const on = bindCondition(statement.on, env, scope, 'ON').sql;
  const whens = statement.whens.map((when) =>
    mergeWhen(when, table, scope, new Scope(source.namespace), env),
  );
  const merged = mergeSource(source, table);
  const sql = `MERGE INTO ${table.physical} AS ${target.physical} USING ${merged.sql} ON ${on} ${whens.join(' ')} RETURNING merge_action`;
  const kinds = new Set(statement.whens.map((w) => w.action.kind));
  const columns = [
    ...(kinds.has('insert') ? [INSERTED] : []),
    ...(kinds.has('update') ? [UPDATED] : []),
    ...(kinds.has('delete') ? [DELETED] : []),
  ];
  const matched = statement.whens.filter((when) => when.matched);
  const updates = matched.some((when) => when.action.kind === 'update');
  const joined = {
    table: table.physical,
    alias: target.physical,
    source: merged.sql,
    condition: on,
  };
  const actions = matched.map((when) => ({
    test: bindCondition(when.condition, env, scope, 'WHEN').sql,
    updates: when.action.kind === 'update',
  }));
  const checks = [...merged.before, ...(updates ? [refuseDuplicates(joined, actions)] : [])];
  const recorded = recordingOf(table, matched.length === 0 ? null : matchedRows(joined, actions));
  return result(
    'merge',
    env,
    table,
    sql,
    { source: 'actions', columns },
    {
      before: [...checks, ...(recorded?.before ?? [])],
      after: recorded?.after ?? [],
    },
  );
}

const MERGE_ROWS = 'firn_merge_rows';

/** Where changes are recorded a MERGE looks at its source more than once: a source of one name is computed once. */
function mergeSource(source: BoundFrom, table: ResolvedTable): { sql: string; before: readonly string[] } {
  const alias = / AS (r\d+)$/.exec(source.sql)?.[1];
  const plain = table.log === undefined || alias === undefined || source.namespace.sources.length !== 1;
  if (plain) return { sql: source.sql, before: [] };
  return {
    sql: `${MERGE_ROWS} AS ${alias}`,
    before: [`CREATE OR REPLACE TEMP TABLE ${MERGE_ROWS} AS SELECT ${alias}.* FROM ${source.sql}`],
  };
}

/** The target rows that a WHEN MATCHED clause acts on. */
function matchedRows({ table, alias, source, condition }: Joined, actions: readonly MatchedAction[]): string {
  const acts = actions.map((a) => a.test).join(' OR ');
  return `SELECT DISTINCT ${alias}.${ROW} AS ${ROW} FROM ${table} AS ${alias}, ${source} WHERE (${condition}) AND (${acts})`;
}

function mergeWhen(
  when: MergeWhen,
  table: ResolvedTable,
  both: Scope,
  sourceOnly: Scope,
  env: Environment,
): string {
  const scope = when.matched ? both : sourceOnly;
  const test = when.condition === null ? '' : ` AND ${bindCondition(when.condition, env, scope, 'WHEN').sql}`;
  const head = `WHEN ${when.matched ? 'MATCHED' : 'NOT MATCHED'}${test} THEN`;
  const { action } = when;
  switch (action.kind) {
    case 'delete':
      return `${head} DELETE`;
    case 'update':
      return `${head} UPDATE SET ${setText(assignments(action.set, table, scope, env))}`;
    case 'insert': {
      const columns =
        action.columns.length === 0 ? table.columns : action.columns.map((n) => tableColumn(table, n, env));
      if (columns.length !== action.values.length) {
        throw badArgument(
          `Insert value list does not match column list expecting ${columns.length} but got ${action.values.length}`,
        );
      }
      const binder = new ExpressionBinder(env, scope, {
        clause: 'VALUES',
        aggregates: false,
        windows: false,
      });
      const given = new Map(columns.map((c, i) => [c.name, action.values[i]!]));
      const values = table.columns.map((column) => {
        const value = given.get(column.name);
        return stored(
          value === undefined || value.kind === 'default' ? defaultValue(column, env) : binder.bind(value),
          column,
        );
      });
      return `${head} INSERT (${table.columns.map((c) => identifier(c.physicalName)).join(', ')}) VALUES (${values.join(', ')})`;
    }
  }
}
