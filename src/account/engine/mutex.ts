/** Hands one thing to one holder at a time, in the order of asking. */
export class Mutex {
  private tail: Promise<void> = Promise.resolve();
  private readonly holders = new Set<symbol>();

  /** Nobody holds it or waits for it. */
  get isFree(): boolean {
    return this.holders.size === 0;
  }

  /** Resolves to the function that releases; waits no longer once the signal is aborted. */
  async lock(signal?: AbortSignal): Promise<() => void> {
    const before = this.tail;
    let release: () => void = () => undefined;
    const holder = Symbol();
    this.holders.add(holder);
    this.tail = new Promise((resolve) => {
      release = () => {
        this.holders.delete(holder);
        resolve();
      };
    });
    if (signal === undefined) {
      await before;
      return release;
    }
    try {
      await Promise.race([before, aborted(signal)]);
    } catch (error) {
      // The place in the queue is given up when it comes.
      void before.then(release);
      throw error;
    }
    return release;
  }

  async run<T>(step: () => Promise<T>): Promise<T> {
    const release = await this.lock();
    try {
      return await step();
    } finally {
      release();
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
