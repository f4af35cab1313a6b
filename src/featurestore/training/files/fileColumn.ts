import type { Cell, ResultColumn } from '../../../session/session.js';
import { FeatureStoreError } from '../../errors.js';
import { epochDays, epochMicroseconds, microsecondsOfDay, unscaled } from './exactValues.js';

/** What a column's values are in a file that knows types. Moments are microseconds. */
export type FileType =
  | { readonly kind: 'INTEGER' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'TIME' | 'BYTES' | 'TEXT' }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'TIMESTAMP'; readonly utc: boolean };

/** DECIMAL as its unscaled whole number, DATE as days, TIME and TIMESTAMP as microseconds. */
export type FileValue = boolean | number | bigint | string | Uint8Array;

export interface FileColumn {
  readonly name: string;
  readonly type: FileType;
  /** The value of a cell that is not NULL. */
  readonly value: (cell: Exclude<Cell, null>) => FileValue;
}

/** Digits that every 64-bit integer has room for. */
const int64Digits = 18;

/**
 * A result's column in a file that knows types: whole numbers that fit are 64-bit integers, other NUMBERs exact decimals,
 * TIMESTAMP_LTZ and TIMESTAMP_TZ the moment in UTC, VARIANT, OBJECT and ARRAY their JSON as text.
 * @param narrow whether a whole number of more than 18 digits is known to fit 64 bits
 */
export function fileColumn(column: ResultColumn, narrow: boolean): FileColumn {
  const { name, precision = 38, scale = 0 } = column;
  const exact = (value: bigint | null, what: string): bigint => value ?? refuse(column, what);
  switch (column.type) {
    case 'NUMBER':
      return {
        name,
        type:
          scale === 0 && (precision <= int64Digits || narrow)
            ? { kind: 'INTEGER' }
            : { kind: 'DECIMAL', precision, scale },
        value: narrow
          ? (cell) => exact(int64(unscaled(String(cell), 0)), 'more than 64 bits')
          : (cell) => unscaled(String(cell), scale),
      };
    case 'FLOAT':
      return { name, type: { kind: 'DOUBLE' }, value: floatOf };
    case 'BOOLEAN':
      return { name, type: { kind: 'BOOLEAN' }, value: (cell) => cell === true };
    case 'DATE':
      return { name, type: { kind: 'DATE' }, value: (cell) => epochDays(String(cell)) };
    case 'TIME':
      return {
        name,
        type: { kind: 'TIME' },
        value: (cell) => exact(microsecondsOfDay(String(cell)), 'nanoseconds'),
      };
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return {
        name,
        type: { kind: 'TIMESTAMP', utc: column.type !== 'TIMESTAMP_NTZ' },
        value: (cell) => exact(epochMicroseconds(String(cell)), 'nanoseconds'),
      };
    case 'BINARY':
      return { name, type: { kind: 'BYTES' }, value: (cell) => Buffer.from(String(cell), 'hex') };
    default:
      return { name, type: { kind: 'TEXT' }, value: String };
  }
}

/** Whether `fileColumn` needs to know how large the column's values are. */
export function mayBeNarrow({ type, precision = 38, scale = 0 }: ResultColumn): boolean {
  return type === 'NUMBER' && scale === 0 && precision > int64Digits;
}

const words: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity };

const floatOf = (cell: Exclude<Cell, null>): number => words[String(cell)] ?? Number(cell);

/** Null for a value that came after it was asked whether all of them fit. */
const int64 = (value: bigint): bigint | null => (BigInt.asIntN(64, value) === value ? value : null);

function refuse({ name, type }: ResultColumn, what: string): never {
  throw new FeatureStoreError(
    'export-refused',
    `${name} is a ${type} with ${what}, which the file's type cannot hold: a part would be lost.`,
    { hint: 'Export to CSV or JSON, or round the column where the rows are made.' },
  );
}
