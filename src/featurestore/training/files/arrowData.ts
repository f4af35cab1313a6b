import {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Float64,
  Int64,
  TimeMicrosecond,
  TimestampMicrosecond,
  Utf8,
  makeData,
} from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import type { Cell } from '../../../session/session.js';
import type { FileColumn, FileType, FileValue } from './fileColumn.js';

export function arrowType(type: FileType): DataType {
  switch (type.kind) {
    case 'INTEGER':
      return new Int64();
    case 'DECIMAL':
      return new Decimal(type.scale, type.precision, 128);
    case 'DOUBLE':
      return new Float64();
    case 'BOOLEAN':
      return new Bool();
    case 'DATE':
      return new DateDay();
    case 'TIME':
      return new TimeMicrosecond();
    case 'TIMESTAMP':
      return new TimestampMicrosecond(type.utc ? 'UTC' : null);
    case 'BYTES':
      return new Binary();
    case 'TEXT':
      return new Utf8();
  }
}

/** The cells of a column as Arrow keeps them: whether there is a value, a bit each, and the values. */
export function arrowData({ type, value }: FileColumn, cells: readonly Cell[]): Data {
  const nullBitmap = bits(cells, (cell) => cell !== null);
  const nullCount = cells.filter((cell) => cell === null).length;
  const shape = { length: cells.length, nullCount, nullBitmap };
  const made = arrowType(type);
  const values = cells.map((cell) => (cell === null ? null : value(cell)));
  const numbers = () => values.map((item) => Number(item ?? 0));
  const wholes = () => BigInt64Array.from(values, (item) => (item ?? 0n) as bigint);
  switch (type.kind) {
    case 'INTEGER':
    case 'TIME':
    case 'TIMESTAMP':
      return makeData({ type: made, ...shape, data: wholes() } as never);
    case 'DECIMAL':
      return makeData({ type: made, ...shape, data: words(values) } as never);
    case 'DOUBLE':
      return makeData({ type: made, ...shape, data: Float64Array.from(numbers()) } as never);
    case 'DATE':
      return makeData({ type: made, ...shape, data: Int32Array.from(numbers()) } as never);
    case 'BOOLEAN':
      return makeData({ type: made, ...shape, data: bits(values, (item) => item === true) } as never);
    case 'BYTES':
    case 'TEXT':
      return makeData({ type: made, ...shape, ...bytes(values) } as never);
  }
}

function bits<T>(items: readonly T[], set: (item: T) => boolean): Uint8Array {
  const made = new Uint8Array((items.length + 7) >> 3);
  items.forEach((item, row) => {
    if (set(item)) made[row >> 3]! |= 1 << (row & 7);
  });
  return made;
}

/** 128 bits each, the low ones first. */
function words(values: readonly (FileValue | null)[]): Uint32Array {
  const pairs = new BigUint64Array(values.length * 2);
  values.forEach((item, row) => {
    const value = BigInt.asUintN(128, (item ?? 0n) as bigint);
    pairs[row * 2] = value & 0xffff_ffff_ffff_ffffn;
    pairs[row * 2 + 1] = value >> 64n;
  });
  return new Uint32Array(pairs.buffer);
}

function bytes(values: readonly (FileValue | null)[]): { valueOffsets: Int32Array; data: Buffer } {
  const parts = values.map((item) =>
    item instanceof Uint8Array ? item : Buffer.from(item === null ? '' : String(item), 'utf8'),
  );
  const valueOffsets = new Int32Array(values.length + 1);
  parts.forEach((part, row) => (valueOffsets[row + 1] = valueOffsets[row]! + part.length));
  return { valueOffsets, data: Buffer.concat(parts) };
}
