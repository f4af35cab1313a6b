import { describe, expect, it } from 'vitest';
import { LatestRun } from '../../../src/language/latestRun.js';

interface Rig {
  readonly run: LatestRun<number>;
  readonly delivered: number[];
  readonly failures: unknown[];
  /** Ends the run that is under way with a value. */
  readonly finish: (value: number) => Promise<void>;
  readonly started: () => number;
}

function rig(delay = 0): Rig {
  const delivered: number[] = [];
  const failures: unknown[] = [];
  const runs: ((value: number) => void)[] = [];
  const run = new LatestRun<number>({
    delay,
    run: () => new Promise((resolve) => runs.push(resolve)),
    done: (value) => delivered.push(value),
    failed: (error) => failures.push(error),
  });
  return {
    run,
    delivered,
    failures,
    started: () => runs.length,
    finish: async (value) => {
      runs[runs.length - 1]?.(value);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a job that follows changes', () => {
  it('runs once for many requests', async () => {
    const { run, started, finish, delivered } = rig();
    run.request();
    run.request();
    const settled = run.settled();
    expect(started()).toBe(1);
    await finish(1);
    await settled;
    expect(delivered).toEqual([1]);
  });

  it('drops a result that a change has made stale, and runs again', async () => {
    const { run, started, finish, delivered } = rig();
    run.request();
    const settled = run.settled();
    run.request();
    await finish(1);
    expect(delivered).toEqual([]);
    expect(started()).toBe(2);
    await finish(2);
    await settled;
    expect(delivered).toEqual([2]);
  });

  it('never has two runs under way', async () => {
    const { run, started } = rig();
    run.request();
    void run.settled();
    run.request();
    void run.settled();
    expect(started()).toBe(1);
  });

  it('is settled when nothing was requested, and after a failure', async () => {
    const failures: unknown[] = [];
    const run = new LatestRun<number>({
      delay: 0,
      run: () => Promise.reject(new Error('no')),
      done: () => undefined,
      failed: (error) => failures.push(error),
    });
    await run.settled();
    run.request();
    await run.settled();
    expect(failures).toHaveLength(1);
  });

  it('delivers nothing after it was closed, and keeps nobody waiting', async () => {
    const { run, finish, delivered } = rig();
    run.request();
    const settled = run.settled();
    run.close();
    await settled;
    await finish(1);
    expect(delivered).toEqual([]);
  });
});
