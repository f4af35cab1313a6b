import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { PreviewInfo, PreviewPage, ServerLink } from '../../../src/language/protocol.js';
import { dataPageHtml } from '../../../src/webviews/data/html.js';
import type { Cell, Column, FromPage, PreviewSeed } from '../../../src/webviews/data/messages.js';
import { DataPreview } from '../../../src/webviews/data/preview.js';
import themes from '../fixtures/themes.json' with { type: 'json' };

export type Theme = keyof typeof themes;
export const themeNames = Object.keys(themes) as Theme[];

/** A result that a page can be given, of any size: its cells are computed when they are read. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly cell: (row: number, column: number) => Cell;
}

/** What the server answers. `start` may wait or throw; `pages` counts the pages that were read. */
export interface Server {
  start(limit: number, cancelled: AbortSignal): Promise<Table>;
  pages: number;
  cancelled: number;
}

const origin = 'http://firn.test';
const maxText = 1024;

/** The language server's side of previews, over a table in memory. */
function linkTo(server: Server): ServerLink {
  const tables = new Map<string, Table>();
  const running = new Map<string, AbortController>();
  const table = (id: string): Table => {
    const found = tables.get(id);
    if (found === undefined) throw new Error(`There is no preview ${id}.`);
    return found;
  };
  const start = async (p: { id: string; limit: number }): Promise<PreviewInfo> => {
    const abort = new AbortController();
    running.set(p.id, abort);
    const result = await server.start(p.limit, abort.signal).finally(() => running.delete(p.id));
    tables.set(p.id, result);
    return {
      id: p.id,
      title: 'FV_UC01_PREPROCESS V_2',
      queryId: '01b2c3d4-0000-0001-0000-000000000042',
      sql: 'WITH ORDER_LINES AS (SELECT 1)\nSELECT *\nFROM ORDER_LINES',
      columns: result.columns,
      rowCount: result.rowCount,
      limit: p.limit,
      truncated: result.rowCount === p.limit,
      elapsedMs: 231,
      target: 'dev',
      at: Date.UTC(2026, 10, 24, 10, 12, 3),
    };
  };
  const read = (p: { id: string; start: number; count: number }): PreviewPage => {
    server.pages += 1;
    const { columns, cell, rowCount } = table(p.id);
    const rows = Math.min(p.count, rowCount - p.start);
    const cut: [number, number][] = [];
    const values = columns.map((_, c) =>
      Array.from({ length: rows }, (_row, i) => {
        const value = cell(p.start + i, c);
        if (typeof value !== 'string' || value.length <= maxText) return value;
        cut.push([p.start + i, c]);
        return value.slice(0, maxText);
      }),
    );
    return { start: p.start, rows, columns: values, cut };
  };
  const cancel = (p: { id: string }): void => {
    server.cancelled += 1;
    running.get(p.id)?.abort();
  };
  const answers: Record<string, (params: never) => unknown> = {
    'firn/preview/start': start,
    'firn/preview/page': read,
    'firn/preview/cell': (p: { id: string; row: number; column: number }) =>
      table(p.id).cell(p.row, p.column),
    'firn/preview/cancel': cancel,
    'firn/preview/close': (p: { id: string }) => void tables.delete(p.id),
  };
  return {
    request: async (message, params) => (await answers[message.method]?.(params as never)) as never,
    on: () => ({ dispose: () => undefined }),
  };
}

export const seed: PreviewSeed = {
  source: { of: 'definition', project: '/project', target: 'dev', key: 'FV_UC01_PREPROCESS@V_2' },
  title: 'FV_UC01_PREPROCESS V_2',
  limit: 1000,
};

/** The data page as built, in a browser of its own, with the panel's real preview behind it. */
export interface StandalonePage {
  readonly page: Page;
  readonly preview: DataPreview;
  readonly sent: readonly FromPage[];
  /** What the browser complained about: violations of the content security policy, exceptions. */
  readonly complaints: readonly string[];
  /** Hides the panel and shows it again: the page loads anew with the state it kept. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function openDataPage(
  browser: Browser,
  dist: string,
  server: Server,
  options: { theme?: Theme; width?: number; height?: number; zoom?: number } = {},
): Promise<StandalonePage> {
  const { theme = 'dark', width = 1000, height = 640, zoom = 1 } = options;
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
  });
  const page = await context.newPage();
  const sent: FromPage[] = [];
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });

  const preview = new DataPreview(
    linkTo(server),
    seed,
    (message) => void page.evaluate(`postMessage(${JSON.stringify(message)}, '*')`).catch(() => undefined),
    () => `preview-${(counter += 1)}`,
  );
  await page.exposeFunction('toHost', async (message: FromPage) => {
    sent.push(message);
    if (['ready', 'run', 'cancel', 'readRows', 'readCell'].includes(message.type)) {
      await preview.receive(message as Parameters<DataPreview['receive']>[0]);
    }
  });
  await page.addInitScript({ content: webviewScript(theme) });
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname;
    if (name === '/') return await route.fulfill({ contentType: 'text/html', body: pageHtml() });
    const body = await built(path.join(dist, 'webviews', name));
    if (body === null) return await route.fulfill({ status: 404, body: `${name} is not built` });
    return await route.fulfill({ body, contentType: contentTypes[path.extname(name)] ?? 'text/plain' });
  });
  const open = async (): Promise<void> => {
    await page.goto(`${origin}/`);
    await page.waitForSelector('.toolbar');
  };
  await open();
  return { page, preview, sent, complaints, reopen: open, close: () => context.close() };
}

let counter = 0;

/** What VS Code puts into a webview: its API, and the theme as variables of the document's root and a body class. */
const webviewScript = (theme: Theme): string => `
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => toHost(message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  const theme = ${JSON.stringify(themes[theme])};
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = theme.class;
  });
`;

const builtFiles = new Map<string, Buffer>();

/** A built file, read once, so that all pages of a run are the same build; null when it is missing. */
async function built(file: string): Promise<Buffer | null> {
  const known = builtFiles.get(file);
  if (known !== undefined) return known;
  try {
    const body = await readFile(file);
    builtFiles.set(file, body);
    return body;
  } catch {
    return null;
  }
}

/** Waits until an expression is true in the page. Asked from outside, because the page's policy forbids `eval`. */
export async function until(page: Page, expression: string): Promise<void> {
  for (let waited = 0; (await page.evaluate(expression)) !== true; waited += 50) {
    if (waited > 15_000) throw new Error(`This did not become true within 15 s: ${expression}`);
    await page.waitForTimeout(50);
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

const pageHtml = (): string =>
  dataPageHtml({
    script: `${origin}/data.js`,
    style: `${origin}/data.css`,
    cspSource: origin,
    nonce: 'bm9uY2U=',
    language: 'en',
  });
