import { messageOf } from './errors.js';
import { isCancelled } from './statements.js';
import type { StoreStatements } from './statements.js';

/** One statement forward and what takes it back: a statement, several in their order, or nothing where others do. */
export interface Step {
  readonly apply: string;
  readonly undo: string | readonly string[];
}

/** Runs steps in order; a failure takes back those that ran. */
export async function runSteps(
  store: StoreStatements,
  steps: readonly Step[],
  failed: (why: string, cause: unknown) => Error,
): Promise<void> {
  const done: Step[] = [];
  try {
    for (const step of steps) {
      await store.run(step.apply);
      done.unshift(step);
    }
  } catch (error) {
    const back = store.uncancelled();
    for (const step of done) {
      try {
        for (const sql of [step.undo].flat()) await back.run(sql);
      } catch (undoError) {
        throw failed(`${messageOf(error)}; and taking it back failed too: ${messageOf(undoError)}`, error);
      }
    }
    if (isCancelled(error)) throw error;
    throw failed(messageOf(error), error);
  }
}
