import stringWidth from 'string-width';
import type { Cell } from '../session/session.js';
import type { Output } from './output.js';

export interface TableColumn {
  readonly title: string;
  /** Shown under the title; numbers stand right. */
  readonly type?: string;
}

const numeric = /^(NUMBER|FLOAT|DECIMAL|INT)/;
const gap = '  ';
/** In a terminal one long text must not push all other columns out of sight. In a file nothing is cut. */
const widestInTerminal = 60;

/** Prints rows under aligned titles. Rows may come in several calls; widths are those of the first. */
export class Table {
  readonly #output: Output;
  readonly #columns: readonly TableColumn[];
  #widths: readonly number[] | null = null;

  constructor(output: Output, columns: readonly TableColumn[]) {
    this.#output = output;
    this.#columns = columns;
  }

  async rows(rows: readonly (readonly Cell[])[]): Promise<void> {
    const limit = this.#output.terminalWidth === null ? Infinity : widestInTerminal;
    const texts = rows.map((row) => row.map((cell) => shortened(cellText(cell), limit)));
    if (this.#widths === null) {
      this.#widths = this.#columns.map((column, index) =>
        Math.max(
          stringWidth(column.title),
          stringWidth(column.type ?? ''),
          ...texts.map((row) => stringWidth(row[index] ?? '')),
        ),
      );
      await this.#header(this.#widths);
    }
    for (const [index, row] of texts.entries()) await this.#line(row, this.#widths, rows[index] ?? []);
  }

  async #header(widths: readonly number[]): Promise<void> {
    const { styleData } = this.#bound();
    const line = (texts: readonly string[]) => this.#join(texts, widths);
    await this.#output.line(styleData('bold', line(this.#columns.map(({ title }) => title))));
    if (this.#columns.some(({ type }) => type !== undefined))
      await this.#output.line(styleData('dim', line(this.#columns.map(({ type }) => type ?? ''))));
    await this.#output.line(styleData('dim', widths.map((width) => '─'.repeat(width)).join(gap)));
  }

  async #line(texts: readonly string[], widths: readonly number[], cells: readonly Cell[]): Promise<void> {
    const { styleData } = this.#bound();
    const padded = texts.map((text, index) => {
      const whole = pad(text, widths[index] ?? 0, this.#standsRight(index));
      return cells[index] === null ? whole.replace(text, styleData('dim', text)) : whole;
    });
    await this.#output.line(padded.join(gap).trimEnd());
  }

  #join(texts: readonly string[], widths: readonly number[]): string {
    return texts
      .map((text, index) => pad(text, widths[index] ?? 0, this.#standsRight(index)))
      .join(gap)
      .trimEnd();
  }

  #standsRight(index: number): boolean {
    return numeric.test(this.#columns[index]?.type ?? '');
  }

  #bound(): { readonly styleData: Output['styleData'] } {
    return { styleData: this.#output.styleData.bind(this.#output) };
  }
}

/** Control characters, line separators, and marks that turn the direction of writing. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A cell on one line, without anything a terminal would act on. */
export function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  return String(cell).replace(
    unprintable,
    (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function shortened(text: string, limit: number): string {
  if (stringWidth(text) <= limit) return text;
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(short + segment) >= limit) break;
    short += segment;
  }
  return `${short}…`;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return right ? space + text : text + space;
}
