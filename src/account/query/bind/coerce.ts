/**
 * Conversions between Snowflake types, as DuckDB text.
 * Source: "Data type conversion", "Numeric data types" (rounding half away from zero on a smaller scale).
 */
import type { SnowflakeType } from '../../account.js';
import { commonOfTwo } from '../../../sql/read/commonType.js';
import { DATE, TEXT, TIMESTAMP_LTZ, typeText } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import { bound, settled } from './bound.js';
import type { Bound, BoundType } from './bound.js';
import { AccountError } from '../../account.js';

type Kind = SnowflakeType['kind'];
/** DuckDB text of the conversion; `to` is the full target. */
type Convert = (sql: string, to: SnowflakeType, from: SnowflakeType) => string;

const cast: Convert = (sql, to) => `CAST(${sql} AS ${duckdbType(to)})`;
const tryCast: Convert = (sql, to) => `TRY_CAST(${sql} AS ${duckdbType(to)})`;
const macro =
  (name: string): Convert =>
  (sql) =>
    `${name}(${sql})`;
const thenCast =
  (name: string): Convert =>
  (sql, to) =>
    `CAST(${name}(${sql}) AS ${duckdbType(to)})`;
const toJson: Convert = (sql) => `to_json(${sql})`;

/** Kinds that a VARIANT has and JSON has not. */
const BEYOND_JSON: ReadonlySet<Kind> = new Set([
  'FLOAT',
  'BINARY',
  'DATE',
  'TIME',
  'TIMESTAMP_NTZ',
  'TIMESTAMP_LTZ',
  'TIMESTAMP_TZ',
]);
const SEMI: ReadonlySet<Kind> = new Set(['VARIANT', 'OBJECT', 'ARRAY']);
const STAMPS: ReadonlySet<Kind> = new Set(['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ']);

