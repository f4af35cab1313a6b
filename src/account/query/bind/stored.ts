/** Values on their way into columns. Source: "INSERT", "CREATE TABLE" (CREATE TABLE … AS SELECT). */
import { AccountError } from '../../account.js';
import { MAX_TEXT, typeText } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import type { RelationColumn, Translation } from '../translation.js';
import { bound, quote } from './bound.js';
import type { Bound } from './bound.js';
import { convert, sameType } from './coerce.js';
import { columnName } from './environment.js';

type Column = Pick<RelationColumn, 'name' | 'type' | 'nullable'>;

/** A value as a column takes it: its type, its length, and NOT NULL. */
export function stored(value: Bound, column: Column): string {
  const { type } = column;
  let { sql } = convert(value, type);
  if (type.kind === 'TEXT' && type.length < MAX_TEXT) sql = `sf_fits(${sql}, ${type.length})`;
  if (column.nullable || !value.nullable) return sql;
  return `sf_required(${sql}, '${column.name.replaceAll("'", "''")}')`;
}

/** A query whose columns are those that a table declares. */
export function asColumns(translation: Translation, columns: readonly Column[]): Translation {
  const given = translation.columns;
  if (columns.every((c, i) => sameType(c.type, given[i]!.type) && (c.nullable || !given[i]!.nullable)))
    return translation;
  const names = columns.map((_, i) => columnName(i));
  const items = columns.map((column, i) => {
    const value = bound(`q.${names[i]!}`, given[i]!.type, given[i]!.nullable);
    return `${storedOrNull(value, column)} AS ${names[i]!}`;
  });
  const sql = `SELECT ${items.join(', ')} FROM (${translation.sql}) AS q(${names.join(', ')})`;
  return { ...translation, sql };
}

/** A column of nothing but NULL is a text, and goes into a column of any type. */
function storedOrNull(value: Bound, column: Column): string {
  try {
    return stored(value, column);
  } catch (error) {
    if (!(error instanceof AccountError) || value.type.kind !== 'TEXT') throw error;
    const what = quote(`Failed to cast a text to ${typeText(column.type)} for column ${column.name}`);
    return `CAST(CASE WHEN ${value.sql} IS NOT NULL THEN error(${what}) END AS ${duckdbType(column.type)})`;
  }
}
