/** The rows of INSERT … VALUES. */
import { AccountError } from '../../account.js';
import type { SnowflakeType } from '../../account.js';
import type { Expression } from '../../../sql/read/syntax/tree.js';
import type { RelationColumn } from '../translation.js';
import { duckdbType } from '../duckdbTypes.js';
import { number, TEXT } from '../../../sql/read/types.js';
import { bound, quote } from './bound.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';
import { columnName } from './environment.js';
import type { Environment, Relation } from './environment.js';
import { ExpressionBinder } from './expressions.js';
import { Namespace, Scope } from './scope.js';

const PLAIN_NUMBER = /^(\d*)(?:\.(\d*))?$/;
/** Digits before and behind the point that literals may have to share one DuckDB DECIMAL. */
const MOST_DIGITS = 18;

interface Column {
  /** A cell's text inside VALUES. */
  readonly cell: (value: Expression) => string;
  /** The column's value, from the text that names it. */
  readonly value: (text: string) => string;
}

function isNull(cell: Expression): boolean {
  return cell.kind === 'literal' && cell.type === 'null';
}

/** A number literal, negated or not, as DuckDB reads it; null for anything else. */
function numberText(cell: Expression): string | null {
  if (cell.kind === 'negate') {
    const text = numberText(cell.operand);
    return text === null || text.startsWith('-') ? null : `-${text}`;
  }
  return cell.kind === 'literal' && cell.type === 'number' && PLAIN_NUMBER.test(cell.value)
    ? cell.value
    : null;
}

/** The type that holds all of a column's number literals. */
function numberType(texts: readonly string[]): SnowflakeType | null {
  const parts = texts.map((text) => PLAIN_NUMBER.exec(text.replace('-', '')));
  const whole = Math.max(1, ...parts.map((p) => (p?.[1] ?? '').length));
  const fraction = Math.max(0, ...parts.map((p) => (p?.[2] ?? '').length));
  return whole > MOST_DIGITS || fraction > MOST_DIGITS ? null : number(whole + fraction, fraction);
}

/**
 * Columns of plain literals go to DuckDB as they are and are converted once, as a column: a conversion for each cell
 * takes DuckDB a thousand times longer to plan.
 */
function literals(cells: readonly Expression[], column: RelationColumn): Column | null {
  const given = cells.filter((cell) => !isNull(cell));
  const texts = given.flatMap((c) => (c.kind === 'literal' && c.type === 'string' ? [c.value] : []));
  if (given.length > 0 && texts.length === given.length) {
    return {
      cell: (c) => (c.kind === 'literal' && c.type === 'string' ? quote(c.value) : 'NULL'),
      value: (text) => convert(bound(`CAST(${text} AS VARCHAR)`, TEXT), column.type).sql,
    };
  }
  // Text, VARIANT and the like keep each number's own digits.
  if (column.type.kind !== 'NUMBER' && column.type.kind !== 'FLOAT') return null;
  const numbers = given.map(numberText).filter((text) => text !== null);
  const type = numbers.length === given.length && given.length > 0 ? numberType(numbers) : null;
  if (type === null) return null;
  return {
    cell: (c) => numberText(c) ?? 'NULL',
    value: (text) => convert(bound(`CAST(${text} AS ${duckdbType(type)})`, type), column.type).sql,
  };
}

/** @throws AccountError 002057 when a row has another number of values than there are columns. */
export function checkWidths(
  rows: readonly (readonly Expression[])[],
  columns: readonly RelationColumn[],
): void {
  const bad = rows.find((row) => row.length !== columns.length);
  if (bad === undefined) return;
  throw new AccountError(
    `SQL compilation error:\nInsert value list does not match column list expecting ${columns.length} but got ${bad.length}`,
    '002057',
    '42601',
  );
}

/** Each row converts to the columns' types on its own, and DEFAULT stands for a column's default. */
export function insertValues(
  rows: readonly (readonly Expression[])[],
  columns: readonly RelationColumn[],
  defaultOf: (column: RelationColumn) => Bound,
  env: Environment,
): Relation {
  checkWidths(rows, columns);
  const binder = new ExpressionBinder(env, new Scope(Namespace.EMPTY), {
    clause: 'VALUES',
    aggregates: false,
    windows: false,
  });
  const each = (column: RelationColumn): Column => ({
    cell: (c) => convert(c.kind === 'default' ? defaultOf(column) : binder.bind(c), column.type).sql,
    value: (text) => text,
  });
  const cellsOf = (i: number): readonly Expression[] => rows.map((row) => row[i]!);
  const kinds = columns.map((column, i) => literals(cellsOf(i), column) ?? each(column));
  const lines = rows.map((row) => `(${row.map((cell, i) => kinds[i]!.cell(cell)).join(', ')})`);
  const alias = env.state.fresh('v');
  const names = columns.map((_, i) => columnName(i));
  const items = names.map((name, i) => `${kinds[i]!.value(`${alias}.${name}`)} AS ${name}`);
  return {
    columns: columns.map((c, i) => ({
      name: c.name,
      type: c.type,
      nullable: cellsOf(i).some((cell) => cell.kind !== 'literal' || isNull(cell)),
    })),
    sql: `SELECT ${items.join(', ')} FROM (VALUES ${lines.join(', ')}) AS ${alias}(${names.join(', ')})`,
  };
}
