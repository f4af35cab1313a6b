import type { Column, DataType } from 'snowflake-sdk';
import { isoTimestamp } from './isoTime.js';
import type { Cell, ColumnType, ResultColumn } from './session.js';

/** Types that the driver must not convert to JavaScript values: a number would lose digits, JSON its spelling. */
export const fetchedAsText = ['Number', 'JSON', 'Object', 'Array', 'Map'] as DataType[];

/** Types of the driver's results that Snowflake's SQL names otherwise. */
const columnTypes: Readonly<Record<string, ColumnType>> = {
  fixed: 'NUMBER',
  real: 'FLOAT',
  text: 'TEXT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  time: 'TIME',
  timestamp_ntz: 'TIMESTAMP_NTZ',
  timestamp_ltz: 'TIMESTAMP_LTZ',
  timestamp_tz: 'TIMESTAMP_TZ',
  binary: 'BINARY',
  variant: 'VARIANT',
  object: 'OBJECT',
  map: 'OBJECT',
  geography: 'OBJECT',
  geometry: 'OBJECT',
  array: 'ARRAY',
  vector: 'ARRAY',
};

export function resultColumn(column: Column): ResultColumn {
  const type = columnTypes[column.getType().toLowerCase()] ?? 'TEXT';
  return {
    name: column.getName(),
    type,
    nullable: column.isNullable(),
    ...(type === 'NUMBER' ? { precision: column.getPrecision(), scale: column.getScale() } : {}),
    ...(type === 'TIME' || type.startsWith('TIMESTAMP') ? { scale: column.getScale() } : {}),
  };
}

/** A number if it holds the digits exactly, the digits otherwise. Up to 15 significant digits always survive. */
export function numberCell(digits: string): number | string {
  const significant = digits.replace(/^-?0*\.?0*|\./g, '');
  const value = Number(digits);
  if (significant.length <= 15) return value;
  return Number.isInteger(value) && Number.isSafeInteger(value) && !digits.includes('.') ? value : digits;
}

/** FLOAT: NaN and the infinities are not JSON; they stay the words Snowflake prints. */
function floatCell(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** The driver gives JSON as text wrapped in one more JSON string; structured types come unwrapped. */
function jsonCell(text: string): string {
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : text;
}

/** What the driver adds to the dates it returns; the date itself has only milliseconds. */
interface DriverDate {
  getEpochSeconds(): number;
  getNanoSeconds(): number;
  /** A zone's name, or minutes east of UTC. */
  getTimezone(): string | number;
}

const isDriverDate = (value: unknown): value is DriverDate =>
  typeof value === 'object' && value !== null && 'getEpochSeconds' in value;

function dateCell(value: unknown): Cell {
  return isDriverDate(value)
    ? isoTimestamp(value.getEpochSeconds(), 0, null).replace(/T.*$/, '')
    : String(value);
}

function timestampCell(value: unknown, zoned: boolean): Cell {
  if (!isDriverDate(value)) return String(value);
  return isoTimestamp(value.getEpochSeconds(), value.getNanoSeconds(), zoned ? value.getTimezone() : null);
}

const binaryCell = (value: unknown): Cell =>
  Buffer.isBuffer(value) ? value.toString('hex').toUpperCase() : String(value);

/** How a value of the driver becomes a cell, by the column's type. NULL never gets here. */
const converters: Readonly<Record<ColumnType, (value: unknown) => Cell>> = {
  NUMBER: (value) => numberCell(String(value)),
  FLOAT: (value) => floatCell(String(value)),
  TEXT: String,
  BOOLEAN: (value) => value === true,
  DATE: dateCell,
  TIME: String,
  TIMESTAMP_NTZ: (value) => timestampCell(value, false),
  TIMESTAMP_LTZ: (value) => timestampCell(value, true),
  TIMESTAMP_TZ: (value) => timestampCell(value, true),
  BINARY: binaryCell,
  VARIANT: (value) => jsonCell(String(value)),
  OBJECT: (value) => jsonCell(String(value)),
  ARRAY: (value) => jsonCell(String(value)),
};

/** Turns rows of the driver (`rowMode: 'array'`, `fetchedAsText`) into cells. */
export function cellReader(columns: readonly ResultColumn[]): (row: readonly unknown[]) => readonly Cell[] {
  const byIndex = columns.map((column) => converters[column.type]);
  return (row) => byIndex.map((convert, index) => (row[index] == null ? null : convert(row[index])));
}
