import { cast } from '../expression/cast.js';
import type { Expression } from '../expression/expression.js';
import { nullTest } from '../expression/nullTest.js';
import { here } from '../trace.js';
import { TEXT } from '../type.js';
import type { Bool } from './boolean.js';
import { bindExpression, expressionOf } from './expressionOf.js';
import type { Text } from './text.js';
import { overWindow } from './window.js';
import type { WindowSpec } from './window.js';
import { wrap } from './wrap.js';

/**
 * A column of a frame, or a value computed from columns: an expression, not data. Values cannot be looked at while a
 * definition is evaluated, so JavaScript's own operators refuse to work on it.
 */
export abstract class Column {
  constructor(expression: Expression) {
    bindExpression(this, expression);
  }

  /** True where the value is NULL. Never NULL itself. */
  isNull(): Bool {
    return wrap(nullTest(expressionOf(this), false, here()));
  }

  /** True where the value is not NULL. Never NULL itself. */
  notNull(): Bool {
    return wrap(nullTest(expressionOf(this), true, here()));
  }

  /** The value as text (`CAST(x AS VARCHAR)`); NULL stays NULL. */
  toText(): Text {
    return wrap(cast(expressionOf(this), TEXT, false, here()));
  }

  /**
   * The aggregate over a window of rows instead of a group: `sum(r.PRICE).over({ by: r.CUSTOMER, orderBy: r.DAY })`.
   * With an order the frame is all rows up to this one unless `rows` says otherwise; it is always written out.
   */
  over(window: WindowSpec): this {
    return wrap<Column>(overWindow(expressionOf(this), window)) as this;
  }

  /** What asks for a primitive value would work on the object, not on its values. */
  [Symbol.toPrimitive](hint: string): never {
    throw new TypeError(
      `A column has no value while a definition is read, so ${ASKING[hint] ?? 'this'} cannot use it. Use its methods (add, mul, lt, eq, and, concat, toText, …); with "operators": true in firn.json operators of columns work, too.`,
    );
  }
}

/** Who asks for a primitive value, by the language's hint. */
const ASKING: Readonly<Record<string, string>> = {
  number: 'an operator such as - * / % ** < > or ++',
  string: 'a template text or a property name',
  default: '+ or ==',
};
