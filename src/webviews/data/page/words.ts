import type { DataState } from '../messages.js';

type Result = NonNullable<DataState['result']>;

const plural = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

export const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

/** Whole seconds of something that still goes on. */
export const soFar = (milliseconds: number): string => `${Math.max(0, Math.floor(milliseconds / 1000))} s`;

/** How many rows there are, and whether there would be more without the limit. */
export const rowsText = ({ rowCount, truncated }: Result): string =>
  truncated ? `First ${plural(rowCount, 'row')}` : plural(rowCount, 'row');

export const columnsText = ({ columns }: Result): string => plural(columns.length, 'column');

/** What kind of statement ran: its first word, a query with common table expressions being a SELECT. */
export function statementKind(sql: string): string {
  const first = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  return first === 'WITH' ? 'SELECT' : first;
}

/** When the rows were read, on the reader's clock. */
export const readAt = (at: number): string =>
  new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const selectedText = (rows: number, columns: number): string =>
  `${rows.toLocaleString('en')} × ${columns.toLocaleString('en')} selected`;

export const copiedText = (rows: number, columns: number): string =>
  rows * columns === 1 ? 'Copied the cell' : `Copied ${plural(rows * columns, 'cell')}`;

/** A limit as typed, or null when it is none. Separators of thousands are forgiven. */
export function limitOf(text: string, most: number): number | null {
  const digits = text.replaceAll(/[\s,_]/g, '');
  if (!/^\d+$/.test(digits)) return null;
  const limit = Number(digits);
  return limit >= 1 && limit <= most ? limit : null;
}
