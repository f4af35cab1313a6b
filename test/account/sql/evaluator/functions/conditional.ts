import { arithmetic } from '../arithmetic.js';
import { compareKnown } from '../compare.js';
import { strict, together } from '../typed.js';
import type { Typed } from '../typed.js';
import { decided, Failure } from '../value.js';
import type { Value } from '../value.js';
import { argument } from './definition.js';
import type { ScalarFunction, ScalarFunctions } from './definition.js';

/** The best of all; NULL where one is NULL. */
const extreme =
  (sign: 1 | -1): ScalarFunction =>
  (args) => {
    const { type, all } = together(args);
    return strict(all, type, (...values) =>
      values.reduce((a, b) => (compareKnown(a, b) * sign >= 0 ? a : b)),
    );
  };

/** Whether a condition holds; a failure stays one. */
function holds(condition: Value): boolean | Failure {
  return condition instanceof Failure ? condition : decided(condition) === true;
}

export function choose(
  branches: readonly { readonly when: Typed; readonly then: Typed }[],
  otherwise: Typed,
): Typed {
  const { type, all } = together([...branches.map((b) => b.then), otherwise]);
  return {
    type,
    of: (place) => {
      // All are computed, so that a failure that is not asked for is noted: whether it counts is not certain.
      const values = all.map((typed) => typed.of(place));
      const conditions = branches.map((branch) => branch.when.of(place));
      for (const [i, condition] of conditions.entries()) {
        const held = holds(condition);
        if (held instanceof Failure) return held;
        if (held) return values[i] ?? null;
      }
      return values[branches.length] ?? null;
    },
  };
}

export const NULL: Typed = { type: { kind: 'NULL' }, of: () => null };

export const CONDITIONAL_FUNCTIONS: ScalarFunctions = {
  IFF: (args) => choose([{ when: argument(args, 0), then: argument(args, 1) }], argument(args, 2)),
  COALESCE: (args) => {
    const { type, all } = together(args);
    return { type, of: (place) => all.map((arg) => arg.of(place)).find((value) => value !== null) ?? null };
  },
  ZEROIFNULL: (args) => {
    const value = argument(args, 0);
    return { type: value.type, of: (place) => value.of(place) ?? (value.type.kind === 'FLOAT' ? 0 : 0n) };
  },
  NULLIF: (args) => {
    const value = argument(args, 0);
    const { all } = together(args);
    const equal = strict(all, { kind: 'BOOLEAN' }, (a, b) => compareKnown(a, b) === 0);
    return {
      type: value.type,
      of: (place) => {
        const same = equal.of(place);
        if (same instanceof Failure) return same;
        return same === true ? null : value.of(place);
      },
    };
  },
  GREATEST: extreme(1),
  LEAST: extreme(-1),
  MOD: (args) => arithmetic('%', argument(args, 0), argument(args, 1)),
};
