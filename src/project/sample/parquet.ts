import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import type { SampleColumns } from './generate.js';
import type { SampleTable, SampleType } from './tables.js';

type PhysicalType = Pick<SchemaElement, 'type' | 'converted_type' | 'logical_type' | 'precision' | 'scale'>;

const physical: Readonly<Record<SampleType, PhysicalType>> = {
  INTEGER: { type: 'INT32' },
  VARCHAR: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  DATE: { type: 'INT32', converted_type: 'DATE' },
  // Not adjusted to UTC: a wall-clock time, TIMESTAMP_NTZ.
  TIMESTAMP_NTZ: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
  },
  'NUMBER(8,2)': { type: 'INT32', converted_type: 'DECIMAL', precision: 8, scale: 2 },
};

/** One table as a Parquet file (Snappy), the same bytes for the same values. */
export function parquetBytes(table: SampleTable, columns: SampleColumns): Uint8Array {
  const schema: SchemaElement[] = [
    { name: 'root', num_children: table.columns.length },
    ...table.columns.map((column): SchemaElement => ({
      name: column.name,
      repetition_type: 'OPTIONAL',
      ...physical[column.type],
    })),
  ];
  const columnData = table.columns.map((column) => ({
    name: column.name,
    // A bigint is the unscaled value of a decimal.
    data:
      column.type === 'NUMBER(8,2)'
        ? columns[column.name]!.map((cents) => (cents === null ? null : BigInt(cents)))
        : columns[column.name]!,
  }));
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, rowGroupSize: 100_000, createdBy: 'firn' }));
}
