/** Source: "Conversion functions". TRY_ forms answer NULL where the plain form fails. */
import type { SnowflakeType } from '../../account.js';
import { bound, quote } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { asText, convert } from '../bind/coerce.js';
import { badArgument, unsupportedFeature } from '../bind/errors.js';
import {
  BINARY,
  BOOLEAN,
  DATE,
  FLOAT,
  number,
  TEXT,
  TIME,
  TIMESTAMP_LTZ,
  TIMESTAMP_NTZ,
  TIMESTAMP_TZ,
  timestampType,
} from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { special } from './build.js';
import { strftimeFormat } from './dateFormat.js';

function constantText(site: CallSite, index: number): string | undefined {
  const given = site.args[index];
  if (given === undefined) return undefined;
  if (given.constant === undefined)
    throw unsupportedFeature(`${site.call.name} with a computed format`, site.where);
  return given.constant;
}

function digits(value: Bound | undefined, site: CallSite): number | undefined {
  if (value === undefined) return undefined;
  if (value.constant === undefined || !/^\d+$/.test(value.constant))
    throw badArgument(`${site.call.name} needs constant precision and scale`, site.where);
  return Number(value.constant);
}

/** TO_NUMBER(x [, format] [, precision [, scale]]): NUMBER(38,0) unless given. */
const toNumber = (safe: boolean): FunctionDefinition =>
  special(1, 4, (site) => {
    const [given, ...rest] = site.args;
    const hasFormat = rest[0]?.type.kind === 'TEXT';
    const value = hasFormat ? unformatted(given!, constantText(site, 1)!, site) : given;
    if (hasFormat) rest.shift();
    const type = number(digits(rest[0], site) ?? 38, digits(rest[1], site) ?? 0);
    return convert(value!, type, safe);
  });

const DIGIT_FORMAT = /^\$?[90]*(?:,[90]+)*(?:\.[90]+)?$/;

/** A text in a format of digits, group separators, a point and a dollar sign, without what is no digit. */
function unformatted(value: Bound, format: string, site: CallSite): Bound {
  if (!DIGIT_FORMAT.test(format))
    throw unsupportedFeature(`the number format '${format}' in ${site.call.name}`, site.where);
  return bound(`sf_number_digits(${asText(value).sql})`, TEXT, value.nullable);
}

const to = (type: SnowflakeType, safe: boolean): FunctionDefinition =>
  special(1, 1, ({ args }) => convert(args[0]!, type, safe));

/** Dates and times from text in a format; numbers count seconds (or finer, by magnitude) since the epoch. */
function momentOf(type: SnowflakeType, safe: boolean, site: CallSite): Bound {
  const value = site.args[0]!;
  if (value.type.kind === 'NUMBER' || value.type.kind === 'FLOAT') return fromEpoch(value, type, site);
  const format = constantText(site, 1);
  if (format === undefined || format.toUpperCase() === 'AUTO') return convert(value, type, safe);
  const parse = safe ? 'try_strptime' : 'strptime';
  if (/TZ[HM]/i.test(format))
    throw unsupportedFeature(
      `the offset in ${site.call.name}'s format '${format}'; without a format it is read`,
      site.where,
    );
  if (type.kind === 'TIMESTAMP_TZ')
    return convert(
      bound(`${parse}(${asText(value).sql}, ${quote(strftimeFormat(format, site.where))})`, TIMESTAMP_NTZ),
      type,
    );
  return bound(
    `CAST(${parse}(${asText(value).sql}, ${quote(strftimeFormat(format, site.where))}) AS ${duckdbType(type)})`,
    type,
  );
}

const toMoment = (type: SnowflakeType, safe: boolean): FunctionDefinition =>
  special(1, 2, (site) => momentOf(type, safe, site));

/** TO_TIMESTAMP: what TIMESTAMP_TYPE_MAPPING says. */
const toTimestamp = (safe: boolean): FunctionDefinition =>
  special(1, 2, (site) => momentOf(timestampType(site.env.resolver.timestamp), safe, site));

function fromEpoch(value: Bound, type: SnowflakeType, site: CallSite): Bound {
  if (type.kind === 'TIME') throw badArgument(`${site.call.name} of a number`, site.where);
  const scale = digits(site.args[1], site) ?? 0;
  const micros = `CAST(round(CAST(${value.sql} AS DECIMAL(38,6)) * 1000000 / CAST('1e${scale}' AS DOUBLE)) AS BIGINT)`;
  const utc = `make_timestamp(${micros})`;
  if (type.kind === 'TIMESTAMP_LTZ') return bound(`(${utc} AT TIME ZONE 'UTC')`, type);
  if (type.kind === 'TIMESTAMP_TZ') return bound(`sf_ltz_tz(${utc} AT TIME ZONE 'UTC')`, type);
  return bound(type.kind === 'DATE' ? `CAST(${utc} AS DATE)` : utc, type);
}

