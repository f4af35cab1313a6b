/** Calendar arithmetic with TIMESTAMP_TZ: it is done with what clocks at the offset show, and the offset stays. */
import { TIMESTAMP_NTZ, TIMESTAMP_TZ } from '../../../sql/read/types.js';
import { bound } from './bound.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';

/** A TIMESTAMP_TZ as its wall time; any other value as it is. */
export const wallTime = (value: Bound): Bound =>
  value.type.kind === 'TIMESTAMP_TZ' ? convert(value, TIMESTAMP_NTZ) : value;

/** A wall time at the offset of another TIMESTAMP_TZ. */
export const atOffset = (wall: string, of: Bound, nullable = true): Bound =>
  bound(`sf_zoned(${wall}, struct_extract(${of.sql}, 'o'))`, TIMESTAMP_TZ, nullable);
