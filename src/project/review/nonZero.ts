import type { Expression } from '../../dataframe/expression/expression.js';
import { conjuncts } from '../../dataframe/facts/constants.js';
import { definitionOf } from '../../dataframe/facts/columns.js';
import type { Node } from '../../dataframe/plan/node.js';
import { inputs } from '../../dataframe/plan/node.js';

/** Where an expression is computed. */
export interface Place {
  /** The frames whose rows it reads. */
  readonly inputs: readonly Node[];
  /** Whether it stands in a group that has a row at least. */
  readonly grouped: boolean;
  /** Conditions that hold: those of the CASE branch that it stands in. */
  readonly guards: readonly Expression[];
}

/** Where the expressions of a step are computed. */
export function placeIn(node: Node): Place {
  return {
    inputs: inputs(node),
    grouped: node.kind === 'aggregate' && node.keys.length > 0,
    guards: [],
  };
}

/** Whether a value, where it is not NULL, is known to be unlike zero. */
export function isNonZero(expression: Expression, place: Place): boolean {
  const also = (e: Expression) => isNonZero(e, place);
  if (place.guards.flatMap(conjuncts).some((guard) => excludesZero(guard, expression))) return true;
  switch (expression.kind) {
    case 'literal':
      return expression.value === null || Number(expression.value) !== 0;
    case 'poison':
      return true;
    case 'unary':
      return expression.operator === '-' && also(expression.operand);
    case 'binary':
      return expression.operator === '*'
        ? also(expression.left) && also(expression.right)
        : expression.operator === '+' && isPositive(expression, place);
    case 'call':
      return isNonZeroCall(expression.name, expression.args, also) || isPositive(expression, place);
    case 'case': {
      const { branches, otherwise } = expression;
      const inBranch = branches.every((b) =>
        isNonZero(b.then, { ...place, guards: [...place.guards, b.when] }),
      );
      return inBranch && (otherwise === null || also(otherwise));
    }
    case 'column':
      return place.inputs.some((input) => columnIsNonZero(expression.name, input));
    case 'aggregate':
      return place.grouped && countsRows(expression);
    default:
      return false;
  }
}

function isNonZeroCall(name: string, args: readonly Expression[], also: (e: Expression) => boolean): boolean {
  const [first, second] = args;
  switch (name) {
    case 'NULLIF':
      return second?.kind === 'literal' && Number(second.value) === 0;
    case 'COALESCE':
      return args.every(also);
    case 'ABS':
    case 'SIGN':
      return first !== undefined && also(first);
    case 'EXP':
      return true;
    default:
      return false;
  }
}

/** Above zero: sums with a positive part, counts, … */
function isPositive(expression: Expression, place: Place): boolean {
  const also = (e: Expression) => isPositive(e, place);
  switch (expression.kind) {
    case 'literal':
      return Number(expression.value) > 0;
    case 'binary': {
      const { left, right } = expression;
      if (expression.operator === '*') return also(left) && also(right);
      if (expression.operator !== '+') return false;
      return (also(left) && isNotNegative(right)) || (also(right) && isNotNegative(left));
    }
    case 'call':
      return expression.name === 'GREATEST' && expression.args.some(also);
    case 'aggregate':
      return place.grouped && countsRows(expression);
    default:
      return false;
  }
}

const COUNTS: ReadonlySet<string> = new Set(['COUNT', 'COUNT_IF', 'APPROX_COUNT_DISTINCT']);
const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['ABS', 'SQRT', 'EXP', 'LENGTH', 'ARRAY_SIZE']);

function isNotNegative(expression: Expression): boolean {
  if (expression.kind === 'literal') return Number(expression.value) >= 0;
  if (expression.kind === 'aggregate') return COUNTS.has(expression.name);
  return expression.kind === 'call' && NEVER_NEGATIVE.has(expression.name);
}

const countsRows = (expression: Expression): boolean =>
  expression.kind === 'aggregate' && expression.name === 'COUNT' && expression.args.length === 0;

/** What made a column, or a filter on the way, may keep zero away. */
function columnIsNonZero(name: string, input: Node): boolean {
  if (filtersAway(name, input)) return true;
  const made = definitionOf(input, name);
  return made !== undefined && isNonZero(made.expression, placeIn(made.step));
}

function filtersAway(name: string, node: Node): boolean {
  switch (node.kind) {
    case 'filter':
      return (
        conjuncts(node.condition).some((part) => excludesZeroOf(part, name)) || filtersAway(name, node.input)
      );
    case 'sort':
    case 'limit':
    case 'sample':
    case 'distinct':
    case 'latest':
      return filtersAway(name, node.input);
    case 'project': {
      const made = node.columns.find((c) => c.name === name)?.expression;
      return made?.kind === 'column' && filtersAway(made.name, node.input);
    }
    case 'join': {
      // A column that a join leaves NULL is no zero either.
      const side = node.left.fields.some((f) => f.name === name) ? node.left : node.right;
      return filtersAway(name, side);
    }
    default:
      return false;
  }
}

function excludesZeroOf(condition: Expression, name: string): boolean {
  if (condition.kind === 'binary')
    for (const side of [condition.left, condition.right])
      if (side.kind === 'column' && side.name === name) return excludesZero(condition, side);
  if (condition.kind === 'between' && condition.operand.kind === 'column' && condition.operand.name === name)
    return excludesZero(condition, condition.operand);
  return false;
}

/** Whether a true condition says that the value is not zero: `x > 0`, `x <> 0`, `0 < x`, `x BETWEEN 1 AND 9`. */
function excludesZero(condition: Expression, value: Expression): boolean {
  if (condition.kind === 'between')
    return (
      sameValue(condition.operand, value) &&
      condition.low.kind === 'literal' &&
      Number(condition.low.value) > 0
    );
  if (condition.kind !== 'binary') return false;
  const { left, right, operator } = condition;
  if (sameValue(left, value) && right.kind === 'literal') return compared(operator, Number(right.value));
  if (sameValue(right, value) && left.kind === 'literal')
    return compared(TURNED[operator] ?? operator, Number(left.value));
  return false;
}

const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function compared(operator: string, constant: number): boolean {
  switch (operator) {
    case '=':
      return constant !== 0;
    case '<>':
      return constant === 0;
    case '>':
      return constant >= 0;
    case '>=':
      return constant > 0;
    case '<':
      return constant <= 0;
    case '<=':
      return constant < 0;
    default:
      return false;
  }
}

/** The same column of the same row, or the same expression object. */
function sameValue(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  return a.kind === 'column' && b.kind === 'column' && a.name === b.name && a.owner === b.owner;
}
