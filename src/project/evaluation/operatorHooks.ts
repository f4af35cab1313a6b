import { isColumnMethod } from '../../dataframe/columns/classes.js';
import { isColumn } from '../../dataframe/columns/expressionOf.js';
import { binaryOperator, chainedComparison } from '../../dataframe/operators/binary.js';
import type { BinaryOperator } from '../../dataframe/operators/binary.js';
import {
  conditional,
  firstPresent,
  logicalOperator,
  unaryOperator,
} from '../../dataframe/operators/logic.js';
import type { UnaryOperator } from '../../dataframe/operators/logic.js';
import {
  columnDecides,
  doubleNegation,
  inertOperator,
  methodAsValue,
  typeAsked,
} from '../../dataframe/operators/misuse.js';
import { joinedText } from '../../dataframe/operators/text.js';
import { leave } from '../../dataframe/trace.js';
import type { CallId } from '../../dataframe/trace.js';

/**
 * What the operators of a rewritten file call (lowering.ts). Where no operand is a column, JavaScript's own operator
 * runs, with its order of evaluation, its short circuits and its errors; with a column an expression is made, and
 * problems and the SQL's places are those of the operator.
 */
export type OperatorHooks = ReturnType<typeof operatorHooks>;

type Later = () => unknown;
type LogicalOperator = '&&' | '||' | '??';

