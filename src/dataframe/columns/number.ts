import { arithmeticType } from '../arithmetic.js';
import type { ArithmeticOperator } from '../arithmetic.js';
import { binary } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import type { Expression } from '../expression/expression.js';
import { numberLiteral, textLiteral } from '../expression/literal.js';
import { unary } from '../expression/unary.js';
import { here } from '../trace.js';
import { BOOLEAN, FLOAT, NUMBER, number } from '../type.js';
import type { SqlType } from '../type.js';
import type { Bool } from './boolean.js';
import { Comparable } from './comparable.js';
import { expressionOf } from './expressionOf.js';
import { expectSameFamily } from './family.js';
import { operand } from './operand.js';
import { wrap } from './wrap.js';

type NumberValue = NumberColumn | number | bigint;

/** A number. NULL in any operand makes the result NULL. */
export abstract class NumberColumn extends Comparable<NumberValue> {
  declare protected readonly sqlType: 'NUMBER';

  /** The sum (`+`). NUMBER and NUMBER give a NUMBER with the larger scale, anything with a FLOAT a FLOAT. */
  add(other: NumberValue): NumberColumn {
    return arithmetic(this, '+', other);
  }

  /** The difference (`-`); the type as of `add`. */
  sub(other: NumberValue): NumberColumn {
    return arithmetic(this, '-', other);
  }

  /** The product (`*`). Of NUMBERs, the scales add up, to 12 at most unless one of them has more already. */
  mul(other: NumberValue): NumberColumn {
    return arithmetic(this, '*', other);
  }

  /**
   * The quotient; dividing by zero is an error that fails the query: see `safeDiv`. NUMBER divided by NUMBER is a
   * NUMBER rounded to 6 more digits than this one has, at most 12 ("Arithmetic operators"); use `toFloat` for more.
   */
  div(other: NumberValue): NumberColumn {
    return arithmetic(this, '/', other);
  }

  /** The quotient, NULL where the divisor is zero or NULL (`a / NULLIF(b, 0)`). Rounded as `div`. */
  safeDiv(other: NumberValue): NumberColumn {
    const left = expressionOf(this);
    const right = operand(other);
    expectSameFamily('safeDiv', left, right);
    const divisor = functionCall('NULLIF', [right, numberLiteral(0)], right.type, here());
    return wrap(binary('/', left, divisor, arithmeticType('/', left.type, right.type), here()));
  }

  /** The quotient, 0 where the divisor is zero (DIV0). NULL where either is NULL. */
  div0(other: NumberValue): NumberColumn {
    const left = expressionOf(this);
    const right = operand(other);
    expectSameFamily('div0', left, right);
    return wrap(functionCall('DIV0', [left, right], arithmeticType('/', left.type, right.type), here()));
  }

  /** The remainder, with the sign of this number (`%`); a divisor of zero is an error that fails the query. */
  mod(other: NumberValue): NumberColumn {
    return arithmetic(this, '%', other);
  }

  /** The number with the other sign (`-x`). */
  neg(): NumberColumn {
    const self = expressionOf(this);
    return wrap(unary('-', self, self.type, here()));
  }

  /** To the power of `exponent`, a FLOAT (POWER). */
  pow(exponent: NumberValue): Float {
    return call(this, 'POWER', FLOAT, exponent);
  }

  /** The number without its sign (ABS). */
  abs(): this {
    return call(this, 'ABS', expressionOf(this).type);
  }

  /** Rounded to `digits` after the point (default 0), half away from zero (ROUND). */
  round(digits = 0): NumberColumn {
    return digits === 0
      ? call(this, 'ROUND', integerType(this))
      : call(this, 'ROUND', roundedType(this, digits), digits);
  }

  /** The largest whole number not above (FLOOR). */
  floor(): NumberColumn {
    return call(this, 'FLOOR', integerType(this));
  }

  /** The smallest whole number not below (CEIL). */
  ceil(): NumberColumn {
    return call(this, 'CEIL', integerType(this));
  }

  /** -1, 0 or 1 (SIGN). */
  sign(): Int {
    return call(this, 'SIGN', NUMBER);
  }

