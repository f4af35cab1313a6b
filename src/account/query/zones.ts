/**
 * Time zones: what a session says of them is told to DuckDB's connection, and a TIMESTAMP_TZ is a moment (`t`) with its
 * offset from UTC in minutes (`o`). Source: "Date & time data types" (TIMESTAMP_TZ), "Parameters" (TIMEZONE).
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quote } from './bind/bound.js';
import { strftimeFormat } from './functions/dateFormat.js';

/** Two TIMESTAMP_TZ are equal when their moments are, whatever their offsets: they are compared by `t`. */
export const ZONED = 'STRUCT(t TIMESTAMPTZ, o INTEGER)';

/** A body that reads its argument as `v`, once: macros are texts, and arguments that stand in them often grow without end. */
const once = (argument: string, body: string): string =>
  `list_transform([${argument}], lambda v: ${body})[1]`;

const DEFAULT_FORMAT = "'%Y-%m-%d %H:%M:%S.%g ' || chr(1) || chr(2)";
const CLOCK = String.raw`\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*`;

/** name(parameters) → body, as in `prelude.ts`. */
export const ZONE_MACROS: Readonly<Record<string, string>> = {
  'sf_tz(moment, minutes)':
    'CASE WHEN moment IS NOT NULL AND minutes IS NOT NULL THEN struct_pack(t := moment, o := CAST(minutes AS INTEGER)) END',
  // The session's offset at a moment.
  'sf_offset(l)': "(date_part('timezone', l) // 60)",
  'sf_ltz_tz(l)': once('l', 'sf_tz(v, sf_offset(v))'),
  // What clocks at the offset show.
  'sf_tz_ntz(z)':
    "((struct_extract(z, 't') AT TIME ZONE 'UTC') + to_minutes(CAST(struct_extract(z, 'o') AS BIGINT)))",
  'sf_zoned(n, minutes)': once(
    'struct_pack(n := n, m := minutes)',
    "sf_tz((struct_extract(v, 'n') - to_minutes(CAST(struct_extract(v, 'm') AS BIGINT))) AT TIME ZONE 'UTC', struct_extract(v, 'm'))",
  ),
  'sf_in_zone(l, zone)': once(
    'struct_pack(l := l, z := zone)',
    "sf_tz(struct_extract(v, 'l'), CAST(epoch(struct_extract(v, 'l') AT TIME ZONE struct_extract(v, 'z')) - epoch(struct_extract(v, 'l') AT TIME ZONE 'UTC') AS BIGINT) // 60)",
  ),
  'sf_offset_hours(o)':
    "CASE WHEN o < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(o) // 60 AS VARCHAR), 2, '0')",
  'sf_offset_minutes(o)': "lpad(CAST(abs(o) % 60 AS VARCHAR), 2, '0')",
  'sf_format_zoned(z, format)': once(
    'z',
    "replace(replace(strftime(sf_tz_ntz(v), format), chr(1), sf_offset_hours(struct_extract(v, 'o'))), chr(2), sf_offset_minutes(struct_extract(v, 'o')))",
  ),
  'sf_tz_text(z)': `sf_format_zoned(z, coalesce(getvariable('firn_tz_format'), ${DEFAULT_FORMAT}))`,
  'sf_ltz_text(l)': `sf_format_zoned(sf_ltz_tz(l), coalesce(getvariable('firn_ltz_format'), ${DEFAULT_FORMAT}))`,
  'sf_ntz_text(x)': "strftime(x, coalesce(getvariable('firn_ntz_format'), '%Y-%m-%d %H:%M:%S.%g'))",
  'sf_date_text(x)':
    "CASE WHEN getvariable('firn_date_format') IS NULL THEN CAST(x AS VARCHAR) ELSE strftime(x, coalesce(getvariable('firn_date_format'), '%Y-%m-%d')) END",
  'sf_time_text(x)': "strftime(DATE '1970-01-01' + x, coalesce(getvariable('firn_time_format'), '%H:%M:%S'))",
  // An offset that the text ends in, in minutes; NULL without one.
  'sf_text_offset(t)': `CASE WHEN regexp_matches(trim(t), '${CLOCK}Z$') THEN 0 WHEN regexp_matches(trim(t), '${CLOCK}[+-]\\d{2}:?\\d{2}$') THEN CASE WHEN regexp_extract(trim(t), '([+-])\\d{2}:?\\d{2}$', 1) = '-' THEN -1 ELSE 1 END * (60 * CAST(regexp_extract(trim(t), '[+-](\\d{2}):?\\d{2}$', 1) AS INTEGER) + CAST(regexp_extract(trim(t), '[+-]\\d{2}:?(\\d{2})$', 1) AS INTEGER)) END`,
  'sf_try_text_tz(t)': once(
    't',
    `list_transform([sf_try_text_ltz(v)], lambda l: sf_tz(l, coalesce(sf_text_offset(v), sf_offset(l))))[1]`,
  ),
  'sf_auto_tz(t)': once(
    't',
    `list_transform([sf_auto_ltz(v)], lambda l: sf_tz(l, coalesce(sf_text_offset(v), sf_offset(l))))[1]`,
  ),
  'sf_text_tz(t)': once(
    't',
    `list_transform([sf_text_ltz(v)], lambda l: sf_tz(l, coalesce(sf_text_offset(v), sf_offset(l))))[1]`,
  ),
};

