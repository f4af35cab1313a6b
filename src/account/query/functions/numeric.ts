/** Source: "Numeric functions". */
import type { SnowflakeType } from '../../account.js';
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { arithmetic, numeric } from '../bind/arithmetic.js';
import { unsupportedFeature } from '../bind/errors.js';
import { duckdbType } from '../duckdbTypes.js';
import { FLOAT, INTEGER, number } from '../../../sql/read/types.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { castScalar, first, mayBeNull, scalar, special } from './build.js';
import { truncate } from './dates.js';
import { isDatePart } from './dateParts.js';

const floating = (name: string): FunctionDefinition => scalar(['float'], FLOAT, `${name}({0})`);

/** The places argument of ROUND, TRUNC, CEIL and FLOOR: a constant, 0 when absent. */
function places(site: CallSite): number {
  const given = site.args[1];
  if (given === undefined) return 0;
  if (given.constant === undefined || !/^-?\d+$/.test(given.constant)) {
    throw unsupportedFeature(`${site.call.name} to a computed number of places`, site.where);
  }
  return Number(given.constant);
}

type Exact = Extract<SnowflakeType, { kind: 'NUMBER' }>;

/** Rounds an exact number to `digits` places: its scale becomes that, and it gains a leading digit. */
function exactRounding(name: 'round' | 'trunc' | 'ceil' | 'floor') {
  return (value: Bound, type: Exact, digits: number): Bound => {
    if (digits >= type.scale) return value;
    const result = number(
      Math.min(38, type.precision - type.scale + 1 + Math.max(digits, 0)),
      Math.max(digits, 0),
    );
    const factor = `CAST('1${'0'.repeat(Math.abs(digits))}' AS DECIMAL(${Math.abs(digits) + 1},0))`;
    const text =
      name === 'round'
        ? digits >= 0
          ? `round(${value.sql}, ${digits})`
          : `sf_divide(CAST(round(${value.sql}, 0) AS HUGEINT), CAST(${factor} AS HUGEINT)) * CAST(${factor} AS HUGEINT)`
        : digits === 0
          ? `${name}(${value.sql})`
          : digits > 0
            ? `CAST(${name}(${value.sql} * ${factor}) AS DECIMAL(38,0)) * CAST('0.${'0'.repeat(digits - 1)}1' AS DECIMAL(${digits},${digits}))`
            : `${name}(CAST(${value.sql} AS DOUBLE) / ${factor}) * ${factor}`;
    return bound(`CAST(${text} AS ${duckdbType(result)})`, result, value.nullable);
  };
}

function rounding(name: 'round' | 'trunc' | 'ceil' | 'floor'): FunctionDefinition {
  const exact = exactRounding(name);
  return special(1, 2, (site) => {
    const value = numeric(site.args[0]!);
    const digits = places(site);
    if (value.type.kind === 'NUMBER') return exact(value, value.type, digits);
    if (name === 'round') return bound(`round(${value.sql}, ${digits})`, FLOAT, value.nullable);
    const factor = `CAST('1e${digits}' AS DOUBLE)`;
    return bound(
      digits === 0 ? `${name}(${value.sql})` : `(${name}(${value.sql} * ${factor}) / ${factor})`,
      FLOAT,
      value.nullable,
    );
  });
}

/** MOD has the sign of the dividend and fails on zero. */
const modulo = special(2, 2, ({ args }) => arithmetic('%', args[0]!, args[1]!));

/** TRUNC is also DATE_TRUNC with its arguments the other way round. Source: "TRUNC (date/time)". */
const cut = rounding('trunc');

export const NUMERIC: FunctionGroup = {
  ABS: scalar(['number'], first, 'abs({0})'),
  SIGN: castScalar(['number'], INTEGER, 'sign({0})'),
  ROUND: rounding('round'),
  TRUNC: special(1, 2, (site) => (isDatePart(site.call.args[1]) ? truncate(site) : cut.bind(site))),
  TRUNCATE: cut,
  CEIL: rounding('ceil'),
  FLOOR: rounding('floor'),
  MOD: modulo,
  SQRT: floating('sqrt'),
  CBRT: floating('cbrt'),
  SQUARE: scalar(['float'], FLOAT, '({0} * {0})'),
  EXP: floating('exp'),
  LN: floating('ln'),
  LOG: scalar(['float', 'float'], FLOAT, '(ln({1}) / ln({0}))'),
  POWER: scalar(['float', 'float'], FLOAT, 'power({0}, {1})'),
  POW: scalar(['float', 'float'], FLOAT, 'power({0}, {1})'),
  PI: scalar([], FLOAT, 'pi()'),
  DEGREES: floating('degrees'),
  RADIANS: floating('radians'),
  SIN: floating('sin'),
  COS: floating('cos'),
  TAN: floating('tan'),
  COT: floating('cot'),
  ASIN: floating('asin'),
  ACOS: floating('acos'),
  ATAN: floating('atan'),
  ATAN2: scalar(['float', 'float'], FLOAT, 'atan2({0}, {1})'),
  ASINH: floating('asinh'),
  ACOSH: floating('acosh'),
  ATANH: floating('atanh'),
  SINH: floating('sinh'),
  COSH: floating('cosh'),
  TANH: floating('tanh'),
  FACTORIAL: castScalar(['integer'], INTEGER, 'factorial(CAST({0} AS INTEGER))'),
  // The second value where the first is known, and the first where the second is.
  REGR_VALX: mayBeNull(scalar(['float', 'float'], FLOAT, '(CASE WHEN {0} IS NOT NULL THEN {1} END)')),
  REGR_VALY: mayBeNull(scalar(['float', 'float'], FLOAT, '(CASE WHEN {1} IS NOT NULL THEN {0} END)')),
  GETBIT: castScalar(['integer', 'integer'], INTEGER, '(({0} >> {1}) & 1)'),
  BITAND: castScalar(['integer', 'integer'], INTEGER, '({0} & {1})'),
  BITOR: castScalar(['integer', 'integer'], INTEGER, '({0} | {1})'),
  BITXOR: castScalar(['integer', 'integer'], INTEGER, 'xor({0}, {1})'),
  BITNOT: castScalar(['integer'], INTEGER, '(~{0})'),
  BITSHIFTLEFT: castScalar(['integer', 'integer'], INTEGER, '({0} << {1})'),
  BITSHIFTRIGHT: castScalar(['integer', 'integer'], INTEGER, '({0} >> {1})'),
  WIDTH_BUCKET: castScalar(
    ['float', 'float', 'float', 'integer'],
    INTEGER,
    'sf_width_bucket({0}, {1}, {2}, {3})',
  ),
  HAVERSINE: scalar(['float', 'float', 'float', 'float'], FLOAT, 'sf_haversine({0}, {1}, {2}, {3})'),
};
