/** Source: "Aggregate functions". The same entries serve as window functions when OVER follows. */
import type { SnowflakeType } from '../../account.js';
import { bound, settled } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { numeric, quotient, quotientScale } from '../bind/arithmetic.js';
import { asText, byMoment, convert } from '../bind/coerce.js';
import { condition } from '../bind/compare.js';
import { badArgument, unsupportedFeature, wrongType } from '../bind/errors.js';
import { ARRAY, BOOLEAN, FLOAT, INTEGER, number, OBJECT, TEXT, VARIANT } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import type { CallSite, FunctionDefinition, FunctionGroup, ResultRule } from './definition.js';
import { distinguished } from '../bind/order.js';
import { hashed } from './text.js';
import { accept } from './build.js';
import type { Parameter } from './build.js';

const MANY = 10_000;

function aggregate(min: number, max: number, bind: (site: CallSite) => Bound): FunctionDefinition {
  return { kind: 'aggregate', min, max, bind };
}

const distinct = (site: CallSite): string => (site.call.distinct ? 'DISTINCT ' : '');

/** A cast outside the window: `CAST(f(x) OVER (…) AS t)`. */
const typed = (text: string, type: SnowflakeType): Bound =>
  bound(`CAST(${text} AS ${duckdbType(type)})`, type);

function simple(name: string, parameter: Parameter, result: ResultRule, cast = false): FunctionDefinition {
  return aggregate(1, 1, (site) => {
    const value = accept(parameter, site.args[0]!, site);
    const type = typeof result === 'function' ? result([value]) : result;
    const text = `${name}(${distinct(site)}${value.sql})${site.over()}`;
    return cast ? typed(text, type) : bound(text, type);
  });
}

const same: ResultRule = ([value]) => settled(value?.type ?? { kind: 'NULL' });

function summed(site: CallSite): Bound {
  const given = site.args[0]!;
  if (given.type.kind === 'BOOLEAN' || given.type.kind === 'DATE')
    throw wrongType('SUM', [given.type], site.where);
  const value = numeric(given);
  const type = value.type.kind === 'NUMBER' ? number(38, value.type.scale) : FLOAT;
  return typed(`sum(${distinct(site)}${value.sql})${site.over()}`, type);
}

/** AVG of exact numbers is SUM / COUNT with the scale of a division. */
function average(site: CallSite): Bound {
  const value = numeric(site.args[0]!);
  if (value.type.kind !== 'NUMBER') return bound(`avg(${distinct(site)}${value.sql})${site.over()}`, FLOAT);
  const { scale } = value.type;
  const sum = typed(`sum(${distinct(site)}${value.sql})${site.over()}`, number(38, scale));
  const count = bound(
    `CAST(NULLIF(count(${distinct(site)}${value.sql})${site.over()}, 0) AS DECIMAL(18,0))`,
    number(18, 0),
  );
  const x = { kind: 'NUMBER', precision: 38, scale } as const;
  return quotient(sum, count, x, { kind: 'NUMBER', precision: 18, scale: 0 }, quotientScale(scale), 38);
}

/** COUNT(a, b) counts rows where none is NULL; COUNT(t.*) is not taken. */
function count(site: CallSite): Bound {
  const type = number(18, 0);
  if (site.call.star) return { ...typed(`count(*)${site.over()}`, type), nullable: false };
  const [only, ...rest] = site.args;
  if (only === undefined) throw badArgument('COUNT needs an argument', site.where);
  const values = site.call.distinct ? site.args.map(byMoment) : site.args;
  const row = `(${values.map((a) => a.sql).join(', ')})`;
  const noNulls = site.args.map((a) => `${a.sql} IS NOT NULL`).join(' AND ');
  const counted = rest.length === 0 ? values[0]!.sql : `CASE WHEN ${noNulls} THEN ${row} END`;
  return { ...typed(`count(${distinct(site)}${counted})${site.over()}`, type), nullable: false };
}

const conditional = (build: (test: string, site: CallSite) => Bound): FunctionDefinition =>
  aggregate(1, 1, (site) => build(condition(site.args[0]!).sql, site));

/** MIN_BY and MAX_BY skip rows whose second argument is NULL and may return a NULL first argument. */
const pickBy = (name: string, direction: 'ASC' | 'DESC'): FunctionDefinition =>
  aggregate(2, 3, (site) => {
    const [value, by, most] = site.args;
    if (most !== undefined) return pickSeveral(site, direction);
    return bound(`${name}(${value!.sql}, ${by!.sql})${site.over()}`, value!.type);
  });

const MOST_PICKED = 1000;

