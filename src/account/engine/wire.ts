import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimeValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import type { AccountColumn, SnowflakeType, WireCell, WireRow } from '../account.js';

/** Rows of a DuckDB chunk in the text encoding of Snowflake's JSON results. */
export function chunkRows(chunk: DuckDBDataChunk, columns: readonly AccountColumn[]): WireRow[] {
  const encoded = columns.map((column, i) => {
    const encode = encoderOf(column.type);
    return chunk.getColumnValues(i).map((value) => (value === null ? null : encode(value)));
  });
  const rows: WireCell[][] = [];
  for (let row = 0; row < chunk.rowCount; row++) rows.push(encoded.map((column) => column[row] ?? null));
  return rows;
}

type Encoder = (value: DuckDBValue) => string;

function encoderOf(type: SnowflakeType): Encoder {
  switch (type.kind) {
    case 'BOOLEAN':
      return (value) => (value === true ? '1' : '0');
    case 'DATE':
      return (value) => (value instanceof DuckDBDateValue ? String(value.days) : String(value));
    case 'TIME':
      return (value) => (value instanceof DuckDBTimeValue ? seconds(value.micros) : String(value));
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
      return (value) => seconds(microseconds(value));
    case 'TIMESTAMP_TZ':
      // Minutes east of UTC, plus a day.
      return (value) => `${seconds(microseconds(value))} 1440`;
    case 'BINARY':
      return (value) =>
        value instanceof DuckDBBlobValue
          ? Buffer.from(value.bytes).toString('hex').toUpperCase()
          : String(value);
    case 'FLOAT':
      return (value) => float(Number(value));
    case 'NUMBER':
      return (value) => number(value, type.scale);
    default:
      return (value) => String(value);
  }
}

function microseconds(value: DuckDBValue): bigint {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  throw new Error(`${String(value)} is no timestamp`);
}

const MILLION = 1_000_000n;

/** Seconds since the epoch with nine decimals; the fraction counts forward also before 1970. */
function seconds(micros: bigint): string {
  const fraction = ((micros % MILLION) + MILLION) % MILLION;
  return `${(micros - fraction) / MILLION}.${String(fraction).padStart(6, '0')}000`;
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

/** Digits with exactly `scale` decimals. */
function number(value: DuckDBValue, scale: number): string {
  if (value instanceof DuckDBDecimalValue) return value.toString();
  const text = typeof value === 'number' ? value.toFixed(scale) : String(value);
  return scale > 0 && !text.includes('.') ? `${text}.${'0'.repeat(scale)}` : text;
}
