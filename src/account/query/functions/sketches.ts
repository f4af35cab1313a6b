/**
 * Aggregation in steps: states that are made of parts, combined, and estimated at the end. Sources: "Estimating the
 * number of distinct values" (DATASKETCHES_HLL…), "Estimating percentile values" (APPROX_PERCENTILE_…), "Estimating
 * frequent values" (APPROX_TOP_K…). The states here
 * are exact: all different values, by their hashes, and all values. Their estimates have none of Snowflake's error, and
 * a state is read by the account that made it; a binary sketch of another origin is refused.
 */
import type { SnowflakeType } from '../../account.js';
import { numeric } from '../bind/arithmetic.js';
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { convert } from '../bind/coerce.js';
import { badArgument, unsupportedFeature, wrongType } from '../bind/errors.js';
import { ARRAY, BINARY, FLOAT, OBJECT, VARIANT } from '../../../sql/read/types.js';
import { COUNTS_FUNCTION } from '../javascript.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';

function aggregate(min: number, max: number, bind: (site: CallSite) => Bound): FunctionDefinition {
  return {
    kind: 'aggregate',
    min,
    max,
    bind: (site) => {
      if (site.call.over !== null)
        throw unsupportedFeature(`${site.call.name} as a window function`, site.where);
      return bind(site);
    },
  };
}

/** The hash of a value: of text, binary, FLOAT or a whole NUMBER, which are different values. */
function hashed(site: CallSite): string {
  const value = site.args[0]!;
  const text = hashedText(value);
  if (text === null) throw wrongType(site.call.name, [value.type], site.where);
  return `md5_number_lower(${text})`;
}

function hashedText({ sql, type }: Bound): string | null {
  switch (type.kind) {
    case 'TEXT':
      return `'t' || ${sql}`;
    case 'BINARY':
      return `'b' || hex(${sql})`;
    case 'FLOAT':
      return `'f' || sf_float_text(${sql})`;
    case 'NUMBER':
      return type.scale === 0 ? `'n' || CAST(${sql} AS VARCHAR)` : null;
    case 'NULL':
      return 'CAST(NULL AS VARCHAR)';
    default:
      return null;
  }
}

/** The optional size of a sketch; the states here have no need of it. */
function checkPrecision(site: CallSite): void {
  const given = site.args[1];
  if (given === undefined) return;
  const precision = Number(given.constant);
  if (given.constant === undefined || !Number.isInteger(precision) || precision < 4 || precision > 21)
    throw badArgument(`${site.call.name} takes a max_log_k from 4 to 21`, site.where);
}

const hashes = (site: CallSite): string => `list(DISTINCT ${hashed(site)})`;

const sketch = (site: CallSite, list: string): Bound => {
  checkPrecision(site);
  return bound(`sf_hll_state(${list})`, BINARY, false);
};

const state = (site: CallSite, type: SnowflakeType): string => {
  const value = site.args[0]!;
  if (value.type.kind !== type.kind && value.type.kind !== 'NULL' && value.type.kind !== 'VARIANT')
    throw wrongType(site.call.name, [value.type], site.where);
  return convert(value, type).sql;
};

function constantFraction(site: CallSite): number {
  const fraction = site.args[1]!.constant;
  if (fraction === undefined || Number(fraction) < 0 || Number(fraction) > 1)
    throw badArgument(`${site.call.name} needs a constant percentile from 0 to 1`, site.where);
  return Number(fraction);
}

const MOST_TRACKED = 100_000;

/** How many values are told or kept: a constant. */
function most(site: CallSite, position: number, name: string): number {
  const given = site.args[position];
  if (given === undefined) return name === 'k' ? 1 : MOST_TRACKED;
  const count = Number(given.constant);
  if (given.constant === undefined || !Number.isInteger(count) || count < 1 || count > MOST_TRACKED)
    throw badArgument(`${site.call.name} takes a constant ${name} from 1 to ${MOST_TRACKED}`, site.where);
  return count;
}

/** How often each value is there, NULLs left out. */
const counted = (site: CallSite): string =>
  `sf_counts(map_entries(histogram(CAST(${convert(site.args[0]!, VARIANT).sql} AS VARCHAR))${site.over()}))`;

/** Source: "Estimating frequent values". All values are counted; a state keeps as many as it has counters. */
const FREQUENT: FunctionGroup = {
  APPROX_TOP_K: {
    kind: 'aggregate',
    min: 1,
    max: 3,
    bind: (site) => {
      most(site, 2, 'number of counters');
      return bound(`sf_top(${counted(site)}, ${most(site, 1, 'k')})`, ARRAY, false);
    },
  },
  APPROX_TOP_K_ACCUMULATE: aggregate(2, 2, (site) =>
    bound(`sf_top_state(${counted(site)}, ${most(site, 1, 'number of counters')})`, OBJECT, false),
  ),
  APPROX_TOP_K_COMBINE: aggregate(1, 2, (site) => {
    const counts = `sf_top_list(flatten(list(sf_top_counts(${state(site, OBJECT)}))))`;
    const sums = `sf_top_sorted(${COUNTS_FUNCTION}(${counts}))`;
    return bound(`sf_top_state(${sums}, ${most(site, 1, 'number of counters')})`, OBJECT, false);
  }),
  APPROX_TOP_K_ESTIMATE: {
    kind: 'scalar',
    min: 1,
    max: 2,
    bind: (site) => bound(`sf_top(sf_top_counts(${state(site, OBJECT)}), ${most(site, 1, 'k')})`, ARRAY),
  },
};

export const SKETCHES: FunctionGroup = {
  ...FREQUENT,
  DATASKETCHES_HLL: aggregate(1, 2, (site) => {
    checkPrecision(site);
    return bound(`CAST(count(DISTINCT ${hashed(site)}) AS DOUBLE)`, FLOAT, false);
  }),
  DATASKETCHES_HLL_ACCUMULATE: aggregate(1, 2, (site) => sketch(site, hashes(site))),
  DATASKETCHES_HLL_COMBINE: aggregate(1, 2, (site) =>
    sketch(site, `flatten(list(sf_hll_hashes(${state(site, BINARY)})))`),
  ),
  DATASKETCHES_HLL_ESTIMATE: {
    kind: 'scalar',
    min: 1,
    max: 1,
    bind: (site) => bound(`CAST(len(sf_hll_hashes(${state(site, BINARY)})) AS DOUBLE)`, FLOAT),
  },
  APPROX_PERCENTILE_ACCUMULATE: aggregate(1, 1, (site) => {
    const values = convert(numeric(site.args[0]!), FLOAT).sql;
    return bound(`sf_digest(list([${values}, 1]) FILTER (WHERE ${values} IS NOT NULL))`, OBJECT, false);
  }),
  APPROX_PERCENTILE_COMBINE: aggregate(1, 1, (site) =>
    bound(`sf_digest(flatten(list(sf_centroids(${state(site, OBJECT)}))))`, OBJECT, false),
  ),
  APPROX_PERCENTILE_ESTIMATE: {
    kind: 'scalar',
    min: 2,
    max: 2,
    bind: (site) =>
      bound(
        `list_aggregate(sf_digest_values(${state(site, OBJECT)}), 'quantile_cont', ${constantFraction(site)})`,
        FLOAT,
      ),
  },
};
