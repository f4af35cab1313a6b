import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import {
  ARRAY,
  BOOLEAN,
  DATE,
  FLOAT,
  LONGEST_VECTOR,
  OBJECT,
  TEXT,
  VARIANT,
  number,
  timestamp,
  vectorType,
} from '../type.js';
import type { SqlType, VectorType } from '../type.js';
import type { Vector } from './vector.js';
import type { Bool } from './boolean.js';
import { Column } from './column.js';
import type { DateCol } from './date.js';
import { expressionOf } from './expressionOf.js';
import type { Float, Int, NumberColumn } from './number.js';
import { operand } from './operand.js';
import type { Value } from './operand.js';
import type { Text } from './text.js';
import type { TimestampNtz } from './timestamp.js';
import { wrap } from './wrap.js';

/** What VARIANT and OBJECT share: reading a path. */
abstract class Structured extends Column {
  /**
   * The value at a path such as `user.age` or `items[0].sku`; keys are case-sensitive. NULL where there is none
   * (`x:user.age`, GET_PATH).
   */
  get(path: string): Variant {
    return wrap(functionCall('GET_PATH', [expressionOf(this), operand(path)], VARIANT, here()));
  }
}

/** VARIANT: a value of any type. Convert it before comparing: comparisons of VARIANTs hang on the inner types. */
export class Variant extends Structured {
  declare protected readonly sqlType: 'VARIANT';

  /** The element with this index, counted from 0. NULL where there is none (GET). */
  at(index: NumberColumn | number): Variant {
    return wrap(functionCall('GET', [expressionOf(this), operand(index)], VARIANT, here()));
  }

  /** As NUMBER(precision, scale); an error of the query where the value is no number. A JSON null gives NULL. */
  toNumber(precision = 38, scale = 0): NumberColumn {
    return castTo(this, number(precision, scale));
  }

  /** As FLOAT; an error of the query where the value is no number. */
  toFloat(): Float {
    return castTo(this, FLOAT);
  }

  /** As BOOLEAN; an error of the query where the value is none. */
  toBoolean(): Bool {
    return castTo(this, BOOLEAN);
  }

  /** As DATE; an error of the query where the value is no date. */
  toDate(): DateCol {
    return castTo(this, DATE);
  }

  /** As TIMESTAMP_NTZ; an error of the query where the value is no timestamp. */
  toTimestamp(): TimestampNtz {
    return castTo(this, timestamp('TIMESTAMP_NTZ'));
  }

  /** As NUMBER(precision, scale), NULL where the value is no number. */
  tryToNumber(precision = 38, scale = 0): NumberColumn {
    return tryTo(this, number(precision, scale));
  }

  /** As FLOAT, NULL where the value is no number. */
  tryToFloat(): Float {
    return tryTo(this, FLOAT);
  }

  /** As BOOLEAN, NULL where the value is none. */
  tryToBoolean(): Bool {
    return tryTo(this, BOOLEAN);
  }

  /** As DATE, NULL where the value is no date. */
  tryToDate(): DateCol {
    return tryTo(this, DATE);
  }

  /** As TIMESTAMP_NTZ, NULL where the value is no timestamp. */
  tryToTimestamp(): TimestampNtz {
    return tryTo(this, timestamp('TIMESTAMP_NTZ'));
  }

  /** As ARRAY; a value that is none becomes an array of it (`CAST(x AS ARRAY)`). */
  toArray(): ArrayCol {
    return castTo(this, ARRAY);
  }

  /** As OBJECT; an error of the query where the value is none. */
  toObject(): ObjectCol {
    return castTo(this, OBJECT);
  }

  /** INTEGER, DECIMAL, VARCHAR, OBJECT, ARRAY, NULL_VALUE, … (TYPEOF). */
  typeOf(): Text {
    return wrap(functionCall('TYPEOF', [expressionOf(this)], TEXT, here()));
  }

  /** True for a JSON null, which is not SQL's NULL (IS_NULL_VALUE). */
  isJsonNull(): Bool {
    return wrap(functionCall('IS_NULL_VALUE', [expressionOf(this)], BOOLEAN, here()));
  }
}

function castTo<C extends Column>(column: Variant, type: SqlType): C {
  return wrap(cast(expressionOf(column), type, false, here()));
}

/** TRY_CAST reads texts only. */
function tryTo<C extends Column>(column: Variant, type: SqlType): C {
  return wrap(cast(cast(expressionOf(column), TEXT, false, here()), type, true, here()));
}

/** OBJECT: keys and values. */
export class ObjectCol extends Structured {
  declare protected readonly sqlType: 'OBJECT';

  /** The keys, in no certain order (OBJECT_KEYS). */
  keys(): ArrayCol {
    return wrap(functionCall('OBJECT_KEYS', [expressionOf(this)], ARRAY, here()));
  }
}

/** ARRAY: elements of any type. */
export class ArrayCol extends Column {
  declare protected readonly sqlType: 'ARRAY';

  /** The element with this index, counted from 0. NULL where there is none (GET). */
  at(index: NumberColumn | number): Variant {
    return wrap(functionCall('GET', [expressionOf(this), operand(index)], VARIANT, here()));
  }

  /** The number of elements (ARRAY_SIZE). */
  size(): Int {
    return wrap(functionCall('ARRAY_SIZE', [expressionOf(this)], number(9, 0), here()));
  }

  /** Whether an element equals the value (ARRAY_CONTAINS). */
  contains(value: Value): Bool {
    const element = cast(operand(value), VARIANT, false, here());
    return wrap(functionCall('ARRAY_CONTAINS', [element, expressionOf(this)], BOOLEAN, here()));
  }

  /** The elements, each once, in no certain order (ARRAY_DISTINCT). */
  distinct(): ArrayCol {
    return wrap(functionCall('ARRAY_DISTINCT', [expressionOf(this)], ARRAY, here()));
  }

  /** The elements from index `from`, included, to `to`, excluded; negative ones count from the end (ARRAY_SLICE). */
  slice(from: NumberColumn | number, to: NumberColumn | number): ArrayCol {
    return wrap(functionCall('ARRAY_SLICE', [expressionOf(this), operand(from), operand(to)], ARRAY, here()));
  }

  /** Whether an element of this array is in the other; NULL where one is NULL (ARRAYS_OVERLAP). */
  overlaps(other: ArrayCol): Bool {
    return wrap(functionCall('ARRAYS_OVERLAP', [expressionOf(this), expressionOf(other)], BOOLEAN, here()));
  }

  /**
   * As VECTOR of so many 32-bit numbers; an error of the query where the array has another number of elements or others
   * than numbers (`CAST(x AS VECTOR(FLOAT, n))`).
   */
  toVector(dimension: number, element: VectorType['element'] = 'FLOAT'): Vector {
    if (!Number.isSafeInteger(dimension) || dimension < 1 || dimension > LONGEST_VECTOR)
      report({
        code: 'invalid-argument',
        severity: 'error',
        message: `A vector has 1 to ${LONGEST_VECTOR} elements, not ${dimension}.`,
        place: { call: here() },
      });
    return wrap(cast(expressionOf(this), vectorType(element, dimension), false, here()));
  }

  /** The elements as one text, a null as empty text (ARRAY_TO_STRING); NULL stays NULL. */
  join(separator: string): Text {
    return wrap(functionCall('ARRAY_TO_STRING', [expressionOf(this), operand(separator)], TEXT, here()));
  }
}
