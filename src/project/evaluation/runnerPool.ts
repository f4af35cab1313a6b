import { DEFAULT_LIMITS, RunnerProcess } from './runnerProcess.js';
import type { RunnerLimits } from './runnerProcess.js';

/** Starts runners, one ahead: a runner that had to be killed is replaced without waiting for a process to start. */
export class RunnerPool {
  readonly #started = new Set<RunnerProcess>();
  #spare: Promise<RunnerProcess> | null = null;
  #closed = false;

  constructor(
    /** The runner program. */
    private readonly file: string,
    private readonly limits: RunnerLimits = DEFAULT_LIMITS,
  ) {}

  async take(): Promise<RunnerProcess> {
    const spare = this.#spare;
    this.#spare = null;
    const prepared = await spare?.catch(() => null);
    return prepared?.alive ? prepared : this.#start();
  }

  prepareSpare(): void {
    if (this.#closed || this.#spare) return;
    this.#spare = this.#start();
    this.#spare.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#spare?.catch(() => undefined);
    for (const runner of this.#started) runner.kill();
  }

  async #start(): Promise<RunnerProcess> {
    const runner = await RunnerProcess.start(this.file, this.limits);
    for (const old of this.#started) if (!old.alive) this.#started.delete(old);
    this.#started.add(runner);
    if (this.#closed) runner.kill();
    return runner;
  }
}
