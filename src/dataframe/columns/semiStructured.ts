import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { ARRAY, BOOLEAN, DATE, FLOAT, OBJECT, TEXT, VARIANT, number, timestamp } from '../type.js';
import type { SqlType } from '../type.js';
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
  /** The value at a path such as `user.age` or `items[0].sku`; keys are case-sensitive. NULL where there is none. */
  get(path: string): Variant {
    return wrap(functionCall('GET_PATH', [expressionOf(this), operand(path)], VARIANT, here()));
  }
}

/** VARIANT: a value of any type. Convert it before comparing: comparisons of VARIANTs hang on the inner types. */
export class Variant extends Structured {
  declare protected readonly sqlType: 'VARIANT';

  /** The element with this index, counted from 0. NULL where there is none. */
  at(index: NumberColumn | number): Variant {
    return wrap(functionCall('GET', [expressionOf(this), operand(index)], VARIANT, here()));
  }

  /** As NUMBER(precision, scale); an error where the value is no number. */
  toNumber(precision = 38, scale = 0): NumberColumn {
    return castTo(this, number(precision, scale));
  }

  toFloat(): Float {
    return castTo(this, FLOAT);
  }

  toBoolean(): Bool {
    return castTo(this, BOOLEAN);
  }

  toDate(): DateCol {
    return castTo(this, DATE);
  }

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

  /** As ARRAY; a value that is none becomes an array of it. */
  toArray(): ArrayCol {
    return castTo(this, ARRAY);
  }

  /** As OBJECT; an error where the value is none. */
  toObject(): ObjectCol {
    return castTo(this, OBJECT);
  }

  /** INTEGER, DECIMAL, VARCHAR, OBJECT, ARRAY, NULL_VALUE, … (TYPEOF). */
  typeOf(): Text {
    return wrap(functionCall('TYPEOF', [expressionOf(this)], TEXT, here()));
  }

  /** True for a JSON null, which is not SQL's NULL. */
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

  /** The keys, in no certain order. */
  keys(): ArrayCol {
    return wrap(functionCall('OBJECT_KEYS', [expressionOf(this)], ARRAY, here()));
  }
}

/** ARRAY: elements of any type. */
export class ArrayCol extends Column {
  declare protected readonly sqlType: 'ARRAY';

  /** The element with this index, counted from 0. NULL where there is none. */
  at(index: NumberColumn | number): Variant {
    return wrap(functionCall('GET', [expressionOf(this), operand(index)], VARIANT, here()));
  }

  /** The number of elements. */
  size(): Int {
    return wrap(functionCall('ARRAY_SIZE', [expressionOf(this)], number(9, 0), here()));
  }

  /** Whether an element equals the value. */
  contains(value: Value): Bool {
    const element = cast(operand(value), VARIANT, false, here());
    return wrap(functionCall('ARRAY_CONTAINS', [element, expressionOf(this)], BOOLEAN, here()));
  }

  /** The elements, each once. */
  distinct(): ArrayCol {
    return wrap(functionCall('ARRAY_DISTINCT', [expressionOf(this)], ARRAY, here()));
  }

  /** The elements from index `from`, included, to `to`, excluded; negative ones count from the end. */
  slice(from: NumberColumn | number, to: NumberColumn | number): ArrayCol {
    return wrap(functionCall('ARRAY_SLICE', [expressionOf(this), operand(from), operand(to)], ARRAY, here()));
  }

  /** The elements as one text. */
  join(separator: string): Text {
    return wrap(functionCall('ARRAY_TO_STRING', [expressionOf(this), operand(separator)], TEXT, here()));
  }
}
