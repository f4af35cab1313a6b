import { averageType, sumType } from '../arithmetic.js';
import type { Bool } from '../columns/boolean.js';
import type { Column } from '../columns/column.js';
import { expressionOf } from '../columns/expressionOf.js';
import type { Float, Int, NumberColumn } from '../columns/number.js';
import { operand } from '../columns/operand.js';
import { orderings } from '../columns/order.js';
import type { Order } from '../columns/order.js';
import type { ArrayCol } from '../columns/semiStructured.js';
import type { Text } from '../columns/text.js';
import { wrap } from '../columns/wrap.js';
import { caseOf } from '../expression/case.js';
import type { Expression } from '../expression/expression.js';
import { textLiteral } from '../expression/literal.js';
import { aggregateCall } from '../expression/aggregate.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { ARRAY, FLOAT, NUMBER, TEXT, number } from '../type.js';
import type { SqlType } from '../type.js';

/** What COUNT gives. */
const COUNTER = number(18, 0);

/** The sum (SUM); NULLs are skipped, NULL when there is nothing to add. Of a NUMBER, a NUMBER(38, same scale). */
export function sum<C extends NumberColumn>(column: C): C {
  return one('SUM', column, sumType);
}

/** The mean (AVG); NULLs are skipped, NULL of nothing. Of a NUMBER, a NUMBER with up to 6 more digits after the point. */
export function avg(column: NumberColumn): NumberColumn {
  return one('AVG', column, averageType);
}

/** The smallest value (MIN); NULLs are skipped, NULL of nothing. */
export function min<C extends Column>(column: C): C {
  return one('MIN', column, (type) => type);
}

/** The largest value (MAX); NULLs are skipped, NULL of nothing. */
export function max<C extends Column>(column: C): C {
  return one('MAX', column, (type) => type);
}

/** The number of rows, or of the rows where `column` is not NULL (COUNT). Never NULL: 0 of nothing. */
export function count(column?: Column): Int {
  return wrap(aggregateCall('COUNT', column ? [expressionOf(column)] : [], COUNTER, { call: here() }));
}

/** The number of different values that are not NULL (`COUNT(DISTINCT x)`). Never NULL: 0 of nothing. */
export function countDistinct(column: Column): Int {
  return wrap(aggregateCall('COUNT', [expressionOf(column)], COUNTER, { distinct: true, call: here() }));
}

/** About how many different values: within 1.6 %, much cheaper than `countDistinct` (APPROX_COUNT_DISTINCT). */
export function approxCountDistinct(column: Column): Int {
  return one('APPROX_COUNT_DISTINCT', column, () => NUMBER);
}

/** The number of rows where the condition is true, neither false nor NULL (COUNT_IF). Never NULL: 0 of nothing. */
export function countIf(condition: Bool): Int {
  return one('COUNT_IF', condition, () => COUNTER);
}

/** The sum where the condition is true; NULL when there is nothing to add (`SUM(CASE WHEN … THEN x END)`). */
export function sumIf<C extends NumberColumn>(column: C, condition: Bool): C {
  return sum(onlyWhere(column, condition));
}

/** The mean where the condition is true; NULL when there is nothing (`AVG(CASE WHEN … THEN x END)`). */
export function avgIf(column: NumberColumn, condition: Bool): NumberColumn {
  return avg(onlyWhere(column, condition));
}

/** NULL, which aggregates skip, where the condition is not true. */
function onlyWhere<C extends Column>(column: C, condition: Bool): C {
  const then = expressionOf(column);
  return wrap(caseOf([{ when: expressionOf(condition), then }], null, then.type, here()));
}

/** The sample standard deviation, a FLOAT; NULL for fewer than two values (STDDEV). */
export function stddev(column: NumberColumn): Float {
  return one('STDDEV', column, () => FLOAT);
}

/** The sample variance; NULL for fewer than two values (VARIANCE). */
export function variance(column: NumberColumn): NumberColumn {
  return one('VARIANCE', column, (type) => (type?.kind === 'FLOAT' ? FLOAT : NUMBER));
}

/** The middle value, or the mean of the two in the middle; NULLs are skipped, NULL of nothing (MEDIAN). */
export function median(column: NumberColumn): NumberColumn {
  return one('MEDIAN', column, (type) => (type?.kind === 'FLOAT' ? FLOAT : NUMBER));
}

/**
 * The most frequent value; NULLs are skipped (MODE). Among equally frequent ones Snowflake takes an arbitrary one, another
 * perhaps each time: `groupBy(…).mostFrequent(…, { ties })` has a rule for that.
 */
export function mode<C extends Column>(column: C): C {
  return one('MODE', column, (type) => type);
}

/**
 * The value below which the share `fraction` (0 to 1) of the values lies, interpolated between two; NULLs are skipped,
 * NULL of nothing (`PERCENTILE_CONT(fraction) WITHIN GROUP (ORDER BY x)`).
 */
