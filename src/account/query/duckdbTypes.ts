/** Snowflake's data types in DuckDB. */
import type { SnowflakeType } from '../account.js';
import { ZONED } from './zones.js';
import {
  BINARY,
  BOOLEAN,
  DATE,
  FLOAT,
  number,
  TEXT,
  TIME,
  TIMESTAMP_LTZ,
  TIMESTAMP_NTZ,
  VARIANT,
} from '../../sql/read/types.js';

/** The DuckDB type that stores a Snowflake type. Semi-structured types are JSON. */
export function duckdbType(type: SnowflakeType): string {
  switch (type.kind) {
    case 'NUMBER':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'FLOAT':
      return 'DOUBLE';
    case 'TEXT':
      return 'VARCHAR';
    case 'BINARY':
      return 'BLOB';
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return 'JSON';
    case 'TIMESTAMP_NTZ':
      return 'TIMESTAMP';
    case 'TIMESTAMP_LTZ':
      return 'TIMESTAMPTZ';
    case 'TIMESTAMP_TZ':
      return ZONED;
    case 'VECTOR':
      return `${type.element === 'INT' ? 'INTEGER' : 'FLOAT'}[${type.dimension}]`;
    default:
      return type.kind;
  }
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INTEGER: 10,
  BIGINT: 19,
  HUGEINT: 38,
  UTINYINT: 3,
  USMALLINT: 5,
  UINTEGER: 10,
  UBIGINT: 20,
  UHUGEINT: 38,
};
const FROM_DUCKDB: Readonly<Record<string, SnowflakeType>> = {
  FLOAT,
  DOUBLE: FLOAT,
  VARCHAR: TEXT,
  BLOB: BINARY,
  BOOLEAN,
  DATE,
  JSON: VARIANT,
  TIME,
  TIMESTAMP: TIMESTAMP_NTZ,
  TIMESTAMP_S: TIMESTAMP_NTZ,
  TIMESTAMP_MS: TIMESTAMP_NTZ,
  TIMESTAMP_NS: TIMESTAMP_NTZ,
  TIMESTAMPTZ: TIMESTAMP_LTZ,
  'TIMESTAMP WITH TIME ZONE': TIMESTAMP_LTZ,
};

/** The Snowflake type of a DuckDB type's text, as when a Parquet file's columns are read. Nested types are VARIANT. */
export function snowflakeType(duckdb: string): SnowflakeType {
  const name = duckdb.toUpperCase();
  const exact = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(name);
  if (exact !== null) return number(Number(exact[1]), Number(exact[2]));
  const digits = INTEGER_DIGITS[name];
  if (digits !== undefined) return number(digits > 19 ? 38 : digits, 0);
  return FROM_DUCKDB[name] ?? VARIANT;
}
