import { maxPageRows, type PreviewPage } from '../../../language/protocol.js';
import type { Cell } from '../messages.js';

/** Pages asked for at the same time; more would only queue behind each other while someone scrolls on. */
const maxInFlight = 2;
/** Pages kept: a few screens in each direction, whatever the size of the result. */
const maxPages = 40;

export interface Block {
  readonly rows: Cell[][];
  readonly cut: readonly (readonly [row: number, column: number])[];
}

interface Waiting {
  readonly pages: ReadonlySet<number>;
  readonly resolve: () => void;
}

/**
 * The rows of one result as far as they are here. Rows on view are asked for in pages, the latest view first; what
 * has scrolled far away is dropped again.
 */
export class RowStore {
  readonly #pages = new Map<number, PreviewPage>();
  readonly #cut = new Set<string>();
  readonly #inFlight = new Set<number>();
  #wanted: readonly number[] = [];
  #waiting: Waiting[] = [];

  constructor(
    readonly rowCount: number,
    private readonly request: (start: number, count: number) => void,
    private readonly changed: () => void,
  ) {}

  /** The value, or undefined while its page is not here. */
  cell(row: number, column: number): Cell | undefined {
    const page = this.#pages.get(pageOf(row));
    return page?.columns[column]?.[row - page.start];
  }

  has(row: number): boolean {
    return this.#pages.has(pageOf(row));
  }

  /** Whether the value's text was cut for the grid, so that its whole has to be read by itself. */
  isCut(row: number, column: number): boolean {
    return this.#cut.has(`${row}:${column}`);
  }

  /** Values of a column in the pages that are here, in order; for widths. */
  sample(column: number, most: number): readonly Cell[] {
    const first = [...this.#pages.keys()].sort((a, b) => a - b)[0];
    return first === undefined ? [] : (this.#pages.get(first)?.columns[column]?.slice(0, most) ?? []);
  }

  /** Says which rows are on view. Earlier wishes that nobody looks at any more are forgotten. */
  view(first: number, last: number): void {
    if (this.rowCount === 0) return;
    const from = pageOf(Math.max(0, first));
    const to = pageOf(Math.min(this.rowCount - 1, last));
    const pages = range(from, to);
    // The page after the view, then the one before it: people scroll on more often than back.
    this.#wanted = [
      ...pages,
      ...(to < pageOf(this.rowCount - 1) ? [to + 1] : []),
      ...(from > 0 ? [from - 1] : []),
    ];
    for (const page of pages) this.#touch(page);
    this.#pump();
  }

  accept(page: PreviewPage): void {
    const index = pageOf(page.start);
    this.#inFlight.delete(index);
    this.#pages.set(index, page);
    for (const [row, column] of page.cut) this.#cut.add(`${row}:${column}`);
    this.#drop();
    this.#waiting = this.#waiting.filter(({ pages, resolve }) => {
      const done = [...pages].every((p) => this.#pages.has(p));
      if (done) resolve();
      return !done;
    });
    this.#pump();
    this.changed();
  }

  /** Requests that will not be answered any more may be made again. */
  retry(): void {
    this.#inFlight.clear();
    this.#pump();
  }

  /**
   * The values of a rectangle, and which of them are cut (places within the rectangle). Read page by page, so that
   * a large one needs no more room than its own values.
   */
  async read(top: number, bottom: number, left: number, right: number): Promise<Block> {
    const rows: Cell[][] = [];
    const cut: [row: number, column: number][] = [];
    for (const index of range(pageOf(top), pageOf(bottom))) {
      const page = await this.#page(index);
      const from = Math.max(top, page.start);
      const to = Math.min(bottom, page.start + page.rows - 1);
      for (let row = from; row <= to; row++) {
        rows.push(range(left, right).map((column) => page.columns[column]?.[row - page.start] ?? null));
      }
      for (const [row, column] of page.cut) {
        if (row >= from && row <= to && column >= left && column <= right)
          cut.push([row - top, column - left]);
      }
    }
    return { rows, cut };
  }

  async #page(index: number): Promise<PreviewPage> {
    for (;;) {
      const page = this.#pages.get(index);
      if (page !== undefined) return page;
      const here = new Promise<void>((resolve) => {
        this.#waiting.push({ pages: new Set([index]), resolve });
      });
      this.#pump();
      await here;
    }
  }

  #pump(): void {
    const asked = this.#waiting.flatMap(({ pages }) => [...pages]);
    for (const page of [...this.#wanted, ...asked]) {
      if (this.#inFlight.size >= maxInFlight) return;
      if (this.#pages.has(page) || this.#inFlight.has(page)) continue;
      this.#inFlight.add(page);
      const start = page * maxPageRows;
      this.request(start, Math.min(maxPageRows, this.rowCount - start));
    }
  }

  /** A map keeps insertion order, so the first page is the one that was looked at longest ago. */
  #touch(index: number): void {
    const page = this.#pages.get(index);
    if (page === undefined) return;
    this.#pages.delete(index);
    this.#pages.set(index, page);
  }

  #drop(): void {
    for (const [index, page] of this.#pages) {
      if (this.#pages.size <= maxPages) return;
      if (this.#wanted.includes(index)) continue;
      this.#pages.delete(index);
      for (const [row, column] of page.cut) this.#cut.delete(`${row}:${column}`);
    }
  }
}

const pageOf = (row: number): number => Math.floor(row / maxPageRows);

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