export function percentile(column: NumberColumn, fraction: number): NumberColumn {
  const expression = expressionOf(column);
  const type = expression.type?.kind === 'FLOAT' ? FLOAT : NUMBER;
  const withinGroup = [Object.freeze({ expression, descending: false, nulls: null })];
  return wrap(aggregateCall('PERCENTILE_CONT', [share(fraction)], type, { withinGroup, call: here() }));
}

/** About `percentile`, much cheaper; a FLOAT (APPROX_PERCENTILE). */
export function approxPercentile(column: NumberColumn, fraction: number): Float {
  const args = [expressionOf(column), share(fraction)];
  return wrap(aggregateCall('APPROX_PERCENTILE', args, FLOAT, { call: here() }));
}

/** The correlation, -1 to 1, of the rows where both have values; NULL where one of them does not vary (CORR). */
export function corr(a: NumberColumn, b: NumberColumn): Float {
  return wrap(aggregateCall('CORR', [expressionOf(a), expressionOf(b)], FLOAT, { call: here() }));
}

/** The sample covariance of the rows where both have values; NULL for fewer than two (COVAR_SAMP). */
export function covar(a: NumberColumn, b: NumberColumn): Float {
  return wrap(aggregateCall('COVAR_SAMP', [expressionOf(a), expressionOf(b)], FLOAT, { call: here() }));
}

/** How lopsided the values lie, 0 for symmetry, above it with a long tail to the right; NULL of too few values (SKEW). */
export function skew(column: NumberColumn): Float {
  return one('SKEW', column, () => FLOAT);
}

/** How heavy the tails are compared with the normal distribution's 0; NULL of too few values (KURTOSIS). */
export function kurtosis(column: NumberColumn): Float {
  return one('KURTOSIS', column, () => FLOAT);
}

/** The slope of the line through the rows where both have values, `y` over `x`; NULL where `x` does not vary (REGR_SLOPE). */
export function regrSlope(y: NumberColumn, x: NumberColumn): Float {
  return line('REGR_SLOPE', y, x);
}

/** Where that line is at `x` = 0; NULL where `x` does not vary (REGR_INTERCEPT). */
export function regrIntercept(y: NumberColumn, x: NumberColumn): Float {
  return line('REGR_INTERCEPT', y, x);
}

/** How much of `y`'s variance that line explains, 0 to 1; NULL where `x` does not vary (REGR_R2). */
export function regrR2(y: NumberColumn, x: NumberColumn): Float {
  return line('REGR_R2', y, x);
}

function line(name: string, y: NumberColumn, x: NumberColumn): Float {
  return wrap(aggregateCall(name, [expressionOf(y), expressionOf(x)], FLOAT, { call: here() }));
}

function share(fraction: number): Expression {
  if (!(fraction >= 0 && fraction <= 1))
    report({
      code: 'invalid-argument',
      severity: 'error',
      message: `A percentile is asked for by a share from 0 to 1, not ${fraction}.`,
      place: { call: here() },
    });
  return operand(fraction);
}

/** The value of `column`, NULL too, in the row where `by` is largest; rows where `by` is NULL are skipped, ties arbitrary (MAX_BY). */
export function maxBy<C extends Column>(column: C, by: Column): C {
  return two('MAX_BY', column, by);
}

/** The value of `column`, NULL too, in the row where `by` is smallest; rows where `by` is NULL are skipped, ties arbitrary (MIN_BY). */
export function minBy<C extends Column>(column: C, by: Column): C {
  return two('MIN_BY', column, by);
}

/** Whether every value that is not NULL is true; NULL of nothing (BOOLAND_AGG). */
export function every(condition: Bool): Bool {
  return one('BOOLAND_AGG', condition, (type) => type);
}

/** Whether some value is true; NULL of nothing (BOOLOR_AGG). */
export function some(condition: Bool): Bool {
  return one('BOOLOR_AGG', condition, (type) => type);
}

/**
 * The texts in one, NULLs left out, empty text of nothing, in the order given: without an order the result would change
 * from run to run (`LISTAGG(x, separator) WITHIN GROUP (ORDER BY …)`).
 */
export function listAgg(
  column: Text,
  options: { readonly separator: string; readonly orderBy: Order | readonly Order[] },
): Text {
  const args = [expressionOf(column), textLiteral(options.separator)];
  return wrap(
    aggregateCall('LISTAGG', args, TEXT, { withinGroup: orderings(options.orderBy), call: here() }),
  );
}

/** The values that are not NULL in an array, in the order given; an empty array of nothing (ARRAY_AGG). */
export function arrayAgg(column: Column, options: { readonly orderBy: Order | readonly Order[] }): ArrayCol {
  const withinGroup = orderings(options.orderBy);
  return wrap(aggregateCall('ARRAY_AGG', [expressionOf(column)], ARRAY, { withinGroup, call: here() }));
}

function one<C extends Column>(
  name: string,
  column: Column,
  type: (type: SqlType | null) => SqlType | null,
): C {
  const argument = expressionOf(column);
  return wrap(aggregateCall(name, [argument], type(argument.type), { call: here() }));
}

function two<C extends Column>(name: string, column: C, by: Column): C {
  const argument = expressionOf(column);
  return wrap(aggregateCall(name, [argument, expressionOf(by)], argument.type, { call: here() }));
}