/** With a third argument: an array of so many values, the one of the first row first. */
function pickSeveral(site: CallSite, direction: 'ASC' | 'DESC'): Bound {
  const [value, by, most] = site.args;
  const count = Number(most!.constant);
  if (!Number.isInteger(count) || count < 1 || count > MOST_PICKED)
    throw badArgument(`${site.call.name} picks a constant number of values, 1 to ${MOST_PICKED}`, site.where);
  const key = byMoment(by!).sql;
  const items = `list(${convert(value!, VARIANT).sql} ORDER BY ${key} ${direction}) FILTER (WHERE ${key} IS NOT NULL)`;
  return bound(
    `COALESCE(to_json(list_slice(${items}${site.over()}, 1, ${count})), CAST('[]' AS JSON))`,
    ARRAY,
    false,
  );
}

function orderedBy(site: CallSite): string {
  return site.call.withinGroup === null ? '' : ` ORDER BY ${site.order(site.call.withinGroup)}`;
}

/** Different values in their own order, the only one that a DISTINCT aggregate can have. */
function distinctValues(site: CallSite): string {
  const value = site.args[0]!;
  const [key, ...more] = site.call.withinGroup ?? [];
  if (key === undefined) return `list(DISTINCT ${value.sql})`;
  if (more.length > 0 || site.bind(key.value).sql !== value.sql)
    throw badArgument(`${site.call.name} of DISTINCT values is ordered by those values alone`, site.where);
  return `list(DISTINCT ${value.sql}${orderedBy(site)})`;
}

const present = (site: CallSite): string => ` FILTER (WHERE ${site.args[0]!.sql} IS NOT NULL)`;

function distinctListAgg(site: CallSite, separator: string): Bound {
  const item = asText(bound('x', site.args[0]!.type)).sql;
  const values = `${distinctValues(site)}${present(site)}${site.over()}`;
  return bound(
    `COALESCE(array_to_string(list_transform(${values}, lambda x: ${item}), ${separator}), '')`,
    TEXT,
    false,
  );
}

/** LISTAGG of no values is an empty text. */
function listAgg(site: CallSite): Bound {
  const separator = site.args[1] === undefined ? "''" : asText(site.args[1]).sql;
  if (site.call.distinct && site.call.withinGroup !== null) return distinctListAgg(site, separator);
  const text = `string_agg(${distinct(site)}${asText(site.args[0]!).sql}, ${separator}${orderedBy(site)})${site.over()}`;
  return bound(`COALESCE(${text}, '')`, TEXT, false);
}

/** ARRAY_AGG leaves NULLs out; of no values it is an empty array. */
function arrayAgg(site: CallSite): Bound {
  const value = site.args[0]!;
  const json = convert(value, VARIANT).sql;
  if (site.call.withinGroup !== null && (site.call.over?.orderBy.length ?? 0) > 0)
    throw unsupportedFeature('ARRAY_AGG with WITHIN GROUP and ORDER BY in OVER', site.where);
  const items =
    site.call.distinct && site.call.withinGroup !== null
      ? `list_transform(${distinctValues(site)}${present(site)}${site.over()}, lambda x: ${convert(bound('x', value.type), VARIANT).sql})`
      : `list(${distinct(site)}${json}${orderedBy(site)})${present(site)}${site.over()}`;
  return bound(`COALESCE(to_json(${items}), CAST('[]' AS JSON))`, ARRAY, false);
}

function objectAgg(site: CallSite): Bound {
  const key = asText(site.args[0]!).sql;
  const value = site.args[1]!;
  const filter = ` FILTER (WHERE ${key} IS NOT NULL AND ${value.sql} IS NOT NULL)`;
  const entries = `list(struct_pack(k := ${key}, v := ${convert(value, VARIANT).sql}))${filter}${site.over()}`;
  return bound(`COALESCE(sf_object(${entries}), CAST('{}' AS JSON))`, OBJECT, false);
}

/** PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x). */
const percentile = (name: string, continuous: boolean): FunctionDefinition =>
  aggregate(1, 1, (site) => {
    const order = site.call.withinGroup?.[0];
    const fraction = site.args[0]!.constant;
    if (order === undefined || fraction === undefined)
      throw badArgument(`${site.call.name} needs a constant and WITHIN GROUP`, site.where);
    const value = site.bind(order.value);
    const at = order.descending ? `(1 - ${Number(fraction)})` : `${Number(fraction)}`;
    if (!continuous) return bound(`${name}(${value.sql}, ${at})${site.over()}`, value.type);
    return between(`${name}({0}, ${at})${site.over()}`, `max(abs({0}))${site.over()}`, value);
  });

