import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet-writer';
import type { FileColumn, FileType } from './fileColumn.js';
import type { CellRows, Encode } from './rowFile.js';

/** Parquet (Snappy), a row group for each page. */
export const parquetFile: Encode = async function* parquetFile({ typed, pages }) {
  const bytes = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: 'root', num_children: typed.length },
    ...typed.map(({ name, type }): SchemaElement => ({
      name,
      repetition_type: 'OPTIONAL',
      ...physical(type),
    })),
  ];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'firn' });
  for await (const rows of pages) {
    const columnData = typed.map((column, at) => ({ name: column.name, data: valuesOf(column, rows, at) }));
    await writer.write({ columnData, rowGroupSize: rows.length });
    yield taken(bytes);
  }
  await writer.finish();
  yield taken(bytes);
};

/** What has been written since the last time; places in the file go on counting. */
function taken(writer: ByteWriter): Uint8Array {
  const chunk = new Uint8Array(writer.buffer.slice(0, writer.index));
  writer.index = 0;
  return chunk;
}

function valuesOf({ value }: FileColumn, rows: CellRows, at: number): unknown[] {
  return rows.map((row) => {
    const cell = row[at] ?? null;
    return cell === null ? null : value(cell);
  });
}

type Physical = Omit<SchemaElement, 'name'>;

function physical(type: FileType): Physical {
  switch (type.kind) {
    case 'INTEGER':
      return { type: 'INT64' };
    case 'DECIMAL': {
      const decimal: Physical = { converted_type: 'DECIMAL', precision: type.precision, scale: type.scale };
      return type.precision <= 18
        ? { ...decimal, type: 'INT64' }
        : { ...decimal, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16 };
    }
    case 'DOUBLE':
      return { type: 'DOUBLE' };
    case 'BOOLEAN':
      return { type: 'BOOLEAN' };
    case 'DATE':
      return { type: 'INT32', converted_type: 'DATE' };
    case 'TIME':
      return { type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' } };
    case 'TIMESTAMP':
      return {
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: type.utc, unit: 'MICROS' },
      };
    case 'BYTES':
      return { type: 'BYTE_ARRAY' };
    case 'TEXT':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  }
}
