import { performance } from 'node:perf_hooks';
import type { CallId } from '../../dataframe/trace.js';

/**
 * Time that one definition file may run, in milliseconds: less than the silence after which the parent kills the
 * runner, so that a loop without end is reported at its own line and costs no process.
 */
const FILE_BUDGET_MS = 700;

/** A loop that does not end. */
export class EndlessLoopError extends Error {
  override readonly name = 'EndlessLoopError';
  constructor(readonly loop: CallId) {
    super('This loop does not end.');
  }
}

const TURNS_BETWEEN_LOOKS = 64;
const now = performance.now.bind(performance);

let turns = 0;
let start = 0;

export function startTicking(): void {
  turns = 0;
  start = now();
}

/** Called at every turn of every loop of a definition file. */
export function tick(loop: CallId): void {
  if (++turns % TURNS_BETWEEN_LOOKS === 0 && now() - start > FILE_BUDGET_MS) throw new EndlessLoopError(loop);
}
