import { formatDecimal } from './decimal.js';
import { SECOND } from './calendar.js';
import { writeJson } from './json.js';
import type { Json } from './json.js';
import type { Type } from './type.js';
import { decided } from './value.js';
import type { Value } from './value.js';

/** A value as the account's answers write it: days for a DATE, seconds with nine digits for times, 1 and 0 for BOOLEAN. */
export function cellOf(value: Value, type: Type): string | null {
  const known = decided(value);
  if (known === null) return null;
  switch (type.kind) {
    case 'NUMBER':
      return formatDecimal(known as bigint, type.scale);
    case 'BOOLEAN':
      return known === true ? '1' : '0';
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIME':
      return seconds(known as bigint);
    case 'VARIANT':
    case 'ARRAY':
    case 'OBJECT':
      return writeJson(known as Json);
    default:
      return String(known);
  }
}

function seconds(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = String(size % SECOND).padStart(9, '0');
  return `${nanoseconds < 0n ? '-' : ''}${size / SECOND}.${fraction}`;
}
