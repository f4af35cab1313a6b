/**
 * The type in which two types meet: CASE branches, IN items, set operations, comparisons.
 * Source: "Data type conversion" (coercion), "Numeric data types" (scale and precision).
 */
import { number, typeText, VARIANT, FLOAT, TIMESTAMP_NTZ } from './types.js';
import type { SnowflakeType } from './types.js';

type Kind = SnowflakeType['kind'];

/** Kinds to which a text gives way. */
const TEXT_YIELDS_TO: ReadonlySet<Kind> = new Set([
  'NUMBER',
  'FLOAT',
  'BOOLEAN',
  'DATE',
  'TIME',
  'TIMESTAMP_NTZ',
  'TIMESTAMP_LTZ',
  'TIMESTAMP_TZ',
  'VARIANT',
]);

/** null: the two do not meet. */
export function commonOfTwo(a: SnowflakeType, b: SnowflakeType): SnowflakeType | null {
  if (a.kind === 'NUMBER' && b.kind === 'NUMBER') {
    const scale = Math.max(a.scale, b.scale);
    const leading = Math.max(a.precision - a.scale, b.precision - b.scale);
    return number(Math.min(38, leading + scale), scale);
  }
  if (a.kind === 'TEXT' && b.kind === 'TEXT') return a.length >= b.length ? a : b;
  if (a.kind === 'VECTOR' || b.kind === 'VECTOR') return typeText(a) === typeText(b) ? a : null;
  if (a.kind === b.kind) return a;
  const kinds = new Set<Kind>([a.kind, b.kind]);
  const both = (x: Kind, y: Kind): boolean => kinds.has(x) && kinds.has(y);
  if (kinds.has('VARIANT')) return VARIANT;
  if (both('NUMBER', 'FLOAT')) return FLOAT;
  if (both('DATE', 'TIMESTAMP_NTZ')) return TIMESTAMP_NTZ;
  if (
    kinds.has('TIMESTAMP_TZ') &&
    (kinds.has('DATE') || kinds.has('TIMESTAMP_NTZ') || kinds.has('TIMESTAMP_LTZ'))
  )
    return a.kind === 'TIMESTAMP_TZ' ? a : b;
  if (kinds.has('TIMESTAMP_LTZ') && (kinds.has('DATE') || kinds.has('TIMESTAMP_NTZ')))
    return a.kind === 'TIMESTAMP_LTZ' ? a : b;
  if (both('BOOLEAN', 'NUMBER')) return a.kind === 'NUMBER' ? a : b;
  if (a.kind === 'TEXT' && TEXT_YIELDS_TO.has(b.kind))
    return b.kind === 'NUMBER' ? number(38, Math.max(b.scale, 5)) : b;
  if (b.kind === 'TEXT' && TEXT_YIELDS_TO.has(a.kind))
    return a.kind === 'NUMBER' ? number(38, Math.max(a.scale, 5)) : a;
  return null;
}
