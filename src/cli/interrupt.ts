/** Ctrl-C: the first cancels the running statement, the second ends the command at once. */
export class Interrupt {
  readonly #controller = new AbortController();

  constructor(private readonly giveUp: () => void) {
    process.on('SIGINT', () => this.#interrupted());
    process.on('SIGTERM', () => this.#interrupted());
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get happened(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Settles as `work` does, or rejects when interrupted: for work that cannot be cancelled half-way. */
  async orStop<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(new Error('interrupted'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  #interrupted(): void {
    if (this.happened) this.giveUp();
    this.#controller.abort();
  }
}
