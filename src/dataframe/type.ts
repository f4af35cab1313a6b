/**
 * Snowflake's data types as expressions carry them. A size that is not known is null: the family still is.
 * Rules of result types: Snowflake documentation, "Arithmetic operators" and the pages of the functions.
 */
export type SqlType = NumberType | TextType | TimeType | VectorType | PlainType;

export interface NumberType {
  readonly kind: 'NUMBER';
  readonly precision: number | null;
  readonly scale: number | null;
}

interface TextType {
  readonly kind: 'TEXT' | 'BINARY';
  readonly length: number | null;
}

export interface TimeType {
  readonly kind: 'TIME' | 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ';
  readonly scale: number;
}

export interface VectorType {
  readonly kind: 'VECTOR';
  /** 32-bit numbers, unlike the column types of these names. */
  readonly element: 'FLOAT' | 'INT';
  readonly dimension: number;
}

interface PlainType {
  readonly kind: 'FLOAT' | 'BOOLEAN' | 'DATE' | 'VARIANT' | 'OBJECT' | 'ARRAY';
}

export type TypeKind = SqlType['kind'];

export const FLOAT: SqlType = Object.freeze({ kind: 'FLOAT' });
export const BOOLEAN: SqlType = Object.freeze({ kind: 'BOOLEAN' });
export const DATE: SqlType = Object.freeze({ kind: 'DATE' });
export const VARIANT: SqlType = Object.freeze({ kind: 'VARIANT' });
export const ARRAY: SqlType = Object.freeze({ kind: 'ARRAY' });
export const OBJECT: SqlType = Object.freeze({ kind: 'OBJECT' });
export const TEXT: SqlType = Object.freeze({ kind: 'TEXT', length: null });
/** A NUMBER whose size is not known. */
export const NUMBER: SqlType = Object.freeze({ kind: 'NUMBER', precision: null, scale: null });
export const TIME: SqlType = Object.freeze({ kind: 'TIME', scale: 9 });

export function number(precision: number, scale: number): NumberType {
  return Object.freeze({ kind: 'NUMBER', precision, scale });
}

export function timestamp(kind: 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ', scale = 9): TimeType {
  return Object.freeze({ kind, scale });
}

/** Snowflake documentation, "Vector data types". */
export const LONGEST_VECTOR = 4096;

export function vectorType(element: VectorType['element'], dimension: number): VectorType {
  return Object.freeze({ kind: 'VECTOR', element, dimension });
}

export function sameVectors(a: SqlType, b: SqlType): boolean {
  return a.kind === 'VECTOR' && b.kind === 'VECTOR' && a.element === b.element && a.dimension === b.dimension;
}

const NUMBERS = new Set(['NUMBER', 'DECIMAL', 'NUMERIC', 'DEC']);
const INTEGERS = new Set(['INT', 'INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'BYTEINT']);
const FLOATS = new Set(['FLOAT', 'FLOAT4', 'FLOAT8', 'DOUBLE', 'DOUBLE PRECISION', 'REAL']);
const TEXTS = new Set([
  'VARCHAR',
  'TEXT',
  'STRING',
  'CHAR VARYING',
  'NVARCHAR',
  'NVARCHAR2',
  'NCHAR VARYING',
]);
const CHARS = new Set(['CHAR', 'CHARACTER', 'NCHAR']);
const BINARIES = new Set(['BINARY', 'VARBINARY']);
const TIMES: Readonly<Record<string, TimeType['kind']>> = {
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP_NTZ',
  DATETIME: 'TIMESTAMP_NTZ',
  TIMESTAMP_NTZ: 'TIMESTAMP_NTZ',
  TIMESTAMPNTZ: 'TIMESTAMP_NTZ',
  TIMESTAMP_LTZ: 'TIMESTAMP_LTZ',
  TIMESTAMPLTZ: 'TIMESTAMP_LTZ',
  TIMESTAMP_TZ: 'TIMESTAMP_TZ',
  TIMESTAMPTZ: 'TIMESTAMP_TZ',
};
const PLAIN = new Set<string>(['BOOLEAN', 'DATE', 'VARIANT', 'OBJECT', 'ARRAY']);
const VECTOR = /^\s*VECTOR\s*\(\s*(FLOAT|INT)\s*,\s*(\d+)\s*\)\s*$/i;
const MAX_TEXT = 16_777_216;
const MAX_BINARY = 8_388_608;

/** Reads a type as DESCRIBE TABLE prints it or a DDL writes it; null when it is none that a column of ours can have. */
export function parseType(text: string): SqlType | null {
  const vector = VECTOR.exec(text);
  if (vector) return parseVector(vector[1] ?? '', Number(vector[2]));
  const match = /^\s*([A-Za-z_0-9 ]+?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/.exec(text);
  if (!match) return null;
  const name = (match[1] ?? '').toUpperCase().replace(/\s+/g, ' ');
  const first = match[2] === undefined ? undefined : Number(match[2]);
  const second = match[3] === undefined ? undefined : Number(match[3]);
  if (NUMBERS.has(name)) return number(first ?? 38, second ?? 0);
  if (INTEGERS.has(name)) return number(38, 0);
  if (FLOATS.has(name)) return FLOAT;
  if (TEXTS.has(name)) return Object.freeze({ kind: 'TEXT', length: first ?? MAX_TEXT });
  if (CHARS.has(name)) return Object.freeze({ kind: 'TEXT', length: first ?? 1 });
  if (BINARIES.has(name)) return Object.freeze({ kind: 'BINARY', length: first ?? MAX_BINARY });
  const time = TIMES[name];
  if (time) return Object.freeze({ kind: time, scale: first ?? 9 });
  return PLAIN.has(name) ? Object.freeze({ kind: name as PlainType['kind'] }) : null;
}

function parseVector(element: string, dimension: number): SqlType | null {
  if (dimension < 1 || dimension > LONGEST_VECTOR) return null;
  return vectorType(element.toUpperCase() === 'INT' ? 'INT' : 'FLOAT', dimension);
}

/** The type as DESCRIBE prints it; without its size where that is not known. */
export function formatType(type: SqlType): string {
  switch (type.kind) {
    case 'NUMBER':
      return type.precision === null ? 'NUMBER' : `NUMBER(${type.precision},${type.scale ?? 0})`;
    case 'TEXT':
      return type.length === null ? 'VARCHAR' : `VARCHAR(${type.length})`;
    case 'BINARY':
      return type.length === null ? 'BINARY' : `BINARY(${type.length})`;
    case 'TIME':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return `${type.kind}(${type.scale})`;
    case 'VECTOR':
      return `VECTOR(${type.element}, ${type.dimension})`;
    default:
      return type.kind;
  }
}
