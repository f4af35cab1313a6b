import { report } from '../problems.js';
import { here } from '../trace.js';

/** Columns by a rule instead of by name; what `pick` takes in place of names. */
export class Selector {
  readonly #pattern: RegExp;

  /** @internal */
  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** @internal */
  static matches(selector: Selector, name: string): boolean {
    // A pattern with the flag g or y goes on where it stopped; every name is read from its start.
    selector.#pattern.lastIndex = 0;
    return selector.#pattern.test(name);
  }

  /** @internal */
  static describe(selector: Selector): string {
    return String(selector.#pattern);
  }
}

/** Choosing columns by a rule. */
export const columns = Object.freeze({
  /**
   * Columns whose name the pattern finds: `pick(columns.matching(/_AMT$/))`. TypeScript cannot read patterns, so the
   * frame's type keeps all columns; reading one that the pattern leaves out is an error with its place. A pattern that
   * finds no column is an error too.
   */
  matching(pattern: RegExp): Selector {
    if (!(pattern instanceof RegExp)) {
      report({
        code: 'invalid-argument',
        severity: 'error',
        message: 'columns.matching takes a regular expression, such as /_AMT$/.',
        place: { call: here() },
      });
      return new Selector(/^/);
    }
    return new Selector(pattern);
  },
});
