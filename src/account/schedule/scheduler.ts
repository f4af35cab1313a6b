import { AccountError } from '../account.js';
import { Mutex } from '../engine/mutex.js';
import type { JobSource, ScheduleHost } from './job.js';

/** A look at least this often: timers stand still while the machine sleeps. */
const LONGEST_WAIT = 60_000;
/** Jobs that found the account busy are tried again after this. */
const BUSY_WAIT = 1000;
/** Lets a burst of statements pass before the next look. */
const SHORTEST_WAIT = 20;

/**
 * Does what the account does by itself: scheduled refreshes and tasks. What is due, and what has been done, is in the
 * catalog, so that a restart neither forgets nor repeats; what came due while the account slept runs once. Jobs run
 * one after another and take the write lock like any client.
 */
export class Scheduler {
  private readonly turn = new Mutex();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private started = false;
  private busy = false;

  constructor(
    private readonly host: ScheduleHost,
    private readonly sources: readonly JobSource[],
    private readonly log: (line: string) => void = () => undefined,
  ) {}

  /** From now on jobs run by themselves. */
  start(): void {
    if (this.started || this.stopping.signal.aborted) return;
    this.started = true;
    this.host.clock.onChange(() => this.plan());
    this.plan();
  }

  /** Looks anew at what is to be done: the catalog or the clock has changed. */
  plan(): void {
    if (!this.started || this.stopping.signal.aborted) return;
    clearTimeout(this.timer);
    const wait = this.wait();
    if (wait === null) return;
    this.timer = setTimeout(() => {
      this.runDue().then(
        () => this.plan(),
        (error: unknown) => {
          this.log(`scheduler: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          this.busy = true;
          this.plan();
        },
      );
    }, wait);
    this.timer.unref();
  }

  /** Runs all that is due by the account's clock, and resolves when it is done. */
  runDue(): Promise<void> {
    return this.turn.run(async () => {
      const tried = new Set<string>();
      this.busy = false;
      for (;;) {
        const [job] = this.due().filter((j) => !tried.has(j.key));
        if (job === undefined || this.stopping.signal.aborted) return;
        tried.add(job.key);
        try {
          await job.run(this.host, this.stopping.signal);
        } catch (error) {
          if (this.stopping.signal.aborted) return;
          if (!(error instanceof AccountError)) throw error;
          // Failures of the work itself are in its history and say when it is due again; a busy account postpones it.
          this.busy = true;
          this.log(`${job.key}: ${error.message}`);
        }
      }
    });
  }

  /** Interrupts what runs and waits for its end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.turn.run(() => Promise.resolve());
  }

  private jobs() {
    return this.sources.flatMap((source) => source(this.host.catalog));
  }

  private due() {
    const now = this.host.clock.now();
    return this.jobs().filter((job) => job.due <= now);
  }

  /** Milliseconds of the wall clock until the next look; null when nothing but a change can bring work. */
  private wait(): number | null {
    const { clock } = this.host;
    const dues = this.jobs().map((job) => job.due);
    if (dues.length === 0) return null;
    const ahead = Math.min(...dues) - clock.now();
    if (ahead > 0 && clock.speed === 0) return null;
    const wait = ahead <= 0 ? 0 : ahead / clock.speed;
    return Math.min(LONGEST_WAIT, Math.max(this.busy ? BUSY_WAIT : SHORTEST_WAIT, Math.ceil(wait)));
  }
}
