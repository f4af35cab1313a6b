/** Binds INSERT, UPDATE, DELETE and MERGE. Source: the pages of these statements. */
import { AccountError, RowsNotTaken } from '../../account.js';
import type { Delete, Insert, Query, Statement, Update } from '../../../sql/read/syntax/tree.js';
import { ROW, TOUCHED } from '../recording.js';
import type { DmlCounts, RelationColumn, ResolvedTable, Translation } from '../translation.js';
import { duckdbType } from '../duckdbTypes.js';
import { bound, identifier } from './bound.js';
import type { Bound } from './bound.js';
import { columnName } from './environment.js';
import type { Environment, Relation } from './environment.js';
import { bindFrom } from './from.js';
import {
  DELETED,
  INSERTED,
  UPDATED,
  assignments,
  defaultValue,
  recordingOf,
  result,
  setText,
  tableColumn,
  targetScope,
  targetTable,
} from './dmlTarget.js';
import type { Assigned } from './dmlTarget.js';
import { merge } from './merge.js';
import { insertRows } from './insertRows.js';
import { insertValues } from './insertValues.js';
import { stored } from './stored.js';
import { updateCounts } from './multiJoin.js';
import { Scope } from './scope.js';
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
