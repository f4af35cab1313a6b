import type { Cell, Column } from '../messages.js';

/** How a type is shown: an icon of the codicon font, where its values stand, and its words. */
interface TypeLook {
  readonly icon: string;
  readonly align: 'start' | 'end';
}

const looks: Readonly<Record<Column['type'], TypeLook>> = {
  NUMBER: { icon: 'symbol-numeric', align: 'end' },
  FLOAT: { icon: 'symbol-numeric', align: 'end' },
  TEXT: { icon: 'symbol-key', align: 'start' },
  BOOLEAN: { icon: 'symbol-boolean', align: 'start' },
  DATE: { icon: 'calendar', align: 'start' },
  TIME: { icon: 'watch', align: 'start' },
  TIMESTAMP_NTZ: { icon: 'watch', align: 'start' },
  TIMESTAMP_LTZ: { icon: 'watch', align: 'start' },
  TIMESTAMP_TZ: { icon: 'watch', align: 'start' },
  BINARY: { icon: 'file-binary', align: 'start' },
  VARIANT: { icon: 'json', align: 'start' },
  OBJECT: { icon: 'json', align: 'start' },
  ARRAY: { icon: 'symbol-array', align: 'start' },
};

export const typeIcon = (column: Column): string => looks[column.type].icon;
export const alignment = (column: Column): 'start' | 'end' => looks[column.type].align;

/** The type as DESCRIBE prints it: `NUMBER(38,0)`, `TEXT`, `TIMESTAMP_NTZ`. */
export function typeName({ type, precision, scale }: Column): string {
  if (type !== 'NUMBER' || precision === undefined) return type;
  return `NUMBER(${precision},${scale ?? 0})`;
}

const isTimestamp = (column: Column): boolean => column.type.startsWith('TIMESTAMP');

/** One value as a line of text. NULL is told apart by the caller; here it has Snowflake's word. */
export function cellText(cell: Cell, column: Column): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  const text = String(cell);
  return isTimestamp(column) ? text.replace('T', ' ') : text;
}

const isJson = (column: Column): boolean => ['VARIANT', 'OBJECT', 'ARRAY'].includes(column.type);

/** One value for reading at length: JSON is indented, everything else is the value itself. */
export function wholeText(cell: Cell, column: Column): string {
  if (cell === null || !isJson(column)) return cellText(cell, column);
  try {
    return JSON.stringify(JSON.parse(String(cell)), null, 2);
  } catch {
    return String(cell);
  }
}

const needsQuotes = /[\t\r\n"]/;

/** Rows as tab-separated text, the form that spreadsheets paste. NULL becomes an empty field, as they have no other. */
export function toTsv(
  rows: readonly (readonly Cell[])[],
  columns: readonly Column[],
  withHeader: boolean,
): string {
  const quote = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) =>
    row.map((cell, i) => (cell === null ? '' : quote(cellText(cell, columns[i] as Column)))).join('\t'),
  );
  const header = columns.map((column) => quote(column.name)).join('\t');
  return (withHeader ? [header, ...lines] : lines).join('\n');
}

/** Width in characters that shows the header and most values: the longest that is not an outlier, within bounds. */
export function columnWidth(column: Column, sample: readonly Cell[]): number {
  const longest = sample.reduce<number>((most, cell) => Math.max(most, cellText(cell, column).length), 0);
  // The type stands under the name behind an icon of about two characters, in smaller letters.
  const header = Math.max(column.name.length, Math.ceil(typeName(column).length * 0.85) + 2);
  return Math.min(Math.max(longest, header, 6), 44);
}
