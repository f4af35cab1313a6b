/** INSERT of one written row for many rows of bind values. */
import { AccountError, RowsNotTaken } from '../../account.js';
import type { Expression, Query } from '../../../sql/read/syntax/tree.js';
import type { RelationColumn } from '../translation.js';
import { BindColumns } from './bindColumns.js';
import type { BindRows } from './bindColumns.js';
import { BindRow } from './binds.js';
import type { BindValues } from './binds.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';
import { columnName } from './environment.js';
import type { Environment, Relation } from './environment.js';
import { place } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { checkWidths } from './insertValues.js';
import { Namespace, Scope } from './scope.js';

/** The one row of `VALUES (…)` or of a SELECT without FROM; null for a source of other rows. */
function writtenRow({ ctes, body, orderBy, limit, offset }: Query): readonly Expression[] | null {
  if (ctes.length > 0 || orderBy.length > 0 || limit !== null || offset !== null) return null;
  if (body.kind === 'values') return body.rows.length === 1 ? body.rows[0]! : null;
  if (body.kind !== 'select' || body.distinct || body.from.length > 0) return null;
  if (body.where !== null || body.groupBy !== null || body.having !== null || body.qualify !== null)
    return null;
  // An alias can be read by the items beside it.
  return body.items.some(({ alias }) => alias !== null) ? null : body.items.map(({ value }) => value);
}

/**
 * The row for each row of binds. An expression is bound once, over the columns that the lists of values are; where it
 * asks for a constant, or its numbers are of several scales, it is bound for each row.
 */
export function insertRows(
  source: Query,
  rows: BindRows,
  columns: readonly RelationColumn[],
  defaultOf: (column: RelationColumn) => Bound,
  env: Environment,
): Relation {
  const row = writtenRow(source);
  if (row === null || rows.length === 0) throw new RowsNotTaken();
  checkWidths([row], columns);
  const lists = new BindColumns(rows, env.state.fresh('b'));
  const items = row.map((cell, i) => {
    const column = columns[i]!;
    const bind = (binds: BindValues): string => {
      const value = cell.kind === 'default' ? defaultOf(column) : bindCell(cell, column, binds, env);
      return convert(value, column.type).sql;
    };
    try {
      return bind(lists);
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      return lists.add(eachRow(source, rows, bind));
    }
  });
  return {
    columns: columns.map(({ name, type }) => ({ name, type, nullable: true })),
    sql: `SELECT ${items.map((item, i) => `${item} AS ${columnName(i)}`).join(', ')} FROM ${lists.sql}`,
  };
}

/** What a SELECT computes otherwise than VALUES (aggregates, windows) is for whoever sends the rows one by one. */
function eachRow(source: Query, rows: BindRows, bind: (binds: BindValues) => string): readonly string[] {
  try {
    return rows.map((values) => bind(new BindRow(values)));
  } catch (error) {
    if (error instanceof AccountError && source.body.kind === 'select') throw new RowsNotTaken();
    throw error;
  }
}

function bindCell(cell: Expression, column: RelationColumn, binds: BindValues, env: Environment): Bound {
  const isNumeric = column.type.kind === 'NUMBER' || column.type.kind === 'FLOAT';
  if (cell.kind === 'bind' && isNumeric && binds instanceof BindColumns) {
    const numbers = binds.numeric(cell.index, place(env.source, cell.at));
    if (numbers !== undefined) return numbers;
  }
  return new ExpressionBinder({ ...env, binds }, new Scope(Namespace.EMPTY), {
    clause: 'VALUES',
    aggregates: false,
    windows: false,
  }).bind(cell);
}
