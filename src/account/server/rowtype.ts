import type { AccountColumn, SnowflakeType } from '../account.js';

/** One column of a result as Snowflake's JSON describes it. */
export interface RowType {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly length: number | null;
  readonly byteLength: number | null;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly collation: null;
  readonly vectorDimension?: number;
}

type Shape = Pick<RowType, 'type' | 'precision' | 'scale' | 'length' | 'byteLength' | 'vectorDimension'>;

const plain = (type: string): Shape => ({
  type,
  precision: null,
  scale: null,
  length: null,
  byteLength: null,
});

function shape(type: SnowflakeType): Shape {
  switch (type.kind) {
    case 'NUMBER':
      return { ...plain('fixed'), precision: type.precision, scale: type.scale };
    case 'FLOAT':
      return plain('real');
    case 'TEXT':
      // A character takes up to four bytes in UTF-8; Snowflake caps the bytes at 16 MB.
      return { ...plain('text'), length: type.length, byteLength: Math.min(type.length * 4, 16_777_216) };
    case 'BINARY':
      return { ...plain('binary'), length: type.length, byteLength: type.length };
    case 'TIME':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      // Without a scale drivers silently read 1970.
      return { ...plain(type.kind.toLowerCase()), precision: 0, scale: type.scale };
    case 'VECTOR':
      return { ...plain('vector'), vectorDimension: type.dimension };
    case 'BOOLEAN':
    case 'DATE':
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return plain(type.kind.toLowerCase());
  }
}

export function rowType(column: AccountColumn): RowType {
  return {
    name: column.name,
    ...shape(column.type),
    nullable: column.nullable,
    database: '',
    schema: '',
    table: '',
    collation: null,
  };
}
