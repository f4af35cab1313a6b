import type { Cell, Cursor, Session } from '../session/session.js';
import { maxCellText, maxPageRows, type PreviewInfo, type PreviewPage } from './protocol.js';

/** One statement to preview. */
export interface PreviewQuery {
  readonly id: string;
  readonly title: string;
  readonly target: string;
  /** A query without a limit of its own making. */
  readonly sql: string;
  readonly limit: number;
  readonly session: () => Promise<Session>;
}

interface Preview {
  readonly abort: AbortController;
  cursor: Cursor | null;
  rows: number;
}

class PreviewError extends Error {
  override readonly name = 'PreviewError';
  readonly code = 'preview';
}

/** The statement of a preview: one row more than is shown, which tells whether there are more. */
export function limited(sql: string, limit: number): string {
  return `SELECT *\nFROM (\n${sql}\n)\nLIMIT ${limit + 1}`;
}

/** The results that panels look at. Each stays with its account and is read in pages. */
export class Previews {
  readonly #open = new Map<string, Preview>();

  async start(query: PreviewQuery): Promise<PreviewInfo> {
    this.close(query.id);
    const preview: Preview = { abort: new AbortController(), cursor: null, rows: 0 };
    this.#open.set(query.id, preview);
    try {
      const session = await query.session();
      preview.abort.signal.throwIfAborted();
      const began = performance.now();
      const sql = limited(query.sql, query.limit);
      const cursor = await session.query(sql, { signal: preview.abort.signal });
      preview.cursor = cursor;
      preview.rows = Math.min(cursor.rowCount, query.limit);
      return {
        id: query.id,
        title: query.title,
        queryId: cursor.queryId,
        sql,
        columns: cursor.columns,
        rowCount: preview.rows,
        limit: query.limit,
        truncated: cursor.rowCount > query.limit,
        elapsedMs: Math.round(performance.now() - began),
        target: query.target,
        at: Date.now(),
      };
    } catch (error) {
      if (this.#open.get(query.id) === preview) this.#open.delete(query.id);
      throw preview.abort.signal.aborted ? new PreviewError('The preview was cancelled.') : error;
    }
  }

  async page(id: string, start: number, count: number): Promise<PreviewPage> {
    const { cursor, rows } = this.#ready(id);
    const first = Math.max(0, start);
    const length = Math.max(0, Math.min(count, maxPageRows, rows - first));
    const page = length === 0 ? [] : await cursor.page(first, length);
    return columnar(page, first, cursor.columns.length);
  }

  async cell(id: string, row: number, column: number): Promise<Cell> {
    const { cursor } = this.#ready(id);
    const [values] = await cursor.page(row, 1);
    return values?.[column] ?? null;
  }

  cancel(id: string): void {
    const preview = this.#open.get(id);
    if (preview?.cursor === null) preview.abort.abort();
  }

  close(id: string): void {
    this.cancel(id);
    this.#open.delete(id);
  }

  #ready(id: string): { readonly cursor: Cursor; readonly rows: number } {
    const preview = this.#open.get(id);
    if (preview === undefined || preview.cursor === null) {
      throw new PreviewError('This preview is no longer open. Run it again.');
    }
    return { cursor: preview.cursor, rows: preview.rows };
  }
}

/** Rows as columns, long texts cut. */
export function columnar(
  rows: readonly (readonly Cell[])[],
  start: number,
  columnCount: number,
): PreviewPage {
  const cut: [number, number][] = [];
  const columns = Array.from({ length: columnCount }, (_, column) =>
    rows.map((row, index) => {
      const value = row[column] ?? null;
      if (typeof value !== 'string' || value.length <= maxCellText) return value;
      cut.push([start + index, column]);
      return value.slice(0, maxCellText);
    }),
  );
  return { start, rows: rows.length, columns, cut };
}