export function operatorHooks(enter: (id: CallId) => void) {
  /** Runs the making of a column as a call of its own. */
  function at<T>(id: CallId, make: () => T): T {
    enter(id);
    return leave(id, make());
  }

  /** A value, unless it is a method that was meant to be called. */
  const called = (id: CallId, value: unknown): unknown =>
    isColumnMethod(value) ? at(id, methodAsValue) : value;

  function binary(id: CallId, operator: BinaryOperator, left: unknown, right: unknown): unknown {
    const [a, b] = [called(id, left), called(id, right)];
    return isColumn(a) || isColumn(b)
      ? at(id, () => binaryOperator(operator, a, b))
      : NATIVE[operator](a as never, b as never);
  }

  function logical(id: CallId, operator: LogicalOperator, left: unknown, ...rest: readonly Later[]): unknown {
    const a = called(id, left);
    if (operator === '??') return present(id, [a], rest);
    const [right] = rest;
    if (!right) return a;
    if (!isColumn(a)) return (operator === '&&') === Boolean(a) ? right() : a;
    const b = right();
    return at(id, () => logicalOperator(operator, a, b));
  }

  function present(id: CallId, [a]: readonly [unknown], rest: readonly Later[]): unknown {
    const columns: unknown[] = [];
    let value = a;
    for (const next of [...rest, null]) {
      if (isColumn(value) || (columns.length > 0 && !isNothing(value))) columns.push(value);
      // A constant ends the list: what follows it is never reached.
      if (!isNothing(value) && !isColumn(value)) break;
      if (next) value = next();
    }
    if (columns.length === 0) return value;
    const [only] = columns;
    return columns.length === 1 ? only : at(id, () => firstPresent(columns));
  }

  /** `c ? a : d ? b : e`, as `choose(c, () => a, () => d, () => b, () => e)`. */
  function choose(id: CallId, test: unknown, ...rest: readonly Later[]): unknown {
    const choices: { when: Parameters<typeof unaryOperator>[1]; then: unknown }[] = [];
    let condition = called(id, test);
    for (let i = 0; i < rest.length; i += 2) {
      const [then, next] = [rest[i], rest[i + 1]];
      if (isColumn(condition)) choices.push({ when: condition, then: then?.() });
      else if (condition) return chosen(id, choices, then?.());
      // The last of them is no condition but the value at the end.
      condition = next?.();
    }
    return chosen(id, choices, condition);
  }

  function chosen(id: CallId, choices: Parameters<typeof conditional>[0], otherwise: unknown): unknown {
    return choices.length === 0 ? otherwise : at(id, () => conditional(choices, otherwise));
  }

  return {
    binary,
    logical,
    choose,

    unary(id: CallId, operator: UnaryOperator, operand: unknown): unknown {
      const value = called(id, operand);
      return isColumn(value)
        ? at(id, () => unaryOperator(operator, value))
        : NATIVE_UNARY[operator](value as never);
    },

    /** `a < b < c`, where `a < b` gave the left value. */
    chained(id: CallId, operator: BinaryOperator, a: unknown, b: unknown): unknown {
      return isColumn(a) ? at(id, () => chainedComparison(operator)) : binary(id, operator, a, b);
    },

    /** The tag of a template literal whose values went through `piece`. */
    text:
      (id: CallId) =>
      (texts: TemplateStringsArray, ...given: readonly unknown[]): unknown => {
        const values = given.map((value) => called(id, value));
        return values.some(isColumn)
          ? at(id, () => joinedText(texts, values))
          : texts.reduce((text, next, i) => text + String(values[i - 1]) + next);
      },

    /** A value in a template literal becomes text at once, before the next one is looked at. */
    piece: (value: unknown): unknown =>
      isColumn(value) || isColumnMethod(value) ? value : `${value as string}`,

    /** The condition of a statement, which no column can be. */
    condition(id: CallId, construct: string, given: unknown): unknown {
      const value = called(id, given);
      if (!isColumn(value)) return value;
      at(id, () => columnDecides(construct));
      // A loop ends at once.
      return construct === 'if';
    },

    doubleNegation(id: CallId, value: unknown): unknown {
      if (!isColumn(value)) return Boolean(value);
      at(id, doubleNegation);
      return value;
    },

    /** The value of a `switch` or a `case`, which is compared with JavaScript's ===. */
    matched(id: CallId, construct: string, value: unknown): unknown {
      if (isColumn(value)) at(id, () => columnDecides(construct));
      return value;
    },

    /** `x++` and `await x`: what they do with a value, unless it is a column. */
    inert(id: CallId, operator: string, value: unknown, act: Later): unknown {
      if (!isColumn(value)) return act();
      at(id, () => inertOperator(operator));
      return value;
    },

    awaited(id: CallId, value: unknown): unknown {
      if (isColumn(value)) at(id, () => inertOperator('await'));
      return value;
    },

    typeOf(id: CallId, value: unknown): string {
      if (isColumn(value)) at(id, typeAsked);
      return typeof value;
    },

    /** `x ??= y` and its like: assigned only where JavaScript assigns. */
    assign(
      id: CallId,
      operator: LogicalOperator,
      value: unknown,
      right: Later,
      set: (value: unknown) => void,
    ): unknown {
      const stays = operator === '??' ? !isNothing(value) : (operator === '&&') !== Boolean(value);
      if (!isColumn(value) && stays) return value;
      const result = logical(id, operator, value, right);
      set(result);
      return result;
    },

    /** `object[key] += y` and its like. */
    update(
      id: CallId,
      operator: BinaryOperator,
      object: Record<PropertyKey, unknown>,
      key: PropertyKey,
      right: Later,
    ): unknown {
      const before = object[key];
      return (object[key] = binary(id, operator, before, right()));
    },
  };
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;

const NATIVE: Readonly<Record<BinaryOperator, (a: never, b: never) => unknown>> = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
  '**': (a: number, b: number) => a ** b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  // eslint-disable-next-line eqeqeq -- the author's own operator
  '==': (a, b) => a == b,
  // eslint-disable-next-line eqeqeq -- the author's own operator
  '!=': (a, b) => a != b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '&': (a: number, b: number) => a & b,
  '|': (a: number, b: number) => a | b,
  '^': (a: number, b: number) => a ^ b,
  '<<': (a: number, b: number) => a << b,
  '>>': (a: number, b: number) => a >> b,
  '>>>': (a: number, b: number) => a >>> b,
  in: (a: string, b: object) => a in b,
};

const NATIVE_UNARY: Readonly<Record<UnaryOperator, (value: never) => unknown>> = {
  '-': (value: number) => -value,
  '+': (value: number) => +value,
  '!': (value) => !value,
  '~': (value: number) => ~value,
};
