/**
 * The account's one clock. It shows wall time until somebody takes hold of it; then it can stand still, be moved
 * forward, or run faster, so that an hour's target lag can be watched in seconds. It never goes back.
 */
export class Clock {
  private readonly listeners = new Set<() => void>();
  /** What the clock showed when the wall clock showed `since`. */
  private shown: number;
  private since: number;
  private factor = 1;
  private paused = false;
  private touched = false;

  /** @param wall milliseconds since the epoch, as `Date.now` gives them */
  constructor(private readonly wall: () => number = Date.now) {
    this.since = wall();
    this.shown = this.since;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    if (!this.touched) return this.wall();
    return Math.floor(this.shown + (this.wall() - this.since) * this.speed);
  }

  /** The clock's seconds in one second of the wall clock; 0 while it stands still. */
  get speed(): number {
    return this.paused ? 0 : this.factor;
  }

  /** True while nobody has taken hold of it. */
  get isWall(): boolean {
    return !this.touched;
  }

  pause(): void {
    this.change(() => (this.paused = true));
  }

  /** Goes on from where it stands, at the speed it had. */
  resume(): void {
    this.change(() => (this.paused = false));
  }

  /** Moves the clock forward, whether it runs or not. */
  step(milliseconds: number): void {
    if (!(milliseconds >= 0 && Number.isFinite(milliseconds)))
      throw new RangeError(`The clock can only be moved forward, not by ${milliseconds} ms.`);
    this.change(() => (this.shown += milliseconds));
  }

  /** Runs `factor` times as fast as the wall clock. */
  run(factor: number): void {
    if (!(factor > 0 && Number.isFinite(factor)))
      throw new RangeError(
        `A clock's speed is a number above 0, not ${factor}; pause() makes it stand still.`,
      );
    this.change(() => (this.factor = factor));
  }

  /** Tells of every change but the passing of time. Answers how to stop listening. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private change(how: () => void): void {
    const now = this.now();
    this.since = this.wall();
    this.shown = now;
    this.touched = true;
    how();
    for (const listener of [...this.listeners]) listener();
  }
}
