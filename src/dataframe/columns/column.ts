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

  /** Native operators would work on the object, not on its values. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(
      'A column holds no value here: use its methods (add, sub, mul, div, eq, lt, and, or, concat, …) instead of the operators + - * / < > === && || and template texts.',
    );
  }
}