/** Exact conversions by `FROM>TO`; kinds that are absent cannot be converted. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  'NUMBER>NUMBER': cast,
  'NUMBER>FLOAT': cast,
  'NUMBER>TEXT': (sql, to, from) =>
    from.kind === 'NUMBER' && from.scale === from.precision ? `sf_decimal_text(${sql})` : cast(sql, to, from),
  'NUMBER>BOOLEAN': (sql) => `(${sql} <> 0)`,
  'FLOAT>NUMBER': thenCast('sf_round_float'),
  'FLOAT>TEXT': macro('sf_float_text'),
  'FLOAT>FLOAT': (sql) => sql,
  'FLOAT>BOOLEAN': (sql) => `(${sql} <> 0)`,
  'TEXT>TEXT': (sql) => sql,
  'TEXT>NUMBER': cast,
  'TEXT>FLOAT': cast,
  'TEXT>BOOLEAN': macro('sf_text_boolean'),
  'TEXT>DATE': macro('sf_text_date'),
  'TEXT>TIME': macro('sf_text_time'),
  'TEXT>TIMESTAMP_NTZ': macro('sf_text_ntz'),
  'TEXT>TIMESTAMP_LTZ': macro('sf_text_ltz'),
  'TEXT>TIMESTAMP_TZ': macro('sf_text_tz'),
  'TEXT>BINARY': macro('sf_hex'),
  'BOOLEAN>BOOLEAN': (sql) => sql,
  'BOOLEAN>TEXT': cast,
  'BOOLEAN>NUMBER': cast,
  'DATE>DATE': (sql) => sql,
  'DATE>TEXT': macro('sf_date_text'),
  'DATE>TIMESTAMP_NTZ': cast,
  'DATE>TIMESTAMP_LTZ': cast,
  'DATE>TIMESTAMP_TZ': (sql) => `sf_ltz_tz(CAST(${sql} AS TIMESTAMPTZ))`,
  'TIME>TIME': (sql) => sql,
  'TIME>TEXT': macro('sf_time_text'),
  'TIMESTAMP_NTZ>DATE': cast,
  'TIMESTAMP_NTZ>TIME': cast,
  'TIMESTAMP_NTZ>TEXT': macro('sf_ntz_text'),
  'TIMESTAMP_NTZ>TIMESTAMP_NTZ': (sql) => sql,
  'TIMESTAMP_NTZ>TIMESTAMP_LTZ': cast,
  'TIMESTAMP_NTZ>TIMESTAMP_TZ': (sql) => `sf_ltz_tz(CAST(${sql} AS TIMESTAMPTZ))`,
  'TIMESTAMP_LTZ>TIMESTAMP_TZ': macro('sf_ltz_tz'),
  'TIMESTAMP_TZ>DATE': thenCast('sf_tz_ntz'),
  'TIMESTAMP_TZ>TIME': thenCast('sf_tz_ntz'),
  'TIMESTAMP_TZ>TEXT': macro('sf_tz_text'),
  'TIMESTAMP_TZ>TIMESTAMP_NTZ': macro('sf_tz_ntz'),
  'TIMESTAMP_TZ>TIMESTAMP_LTZ': (sql) => `struct_extract(${sql}, 't')`,
  'TIMESTAMP_TZ>TIMESTAMP_TZ': (sql) => sql,
  'TIMESTAMP_LTZ>DATE': cast,
  // DuckDB has no such cast; the wall clock of the session's zone has a time of day.
  'TIMESTAMP_LTZ>TIME': (sql, to) => `CAST(CAST(${sql} AS TIMESTAMP) AS ${duckdbType(to)})`,
  'TIMESTAMP_LTZ>TEXT': macro('sf_ltz_text'),
  'TIMESTAMP_LTZ>TIMESTAMP_NTZ': cast,
  'TIMESTAMP_LTZ>TIMESTAMP_LTZ': (sql) => sql,
  'BINARY>BINARY': (sql) => sql,
  'BINARY>TEXT': macro('hex'),
  'VARIANT>NUMBER': thenCast('sf_json_scalar'),
  'VARIANT>FLOAT': thenCast('sf_json_scalar'),
  'VARIANT>TEXT': macro('sf_json_text'),
  'VARIANT>BOOLEAN': (sql) => `sf_text_boolean(sf_json_scalar(${sql}))`,
  // What was a date or time is one, however the session reads texts.
  'VARIANT>DATE': (sql) => `sf_auto_date(sf_json_scalar(${sql}))`,
  'VARIANT>TIMESTAMP_NTZ': (sql) => `sf_auto_ntz(sf_json_scalar(${sql}))`,
  'VARIANT>TIMESTAMP_LTZ': (sql) => `sf_auto_ltz(sf_json_scalar(${sql}))`,
  'VARIANT>TIMESTAMP_TZ': (sql) => `sf_auto_tz(sf_json_scalar(${sql}))`,
  'VARIANT>TIME': thenCast('sf_json_scalar'),
  'VARIANT>ARRAY': macro('sf_to_array'),
  'VARIANT>OBJECT': macro('sf_json_object'),
  'ARRAY>VECTOR': (sql, to) =>
    `CAST(${to.kind === 'VECTOR' && to.element === 'INT' ? 'sf_json_integers' : 'sf_json_numbers'}(${sql}) AS ${duckdbType(to)})`,
  'VECTOR>ARRAY': macro('sf_vector_json'),
};

/** Conversions that answer NULL where the plain one fails. */
const SAFE: Readonly<Record<string, Convert>> = {
  'TEXT>NUMBER': tryCast,
  'TEXT>FLOAT': tryCast,
  'TEXT>TIME': macro('sf_try_text_time'),
  'TEXT>BOOLEAN': macro('sf_try_text_boolean'),
  'TEXT>DATE': macro('sf_try_text_date'),
  'TEXT>TIMESTAMP_NTZ': macro('sf_try_text_ntz'),
  'TEXT>TIMESTAMP_LTZ': macro('sf_try_text_ltz'),
  'TEXT>TIMESTAMP_TZ': macro('sf_try_text_tz'),
  'TEXT>BINARY': macro('sf_try_hex'),
};

function conversion(from: SnowflakeType, to: SnowflakeType): Convert | undefined {
  if (SEMI.has(to.kind) && SEMI.has(from.kind)) {
    return to.kind === 'VARIANT' || to.kind === from.kind
      ? (sql): string => sql
      : CONVERSIONS[`VARIANT>${to.kind}`];
  }
  if (to.kind === 'VECTOR' || from.kind === 'VECTOR') return CONVERSIONS[`${from.kind}>${to.kind}`];
  if (to.kind === 'VARIANT') return semiValue(from);
  const source = from.kind === 'OBJECT' || from.kind === 'ARRAY' ? 'VARIANT' : from.kind;
  if (source === 'VARIANT' && from.kind !== 'VARIANT' && to.kind !== 'TEXT') return undefined;
  return CONVERSIONS[`${source}>${to.kind}`];
}

