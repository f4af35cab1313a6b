/**
 * Columns of wire cells as Arrow data, in the types that Snowflake's drivers expect. Source: what the drivers' Arrow
 * converters accept, by the field metadata `logicalType`, `scale` and `precision`.
 */
import {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  Struct,
  Utf8,
  makeData,
} from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import type { AccountColumn, SnowflakeType, WireCell } from '../../account.js';

type Cells = readonly WireCell[];

interface Encoded {
  readonly type: DataType;
  readonly data: Data;
}

/** Which cells have a value, a bit each, as Arrow keeps it. */
function validity(cells: Cells) {
  const nullBitmap = new Uint8Array((cells.length + 7) >> 3);
  let nullCount = 0;
  cells.forEach((cell, row) => {
    if (cell === null) nullCount++;
    else nullBitmap[row >> 3]! |= 1 << (row & 7);
  });
  return { length: cells.length, nullCount, nullBitmap };
}

/** `12.5` with scale 2 as 1250. */
function scaled(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
}

function int64(cells: Cells, value: (cell: string) => bigint): Encoded {
  const type = new Int64();
  const data = BigInt64Array.from(cells, (cell) => (cell === null ? 0n : value(cell)));
  return { type, data: makeData({ type, ...validity(cells), data }) };
}

function int32(cells: Cells, value: (cell: string) => number): Encoded {
  const type = new Int32();
  const data = Int32Array.from(cells, (cell) => (cell === null ? 0 : value(cell)));
  return { type, data: makeData({ type, ...validity(cells), data }) };
}

function decimal(cells: Cells, scale: number): Encoded {
  const type = new Decimal(scale, 38, 128);
  const words = new BigUint64Array(cells.length * 2);
  cells.forEach((cell, row) => {
    const value = BigInt.asUintN(128, cell === null ? 0n : scaled(cell, scale));
    words[row * 2] = value & 0xffff_ffff_ffff_ffffn;
    words[row * 2 + 1] = value >> 64n;
  });
  return { type, data: makeData({ type, ...validity(cells), data: new Uint32Array(words.buffer) }) };
}

const specialFloats: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, NaN: NaN };

function float(cells: Cells): Encoded {
  const type = new Float64();
  const data = Float64Array.from(cells, (cell) =>
    cell === null ? 0 : (specialFloats[cell] ?? Number(cell)),
  );
  return { type, data: makeData({ type, ...validity(cells), data }) };
}

function bytes(type: Utf8 | Binary, cells: Cells, encoding: 'utf8' | 'hex'): Encoded {
  const parts = cells.map((cell) => Buffer.from(cell ?? '', encoding));
  const valueOffsets = new Int32Array(cells.length + 1);
  parts.forEach((part, row) => (valueOffsets[row + 1] = valueOffsets[row]! + part.length));
  const shape = { ...validity(cells), valueOffsets, data: Buffer.concat(parts) };
  return {
    type,
    data: type instanceof Utf8 ? makeData({ type, ...shape }) : makeData({ type, ...shape }),
  };
}

function boolean(cells: Cells): Encoded {
  const type = new Bool();
  const data = new Uint8Array((cells.length + 7) >> 3);
  cells.forEach((cell, row) => {
    if (cell === '1') data[row >> 3]! |= 1 << (row & 7);
  });
  return { type, data: makeData({ type, ...validity(cells), data }) };
}

function date(cells: Cells): Encoded {
  const type = new DateDay();
  const data = Int32Array.from(cells, (cell) => Number(cell ?? 0));
  return { type, data: makeData({ type, ...validity(cells), data }) };
}

const nanosecondsInSecond = 1_000_000_000n;

/** `seconds.nnnnnnnnn` as nanoseconds. */
const nanoseconds = (cell: string): bigint => scaled(cell, 9);

/** Whole seconds and the nanoseconds after them, which are never negative. */
function moment(cell: string): { epoch: bigint; fraction: number } {
  const total = nanoseconds(cell);
  const fraction = ((total % nanosecondsInSecond) + nanosecondsInSecond) % nanosecondsInSecond;
  return { epoch: (total - fraction) / nanosecondsInSecond, fraction: Number(fraction) };
}

