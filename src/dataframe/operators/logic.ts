import type { Bool } from '../columns/boolean.js';
import type { Column } from '../columns/column.js';
import { isColumn } from '../columns/expressionOf.js';
import { expectSameFamily } from '../columns/family.js';
import type { NumberColumn } from '../columns/number.js';
import { wrap } from '../columns/wrap.js';
import { commonType } from '../arithmetic.js';
import { functionCall } from '../expression/call.js';
import { caseOf } from '../expression/case.js';
import { here } from '../trace.js';
import { described, expressed, kindOf, lifted, refused, typeOf } from './operands.js';

export type UnaryOperator = '-' | '+' | '!' | '~';

export function unaryOperator(operator: UnaryOperator, value: Column): Column {
  const kind = kindOf(value);
  if (operator === '!') return isCondition(value) ? lifted<Bool>(value).not() : noCondition('!', value);
  if (operator === '~')
    return refused(
      'operator-misuse',
      "~ works on JavaScript's numbers, not on columns: write sql<Int>`BITNOT(${a})`.",
    );
  if (kind === 'number' || kind === null) return operator === '-' ? lifted<NumberColumn>(value).neg() : value;
  return operator === '-'
    ? refused('type-mismatch', `- computes with numbers, not with ${described(value)}.`)
    : refused('operator-misuse', `+ does not convert ${described(value)}: say to what, such as toNumber().`);
}

const isCondition = (value: unknown): boolean => {
  const kind = kindOf(value);
  return kind === 'boolean' || (kind === null && isColumn(value));
};

function noCondition(operator: string, value: unknown): Column {
  return refused('type-mismatch', `${operator} takes conditions, not ${described(value)}.`);
}

/** `a && b`, `a || b` of a column. The right side is always looked at: which rows it is for is not known yet. */
export function logicalOperator(operator: '&&' | '||', a: Column, b: unknown): Column {
  const stranger = [a, b].find((value) => !isCondition(value));
  if (stranger === undefined)
    return operator === '&&' ? lifted<Bool>(a).and(b as Bool) : lifted<Bool>(a).or(b as Bool);
  if (stranger === b && !isColumn(b))
    return refused(
      'column-as-condition',
      `${operator} joins conditions of rows; its right side is ${described(b)}. It cannot decide what runs: the values are not there yet.`,
    );
  return noCondition(operator, stranger ?? b);
}

/** `a ?? b ?? c` from the first column on: the first value that is not NULL (COALESCE). */
export function firstPresent(values: readonly unknown[]): Column {
  const beside = values.map(typeOf).find((type) => type !== null) ?? null;
  const expressions = values.map((value) => expressed(value, beside));
  const [head] = expressions;
  for (const other of expressions.slice(1)) if (head) expectSameFamily('??', head, other);
  return wrap(functionCall('COALESCE', expressions, commonType(expressions.map((e) => e.type)), here()));
}

interface Choice {
  readonly when: Column;
  readonly then: unknown;
}

/** `c ? a : b` is IFF, a chain of them CASE; NULL at the end is what CASE gives by itself. */
export function conditional(choices: readonly Choice[], otherwise: unknown): Column {
  const stranger = choices.find(({ when }) => !isCondition(when));
  if (stranger) return noCondition('? :', stranger.when);
  const values = [...choices.map(({ then }) => then), otherwise];
  const beside = values.map(typeOf).find((type) => type !== null) ?? null;
  const expressions = values.map((value) => expressed(value, beside));
  const [first, ...others] = expressions;
  for (const other of others) if (first) expectSameFamily('? :', first, other);
  const branches = choices.flatMap(({ when }, i) => {
    const then = expressions[i];
    return then ? [Object.freeze({ when: expressed(when), then })] : [];
  });
  const last = otherwise === null ? null : (expressions.at(-1) ?? null);
  const results = last ? expressions : expressions.slice(0, -1);
  const type = commonType(results.map((result) => result.type));
  const [only, more] = branches;
  return only && last && !more
    ? wrap(functionCall('IFF', [only.when, only.then, last], type, here()))
    : wrap(caseOf(branches, last, type, here()));
}
