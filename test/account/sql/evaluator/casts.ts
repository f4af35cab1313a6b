import {
  dayOfTime,
  formatDay,
  formatTime,
  formatTimeOfDay,
  midnight,
  parseDay,
  parseTime,
  parseTimeOfDay,
  SECOND,
  timeOfDay,
} from './calendar.js';
import { decimalToFloat, fitted, floatToDecimal, formatDecimal, parseDecimal, rescaled } from './decimal.js';
import { jsonArray, jsonNumber, jsonText, writeJson } from './json.js';
import type { Json } from './json.js';
import type { Exact, Type } from './type.js';
import { isSemiStructured } from './type.js';
import { strict } from './typed.js';
import type { Typed } from './typed.js';
import { Failure, failures, SqlError, Uncertain } from './value.js';
import type { Known, Value } from './value.js';

/** CAST, and TRY_CAST, which gives NULL for a text that cannot be read. */
export function cast(from: Typed, to: Type, attempted: boolean): Typed {
  if (from.type.kind === 'NULL') return { ...from, type: to };
  const converted = strict([from], to, (value) => convert(value, from.type, to));
  if (!attempted) return converted;
  return {
    type: to,
    of: (place) => {
      const given = from.of(place);
      const { seen } = failures;
      const result = converted.of(place);
      if (!(result instanceof Failure) || given instanceof Failure) return result;
      // The query never meets what is tried and cannot be read.
      failures.seen = seen;
      return null;
    },
  };
}

export function convert(value: Known, from: Type, to: Type): Value {
  if (isSemiStructured(from) && !isSemiStructured(to)) return fromVariant(value as Json, to);
  switch (to.kind) {
    case 'NUMBER':
      return toNumber(value, from, to);
    case 'FLOAT':
      return toFloat(value, from);
    case 'TEXT':
      return toText(value, from);
    case 'BOOLEAN':
      return toBoolean(value, from);
    case 'DATE':
      return toDate(value, from);
    case 'TIMESTAMP_NTZ':
      return toTimestamp(value, from);
    case 'TIME':
      return toTime(value, from);
    case 'VARIANT':
      return toVariant(value, from);
    case 'ARRAY':
      if ((value as Json).json === 'null') return null;
      return (value as Json).json === 'array' ? value : jsonArray([value as Json]);
    case 'OBJECT':
      if ((value as Json).json === 'null') return null;
      if ((value as Json).json !== 'object') throw new SqlError('Failed to cast variant value to OBJECT');
      return value;
    default:
      return value;
  }
}

function unread(value: Known, to: string): never {
  throw new SqlError(`${to} '${String(value)}' is not recognized`);
}

function toNumber(value: Known, from: Type, to: Exact): bigint {
  switch (from.kind) {
    case 'NUMBER':
      return fitted(rescaled(value as bigint, from.scale, to.scale), to.precision);
    case 'FLOAT':
      return fitted(floatToDecimal(value as number, to.scale), to.precision);
    case 'BOOLEAN':
      return value === true ? 10n ** BigInt(to.scale) : 0n;
    default: {
      const decimal = parseDecimal(value as string) ?? unread(value, 'Numeric value');
      return fitted(rescaled(decimal.digits, decimal.scale, to.scale), to.precision);
    }
  }
}

function toFloat(value: Known, from: Type): number {
  if (from.kind === 'NUMBER') return decimalToFloat(value as bigint, from.scale);
  if (from.kind === 'FLOAT') return value as number;
  const decimal = parseDecimal(value as string) ?? unread(value, 'Numeric value');
  return decimalToFloat(decimal.digits, decimal.scale);
}

