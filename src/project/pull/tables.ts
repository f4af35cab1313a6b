import { identifier } from '../../sql/identifiers.js';
import { textLiteral } from '../../sql/literals.js';
import type { Cell, Session } from '../../session/session.js';
import type { SourceSchema } from '../binding.js';
import type { CatalogColumn, CatalogTable } from '../catalog.js';

const TABLES = ['TABLE_NAME', 'TABLE_TYPE', 'COMMENT'];
const COLUMNS = [
  'TABLE_NAME',
  'COLUMN_NAME',
  'DATA_TYPE',
  'NUMERIC_PRECISION',
  'NUMERIC_SCALE',
  'CHARACTER_MAXIMUM_LENGTH',
  'DATETIME_PRECISION',
  'IS_NULLABLE',
  'COMMENT',
  'ORDINAL_POSITION',
];

/** The tables and views of a schema that the connection can see, with their columns; only these, where names are given. */
export async function readTables(
  session: Session,
  place: SourceSchema,
  only?: readonly string[],
): Promise<readonly CatalogTable[]> {
  const names = only === undefined ? '' : ` AND TABLE_NAME IN (${only.map(textLiteral).join(', ')})`;
  const select = (view: string, columns: readonly string[], order: string): string =>
    `SELECT ${columns.join(', ')} FROM ${identifier(place.database)}.INFORMATION_SCHEMA.${view} ` +
    `WHERE TABLE_SCHEMA = ${textLiteral(place.schema)}${names} ORDER BY ${order}`;
  const tables = await session.execute(select('TABLES', TABLES, 'TABLE_NAME'));
  const columns = await session.execute(select('COLUMNS', COLUMNS, 'TABLE_NAME, ORDINAL_POSITION'));
  const byTable = new Map<string, CatalogColumn[]>();
  for (const row of columns.rows) {
    const table = text(row[0]);
    byTable.set(table, [...(byTable.get(table) ?? []), catalogColumn(row)]);
  }
  return tables.rows.map(([name, kind, comment]) => ({
    name: text(name),
    kind: text(kind),
    comment: text(comment),
    columns: byTable.get(text(name)) ?? [],
  }));
}

function catalogColumn(row: readonly Cell[]): CatalogColumn {
  const [, name, type, precision, scale, length, fraction, nullable, comment] = row;
  return {
    name: text(name),
    type: describedType(text(type), { precision, scale, length, fraction }),
    nullable: text(nullable) !== 'NO',
    comment: text(comment),
  };
}

type Sizes = Readonly<Record<'precision' | 'scale' | 'length' | 'fraction', Cell | undefined>>;

/** INFORMATION_SCHEMA.COLUMNS has a type's name and its sizes apart; DESCRIBE TABLE prints them as one. */
function describedType(type: string, { precision, scale, length, fraction }: Sizes): string {
  if (type === 'NUMBER' && precision != null) return `NUMBER(${precision},${scale ?? 0})`;
  if (type === 'TEXT') return length == null ? 'VARCHAR' : `VARCHAR(${length})`;
  if (type === 'BINARY' && length != null) return `BINARY(${length})`;
  if (/^TIME/.test(type) && fraction != null) return `${type}(${fraction})`;
  return type;
}

const text = (cell: Cell | undefined): string => (cell == null ? '' : String(cell));
