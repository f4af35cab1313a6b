import { POISON } from '../expression/poison.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { Binary } from './binary.js';
import { Bool } from './boolean.js';
import { Column } from './column.js';
import { DateCol } from './date.js';
import { expressionOf } from './expressionOf.js';
import { Decimal, Float, Int } from './number.js';
import { describeType } from './operand.js';
import { ArrayCol, ObjectCol, Variant } from './semiStructured.js';
import { Text } from './text.js';
import { TimeCol } from './time.js';
import { TimestampLtz, TimestampNtz, TimestampTz } from './timestamp.js';
import { Vector } from './vector.js';
import { setClasses, wrap } from './wrap.js';

/** A column whose type is not known: raw SQL, or a column that could not be found. It has every method. */
class UnknownColumn extends Column {}

/** The class of each type's columns. */
export const CLASSES = {
  INT: Int,
  DECIMAL: Decimal,
  FLOAT: Float,
  TEXT: Text,
  BOOLEAN: Bool,
  DATE: DateCol,
  TIME: TimeCol,
  TIMESTAMP_NTZ: TimestampNtz,
  TIMESTAMP_LTZ: TimestampLtz,
  TIMESTAMP_TZ: TimestampTz,
  BINARY: Binary,
  VARIANT: Variant,
  OBJECT: ObjectCol,
  ARRAY: ArrayCol,
  VECTOR: Vector,
  UNKNOWN: UnknownColumn,
};

setClasses(CLASSES);

/**
 * TypeScript offers only the methods a type has, but definitions are evaluated without being type-checked. So every
 * column answers to every method: an unknown type does what the method's own class does, a known one that lacks the
 * method reports that instead of failing with "is not a function".
 */
for (const { prototype } of Object.values(CLASSES)) {
  for (
    let owner: object = prototype;
    owner !== Column.prototype;
    owner = Object.getPrototypeOf(owner) as object
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (name === 'constructor' || name in UnknownColumn.prototype) continue;
      const method = Object.getOwnPropertyDescriptor(owner, name);
      if (method) Object.defineProperty(UnknownColumn.prototype, name, method);
    }
  }
}

for (const name of Object.getOwnPropertyNames(UnknownColumn.prototype)) {
  if (name === 'constructor' || name in Column.prototype) continue;
  Object.defineProperty(Column.prototype, name, {
    configurable: true,
    value: function missing(this: Column) {
      const expression = expressionOf(this);
      const subject = expression.kind === 'column' ? `${expression.name} is` : 'this is';
      report({
        code: 'type-mismatch',
        severity: 'error',
        message: `There is no ${name} for ${describeType(expression.type)} (${subject} that type).`,
        place: { call: here() },
      });
      return wrap(POISON);
    },
  });
}

const methods = new WeakSet<object>();
for (const { prototype } of Object.values(CLASSES)) {
  for (
    let owner: object = prototype;
    owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object
  ) {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(owner)) as PropertyDescriptor[])
      if (typeof value === 'function') methods.add(value as object);
  }
}

/** Whether a value is a method of columns: what `r.NAME.length` is without its parentheses. */
export function isColumnMethod(value: unknown): boolean {
  return typeof value === 'function' && methods.has(value);
}
