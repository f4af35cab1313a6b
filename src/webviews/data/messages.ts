/** The messages between the data panel and its page. Both sides import this file; `id` names the preview meant. */
import type { PreviewInfo, PreviewPage, PreviewSource } from '../../language/protocol.js';

export type Cell = PreviewPage['columns'][number][number];
export type Column = PreviewInfo['columns'][number];

/** What of a preview outlives the window. */
export interface PreviewSeed {
  readonly source: PreviewSource;
  /** Names the thing previewed, such as `FV_ORDERS V_1`. */
  readonly title: string;
  readonly limit: number;
}

/** What a preview is doing. Whatever it is, rows that are already there stay readable. */
export type Activity =
  /** Nothing has run since the panel was restored: running costs the account, so a person starts it. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly id: string; readonly limit: number; readonly startedAt: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

/** Everything the page shows besides rows. Sent whole on every change and whenever a page (re)loads. */
export interface DataState {
  /** Its limit is that of the last run, or of the next one when none has run. */
  readonly seed: PreviewSeed;
  /** The result on show; null until a statement has finished. */
  readonly result: PreviewInfo | null;
  readonly activity: Activity;
}

export type ToPage =
  | { readonly type: 'state'; readonly state: DataState }
  | { readonly type: 'rows'; readonly id: string; readonly page: PreviewPage }
  | {
      readonly type: 'cell';
      readonly id: string;
      readonly row: number;
      readonly column: number;
      readonly value: Cell;
    }
  /** A cell's whole value could not be read; the page stops waiting for it. */
  | {
      readonly type: 'cellFailed';
      readonly id: string;
      readonly row: number;
      readonly column: number;
      readonly message: string;
    };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'run'; readonly limit: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'readRows'; readonly id: string; readonly start: number; readonly count: number }
  | { readonly type: 'readCell'; readonly id: string; readonly row: number; readonly column: number }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'showStatement' }
  | { readonly type: 'showLog' };

/** Rows that one preview may ask for at most. */
export const maxLimit = 100_000;
