/**
 * DuckDB values as the cells of Snowflake's JSON results: numbers as digits, DATE as days, times and timestamps as
 * seconds with as many decimals as their scale says, BOOLEAN as 1 or 0, BINARY as upper-case hex, semi-structured values as JSON text.
 */
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
} from '@duckdb/node-api';
import type { DuckDBValue } from '@duckdb/node-api';
import type { SnowflakeType, WireCell, WireRow } from '../account.js';

type Encode = (value: NonNullable<DuckDBValue>, type: SnowflakeType) => string;

const MICROS = 1_000_000n;

/** Microseconds as seconds with so many decimals: the Python connector takes the last `scale` digits for the fraction. */
function seconds(micros: bigint, scale: number): string {
  const absolute = micros < 0n ? -micros : micros;
  const fraction = ((absolute % MICROS) * 1000n).toString().padStart(9, '0').slice(0, scale);
  return `${micros < 0n ? '-' : ''}${absolute / MICROS}${scale === 0 ? '' : '.'}${fraction}`;
}

function float(value: NonNullable<DuckDBValue>): string {
  if (value === Infinity) return 'inf';
  return value === -Infinity ? '-inf' : String(value);
}

function moment(value: NonNullable<DuckDBValue>, type: SnowflakeType): string {
  if (
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampTZValue ||
    value instanceof DuckDBTimeValue
  ) {
    return seconds(value.micros, 'scale' in type ? type.scale : 9);
  }
  return String(value);
}

/** The moment, and its offset from UTC in minutes plus 1440. */
function zoned(value: NonNullable<DuckDBValue>, type: SnowflakeType): string {
  if (!(value instanceof DuckDBStructValue)) return String(value);
  return `${moment(value.entries['t'] ?? 0n, type)} ${Number(value.entries['o']) + 1440}`;
}

/** The shortest digits that are this 32-bit number: 0.1, not 0.10000000149011612. */
function element(value: DuckDBValue): string {
  const number = Number(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(number.toPrecision(digits));
    if (Math.fround(short) === number) return String(short);
  }
  return String(number);
}

const text: Encode = (value) => String(value);

const ENCODERS: Readonly<Record<SnowflakeType['kind'], Encode>> = {
  NUMBER: text,
  FLOAT: float,
  TEXT: text,
  BOOLEAN: (value) => (value === true ? '1' : '0'),
  DATE: (value) => (value instanceof DuckDBDateValue ? String(value.days) : String(value)),
  TIME: moment,
  TIMESTAMP_NTZ: moment,
  TIMESTAMP_LTZ: moment,
  TIMESTAMP_TZ: zoned,
  BINARY: (value) =>
    value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('hex').toUpperCase() : String(value),
  VARIANT: text,
  OBJECT: text,
  ARRAY: text,
  VECTOR: (value) =>
    value instanceof DuckDBArrayValue ? `[${value.items.map(element).join(',')}]` : String(value),
};

/** One value in wire text; NULL stays null. */
function encodeCell(value: DuckDBValue, type: SnowflakeType): WireCell {
  return value === null ? null : ENCODERS[type.kind](value, type);
}

/** Columns of DuckDB values, as a data chunk gives them, to rows of cells. */
export function wireRows(
  columns: readonly (readonly DuckDBValue[])[],
  types: readonly SnowflakeType[],
): WireRow[] {
  const encoded = columns.map((values, i) => values.map((v) => encodeCell(v, types[i]!)));
  const count = encoded[0]?.length ?? 0;
  return Array.from({ length: count }, (_, row) => encoded.map((column) => column[row] ?? null));
}
