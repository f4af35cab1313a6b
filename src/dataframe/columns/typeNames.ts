import { report } from '../problems.js';
import { here } from '../trace.js';
import { parseType } from '../type.js';
import type { SqlType } from '../type.js';
import type { Binary } from './binary.js';
import type { Bool } from './boolean.js';
import type { DateCol } from './date.js';
import type { Decimal, Float, Int } from './number.js';
import type { ArrayCol, ObjectCol, Variant } from './semiStructured.js';
import type { Text } from './text.js';
import type { TimeCol } from './time.js';
import type { TimestampLtz, TimestampNtz, TimestampTz } from './timestamp.js';
import type { Vector } from './vector.js';

type Sized<N extends string> = N | `${N}(${number})`;
type Whole = 'NUMBER' | 'INT' | `NUMBER(${number})` | `NUMBER(${number},0)` | `NUMBER(${number}, 0)`;
type Fractional = `NUMBER(${number},${number})` | `NUMBER(${number}, ${number})`;
type VectorName = `VECTOR(${'FLOAT' | 'INT'},${number})` | `VECTOR(${'FLOAT' | 'INT'}, ${number})`;
type PlainName = 'FLOAT' | 'BOOLEAN' | 'DATE' | 'VARIANT' | 'OBJECT' | 'ARRAY';
type TimeName = Sized<'TIME' | 'TIMESTAMP_NTZ' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ'>;

/** A SQL type by its name: `NUMBER(38,0)`, `FLOAT`, `VARCHAR`, `TIMESTAMP_NTZ`, `VECTOR(FLOAT, 3)`, … */
export type SqlTypeName =
  Whole | Fractional | VectorName | PlainName | TimeName | Sized<'VARCHAR' | 'BINARY'>;

interface PlainColumns {
  readonly FLOAT: Float;
  readonly BOOLEAN: Bool;
  readonly DATE: DateCol;
  readonly VARIANT: Variant;
  readonly OBJECT: ObjectCol;
  readonly ARRAY: ArrayCol;
}

/** The column class of a type's name. */
export type ColumnOfType<T extends SqlTypeName> = T extends keyof PlainColumns
  ? PlainColumns[T]
  : T extends Whole
    ? Int
    : T extends Fractional
      ? Decimal
      : T extends Sized<'VARCHAR'>
        ? Text
        : T extends Sized<'BINARY'>
          ? Binary
          : T extends Sized<'TIME'>
            ? TimeCol
            : T extends Sized<'TIMESTAMP_NTZ'>
              ? TimestampNtz
              : T extends Sized<'TIMESTAMP_LTZ'>
                ? TimestampLtz
                : T extends Sized<'TIMESTAMP_TZ'>
                  ? TimestampTz
                  : T extends VectorName
                    ? Vector
                    : never;

/** The type that a name means; a name that means none is reported. */
export function typeNamed(name: string): SqlType | null {
  const type = parseType(name);
  if (!type)
    report({
      code: 'invalid-argument',
      severity: 'error',
      message: `${name} is no Snowflake type that a column can have.`,
      place: { call: here(), argument: name },
    });
  return type;
}
