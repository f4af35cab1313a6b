import { arithmetic } from '../arithmetic.js';
import { cut, decimalToFloat } from '../decimal.js';
import { exact, FLOAT, INTEGER } from '../type.js';
import { strict, widened } from '../typed.js';
import type { Typed } from '../typed.js';
import { SqlError } from '../value.js';
import { argument, constantOf } from './definition.js';
import type { ScalarFunction, ScalarFunctions } from './definition.js';

const finite = (value: number, name: string): number => {
  if (Number.isNaN(value)) throw new SqlError(`Invalid floating point operation: ${name}`);
  return value;
};

const floating =
  (name: string, compute: (...values: number[]) => number): ScalarFunction =>
  (args) =>
    strict(
      args.map((a) => widened(a, FLOAT)),
      FLOAT,
      (...values) => finite(compute(...(values as number[])), name),
    );

function logarithm(value: number): number {
  if (value <= 0) throw new SqlError('Invalid floating point operation: log');
  return Math.log(value);
}

/** ROUND, TRUNC, FLOOR and CEIL: a NUMBER keeps as many digits as are asked for and may gain one before the point. */
const rounding =
  (how: 'round' | 'trunc' | 'floor' | 'ceil'): ScalarFunction =>
  (args) => {
    const value = argument(args, 0);
    const places = args[1] ? Number(constantOf(args[1])) : 0;
    if (value.type.kind !== 'NUMBER') {
      const factor = 10 ** places;
      return strict([value], FLOAT, (v) => cutFloat(how, (v as number) * factor) / factor);
    }
    const { precision, scale } = value.type;
    if (places >= scale) return value;
    const kept = Math.max(places, 0);
    const unit = 10n ** BigInt(kept - places);
    return strict([value], exact(precision - scale + 1 + kept, kept), (v) => {
      const digits = cut(v as bigint, scale, places, how);
      return digits * unit;
    });
  };

/** Half away from zero, not up as Math.round does. */
function cutFloat(how: 'round' | 'trunc' | 'floor' | 'ceil', value: number): number {
  return how === 'round' ? Math.sign(value) * Math.round(Math.abs(value)) : Math[how](value);
}

/** The buckets are half open, the lower end inside. */
function bucketOf([value, low, high, count]: readonly number[]): bigint {
  const [x = 0, a = 0, b = 0, n = 1] = [value, low, high, count];
  if (n < 1 || a === b) throw new SqlError('Invalid WIDTH_BUCKET');
  if (a < b) {
    if (x < a) return 0n;
    return x >= b ? BigInt(n + 1) : BigInt(Math.floor(((x - a) / (b - a)) * n) + 1);
  }
  if (x > a) return 0n;
  return x <= b ? BigInt(n + 1) : BigInt(Math.floor(((a - x) / (a - b)) * n) + 1);
}

const asNumber = (typed: Typed, value: unknown): number =>
  typed.type.kind === 'NUMBER' ? decimalToFloat(value as bigint, typed.type.scale) : (value as number);

export const NUMBER_FUNCTIONS: ScalarFunctions = {
  ABS: (args) => strict(args, argument(args, 0).type, (v) => ((v as bigint) < 0 ? -(v as bigint) : v)),
  SIGN: (args) => strict(args, INTEGER, (v) => ((v as bigint) < 0 ? -1n : (v as bigint) > 0 ? 1n : 0n)),
  ROUND: rounding('round'),
  TRUNC: rounding('trunc'),
  FLOOR: rounding('floor'),
  CEIL: rounding('ceil'),
  POWER: floating('pow', (a, b) => a ** b),
  SQRT: floating('sqrt', Math.sqrt),
  EXP: floating('exp', Math.exp),
  LN: floating('ln', logarithm),
  LOG: floating('log', (base, value) => logarithm(value) / logarithm(base)),
  SIN: floating('sin', Math.sin),
  COS: floating('cos', Math.cos),
  WIDTH_BUCKET: (args) =>
    strict(args, INTEGER, (...v) => bucketOf(v.map((x, i) => asNumber(argument(args, i), x)))),
  /** 0 where the divisor is 0. */
  DIV0: (args) => {
    const [a, b] = [argument(args, 0), argument(args, 1)];
    const quotient = arithmetic('/', a, b);
    const zero = quotient.type.kind === 'FLOAT' ? 0 : 0n;
    return {
      type: quotient.type,
      of: (place) => {
        const divisor = b.of(place);
        const dividend = a.of(place);
        // eslint-disable-next-line eqeqeq -- 0n and 0 alike
        return divisor !== null && dividend !== null && divisor == 0 ? zero : quotient.of(place);
      },
    };
  },
};
