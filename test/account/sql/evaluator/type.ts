import type { SqlType } from '../../../../src/dataframe/type.js';

/** A column's type as the evaluator itself works it out; the frame's own idea of it is read for constants and casts only. */
export type Type = Exact | { readonly kind: Exclude<SqlType['kind'], 'NUMBER'> | 'NULL' };

export interface Exact {
  readonly kind: 'NUMBER';
  readonly precision: number;
  readonly scale: number;
}

const MAX = 38;

export const exact = (precision: number, scale: number): Exact => ({
  kind: 'NUMBER',
  precision: Math.min(MAX, precision),
  scale,
});
export const INTEGER = exact(MAX, 0);
export const FLOAT: Type = { kind: 'FLOAT' };
export const TEXT: Type = { kind: 'TEXT' };
export const BOOLEAN: Type = { kind: 'BOOLEAN' };
export const DATE: Type = { kind: 'DATE' };
export const TIMESTAMP: Type = { kind: 'TIMESTAMP_NTZ' };
export const TIME: Type = { kind: 'TIME' };
export const NULL_TYPE: Type = { kind: 'NULL' };
export const MOMENT: Type = { kind: 'TIMESTAMP_LTZ' };
export const VECTOR: Type = { kind: 'VECTOR' };
export const VARIANT: Type = { kind: 'VARIANT' };
export const ARRAY: Type = { kind: 'ARRAY' };
export const OBJECT: Type = { kind: 'OBJECT' };

/** A declared type: NUMBER without digits is NUMBER(38,0). */
export function declared(type: SqlType): Type {
  return type.kind === 'NUMBER' ? exact(type.precision ?? MAX, type.scale ?? 0) : { kind: type.kind };
}

/**
 * The type that holds values of both, as COALESCE, IFF, CASE, GREATEST and UNION need it: Snowflake documentation,
 * "Data type conversion". A NUMBER keeps all digits of both; FLOAT wins over NUMBER.
 */
export function common(a: Type, b: Type): Type {
  if (a.kind === 'NULL') return b;
  if (b.kind === 'NULL') return a;
  if (a.kind === 'NUMBER' && b.kind === 'NUMBER') {
    const scale = Math.max(a.scale, b.scale);
    return exact(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  }
  if (a.kind === b.kind) return a;
  if (isNumber(a) && isNumber(b)) return FLOAT;
  throw new Error(`No common type of ${a.kind} and ${b.kind}.`);
}

export const isNumber = (type: Type): boolean => type.kind === 'NUMBER' || type.kind === 'FLOAT';
export const isSemiStructured = (type: Type): boolean =>
  type.kind === 'VARIANT' || type.kind === 'ARRAY' || type.kind === 'OBJECT';
