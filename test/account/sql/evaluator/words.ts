import { expressionOf, isColumn } from '../../../../src/dataframe/columns/expressionOf.js';
import type { Expression } from '../../../../src/dataframe/expression/expression.js';
import { parseDay, parseMoment, parseTime, parseTimeOfDay } from './calendar.js';
import type { Comparator } from './compare.js';
import { compareKnown } from './compare.js';
import { parseDecimal } from './decimal.js';
import { BOOLEAN, DATE, exact, FLOAT, MOMENT, NULL_TYPE, TEXT, TIME, TIMESTAMP } from './type.js';
import type { Type } from './type.js';
import { constant } from './typed.js';
import type { Typed } from './typed.js';
import { attempt, decided } from './value.js';

/**
 * What the text of a program said: the method or function, and what it was given (a method's own column first). All that
 * the evaluator knows of a column is this; what the call made of it, an expression of the plan, is what is tested.
 */
export interface Words {
  readonly word: string;
  readonly args: readonly unknown[];
}

/** By the expression (or the order) that came out of the call. */
export const said = new WeakMap<object, Words>();

export function wordsOf(thing: unknown): Words | undefined {
  return isColumn(thing) ? said.get(expressionOf(thing)) : said.get(thing as object);
}

export type Compile = (expression: Expression) => Typed;

/** The arguments of a call, ready to be computed. */
export class Sentence {
  readonly word: string;
  readonly #args: readonly unknown[];

  constructor(
    { word, args }: Words,
    readonly compile: Compile,
  ) {
    this.word = word;
    this.#args = args;
  }

  /** A column or a constant; a text beside a date or a time is one. */
  typed(index: number, beside?: Type): Typed {
    return this.value(this.#args[index], beside);
  }

  /** All arguments from the index on. */
  rest(from: number, beside?: Type): readonly Typed[] {
    return this.#args.slice(from).map((value) => this.value(value, beside));
  }

  value(value: unknown, beside?: Type): Typed {
    return isColumn(value) ? this.compile(expressionOf(value)) : literal(value, beside);
  }

  has(index: number): boolean {
    return this.#args[index] !== undefined && this.#args[index] !== null;
  }

  /** An argument that is no value: a name, a number of digits, options. */
  plain<T>(index: number, otherwise?: T): T {
    return (this.#args[index] ?? otherwise) as T;
  }

  order(orders: unknown): Comparator {
    return orderOf(orders, this.compile);
  }
}

/** A number written with digits is exact. */
export function literal(value: unknown, beside?: Type): Typed {
  switch (typeof value) {
    case 'boolean':
      return constant(BOOLEAN, value);
    case 'string':
      if (beside?.kind === 'DATE') return constant(DATE, parseDay(value));
      if (beside?.kind === 'TIMESTAMP_NTZ') return constant(TIMESTAMP, parseTime(value));
      if (beside?.kind === 'TIMESTAMP_LTZ') return constant(MOMENT, parseMoment(value));
      if (beside?.kind === 'TIME') return constant(TIME, parseTimeOfDay(value));
      return constant(TEXT, value);
    case 'number':
    case 'bigint':
      return number(String(value));
    default:
      if (value === null) return constant(beside ?? NULL_TYPE, null);
      throw new Error(`No value: ${String(value)}`);
  }
}

function number(text: string): Typed {
  const decimal = parseDecimal(text);
  if (!decimal) return constant(FLOAT, Number(text));
  const digits = decimal.digits.toString().replace('-', '').length;
  return {
    type: exact(Math.max(digits, decimal.scale), decimal.scale),
    of: () => attempt(() => decimal.digits),
  };
}

/** Columns in order: smallest first and NULLs last, unless `asc` or `desc` say otherwise. */
export function orderOf(orders: unknown, compile: Compile): Comparator {
  const list: readonly unknown[] = Array.isArray(orders) ? orders : orders === undefined ? [] : [orders];
  const parts = list.map((order) => {
    const words = isColumn(order) ? { word: 'asc', args: [order] } : wordsOf(order);
    if (words?.word !== 'asc' && words?.word !== 'desc') throw new Error('An order is expected.');
    const [column, options] = words.args as [object, { readonly nulls?: 'first' | 'last' } | undefined];
    if (!isColumn(column)) throw new Error('An order has a column.');
    return {
      typed: compile(expressionOf(column)),
      sign: words.word === 'desc' ? -1 : 1,
      ofNull: options?.nulls === 'first' ? -1 : 1,
    };
  });
  return (a, b) => {
    for (const { typed, sign, ofNull } of parts) {
      const [x, y] = [decided(typed.of(a)), decided(typed.of(b))];
      if (x === null && y === null) continue;
      if (x === null) return ofNull;
      if (y === null) return -ofNull;
      const difference = compareKnown(x, y);
      if (difference !== 0) return difference * sign;
    }
    return 0;
  };
}