  /** The square root, a FLOAT; below zero an error that fails the query (SQRT). */
  sqrt(): Float {
    return call(this, 'SQRT', FLOAT);
  }

  /** The natural logarithm, a FLOAT; at or below zero an error that fails the query (LN). */
  ln(): Float {
    return call(this, 'LN', FLOAT);
  }

  /** The logarithm to a base, a FLOAT; at or below zero an error that fails the query (LOG). */
  log(base: number): Float {
    return wrap(functionCall('LOG', [numberLiteral(base), expressionOf(this)], FLOAT, here()));
  }

  /** Cut off after `digits` after the point (default 0), towards zero (TRUNC). */
  truncate(digits = 0): NumberColumn {
    return digits === 0
      ? call(this, 'TRUNC', integerType(this))
      : call(this, 'TRUNC', roundedType(this, digits), digits);
  }

  /**
   * The number, from 1, of the part this is in when `low` to `high` is cut into `buckets` of equal width; 0 below `low`,
   * `buckets` + 1 from `high` on (WIDTH_BUCKET).
   */
  widthBucket(low: number, high: number, buckets: number): Int {
    return call(this, 'WIDTH_BUCKET', NUMBER, low, high, buckets);
  }

  /** e to the power of this number, a FLOAT (EXP). */
  exp(): Float {
    return call(this, 'EXP', FLOAT);
  }

  /** The sine of the angle in radians, a FLOAT (SIN). */
  sin(): Float {
    return call(this, 'SIN', FLOAT);
  }

  /** The cosine of the angle in radians, a FLOAT (COS). */
  cos(): Float {
    return call(this, 'COS', FLOAT);
  }

  /** True for NaN, which only a FLOAT can be and which is no NULL; NULL where this is NULL (`x = 'NaN'::FLOAT`). */
  isNaN(): Bool {
    const nan = cast(textLiteral('NaN'), FLOAT, false, here());
    return wrap(binary('=', expressionOf(this), nan, BOOLEAN, here()));
  }

  /** 0 where NULL (ZEROIFNULL). */
  zeroIfNull(): this {
    return call(this, 'ZEROIFNULL', expressionOf(this).type);
  }

  /** As FLOAT, a 64-bit binary number (`CAST(x AS FLOAT)`). */
  toFloat(): Float {
    return wrap(cast(expressionOf(this), FLOAT, false, here()));
  }

  /** As NUMBER(precision, scale), rounded; an error of the query where the value has too many digits. */
  toNumber(precision = 38, scale = 0): NumberColumn {
    return wrap(cast(expressionOf(this), number(precision, scale), false, here()));
  }
}

function arithmetic(column: NumberColumn, operator: ArithmeticOperator, other: NumberValue): NumberColumn {
  const left = expressionOf(column);
  const right = operand(other);
  expectSameFamily(operator, left, right);
  return wrap(binary(operator, left, right, arithmeticType(operator, left.type, right.type), here()));
}

function call<C extends NumberColumn>(
  column: NumberColumn,
  name: string,
  type: SqlType | null,
  ...args: readonly NumberValue[]
): C {
  const list: Expression[] = [expressionOf(column), ...args.map((a) => operand(a))];
  return wrap(functionCall(name, list, type, here()));
}

/** FLOAT stays FLOAT; a NUMBER loses its scale and may gain a digit. */
function integerType(column: NumberColumn): SqlType | null {
  const type = expressionOf(column).type;
  if (type?.kind !== 'NUMBER' || type.precision === null || type.scale === null) return type;
  return type.scale === 0 ? type : number(Math.min(38, type.precision - type.scale + 1), 0);
}

function roundedType(column: NumberColumn, digits: number): SqlType | null {
  const type = expressionOf(column).type;
  if (type?.kind !== 'NUMBER' || type.scale === null) return type;
  return digits >= type.scale ? type : NUMBER;
}

/** NUMBER without digits after the point. */
export class Int extends NumberColumn {}

/** NUMBER with digits after the point. */
export class Decimal extends NumberColumn {}

/** FLOAT: a 64-bit binary number. */
export class Float extends NumberColumn {}
