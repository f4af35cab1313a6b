import type { ColumnReference } from '../../../../src/dataframe/expression/column.js';
import type { Expression } from '../../../../src/dataframe/expression/expression.js';
import { visitExpression } from '../../../../src/dataframe/expression/expression.js';
import type { Binary } from '../../../../src/dataframe/expression/binary.js';
import type { Literal } from '../../../../src/dataframe/expression/literal.js';
import { compileAggregate } from './aggregates.js';
import { arithmetic } from './arithmetic.js';
import type { Operator } from './arithmetic.js';
import { cast } from './casts.js';
import { parseDay, parseTime } from './calendar.js';
import { compareKnown, keyOf } from './compare.js';
import { parseDecimal } from './decimal.js';
import { choose, CONDITIONAL_FUNCTIONS, NULL } from './functions/conditional.js';
import type { ScalarFunctions } from './functions/definition.js';
import { NUMBER_FUNCTIONS } from './functions/number.js';
import { SEMI_STRUCTURED_FUNCTIONS } from './functions/semiStructured.js';
import { like, TEXT_FUNCTIONS } from './functions/text.js';
import { TIME_FUNCTIONS } from './functions/time.js';
import { BOOLEAN, DATE, declared, exact, FLOAT, TEXT, TIMESTAMP } from './type.js';
import { constant, strict, together } from './typed.js';
import type { Typed } from './typed.js';
import { attempt, Failure, Loose, Uncertain } from './value.js';
import type { Value } from './value.js';
import { compileWindow } from './windows.js';

/** How columns are found in the rows at hand. */
export type Scope = (column: ColumnReference) => Typed;

export type Compile = (expression: Expression) => Typed;

const FUNCTIONS: ScalarFunctions = {
  ...NUMBER_FUNCTIONS,
  ...CONDITIONAL_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...SEMI_STRUCTURED_FUNCTIONS,
};

/** Expressions over the rows of a scope, by Snowflake's rules. */
export function compiler(scope: Scope): Compile {
  const compile: Compile = (expression) =>
    visitExpression<Typed>(expression, {
      aggregate: (e) => {
        const { type, of } = compileAggregate(e, compile);
        return { type, of: (place) => of(place.rows) };
      },
      between: (e) =>
        both(
          comparison('>=', compile(e.operand), compile(e.low)),
          comparison('<=', compile(e.operand), compile(e.high)),
          false,
        ),
      binary: (e) => binary(e, compile),
      call: (e) => {
        const definition = FUNCTIONS[e.name];
        if (!definition) throw new Error(`The evaluator has no function ${e.name}.`);
        return definition(e.args.map(compile));
      },
      case: (e) =>
        choose(
          e.branches.map((b) => ({ when: compile(b.when), then: compile(b.then) })),
          e.otherwise ? compile(e.otherwise) : NULL,
        ),
      cast: (e) => cast(compile(e.operand), declared(e.type), e.attempt),
      column: scope,
      in: (e) => {
        const operand = compile(e.operand);
        const found = e.values
          .map((value) => comparison('=', operand, compile(value)))
          .reduce((a, b) => both(a, b, true));
        return e.negated ? negation(found) : found;
      },
      external: () => {
        throw new Error('The evaluator has no models and no functions of others.');
      },
      keyword: (e) => constant(TEXT, e.text),
      literal,
      nullTest: (e) => {
        const operand = compile(e.operand);
        return {
          type: BOOLEAN,
          of: (place) => {
            const value = operand.of(place);
            if (value instanceof Failure) return value;
            if (value instanceof Loose) throw new Uncertain(value.described);
            return (value === null) !== e.negated;
          },
        };
      },
      poison: () => {
        throw new Error('A column could not be found.');
      },
      ranking: () => {
        throw new Error('A window function without a window.');
      },
      raw: () => {
        throw new Error('The evaluator reads no SQL text.');
      },
      unary: (e) => {
        const operand = compile(e.operand);
        if (e.operator === 'NOT') return negation(operand);
        return strict([operand], operand.type, (v) => (typeof v === 'bigint' ? -v : -(v as number)));
      },
      window: (e) => compileWindow(e, compile),
    });
  return compile;
}

const negation = (typed: Typed): Typed => strict([typed], BOOLEAN, (v) => !(v as boolean));

/** AND and OR of three-valued logic: what decides (false, true) decides beside NULL and beside an error too. */
function both(left: Typed, right: Typed, deciding: boolean): Typed {
  const combine = (a: Value, b: Value): Value => {
    if (a === deciding || b === deciding) return deciding;
    if (a instanceof Failure) return a;
    if (b instanceof Failure) return b;
    return a === null || b === null ? null : !deciding;
  };
  return { type: BOOLEAN, of: (place) => combine(left.of(place), right.of(place)) };
}

const TESTS: Readonly<Record<string, (difference: number) => boolean>> = {
  '=': (d) => d === 0,
  '<>': (d) => d !== 0,
  '<': (d) => d < 0,
  '<=': (d) => d <= 0,
  '>': (d) => d > 0,
  '>=': (d) => d >= 0,
};

export function comparison(operator: string, left: Typed, right: Typed): Typed {
  const { type, all } = together([left, right]);
  if (operator === 'IS NOT DISTINCT FROM') {
    const [a, b] = all as [Typed, Typed];
    return {
      type: BOOLEAN,
      of: (place) => {
        const [x, y] = [a.of(place), b.of(place)];
        if (x instanceof Failure) return x;
        if (y instanceof Failure) return y;
        return keyOf(x, type) === keyOf(y, type);
      },
    };
  }
  const test = TESTS[operator];
  if (!test) throw new Error(`The evaluator has no comparison ${operator}.`);
  return strict(all, BOOLEAN, (a, b) => test(compareKnown(a, b)));
}

function binary(e: Binary, compile: Compile): Typed {
  const [left, right] = [compile(e.left), compile(e.right)];
  switch (e.operator) {
    case 'AND':
      return both(left, right, false);
    case 'OR':
      return both(left, right, true);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(e.operator satisfies Operator, left, right);
    case '||':
      return strict([left, right], TEXT, (a, b) => `${a as string}${b as string}`);
    case 'LIKE':
      return strict([left, right], BOOLEAN, (a, b) => like(a as string, b as string, ''));
    case 'ILIKE':
      return strict([left, right], BOOLEAN, (a, b) => like(a as string, b as string, 'i'));
    default:
      return comparison(e.operator, left, right);
  }
}

/** A number written with digits is exact; one with an exponent is not offered by the generator. */
function literal({ value, type }: Literal): Typed {
  if (value === null) return type ? constant(declared(type), null) : NULL;
  if (typeof value === 'boolean') return constant(BOOLEAN, value);
  if (typeof value === 'string') {
    if (type?.kind === 'DATE') return constant(DATE, parseDay(value));
    if (type?.kind === 'TIMESTAMP_NTZ') return constant(TIMESTAMP, parseTime(value));
    return constant(TEXT, value);
  }
  const decimal = parseDecimal(String(value));
  if (!decimal) return constant(FLOAT, Number(value));
  const digits = decimal.digits.toString().replace('-', '').length;
  return {
    type: exact(Math.max(digits, decimal.scale), decimal.scale),
    of: () => attempt(() => decimal.digits),
  };
}
