import { refused } from '../catalog/refusals.js';
import { catalogColumns, columnList } from './columns.js';
import type { CatalogColumn } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import type { WriteScope } from './command.js';
import { Grammar } from './grammar.js';

/**
 * The columns of CREATE TABLE … USING TEMPLATE: the query gives one array of objects with COLUMN_NAME, TYPE and NULLABLE, as
 * INFER_SCHEMA has them. Source: "CREATE TABLE … USING TEMPLATE".
 * @throws AccountError when it gives something else
 */
export async function templateColumns(
  scope: WriteScope,
  source: string,
  offset: number,
): Promise<CatalogColumn[]> {
  const { sql } = await scope.queries.translate(source, { offset });
  const { [0]: row = [] } = (await scope.duckdb.runAndReadAll(sql)).getRowsJson();
  const columns: unknown = row.length === 1 && typeof row[0] === 'string' ? JSON.parse(row[0]) : undefined;
  if (!Array.isArray(columns) || columns.length === 0) throw noTemplate('no columns');
  return catalogColumns(scope.names, columnList(new Grammar(`(${columns.map(definition).join(', ')})`)));
}

function definition(column: unknown): string {
  if (typeof column !== 'object' || column === null) throw noTemplate('a column that is no object');
  const { COLUMN_NAME: name, TYPE: type, NULLABLE: nullable } = column as Record<string, unknown>;
  if (typeof name !== 'string' || typeof type !== 'string')
    throw noTemplate('a column without COLUMN_NAME or TYPE');
  return `${printName(name)} ${type}${nullable === false ? ' NOT NULL' : ''}`;
}

function noTemplate(what: string): Error {
  return refused(
    `USING TEMPLATE takes a query that gives an array of the columns that INFER_SCHEMA finds; this one gives ${what}.`,
    '001003',
    '42000',
  );
}