/** Digits beyond those of the result: DuckDB places a share by FLOAT and cuts off what it finds between two values. */
const GUARD = 3;

/** Interpolated with digits to spare and rounded; numbers that leave no room for them as they are. */
function between(template: string, largest: string, given: Bound): Bound {
  const plain = interpolated(template, given);
  const { type } = plain;
  if (type.kind !== 'NUMBER' || type.scale + GUARD > 37) return plain;
  const value = numeric(given).sql;
  const spare = duckdbType(number(38, type.scale + GUARD));
  const limit = `CAST('1e${38 - type.scale - GUARD}' AS DOUBLE)`;
  const fine = template.replace('{0}', `TRY_CAST(${value} AS ${spare})`);
  const rounded = `CAST(${fine} AS ${duckdbType(type)})`;
  return typed(
    `CASE WHEN ${largest.replace('{0}', `CAST(${value} AS DOUBLE)`)} < ${limit} THEN ${rounded} ELSE ${plain.sql} END`,
    type,
  );
}

/** Interpolated results have three more digits than the values. */
function interpolated(template: string, given: Bound): Bound {
  const value = numeric(given);
  if (value.type.kind !== 'NUMBER') return bound(template.replace('{0}', value.sql), FLOAT);
  const scale = Math.min(value.type.scale + 3, 37);
  const wide = number(Math.min(38, value.type.precision + 3), scale);
  return typed(template.replace('{0}', `CAST(${value.sql} AS ${duckdbType(wide)})`), wide);
}

const median = aggregate(1, 1, (site) => interpolated(`median({0})${site.over()}`, site.args[0]!));

const approximatePercentile = aggregate(2, 2, (site) => {
  const fraction = site.args[1]!.constant;
  if (fraction === undefined) throw badArgument('APPROX_PERCENTILE needs a constant', site.where);
  return bound(
    `quantile_cont(${convert(numeric(site.args[0]!), FLOAT).sql}, ${Number(fraction)})${site.over()}`,
    FLOAT,
  );
});

/** What cannot be divided (a correlation with what does not vary) is NULL. */
const pair = (name: string): FunctionDefinition =>
  aggregate(2, 2, (site) => {
    const [y, x] = site.args.map((a) => convert(numeric(a), FLOAT).sql);
    return bound(`NULLIF(${name}(${y}, ${x})${site.over()}, CAST('NaN' AS DOUBLE))`, FLOAT);
  });

/** Of values that do not differ the formula divides by nothing: NULL, as of too few of them. */
const shape = (name: string): FunctionDefinition =>
  aggregate(1, 1, (site) => {
    const value = convert(numeric(site.args[0]!), FLOAT).sql;
    return bound(`NULLIF(${name}(${distinct(site)}${value})${site.over()}, CAST('NaN' AS DOUBLE))`, FLOAT);
  });

/** Of several columns the rows are counted in which none is NULL, as by COUNT(DISTINCT …). */
const approximateCount = aggregate(1, MANY, (site) => {
  const values = site.args.map((v) => byMoment(v).sql);
  const noNulls = values.map((v) => `${v} IS NOT NULL`).join(' AND ');
  const counted = values.length === 1 ? values[0]! : `CASE WHEN ${noNulls} THEN (${values.join(', ')}) END`;
  return typed(`approx_count_distinct(${counted})${site.over()}`, number(38, 0));
});

/** One bit for each argument, the last one lowest: 1 where the row's grouping set leaves it out. */
const grouping = aggregate(1, MANY, (site) => ({
  ...typed(`grouping(${site.args.map((a) => a.sql).join(', ')})`, number(38, 0)),
  nullable: false,
}));

/** One function under all of its names. */
const spelled = (names: string, definition: FunctionDefinition): FunctionGroup =>
  Object.fromEntries(names.split(' ').map((name) => [name, definition]));

