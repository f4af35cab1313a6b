import type { FrameProblem } from '../../dataframe/problems.js';
import { enter, here } from '../../dataframe/trace.js';
import type { CallId } from '../../dataframe/trace.js';

/** Which call ran inside which: an error in a column's method makes the frame's method around it broken, too. */
export class CallTree {
  readonly #outer = new Map<CallId, CallId | undefined>();

  /** The hook in place of `enter` of dataframe/trace.ts. */
  readonly enter = (call: CallId): void => {
    this.#outer.set(call, here());
    enter(call);
  };

  /** The calls with errors, and all around them. */
  brokenBy(problems: readonly FrameProblem[]): ReadonlySet<CallId> {
    const broken = new Set<CallId>();
    for (const { severity, place } of problems) {
      if (severity !== 'error') continue;
      for (let call = place.call; call !== undefined && !broken.has(call); call = this.#outer.get(call))
        broken.add(call);
    }
    return broken;
  }
}