type Parameters = ReadonlyMap<string, string>;

/** DuckDB variables by the parameters that set them, the more special first. */
const FORMATS: readonly (readonly [variable: string, parameters: readonly string[]])[] = [
  ['firn_date_input', ['DATE_INPUT_FORMAT']],
  ['firn_time_input', ['TIME_INPUT_FORMAT']],
  ['firn_timestamp_input', ['TIMESTAMP_INPUT_FORMAT']],
  ['firn_date_format', ['DATE_OUTPUT_FORMAT']],
  ['firn_time_format', ['TIME_OUTPUT_FORMAT']],
  ['firn_ntz_format', ['TIMESTAMP_NTZ_OUTPUT_FORMAT']],
  ['firn_ltz_format', ['TIMESTAMP_LTZ_OUTPUT_FORMAT', 'TIMESTAMP_OUTPUT_FORMAT']],
  ['firn_tz_format', ['TIMESTAMP_TZ_OUTPUT_FORMAT', 'TIMESTAMP_OUTPUT_FORMAT']],
];

/** What a connection believes; one that was told nothing has DuckDB's UTC and no formats. */
const told = new WeakMap<DuckDBConnection, string>();
const NOTHING: Parameters = new Map();

function statements(parameters: Parameters): string {
  const zone = `SET TimeZone = ${quote(parameters.get('TIMEZONE') ?? 'UTC')}`;
  const formats = FORMATS.map(([variable, names]) => {
    const format = names.map((name) => parameters.get(name) ?? '').find((text) => text !== '');
    const value =
      format === undefined || /^AUTO$/i.test(format)
        ? 'CAST(NULL AS VARCHAR)'
        : quote(strftimeFormat(format));
    return `SET VARIABLE ${variable} = ${value}`;
  });
  return [zone, ...formats].join('; ');
}

/** Makes the connection's next statements see a session's time zone and formats. */
export async function tellZone(duckdb: DuckDBConnection, parameters: Parameters): Promise<void> {
  const text = statements(parameters);
  if ((told.get(duckdb) ?? statements(NOTHING)) === text) return;
  await duckdb.run(text);
  told.set(duckdb, text);
}

/** Does something in the account's own time zone, whatever the session's is. */
export async function inAccountZone<T>(
  duckdb: DuckDBConnection,
  parameters: Parameters,
  step: () => Promise<T>,
): Promise<T> {
  await tellZone(duckdb, NOTHING);
  try {
    return await step();
  } finally {
    await tellZone(duckdb, parameters);
  }
}
