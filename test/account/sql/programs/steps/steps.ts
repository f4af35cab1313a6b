import type { Choice } from '../choice.js';
import { columnSteps } from './columns.js';
import { groupSteps } from './groups.js';
import { joinSteps } from './joins.js';
import { rowSteps, sorting } from './rows.js';
import { shapeSteps } from './shapes.js';
import { StepParts } from './step.js';
import type { Made, Step, StepKind } from './step.js';

/** How often each kind of step is tried. */
const WEIGHTS: Readonly<Record<string, number>> = {
  ...{ filter: 2, filterByWindow: 1, distinct: 1, limit: 1, latestBy: 2, combined: 3 },
  ...{ select: 1, withColumns: 2, replaceColumns: 1, window: 3, rolling: 1, rearranged: 2, fillNull: 1 },
  ...{ join: 3, joinUsing: 1, matched: 2, asof: 2 },
  ...{ group: 3, pivot: 1, rollup: 1, mostFrequent: 1, agg: 1 },
  ...{ unpivot: 1, flatten: 2, withSessionId: 2, query: 1 },
};

/** Steps that a frame can take next; some need columns that it may not have. */
export class Steps {
  readonly #parts: StepParts;
  readonly #kinds: readonly StepKind[];

  constructor(
    private readonly choice: Choice,
    others: () => Made,
    risky: boolean,
  ) {
    this.#parts = new StepParts(choice, others, risky);
    const kinds: Readonly<Record<string, StepKind>> = {
      ...rowSteps(this.#parts),
      ...columnSteps(this.#parts),
      ...joinSteps(this.#parts),
      ...groupSteps(this.#parts),
      ...shapeSteps(this.#parts),
    };
    this.#kinds = Object.entries(kinds).flatMap(([name, kind]) => {
      const weight = WEIGHTS[name];
      if (weight === undefined) throw new Error(`The step ${name} has no weight.`);
      return new Array<StepKind>(weight).fill(kind);
    });
  }

  next(made: Made): Step {
    for (;;) {
      const step = this.choice.of(this.#kinds)(made);
      if (step) return step;
    }
  }

  /** The last step of a program, now and then. */
  sorted(made: Made): Step {
    return sorting(this.#parts, made);
  }
}
