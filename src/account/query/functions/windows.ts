/** Source: "Window functions". */
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { arithmetic, numeric } from '../bind/arithmetic.js';
import { unify } from '../bind/coerce.js';
import { compare, condition } from '../bind/compare.js';
import { badArgument } from '../bind/errors.js';
import { windowText } from '../bind/order.js';
import type { Window } from '../../../sql/read/syntax/tree.js';
import { FLOAT, number } from '../../../sql/read/types.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { asInteger } from './build.js';

/** FIRST_VALUE, LAST_VALUE and NTH_VALUE read the whole partition unless a frame is written. */
const WHOLE_PARTITION = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

function windowed(min: number, max: number, bind: (site: CallSite) => Bound): FunctionDefinition {
  return { kind: 'window', min, max, bind };
}

const ranking = (name: string): FunctionDefinition =>
  windowed(0, 0, (site) => bound(`CAST(${name}()${site.over()} AS DECIMAL(18,0))`, number(18, 0), false));

const ratio = (name: string): FunctionDefinition =>
  windowed(0, 0, (site) => bound(`${name}()${site.over()}`, FLOAT, false));

const nulls = (site: CallSite): string => (site.call.nulls === 'IGNORE' ? ' IGNORE NULLS' : '');

const edge = (name: string): FunctionDefinition =>
  windowed(1, 1, (site) =>
    bound(`${name}(${site.args[0]!.sql}${nulls(site)})${site.over(WHOLE_PARTITION)}`, site.args[0]!.type),
  );

/** LAG and LEAD: the offset is 1 and the default NULL unless given. */
const shifted = (name: string): FunctionDefinition =>
  windowed(1, 3, (site) => {
    const [value, offset, fallback] = site.args;
    const { values, type } = unify(fallback === undefined ? [value!] : [value!, fallback]);
    const by = offset === undefined ? '1' : asInteger(offset).sql;
    const otherwise = fallback === undefined ? '' : `, ${values[1]!.sql}`;
    return bound(`${name}(${values[0]!.sql}, ${by}${otherwise}${nulls(site)})${site.over()}`, type);
  });

/** x / SUM(x): NULL where the sum is zero. */
function ratioToReport(site: CallSite): Bound {
  const value = numeric(site.args[0]!);
  const total = bound(
    `NULLIF(sum(${value.sql})${site.over()}, 0)`,
    value.type.kind === 'NUMBER' ? number(38, value.type.scale) : FLOAT,
  );
  return arithmetic('/', value, total);
}

/** The rows so far for which a condition held; it may read LAG and LEAD. */
function eventsSoFar(site: CallSite, test: Bound): Bound {
  const { call } = site;
  if (call.over === null || call.over.orderBy.length === 0)
    throw badArgument(`Window function ${call.name} requires ORDER BY in its OVER clause`, site.where);
  if (call.over.frame !== null)
    throw badArgument(`Window function ${call.name} takes no window frame`, site.where);
  const frame = 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
  const over = site.levelled ? overPlaces(site, call.over, frame) : site.over(frame);
  return bound(`CAST(count(CASE WHEN ${test.sql} THEN 1 END)${over} AS DECIMAL(18,0))`, number(18, 0), false);
}

/** The window over the places that the level below gave its rows: peers stand in the order that LAG saw. */
function overPlaces(site: CallSite, over: Window, frame: string): string {
  const place = site.beneath(() => bound(`row_number()${site.over()}`, number(18, 0), false), true);
  return windowText({ ...over, orderBy: [] }, site.bind, `ORDER BY ${place.sql} ${frame}`);
}

function conditionalTrueEvent(site: CallSite): Bound {
  return eventsSoFar(
    site,
    site.beneath(() => condition(site.bind(site.call.args[0]!)), false),
  );
}

/** CONDITIONAL_TRUE_EVENT(x <> LAG(x)): a NULL is no change, and neither is the row after it. */
function conditionalChangeEvent(site: CallSite): Bound {
  const changed = site.beneath(() => {
    const value = site.bind(site.call.args[0]!);
    return compare('<>', value, bound(`lag(${value.sql})${site.over()}`, value.type));
  }, true);
  return eventsSoFar(site, changed);
}

export const WINDOWS: FunctionGroup = {
  ROW_NUMBER: ranking('row_number'),
  RANK: ranking('rank'),
  DENSE_RANK: ranking('dense_rank'),
  PERCENT_RANK: ratio('percent_rank'),
  CUME_DIST: ratio('cume_dist'),
  NTILE: windowed(1, 1, (site) =>
    bound(`CAST(ntile(${asInteger(site.args[0]!).sql})${site.over()} AS DECIMAL(18,0))`, number(18, 0)),
  ),
  FIRST_VALUE: edge('first_value'),
  LAST_VALUE: edge('last_value'),
  NTH_VALUE: windowed(2, 2, (site) =>
    bound(
      `nth_value(${site.args[0]!.sql}, ${asInteger(site.args[1]!).sql}${nulls(site)})${site.over(WHOLE_PARTITION)}`,
      site.args[0]!.type,
    ),
  ),
  LAG: shifted('lag'),
  LEAD: shifted('lead'),
  RATIO_TO_REPORT: windowed(1, 1, ratioToReport),
  CONDITIONAL_TRUE_EVENT: windowed(1, 1, conditionalTrueEvent),
  CONDITIONAL_CHANGE_EVENT: windowed(1, 1, conditionalChangeEvent),
};

/** SEQ1 … SEQ8 number a generator's rows from 0. Source: "SEQ1 / SEQ2 / SEQ4 / SEQ8". */
const sequence: FunctionDefinition = {
  kind: 'scalar',
  min: 0,
  max: 1,
  bind: (site) => {
    if (site.args.length > 0 && site.args[0]!.constant !== '0')
      throw badArgument(`${site.call.name} with a sign argument`, site.where);
    return bound(`CAST((${site.rowNumber()} - 1) AS DECIMAL(38,0))`, number(38, 0), false);
  },
};
export const SEQUENCES: FunctionGroup = { SEQ1: sequence, SEQ2: sequence, SEQ4: sequence, SEQ8: sequence };