function toText(value: Known, from: Type): string {
  switch (from.kind) {
    case 'NUMBER':
      return formatDecimal(value as bigint, from.scale);
    case 'DATE':
      return formatDay(value as number);
    case 'TIMESTAMP_NTZ':
      return formatTime(value as bigint);
    case 'TIMESTAMP_LTZ':
      // The session's zone is UTC.
      return `${formatTime(value as bigint)} +0000`;
    case 'TIME':
      return formatTimeOfDay(value as bigint);
    default:
      return String(value);
  }
}

const TRUE = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', 'off', '0']);

function toBoolean(value: Known, from: Type): boolean {
  if (from.kind !== 'TEXT') return Boolean(value);
  const word = (value as string).toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : unread(value, 'Boolean value');
}

/** A text that is a whole number is seconds, milliseconds, microseconds or nanoseconds since 1970, by its size. */
function sinceEpoch(text: string): bigint | null {
  if (!/^-?\d+$/.test(text)) return null;
  // A year, or seconds? The documentation does not say what AUTO makes of it.
  if (text.length < 6) throw new Uncertain('a short number as a time');
  const value = BigInt(text);
  const size = value < 0n ? -value : value;
  if (size < 31_536_000_000n) return value * SECOND;
  if (size < 31_536_000_000_000n) return value * 1_000_000n;
  return size < 31_536_000_000_000_000n ? value * 1000n : value;
}

function toDate(value: Known, from: Type): number {
  if (from.kind === 'DATE') return value as number;
  if (from.kind === 'TIMESTAMP_NTZ' || from.kind === 'TIMESTAMP_LTZ') return dayOfTime(value as bigint);
  const epoch = sinceEpoch(value as string);
  if (epoch !== null) return dayOfTime(epoch);
  const time = parseTime(value as string);
  return parseDay(value as string) ?? (time === null ? unread(value, 'Date') : dayOfTime(time));
}

function toTimestamp(value: Known, from: Type): bigint {
  if (from.kind === 'TIMESTAMP_NTZ') return value as bigint;
  if (from.kind === 'DATE') return midnight(value as number);
  return sinceEpoch(value as string) ?? parseTime(value as string) ?? unread(value, 'Timestamp');
}

function toTime(value: Known, from: Type): bigint {
  if (from.kind === 'TEXT') {
    // A day, or a number? The documentation does not say what AUTO makes of it.
    if (/^-?\d/.test(value as string) && !/^\d\d?:/.test(value as string))
      throw new Uncertain('a day or a number as a time of day');
    return parseTimeOfDay(value as string) ?? unread(value, 'Time');
  }
  return timeOfDay(value as bigint);
}

/** What stands in an array or an object. Dates and times are texts in JSON. */
export function toVariant(value: Known, from: Type): Json {
  if (isSemiStructured(from)) return value as Json;
  switch (from.kind) {
    case 'NUMBER':
      return jsonNumber(value as bigint, from.scale);
    case 'FLOAT':
      return { json: 'double', value: value as number };
    case 'BOOLEAN':
      return { json: 'boolean', value: value as boolean };
    default:
      return jsonText(toText(value, from));
  }
}

/** A JSON null becomes NULL. */
function fromVariant(value: Json, to: Type): Value {
  switch (value.json) {
    case 'null':
      return null;
    case 'text':
      return convert(value.value, { kind: 'TEXT' }, to);
    case 'boolean':
      if (to.kind === 'TEXT' || to.kind === 'BOOLEAN' || to.kind === 'NUMBER')
        return convert(value.value, { kind: 'BOOLEAN' }, to);
      return unread(writeJson(value), to.kind);
    case 'number':
      if (to.kind === 'DATE' || to.kind === 'TIMESTAMP_NTZ')
        return convert(formatDecimal(value.digits, value.scale), { kind: 'TEXT' }, to);
      return convert(value.digits, { kind: 'NUMBER', precision: 38, scale: value.scale }, to);
    case 'double':
      return convert(value.value, { kind: 'FLOAT' }, to);
    default:
      return to.kind === 'TEXT' ? writeJson(value) : unread(writeJson(value), to.kind);
  }
}
