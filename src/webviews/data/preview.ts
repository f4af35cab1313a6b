import {
  CancelPreview,
  ClosePreview,
  ReadPreview,
  ReadPreviewCell,
  StartPreview,
  type PreviewInfo,
  type ServerLink,
} from '../../language/protocol.js';
import type { Activity, DataState, FromPage, PreviewSeed, ToPage } from './messages.js';

/** Messages that the preview answers itself; the others concern the editor around it. */
export type PreviewMessage = Extract<
  FromPage,
  { type: 'ready' | 'run' | 'cancel' | 'readRows' | 'readCell' }
>;

/**
 * One preview: what runs, what is shown, and the page's questions about it. A new run leaves the rows of the last
 * one readable until its own are there, and for good when it fails or is cancelled.
 */
export class DataPreview {
  #activity: Activity = { kind: 'idle' };
  #result: PreviewInfo | null = null;
  #disposed = false;
  #seed: PreviewSeed;

  constructor(
    private readonly link: ServerLink,
    seed: PreviewSeed,
    private readonly post: (message: ToPage) => void,
    private readonly newId: () => string,
  ) {
    this.#seed = seed;
  }

  get state(): DataState {
    return { seed: this.#seed, result: this.#result, activity: this.#activity };
  }

  /** Runs the statement with this limit. A run that is still going is cancelled first. */
  async run(limit: number): Promise<void> {
    this.#stopRunning();
    const id = this.newId();
    this.#seed = { ...this.#seed, limit };
    this.#become({ kind: 'running', id, limit, startedAt: Date.now() });
    try {
      const info = await this.link.request(StartPreview, { id, source: this.#seed.source, limit });
      if (!this.#isRunning(id)) return this.#close(id);
      if (this.#result !== null) this.#close(this.#result.id);
      this.#result = info;
      this.#become({ kind: 'done' });
    } catch (error) {
      if (this.#isRunning(id)) this.#become({ kind: 'failed', message: messageOf(error) });
    }
  }

  /** Cancels what runs; the rows of the run before stay. */
  cancel(): void {
    if (this.#stopRunning()) this.#become({ kind: 'cancelled' });
  }

  async receive(message: PreviewMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.post({ type: 'state', state: this.state });
      case 'run':
        return await this.run(message.limit);
      case 'cancel':
        return this.cancel();
      case 'readRows':
        return await this.#readRows(message.id, message.start, message.count);
      case 'readCell':
        return await this.#readCell(message.id, message.row, message.column);
    }
  }

  /** Cancels what runs and lets the server forget the result. */
  dispose(): void {
    this.#disposed = true;
    const ids = [this.#activity.kind === 'running' ? this.#activity.id : null, this.#result?.id ?? null];
    for (const id of ids) if (id !== null) this.#close(id);
  }

  async #readRows(id: string, start: number, count: number): Promise<void> {
    try {
      const page = await this.link.request(ReadPreview, { id, start, count });
      this.post({ type: 'rows', id, page });
    } catch (error) {
      // Rows of a result that has been replaced in the meantime are of no interest.
      if (this.#result?.id === id && this.#activity.kind !== 'running') {
        this.#become({ kind: 'failed', message: messageOf(error) });
      }
    }
  }

  async #readCell(id: string, row: number, column: number): Promise<void> {
    try {
      const value = await this.link.request(ReadPreviewCell, { id, row, column });
      this.post({ type: 'cell', id, row, column, value });
    } catch (error) {
      this.post({ type: 'cellFailed', id, row, column, message: messageOf(error) });
    }
  }

  #isRunning(id: string): boolean {
    return !this.#disposed && this.#activity.kind === 'running' && this.#activity.id === id;
  }

  /** Whether something ran. That it is refused means that it has ended by itself, or that the server has. */
  #stopRunning(): boolean {
    if (this.#activity.kind !== 'running') return false;
    const { id } = this.#activity;
    this.link.request(CancelPreview, { id }).catch(() => undefined);
    return true;
  }

  /** Forgetting is a courtesy to the server: when it cannot be told, there is nothing left to forget. */
  #close(id: string): void {
    this.link.request(ClosePreview, { id }).catch(() => undefined);
  }

  #become(activity: Activity): void {
    this.#activity = activity;
    if (!this.#disposed) this.post({ type: 'state', state: this.state });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