/** How a value becomes JSON: dates and times as their Snowflake text. */
function semiValue(from: SnowflakeType): Convert {
  if (STAMPS.has(from.kind) || from.kind === 'TIME' || from.kind === 'BINARY') {
    const text = CONVERSIONS[`${from.kind}>TEXT`];
    return (sql, to) => `to_json(${text === undefined ? sql : text(sql, to, from)})`;
  }
  if (from.kind === 'NUMBER')
    return (sql) => (from.scale > 0 ? `sf_number_json(${sql})` : `CAST(CAST(${sql} AS VARCHAR) AS JSON)`);
  if (from.kind === 'FLOAT') return (sql) => `sf_float_json(${sql})`;
  return toJson;
}

export function sameType(a: BoundType, b: BoundType): boolean {
  return typeText(settled(a)) === typeText(settled(b)) && a.kind === b.kind;
}

function isWider(from: SnowflakeType, to: SnowflakeType): boolean {
  return duckdbType(from) === duckdbType(to) && from.kind === to.kind;
}

function impossible(from: SnowflakeType, to: SnowflakeType): AccountError {
  return new AccountError(
    `SQL compilation error:\nInvalid conversion: expressions of type ${typeText(from)} cannot be converted to ${typeText(to)}.`,
    '001065',
    '22000',
  );
}

/**
 * The expression as another type.
 * @param safe NULL instead of an error for a text that has no such value (TRY_CAST).
 * @throws AccountError 001065 when the two types do not convert.
 */
export function convert(value: Bound, to: SnowflakeType, safe = false): Bound {
  if (value.type.kind === 'NULL') return bound(`CAST(NULL AS ${duckdbType(to)})`, to);
  if (isWider(value.type, to)) return { ...value, type: to };
  const key = `${value.type.kind}>${to.kind}`;
  const how = (safe ? SAFE[key] : undefined) ?? conversion(value.type, to);
  if (how === undefined) throw impossible(value.type, to);
  if (key === 'TEXT>DATE' && isDate(value.constant)) return { ...bound(cast(value.sql, to, to), to, false) };
  return {
    ...bound(how(value.sql, to, value.type), to, value.nullable || safe),
    ...(value.constant === undefined ? {} : { constant: value.constant }),
    ...(to.kind === 'VARIANT' && BEYOND_JSON.has(value.type.kind) ? { was: value.type.kind } : {}),
  };
}

/** Whether a literal is a date for certain, so that nothing has to be checked when the statement runs. */
function isDate(constant: string | undefined): boolean {
  if (constant === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(constant)) return false;
  const moment = new Date(`${constant}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(constant);
}

/** CAST with a length cuts text; on store the length is checked. TRY_CAST is of text alone. */
export function explicitCast(value: Bound, to: SnowflakeType, safe: boolean): Bound {
  if (safe && value.type.kind !== 'TEXT' && value.type.kind !== 'NULL') {
    throw new AccountError(
      `SQL compilation error:\nFunction TRY_CAST cannot be used with arguments of types ${typeText(value.type)} and ${typeText(to)}.`,
      '001065',
      '22023',
    );
  }
  const { constant: _constant, ...converted } = convert(value, to, safe);
  if (to.kind === 'TEXT' && to.length < TEXT_LIMIT)
    return bound(`left(${converted.sql}, ${to.length})`, to, converted.nullable);
  return converted;
}

const TEXT_LIMIT = 16_777_216;

/** The type in which CASE branches, IN items, set operations and comparisons meet; NULLs do not count. */
export function commonType(types: readonly BoundType[]): BoundType {
  let result: BoundType = { kind: 'NULL' };
  for (const type of types) {
    if (type.kind === 'NULL') continue;
    if (result.kind === 'NULL') result = type;
    else {
      const next = commonOfTwo(result, type);
      if (next === null) throw impossible(type, result);
      result = next;
    }
  }
  return result;
}

/** All values as their common type. */
export function unify(values: readonly Bound[]): { values: Bound[]; type: BoundType } {
  const type = commonType(values.map((v) => v.type));
  if (type.kind === 'NULL') return { values: [...values], type };
  return { values: values.map((v) => (sameType(v.type, type) ? v : convert(v, type))), type };
}

/** A TIMESTAMP_TZ as its moment, by which it is compared; any other value as it is. */
export const byMoment = (value: Bound): Bound =>
  value.type.kind === 'TIMESTAMP_TZ' ? convert(value, TIMESTAMP_LTZ) : value;

export const asText = (value: Bound): Bound => convert(value, TEXT);
export const asDate = (value: Bound): Bound => convert(value, DATE);
