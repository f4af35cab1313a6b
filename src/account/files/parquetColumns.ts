/** Columns of Parquet files in Snowflake's types. Source: "CREATE FILE FORMAT" (TYPE = PARQUET), "INFER_SCHEMA". */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SnowflakeType } from '../account.js';
import { duckdbType, snowflakeType } from '../query/duckdbTypes.js';
import { bound, identifier } from '../query/bind/bound.js';
import { convert } from '../query/bind/coerce.js';
import { INTEGER, TEXT, VARIANT } from '../../sql/read/types.js';
import type { FileFormat } from './format.js';
import { word } from './format.js';
import { parquetReader } from './readers.js';

export interface FileColumn {
  readonly name: string;
  readonly type: SnowflakeType;
  /** DuckDB text of the value; its DuckDB type is that of `type`. */
  readonly sql: string;
}

/** Every integer is a NUMBER(38,0), as INFER_SCHEMA says. */
function typeOf(duckdb: string, binaryAsText: boolean): SnowflakeType {
  if (duckdb === 'BLOB' && binaryAsText) return TEXT;
  const type = snowflakeType(duckdb);
  return type.kind === 'NUMBER' && !duckdb.startsWith('DECIMAL') ? INTEGER : type;
}

function column(name: string, duckdb: string, binaryAsText: boolean): FileColumn {
  const type = typeOf(duckdb, binaryAsText);
  const value = identifier(name);
  if (type.kind === 'VARIANT') return { name, type, sql: `to_json(${value})` };
  if (duckdb === 'BLOB' && binaryAsText) return { name, type, sql: `decode(${value})` };
  return { name, type, sql: `CAST(${value} AS ${duckdbType(type)})` };
}

/** The value as it stands in `$1`, a VARIANT: dates and times as text with all their digits. */
export function jsonValue({ sql, type }: FileColumn): string {
  switch (type.kind) {
    case 'TIME':
    case 'TIMESTAMP_NTZ':
      return `to_json(CAST(${sql} AS VARCHAR))`;
    case 'TIMESTAMP_LTZ':
      return `to_json(strftime(${sql} AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%f +0000'))`;
    default:
      return convert(bound(sql, type), VARIANT).sql;
  }
}

/** The columns of Parquet files, in order; those of several files together, by name. */
export async function parquetColumns(
  duckdb: DuckDBConnection,
  files: readonly string[],
  format: FileFormat,
): Promise<FileColumn[]> {
  const binaryAsText = word(format, 'BINARY_AS_TEXT') !== 'FALSE';
  const described = await duckdb.runAndReadAll(`DESCRIBE SELECT * FROM ${parquetReader(files)}`);
  return described.getRowsJson().map(([name, type]) => column(String(name), String(type), binaryAsText));
}
