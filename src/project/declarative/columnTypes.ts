import { formatType, parseType } from '../../dataframe/type.js';
import type { Fields } from './fields.js';

/** Columns of specs: names of Snowpark's types, and their sizes beside them. */

export interface SpecColumn {
  readonly name: string;
  readonly type: string;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly tz?: string;
}

const FROM_SNOWPARK: Readonly<Record<string, string>> = {
  StringType: 'VARCHAR',
  BooleanType: 'BOOLEAN',
  ByteType: 'NUMBER',
  ShortType: 'NUMBER',
  IntegerType: 'NUMBER',
  LongType: 'NUMBER',
  FloatType: 'FLOAT',
  DoubleType: 'FLOAT',
  DecimalType: 'NUMBER',
  BinaryType: 'BINARY',
  DateType: 'DATE',
  TimeType: 'TIME',
  TimestampType: 'TIMESTAMP_NTZ',
  VariantType: 'VARIANT',
  ArrayType: 'ARRAY',
  MapType: 'OBJECT',
};

/** Short names that are taken, too. */
const ALIASES: Readonly<Record<string, string>> = {
  str: 'StringType',
  string: 'StringType',
  int: 'LongType',
  integer: 'LongType',
  long: 'LongType',
  float: 'DoubleType',
  double: 'DoubleType',
  number: 'DoubleType',
  decimal: 'DecimalType',
  bool: 'BooleanType',
  boolean: 'BooleanType',
  binary: 'BinaryType',
  bytes: 'BinaryType',
  datetime: 'TimestampType',
  timestamp: 'TimestampType',
};

/** A column's name and its type as SQL writes it. */
export function readColumn(fields: Fields): { readonly name: string; readonly type: string } {
  const name = fields.text('name');
  const written = fields.text('type');
  const type = FROM_SNOWPARK[ALIASES[written.toLowerCase()] ?? written];
  if (type === undefined) fields.refuse(`${written} is no type that Firn knows, of the column ${name}.`);
  const length = fields.number('length');
  const precision = fields.number('precision');
  const scale = fields.number('scale');
  const tz = fields.optionalText('tz');
  fields.optionalText('element_type');
  fields.end();
  if (type === 'NUMBER') return { name, type: `NUMBER(${precision ?? 38},${scale ?? 0})` };
  if (type === 'TIMESTAMP_NTZ') return { name, type: TIMESTAMPS[tz ?? ''] ?? type };
  return { name, type: length === null ? type : `${type}(${length})` };
}

const TIMESTAMPS: Readonly<Record<string, string>> = {
  ntz: 'TIMESTAMP_NTZ',
  ltz: 'TIMESTAMP_LTZ',
  tz: 'TIMESTAMP_TZ',
};

/** A column as a spec declares it; null where its type is not known, or has no name there. */
export function specColumn(name: string, type: string | null): SpecColumn | null {
  const parsed = type === null ? null : parseType(type);
  if (parsed === null) return null;
  switch (parsed.kind) {
    case 'VECTOR':
      return null;
    case 'NUMBER':
      return parsed.scale === null || parsed.scale === 0
        ? { name, type: 'LongType' }
        : { name, type: 'DecimalType', precision: parsed.precision ?? 38, scale: parsed.scale };
    case 'FLOAT':
      return { name, type: 'DoubleType' };
    case 'TEXT':
      return { name, type: 'StringType' };
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return { name, type: 'TimestampType', tz: parsed.kind.slice('TIMESTAMP_'.length).toLowerCase() };
    default:
      return { name, type: PLAIN[formatType(parsed).replace(/\(.*/, '')] ?? 'VariantType' };
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  ARRAY: 'ArrayType',
  BINARY: 'BinaryType',
  BOOLEAN: 'BooleanType',
  DATE: 'DateType',
  OBJECT: 'MapType',
  TIME: 'TimeType',
  VARIANT: 'VariantType',
};
