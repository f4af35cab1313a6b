/**
 * `CAST(CONVERT_TIMEZONE(zone, moment) AS TIMESTAMP_NTZ)`: what clocks in a zone show, without the TIMESTAMP_TZ between.
 * Source: "CONVERT_TIMEZONE".
 */
import { TIMESTAMP_LTZ, TIMESTAMP_NTZ } from '../../../sql/read/types.js';
import type { SnowflakeType } from '../../account.js';
import type { Expression } from '../../../sql/read/syntax/tree.js';
import { bound } from './bound.js';
import type { Bound } from './bound.js';
import { asText, convert } from './coerce.js';

const WITHOUT_ZONE: ReadonlySet<SnowflakeType['kind']> = new Set(['TIMESTAMP_NTZ', 'DATE', 'TIME']);

/** The operand of such a cast as TIMESTAMP_NTZ; undefined for any other. */
export function wallClock(
  operand: Expression,
  to: SnowflakeType,
  bind: (value: Expression) => Bound,
): Bound | undefined {
  if (operand.kind !== 'call' || operand.name !== 'CONVERT_TIMEZONE' || !WITHOUT_ZONE.has(to.kind))
    return undefined;
  const [zone, moment, ...more] = operand.args;
  if (zone === undefined || moment === undefined || more.length > 0) return undefined;
  const [name, value] = [asText(bind(zone)), convert(bind(moment), TIMESTAMP_LTZ)];
  return bound(`(${value.sql} AT TIME ZONE ${name.sql})`, TIMESTAMP_NTZ);
}
