/**
 * What may be written inside and after a call besides its arguments. What a function does not take is refused: left
 * out, it would change the answer.
 */
import { badArgument, unsupportedFeature } from '../bind/errors.js';
import type { Place } from '../bind/errors.js';
import type { Call } from '../../../sql/read/syntax/tree.js';

const set = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

const DISTINCT = set(
  `SUM AVG COUNT MIN MAX ANY_VALUE MODE STDDEV STDDEV_SAMP STDDEV_POP VARIANCE VARIANCE_SAMP VAR_SAMP VARIANCE_POP VAR_POP
   APPROX_COUNT_DISTINCT HLL DATASKETCHES_HLL DATASKETCHES_HLL_ACCUMULATE DATASKETCHES_HLL_COMBINE LISTAGG STRING_AGG ARRAY_AGG ARRAYAGG HASH_AGG BITAND_AGG BITOR_AGG BITXOR_AGG`,
);
const WITHIN_GROUP = set('LISTAGG STRING_AGG ARRAY_AGG ARRAYAGG PERCENTILE_CONT PERCENTILE_DISC');
const NULL_TREATMENT = set('FIRST_VALUE LAST_VALUE NTH_VALUE LAG LEAD');

/** @throws AccountError 001015 or 000002 for a modifier that the function does not take. */
export function checkModifiers(call: Call, where: Place): void {
  const { name } = call;
  if (call.distinct && (!DISTINCT.has(name) || call.star))
    throw badArgument(`${name} does not take DISTINCT`, where);
  if (call.distinct && call.over !== null && call.over.orderBy.length > 0)
    throw unsupportedFeature(`DISTINCT in ${name} with ORDER BY in OVER`, where);
  if (call.withinGroup !== null && !WITHIN_GROUP.has(name))
    throw badArgument(`${name} does not take WITHIN GROUP`, where);
  if (call.nulls === 'IGNORE' && !NULL_TREATMENT.has(name))
    throw badArgument(`${name} does not take IGNORE NULLS`, where);
  if (call.star && name !== 'COUNT') throw badArgument(`${name} does not take *`, where);
  if (call.named.length > 0) throw unsupportedFeature(`named arguments of ${name}`, where);
}
