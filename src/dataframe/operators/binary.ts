import type { Column } from '../columns/column.js';
import type { Comparable } from '../columns/comparable.js';
import { isColumn } from '../columns/expressionOf.js';
import type { NumberColumn } from '../columns/number.js';
import type { Value } from '../columns/operand.js';
import type { Text } from '../columns/text.js';
import { described, kindOf, lifted, refused, typeOf } from './operands.js';
import type { Kind } from './operands.js';

/** JavaScript's operators of two values, as columns have them. */
export type BinaryOperator = Arithmetic | Comparison | '+' | Loose | Bitwise | 'in';

type Arithmetic = '-' | '*' | '/' | '%' | '**';
type Comparison = '===' | '!==' | '<' | '<=' | '>' | '>=';
type Loose = '==' | '!=';
type Bitwise = '&' | '|' | '^' | '<<' | '>>' | '>>>';

const ARITHMETIC: Readonly<Record<Arithmetic | '+', keyof NumberColumn & string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '**': 'pow',
};

const COMPARISON: Readonly<Record<Comparison, keyof Comparable<Value> & string>> = {
  '===': 'eq',
  '!==': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

const BITWISE: Readonly<Record<Bitwise, string>> = {
  '&': 'BITAND',
  '|': 'BITOR',
  '^': 'BITXOR',
  '<<': 'BITSHIFTLEFT',
  '>>': 'BITSHIFTRIGHT',
  '>>>': 'BITSHIFTRIGHT',
};

/** The operator on two values of which one is a column at least: the same expression that its method makes. */
export function binaryOperator(operator: BinaryOperator, a: unknown, b: unknown): Column {
  switch (operator) {
    case '+':
      return sum(a, b);
    case '-':
    case '*':
    case '/':
    case '%':
    case '**':
      return arithmetic(operator, a, b);
    case '==':
    case '!=':
      return loose(operator, a, b);
    case 'in':
      return refused('operator-misuse', '`in` does not look into columns: use isIn([…]).');
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
    case '>>>':
      return refused(
        'operator-misuse',
        `${operator} works on JavaScript's numbers, not on columns: write sql<Int>\`${BITWISE[operator]}(\${a}, \${b})\`.`,
      );
    default:
      return compared(operator, a, b);
  }
}

function sum(a: unknown, b: unknown): Column {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds.includes('date')) return noDates('+', a, b);
  if (kinds.every((kind) => kind === 'text' || kind === null) && kinds.includes('text'))
    return lifted<Text>(a).concat(b as Text);
  if (kinds.every((kind) => kind === 'number' || kind === null)) return arithmetic('+', a, b);
  return refused(
    'mixed-addition',
    `+ adds numbers or joins texts, not ${described(a)} and ${described(b)}. Convert one of them: toText() or toNumber().`,
  );
}

function arithmetic(operator: Arithmetic | '+', a: unknown, b: unknown): Column {
  const kinds = [kindOf(a), kindOf(b)];
  if (kinds.includes('date')) return noDates(operator, a, b);
  const stranger = [a, b].find((value) => !isNumber(kindOf(value)));
  if (stranger !== undefined)
    return refused(
      'type-mismatch',
      `${operator} computes with numbers, not with ${described(stranger)}. Convert it first: toNumber().`,
    );
  return lifted<NumberColumn>(a)[ARITHMETIC[operator] as 'add'](b as NumberColumn);
}

const isNumber = (kind: Kind | null): boolean => kind === 'number' || kind === null;

/** Days and times have lengths of several units: the methods name the one that is meant. */
function noDates(operator: Arithmetic | '+', a: unknown, b: unknown): Column {
  const both = kindOf(a) === 'date' && kindOf(b) === 'date';
  const wayOut =
    operator === '-' && both
      ? 'a.daysBetween(b) counts from a to b, so a - b is b.daysBetween(a); hoursBetween and others count smaller units'
      : "the unit has to be said: dateAdd('day', n) is n days later, with -n earlier";
  return refused(
    'date-arithmetic',
    `${operator} does not compute with ${described(a)} and ${described(b)}: ${wayOut}.`,
    // Of timestamps the unit is not known.
    operator === '-' && [a, b].every((value) => typeOf(value)?.kind === 'DATE') ? 'daysBetween' : undefined,
  );
}

/** Types without an order and equality of their own: comparisons would hang on what is inside. */
const NO_COMPARISON = new Set(['VARIANT', 'OBJECT', 'ARRAY']);

function compared(operator: Comparison, a: unknown, b: unknown): Column {
  if (isNothing(a) || isNothing(b)) return comparedToNull(operator, a, b);
  const stranger = [a, b].find((value) => NO_COMPARISON.has(typeOf(value)?.kind ?? ''));
  if (stranger !== undefined)
    return refused(
      'type-mismatch',
      `${operator} does not compare ${described(stranger)}. Convert it first (toNumber, toText, toDate, …).`,
    );
  return lifted<Comparable<Value>>(a, typeOf(b))[COMPARISON[operator] as 'eq'](b as Value);
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;

function comparedToNull(operator: Comparison | Loose, a: unknown, b: unknown): Column {
  const method = operator.startsWith('!') ? 'notNull()' : 'isNull()';
  const nothing = isColumn(a) ? b : a;
  return refused(
    'null-comparison',
    `A comparison with ${String(nothing)} is NULL for every row, never true. ${method} asks whether a value is NULL.`,
  );
}

function loose(operator: Loose, a: unknown, b: unknown): Column {
  if (isNothing(a) || isNothing(b)) return comparedToNull(operator, a, b);
  return refused(
    'loose-equality',
    `${operator} would convert what it compares, which SQL does otherwise. Use ${operator}=.`,
  );
}

/** `a < b < c`, which compares a condition with `c`. */
export function chainedComparison(operator: BinaryOperator): Column {
  return refused(
    'chained-comparison',
    `A comparison gives a condition, and ${operator} would compare that. Write a ${operator} b && b ${operator} c, or between.`,
  );
}