/** Bytes of a text in hexadecimal (without a format), in base64, or the text's own in UTF-8. */
const toBinary = (safe: boolean): FunctionDefinition =>
  special(1, 2, (site) => {
    const value = site.args[0]!;
    const format = constantText(site, 1)?.toUpperCase() ?? 'HEX';
    if (format === 'HEX' || value.type.kind === 'BINARY') return convert(value, BINARY, safe);
    const text = asText(value);
    const nullable = text.nullable || safe;
    if (format === 'BASE64')
      return bound(`${safe ? 'sf_try_base64' : 'sf_base64'}(${text.sql})`, BINARY, nullable);
    if (format === 'UTF-8' || format === 'UTF8') return bound(`encode(${text.sql})`, BINARY, nullable);
    throw badArgument(
      `${site.call.name} takes the formats HEX, BASE64 and UTF-8, not '${format}'`,
      site.where,
    );
  });

/** The text of bytes; the inverse of TO_BINARY. */
function binaryText(value: Bound, format: string, site: CallSite): Bound {
  const write = { HEX: 'hex', BASE64: 'base64', 'UTF-8': 'decode', UTF8: 'decode' }[format.toUpperCase()];
  if (write === undefined)
    throw badArgument(
      `${site.call.name} takes the formats HEX, BASE64 and UTF-8, not '${format}'`,
      site.where,
    );
  return bound(`${write}(${value.sql})`, TEXT, value.nullable);
}

const MOMENTS: ReadonlySet<string> = new Set(['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ']);

/** TO_VARCHAR: dates and times take a format. */
const toText = special(1, 2, (site) => {
  const value = site.args[0]!;
  const format = constantText(site, 1);
  if (format === undefined) return convert(value, TEXT);
  if (value.type.kind === 'BINARY') return binaryText(value, format, site);
  if (value.type.kind === 'TIME')
    return bound(
      `strftime(DATE '1970-01-01' + ${value.sql}, ${quote(strftimeFormat(format, site.where))})`,
      TEXT,
    );
  if (!MOMENTS.has(value.type.kind))
    throw unsupportedFeature(`${site.call.name} of ${value.type.kind} with a format`, site.where);
  const text = strftimeFormat(format, site.where);
  if (value.type.kind === 'TIMESTAMP_LTZ' || value.type.kind === 'TIMESTAMP_TZ')
    return bound(
      `sf_format_zoned(${convert(value, TIMESTAMP_TZ).sql}, ${quote(text)})`,
      TEXT,
      value.nullable,
    );
  if (/TZ[HM]/i.test(format))
    throw unsupportedFeature(`an offset in the format of a ${value.type.kind}`, site.where);
  return bound(`strftime(${value.sql}, ${quote(text)})`, TEXT, value.nullable);
});

export const CONVERSIONS: FunctionGroup = {
  TO_NUMBER: toNumber(false),
  TO_DECIMAL: toNumber(false),
  TO_NUMERIC: toNumber(false),
  TRY_TO_NUMBER: toNumber(true),
  TRY_TO_DECIMAL: toNumber(true),
  TRY_TO_NUMERIC: toNumber(true),
  TO_DOUBLE: to(FLOAT, false),
  TRY_TO_DOUBLE: to(FLOAT, true),
  TO_BOOLEAN: to(BOOLEAN, false),
  TRY_TO_BOOLEAN: to(BOOLEAN, true),
  TO_BINARY: toBinary(false),
  TRY_TO_BINARY: toBinary(true),
  TO_DATE: toMoment(DATE, false),
  TRY_TO_DATE: toMoment(DATE, true),
  TO_TIME: toMoment(TIME, false),
  TIME: toMoment(TIME, false),
  TRY_TO_TIME: toMoment(TIME, true),
  TO_TIMESTAMP: toTimestamp(false),
  TRY_TO_TIMESTAMP: toTimestamp(true),
  TO_TIMESTAMP_NTZ: toMoment(TIMESTAMP_NTZ, false),
  TRY_TO_TIMESTAMP_NTZ: toMoment(TIMESTAMP_NTZ, true),
  TO_TIMESTAMP_LTZ: toMoment(TIMESTAMP_LTZ, false),
  TRY_TO_TIMESTAMP_LTZ: toMoment(TIMESTAMP_LTZ, true),
  TO_TIMESTAMP_TZ: toMoment(TIMESTAMP_TZ, false),
  TRY_TO_TIMESTAMP_TZ: toMoment(TIMESTAMP_TZ, true),
  TO_CHAR: toText,
  TO_VARCHAR: toText,
};
