import type { FromPage, PreviewSeed, ToPage } from '../messages.js';

/** What the page keeps while its panel is hidden, and over a restart of the window. */
interface PageState {
  readonly seed: PreviewSeed;
  readonly view: ViewState;
}

/** Where the person was, for the result named by `id`; widths are kept by column name for every result. */
export interface ViewState {
  readonly id: string | null;
  readonly scrollTop: number;
  readonly scrollLeft: number;
  readonly row: number;
  readonly column: number;
  readonly widths: Readonly<Record<string, number>>;
}

/** The other side, as the page sees it: the panel in VS Code, or whoever opened the page by itself. */
export interface PageHost {
  post(message: FromPage): void;
  listen(listener: (message: ToPage) => void): void;
  getState(): PageState | null;
  setState(state: PageState): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** VS Code gives it to every webview, once. A page opened by itself has none. */
  var acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

/** The host over `postMessage`, which VS Code's API and a window that frames the page have in common. */
export function connectHost(): PageHost {
  const api = globalThis.acquireVsCodeApi?.();
  if (api === undefined) throw new Error('The data page needs a host: acquireVsCodeApi is missing.');
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) => window.addEventListener('message', (event) => listener(event.data as ToPage)),
    getState: () => (api.getState() as PageState | undefined) ?? null,
    setState: (state) => api.setState(state),
  };
}
