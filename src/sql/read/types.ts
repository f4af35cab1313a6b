/**
 * Snowflake's data types and how they are read.
 * Source: "Summary of data types", "Numeric data types", "Date & time data types", "Vector data types".
 */
import type { Token } from './lexer.js';
import { ReadError } from './readError.js';

/** A data type with its size. */
export type SnowflakeType =
  | { readonly kind: 'NUMBER'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'FLOAT' }
  | { readonly kind: 'TEXT'; readonly length: number }
  | { readonly kind: 'BINARY'; readonly length: number }
  | { readonly kind: 'VECTOR'; readonly element: 'FLOAT' | 'INT'; readonly dimension: number }
  | { readonly kind: 'BOOLEAN' | 'DATE' | 'VARIANT' | 'OBJECT' | 'ARRAY' }
  | { readonly kind: 'TIME' | 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ'; readonly scale: number };

export const MAX_TEXT = 16_777_216;
const MAX_BINARY = 8_388_608;

export const number = (precision: number, scale: number): SnowflakeType => ({
  kind: 'NUMBER',
  precision,
  scale,
});
export const INTEGER: SnowflakeType = number(38, 0);
export const FLOAT: SnowflakeType = { kind: 'FLOAT' };
export const TEXT: SnowflakeType = { kind: 'TEXT', length: MAX_TEXT };
export const BINARY: SnowflakeType = { kind: 'BINARY', length: MAX_BINARY };
export const BOOLEAN: SnowflakeType = { kind: 'BOOLEAN' };
export const DATE: SnowflakeType = { kind: 'DATE' };
export const VARIANT: SnowflakeType = { kind: 'VARIANT' };
export const OBJECT: SnowflakeType = { kind: 'OBJECT' };
export const ARRAY: SnowflakeType = { kind: 'ARRAY' };
export const TIME: SnowflakeType = { kind: 'TIME', scale: 9 };
export const TIMESTAMP_NTZ: SnowflakeType = { kind: 'TIMESTAMP_NTZ', scale: 9 };
export const TIMESTAMP_LTZ: SnowflakeType = { kind: 'TIMESTAMP_LTZ', scale: 9 };
export const TIMESTAMP_TZ: SnowflakeType = { kind: 'TIMESTAMP_TZ', scale: 9 };
/** The type of a moment that is written as TIMESTAMP. */
export const timestampType = (mapping: TimestampMapping = 'TIMESTAMP_NTZ'): SnowflakeType => ({
  kind: mapping,
  scale: 9,
});

/** What TIMESTAMP means: the session's TIMESTAMP_TYPE_MAPPING (documentation: Parameters). */
export const TIMESTAMP_MAPPINGS = ['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'] as const;
export type TimestampMapping = (typeof TIMESTAMP_MAPPINGS)[number];

type Make = (args: readonly number[]) => SnowflakeType;

const decimal: Make = ([p, s]) => number(p ?? 38, s ?? 0);
const text: Make = ([n]) => ({ kind: 'TEXT', length: n ?? MAX_TEXT });
const char: Make = ([n]) => ({ kind: 'TEXT', length: n ?? 1 });
const binary: Make = ([n]) => ({ kind: 'BINARY', length: n ?? MAX_BINARY });
const timed =
  (kind: 'TIME' | 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ'): Make =>
  ([s]) => ({ kind, scale: s ?? 9 });
const fixed =
  (type: SnowflakeType): Make =>
  () =>
    type;

/** Every spelling of a type; words of two parts are joined by a blank. */
const TYPE_NAMES: Readonly<Record<string, Make>> = {
  NUMBER: decimal,
  DECIMAL: decimal,
  NUMERIC: decimal,
  DEC: decimal,
  INT: fixed(INTEGER),
  INTEGER: fixed(INTEGER),
  BIGINT: fixed(INTEGER),
  SMALLINT: fixed(INTEGER),
  TINYINT: fixed(INTEGER),
  BYTEINT: fixed(INTEGER),
  FLOAT: fixed(FLOAT),
  FLOAT4: fixed(FLOAT),
  FLOAT8: fixed(FLOAT),
  DOUBLE: fixed(FLOAT),
  'DOUBLE PRECISION': fixed(FLOAT),
  REAL: fixed(FLOAT),
  VARCHAR: text,
  STRING: text,
  TEXT: text,
  NVARCHAR: text,
  NVARCHAR2: text,
  'CHAR VARYING': text,
  'NCHAR VARYING': text,
  CHAR: char,
  CHARACTER: char,
  NCHAR: char,
  BINARY: binary,
  VARBINARY: binary,
  BOOLEAN: fixed(BOOLEAN),
  DATE: fixed(DATE),
  TIME: timed('TIME'),
  DATETIME: timed('TIMESTAMP_NTZ'),
  TIMESTAMP: timed('TIMESTAMP_NTZ'),
  TIMESTAMP_NTZ: timed('TIMESTAMP_NTZ'),
  TIMESTAMPNTZ: timed('TIMESTAMP_NTZ'),
  'TIMESTAMP WITHOUT TIME ZONE': timed('TIMESTAMP_NTZ'),
  TIMESTAMP_LTZ: timed('TIMESTAMP_LTZ'),
  TIMESTAMPLTZ: timed('TIMESTAMP_LTZ'),
  'TIMESTAMP WITH LOCAL TIME ZONE': timed('TIMESTAMP_LTZ'),
  TIMESTAMP_TZ: timed('TIMESTAMP_TZ'),
  TIMESTAMPTZ: timed('TIMESTAMP_TZ'),
  'TIMESTAMP WITH TIME ZONE': timed('TIMESTAMP_TZ'),
  VARIANT: fixed(VARIANT),
  OBJECT: fixed(OBJECT),
  ARRAY: fixed(ARRAY),
};

/** Types that Snowflake has and Firn does not read; named in the refusal. */
const FOREIGN: ReadonlySet<string> = new Set([
  'GEOGRAPHY',
  'GEOMETRY',
  'MAP',
  'FILE',
  'DECFLOAT',
  'INTERVAL',
  'UUID',
]);
const MAX_WORDS = 5;

function refuse(message: string, code: string, state: string): never {
  throw new ReadError(`SQL compilation error:\n${message}`, code, state);
}

/** Reads `(10, 2)` at `at`; [] when there is none. */
function typeArguments(tokens: readonly Token[], at: number): { args: number[]; end: number } {
  if (tokens[at]?.text !== '(') return { args: [], end: at };
  const args: number[] = [];
  for (let i = at + 1; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'number') args.push(Number(token.value));
    else if (token.text === ')') return { args, end: i + 1 };
    else if (token.text !== ',') break;
  }
  return refuse(
    `syntax error: invalid arguments of data type '${tokens[at - 1]?.text ?? ''}'.`,
    '001003',
    '42000',
  );
}

const LONGEST_VECTOR = 4096;

/** `VECTOR(FLOAT, 3)`: a type of 32-bit numbers, and how many. */
function vector(tokens: readonly Token[], at: number): { type: SnowflakeType; end: number } {
  const [open, element, comma, size, close] = tokens.slice(at + 1, at + 6);
  const dimension = size?.kind === 'number' ? Number(size.value) : NaN;
  const isWritten = open?.text === '(' && comma?.text === ',' && close?.text === ')';
  const kind = element?.value === 'FLOAT' || element?.value === 'INT' ? element.value : undefined;
  if (!isWritten || kind === undefined || !Number.isInteger(dimension))
    return refuse("syntax error: invalid arguments of data type 'VECTOR'.", '001003', '42000');
  if (dimension < 1 || dimension > LONGEST_VECTOR)
    return refuse(`Invalid vector dimension ${dimension}: it is 1 to ${LONGEST_VECTOR}.`, '001044', '42601');
  return { type: { kind: 'VECTOR', element: kind, dimension }, end: at + 6 };
}

/** The longest type name at `at`, and how many tokens it takes. */
function typeName(tokens: readonly Token[], at: number): { name: string; length: number } | undefined {
  const words: string[] = [];
  let found: { name: string; length: number } | undefined;
  for (let n = 1; n <= MAX_WORDS; n++) {
    const token = tokens[at + n - 1];
    if (token?.kind !== 'word') break;
    words.push(token.value);
    const name = words.join(' ');
    if (Object.hasOwn(TYPE_NAMES, name)) found = { name, length: n };
  }
  return found;
}

/**
 * Reads a data type at token `at`.
 * @param timestamp what TIMESTAMP means
 * @returns the type and the index of the token after it.
 * @throws ReadError 001003 for no type, 000002 for a type that is not read here, 001044 for a bad precision or scale.
 */
export function parseType(
  tokens: readonly Token[],
  at = 0,
  timestamp: TimestampMapping = 'TIMESTAMP_NTZ',
): { type: SnowflakeType; end: number } {
  const first = tokens[at];
  if (first?.kind === 'word' && first.value === 'VECTOR') return vector(tokens, at);
  const named = typeName(tokens, at);
  if (named === undefined) {
    if (first !== undefined && FOREIGN.has(first.value))
      refuse(`Unsupported feature 'data type ${first.value}'.`, '000002', '0A000');
    return refuse(`Unsupported data type '${first?.text ?? '<EOF>'}'.`, '002040', '42601');
  }
  const { args, end } = typeArguments(tokens, at + named.length);
  const make = named.name === 'TIMESTAMP' ? timed(timestamp) : TYPE_NAMES[named.name]!;
  const type = make(args);
  if (type.kind === 'NUMBER' && (type.precision < 1 || type.precision > 38 || type.scale > type.precision)) {
    refuse(`Invalid precision or scale: NUMBER(${type.precision},${type.scale}).`, '001044', '42601');
  }
  return { type, end };
}

/** As `SHOW COLUMNS`, `DESCRIBE` and messages spell a type: `NUMBER(38,0)`, `VARCHAR(16777216)`, `TIMESTAMP_NTZ(9)`. */
export function typeText(type: SnowflakeType): string {
  switch (type.kind) {
    case 'NUMBER':
      return `NUMBER(${type.precision},${type.scale})`;
    case 'TEXT':
      return `VARCHAR(${type.length})`;
    case 'BINARY':
      return `BINARY(${type.length})`;
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
