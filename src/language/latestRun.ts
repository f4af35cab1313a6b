/** How long a run may go on after it became stale before it is told to stop. */
const patience = 400;

export interface LatestRunOptions<T> {
  /** Milliseconds without a new request before a run starts. */
  readonly delay: number;
  readonly run: (signal: AbortSignal) => Promise<T>;
  /** Gets the result of a run that nothing has made stale. */
  readonly done: (result: T) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Runs a job some time after the last request for it, one run at a time, and delivers only results of the latest
 * state: what changed while a run was under way makes its result stale, and the job runs again.
 */
export class LatestRun<T> {
  readonly #options: LatestRunOptions<T>;
  #requested = 0;
  #delivered = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: AbortController | undefined;
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: LatestRunOptions<T>) {
    this.#options = options;
  }

  /** Something changed. */
  request(): void {
    if (this.#closed) return;
    this.#requested++;
    const stale = this.#running;
    if (stale !== undefined) setTimeout(() => stale.abort(), patience).unref();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#start(), this.#options.delay);
  }

  /** Resolves when everything that was requested so far has been delivered (or has failed); starts at once. */
  settled(): Promise<void> {
    if (this.#closed || this.#delivered === this.#requested) return Promise.resolve();
    const result = new Promise<void>((resolve) => this.#waiting.push(resolve));
    clearTimeout(this.#timer);
    void this.#start();
    return result;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#release();
  }

  async #start(): Promise<void> {
    if (this.#running !== undefined || this.#closed) return;
    const controller = new AbortController();
    this.#running = controller;
    const version = this.#requested;
    let deliver: (() => void) | undefined;
    try {
      const result = await this.#options.run(controller.signal);
      deliver = () => this.#options.done(result);
    } catch (error) {
      deliver = () => this.#options.failed(error);
    }
    this.#running = undefined;
    if (this.#closed) return;
    if (version !== this.#requested) {
      // The timer of the newer request may have fired while this run was under way.
      clearTimeout(this.#timer);
      void this.#start();
      return;
    }
    this.#delivered = version;
    deliver();
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
