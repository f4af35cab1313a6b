import type { Span } from './model.js';

/** A stretch of a text in UTF-16 offsets, the end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A file's text, with its offsets readable as lines and columns. */
export class SourceText {
  readonly #lineStarts: readonly number[];

  constructor(
    /** Absolute path. */
    readonly file: string,
    readonly text: string,
  ) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  span({ start, end }: Range): Span {
    const from = this.position(start);
    const to = this.position(end);
    return {
      file: this.file,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
    };
  }

  /** The offset of a line and column, both from 1. */
  offset(line: number, column: number): number {
    const start = this.#lineStarts[Math.min(line, this.#lineStarts.length) - 1] ?? 0;
    return Math.min(start + column - 1, this.text.length);
  }

  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}

/** The start of a file: where a problem stands that has no better place. */
export function fileStart(file: string): Span {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
