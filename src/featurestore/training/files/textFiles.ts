import type { Cell, ResultColumn } from '../../../session/session.js';
import { plainDigits } from './exactValues.js';
import type { CellRows, Encode } from './rowFile.js';

/** Nothing is NULL and `""` an empty text. Lines end in `\n`. */
export const csvFile: Encode = async function* csvFile({ columns, pages }) {
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  const written = columns.map(textOf);
  const line = (row: readonly Cell[]) => `${row.map((cell, at) => csvCell(written[at]!(cell))).join(',')}\n`;
  for await (const rows of pages) yield rows.map(line).join('');
};

/**
 * An object a line. Numbers that a JSON number of double precision cannot hold are texts of their digits, VARIANT, OBJECT
 * and ARRAY JSON inside the object.
 */
export const jsonLinesFile: Encode = async function* jsonLinesFile({ columns, pages }) {
  const heads = columns.map(({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const written = columns.map(jsonOf);
  const lines = (rows: CellRows) =>
    rows.map((row) => `${row.map((cell, at) => `${heads[at]}${written[at]!(cell)}`).join('')}}\n`);
  for await (const rows of pages) yield lines(rows).join('');
};

function csvCell(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf({ type }: ResultColumn): (cell: Cell) => string | null {
  if (type === 'NUMBER') return (cell) => (cell === null ? null : plainDigits(cell as number | string));
  return (cell) => (cell === null ? null : String(cell));
}

const semiStructured: ReadonlySet<string> = new Set(['VARIANT', 'OBJECT', 'ARRAY']);

function jsonOf({ type }: ResultColumn): (cell: Cell) => string {
  if (!semiStructured.has(type)) return (cell) => JSON.stringify(cell);
  // A value that JSON does not have (`undefined`, `NaN`) stays its text.
  return (cell) => (cell === null ? 'null' : oneLine(String(cell)));
}

function oneLine(json: string): string {
  try {
    JSON.parse(json);
  } catch {
    return JSON.stringify(json);
  }
  // Outside its texts JSON has line breaks between values only, inside none.
  return json.replace(/[\r\n]+\s*/g, '');
}