export const AGGREGATES: FunctionGroup = {
  SUM: aggregate(1, 1, summed),
  AVG: aggregate(1, 1, average),
  COUNT: aggregate(0, MANY, count),
  COUNT_IF: conditional((test, site) => ({
    ...typed(`count(CASE WHEN ${test} THEN 1 END)${site.over()}`, number(18, 0)),
    nullable: false,
  })),
  MIN: simple('min', 'any', same),
  MAX: simple('max', 'any', same),
  ANY_VALUE: simple('any_value', 'any', same),
  MODE: aggregate(1, 1, (site) => {
    const value = distinguished(site.args[0]!, 'MODE');
    return bound(`mode(${distinct(site)}${value.sql})${site.over()}`, settled(value.type));
  }),
  MEDIAN: median,
  PERCENTILE_CONT: percentile('quantile_cont', true),
  PERCENTILE_DISC: percentile('quantile_disc', false),
  APPROX_PERCENTILE: approximatePercentile,
  STDDEV: simple('stddev_samp', 'float', FLOAT),
  STDDEV_SAMP: simple('stddev_samp', 'float', FLOAT),
  STDDEV_POP: simple('stddev_pop', 'float', FLOAT),
  VARIANCE: simple('var_samp', 'float', FLOAT),
  VARIANCE_SAMP: simple('var_samp', 'float', FLOAT),
  VAR_SAMP: simple('var_samp', 'float', FLOAT),
  VARIANCE_POP: simple('var_pop', 'float', FLOAT),
  VAR_POP: simple('var_pop', 'float', FLOAT),
  SKEW: shape('skewness'),
  KURTOSIS: shape('kurtosis'),
  CORR: pair('corr'),
  COVAR_POP: pair('covar_pop'),
  COVAR_SAMP: pair('covar_samp'),
  // The sum of the rows' hashes: their order has no part in it, their number has. Of no rows it is 0.
  HASH_AGG: aggregate(1, MANY, (site) => {
    const each = `CAST(hash(${site.args.map(hashed).join(', ')}) AS HUGEINT)`;
    const sum = `coalesce(sum(${distinct(site)}${each})${site.over()} % 18446744073709551616, 9223372036854775808)`;
    return { ...typed(`${sum} - 9223372036854775808`, number(19, 0)), nullable: false };
  }),
  REGR_COUNT: aggregate(2, 2, (site) => {
    const [y, x] = site.args.map((a) => numeric(a).sql);
    return {
      ...typed(`count(CASE WHEN ${y} IS NOT NULL AND ${x} IS NOT NULL THEN 1 END)${site.over()}`, INTEGER),
      nullable: false,
    };
  }),
  REGR_SLOPE: pair('regr_slope'),
  REGR_INTERCEPT: pair('regr_intercept'),
  REGR_R2: pair('regr_r2'),
  REGR_AVGX: pair('regr_avgx'),
  REGR_AVGY: pair('regr_avgy'),
  REGR_SXX: pair('regr_sxx'),
  REGR_SXY: pair('regr_sxy'),
  REGR_SYY: pair('regr_syy'),
  APPROX_COUNT_DISTINCT: approximateCount,
  HLL: approximateCount,
  MIN_BY: pickBy('arg_min_null', 'ASC'),
  MAX_BY: pickBy('arg_max_null', 'DESC'),
  LISTAGG: aggregate(1, 2, listAgg),
  STRING_AGG: aggregate(1, 2, listAgg),
  ARRAY_AGG: aggregate(1, 1, arrayAgg),
  ARRAYAGG: aggregate(1, 1, arrayAgg),
  OBJECT_AGG: aggregate(2, 2, objectAgg),
  BOOLAND_AGG: conditional((test, site) => bound(`bool_and(${test})${site.over()}`, BOOLEAN)),
  BOOLOR_AGG: conditional((test, site) => bound(`bool_or(${test})${site.over()}`, BOOLEAN)),
  // TRUE where exactly one is.
  BOOLXOR_AGG: conditional((test, site) =>
    bound(
      `(CASE WHEN count(${test})${site.over()} > 0 THEN count(CASE WHEN ${test} THEN 1 END)${site.over()} = 1 END)`,
      BOOLEAN,
    ),
  ),
  ARRAY_UNIQUE_AGG: aggregate(1, 1, (site) => {
    if ((site.call.over?.orderBy.length ?? 0) > 0)
      throw unsupportedFeature('ARRAY_UNIQUE_AGG with ORDER BY in OVER', site.where);
    const items = `list(DISTINCT ${convert(site.args[0]!, VARIANT).sql})${present(site)}${site.over()}`;
    return bound(`COALESCE(to_json(${items}), CAST('[]' AS JSON))`, ARRAY);
  }),
  ...spelled('BITAND_AGG BITANDAGG BIT_AND_AGG BIT_ANDAGG', simple('bit_and', 'integer', INTEGER, true)),
  ...spelled('BITOR_AGG BITORAGG BIT_OR_AGG BIT_ORAGG', simple('bit_or', 'integer', INTEGER, true)),
  ...spelled('BITXOR_AGG BITXORAGG BIT_XOR_AGG BIT_XORAGG', simple('bit_xor', 'integer', INTEGER, true)),
  GROUPING: grouping,
  GROUPING_ID: grouping,
};