function struct(cells: Cells, children: Readonly<Record<string, Encoded>>): Encoded {
  const fields = Object.entries(children).map(([name, { type }]) => new Field(name, type, true));
  const type = new Struct(fields);
  const data = Object.values(children).map((child) => child.data);
  return { type, data: makeData({ type, ...validity(cells), children: data }) };
}

/** Up to microseconds a number of units of 10^-scale, beyond that seconds with nanoseconds beside them. */
function timestamp(cells: Cells, scale: number): Encoded {
  if (scale <= 6) return int64(cells, (cell) => nanoseconds(cell) / 10n ** BigInt(9 - scale));
  return struct(cells, {
    epoch: int64(cells, (cell) => moment(cell).epoch),
    fraction: int32(cells, (cell) => moment(cell).fraction),
  });
}

/** `seconds minutes`: the moment, and its offset from UTC in minutes plus 1440. */
function zoned(cells: Cells): Encoded {
  const moments = cells.map((cell) => cell?.split(' ')[0] ?? null);
  const offsets = cells.map((cell) => cell?.split(' ')[1] ?? null);
  return struct(cells, {
    epoch: int64(moments, (cell) => moment(cell).epoch),
    fraction: int32(moments, (cell) => moment(cell).fraction),
    timezone: int32(offsets, Number),
  });
}

/** A list of 32-bit numbers of one length for every row, zeros where it is NULL. */
function vector(cells: Cells, element: 'FLOAT' | 'INT', dimension: number): Encoded {
  const values = cells.flatMap((cell) =>
    cell === null ? new Array<number>(dimension).fill(0) : (JSON.parse(cell) as number[]),
  );
  const shape = { length: values.length, nullCount: 0 };
  const child: Data<Float32 | Int32> =
    element === 'INT'
      ? makeData({ type: new Int32(), ...shape, data: Int32Array.from(values) })
      : makeData({ type: new Float32(), ...shape, data: Float32Array.from(values) });
  const type = new FixedSizeList(dimension, new Field('item', child.type, true));
  return { type, data: makeData({ type, ...validity(cells), child }) };
}

function encode(cells: Cells, type: SnowflakeType, wide: boolean): Encoded {
  switch (type.kind) {
    case 'NUMBER':
      return wide ? decimal(cells, type.scale) : int64(cells, (cell) => scaled(cell, type.scale));
    case 'FLOAT':
      return float(cells);
    case 'BOOLEAN':
      return boolean(cells);
    case 'DATE':
      return date(cells);
    case 'TIME':
      return int64(cells, (cell) => nanoseconds(cell) / 10n ** BigInt(9 - type.scale));
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
      return timestamp(cells, type.scale);
    case 'TIMESTAMP_TZ':
      return zoned(cells);
    case 'BINARY':
      return bytes(new Binary(), cells, 'hex');
    case 'VECTOR':
      return vector(cells, type.element, type.dimension);
    case 'TEXT':
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return bytes(new Utf8(), cells, 'utf8');
  }
}

/** The metadata by which drivers choose a converter. Every key is there for every column, as Snowflake sends them. */
function metadata({ type }: AccountColumn): Map<string, string> {
  const length = type.kind === 'TEXT' || type.kind === 'BINARY' ? type.length : 0;
  return new Map(
    Object.entries({
      logicalType: type.kind === 'NUMBER' ? 'FIXED' : type.kind === 'FLOAT' ? 'REAL' : type.kind,
      precision: type.kind === 'NUMBER' ? type.precision : 38,
      scale: 'scale' in type ? type.scale : 0,
      charLength: length,
      byteLength: type.kind === 'TIMESTAMP_TZ' ? 16 : length,
      finalType: 'T',
    }).map(([key, value]) => [key, String(value)]),
  );
}

/** One column of a batch: its field and its values. */
export function arrowColumn(
  column: AccountColumn,
  cells: Cells,
  wide: boolean,
): { field: Field; data: Data } {
  const { type, data } = encode(cells, column.type, wide);
  return { field: new Field(column.name, type, true, metadata(column)), data };
}
