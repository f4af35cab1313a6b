/** Comparisons. Source: "Comparison operators", "Semi-structured data types" (values are cast to the other side's type). */
import { FLOAT } from '../../../sql/read/types.js';
import { bound } from './bound.js';
import type { Bound } from './bound.js';
import { BOOLEAN } from '../../../sql/read/types.js';
import { byMoment, convert, unify } from './coerce.js';
import { unsupportedFeature } from './errors.js';

const EQUALITIES: ReadonlySet<string> = new Set(['=', '<>', '!=']);
const NUMERIC: ReadonlySet<string> = new Set(['NUMBER', 'FLOAT']);

/** Both sides as the type in which they are compared. */
export function comparable(a: Bound, b: Bound): [Bound, Bound] {
  if (a.type.kind === 'VARIANT' && b.type.kind !== 'VARIANT') return [fromVariant(a, b), forVariant(b)];
  if (b.type.kind === 'VARIANT' && a.type.kind !== 'VARIANT') return [forVariant(a), fromVariant(b, a)];
  // DuckDB compares exact numbers of two scales exactly.
  if (a.type.kind === 'NUMBER' && b.type.kind === 'NUMBER') return [a, b];
  const [left, right] = unify([a, b]).values;
  return [byMoment(left ?? a), byMoment(right ?? b)];
}

function fromVariant(variant: Bound, other: Bound): Bound {
  if (other.type.kind === 'NULL') return variant;
  return convert(variant, NUMERIC.has(other.type.kind) ? FLOAT : other.type);
}

function forVariant(other: Bound): Bound {
  return NUMERIC.has(other.type.kind) ? convert(other, FLOAT) : other;
}

export function compare(operator: string, a: Bound, b: Bound): Bound {
  const [left, right] = comparable(a, b);
  // Snowflake compares vectors byte by byte; DuckDB element by element: only equality is the same.
  if (left.type.kind === 'VECTOR' && !EQUALITIES.has(operator))
    throw unsupportedFeature('comparing the order of vectors; compare their distances');
  return bound(`(${left.sql} ${operator} ${right.sql})`, BOOLEAN, a.nullable || b.nullable);
}

/** A condition: numbers and variants count as booleans. */
export function condition(value: Bound): Bound {
  return value.type.kind === 'BOOLEAN' ? value : convert(value, BOOLEAN);
}
