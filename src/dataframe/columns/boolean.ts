import { binary } from '../expression/binary.js';
import type { LogicalOperator } from '../expression/binary.js';
import { cast } from '../expression/cast.js';
import { unary } from '../expression/unary.js';
import { here } from '../trace.js';
import { BOOLEAN, number } from '../type.js';
import { Comparable } from './comparable.js';
import { expressionOf } from './expressionOf.js';
import { expectSameFamily } from './family.js';
import type { Int } from './number.js';
import { operand } from './operand.js';
import { wrap } from './wrap.js';

/** BOOLEAN: true, false or NULL. What filters and joins take. */
export class Bool extends Comparable<Bool | boolean> {
  declare protected readonly sqlType: 'BOOLEAN';

  /** True where both are true; NULL is unknown, so `NULL and false` is false. */
  and(other: Bool | boolean): Bool {
    return combine(this, 'AND', other);
  }

  /** True where one is true; NULL is unknown, so `NULL or true` is true. */
  or(other: Bool | boolean): Bool {
    return combine(this, 'OR', other);
  }

  /** True where this is false; NULL stays NULL. */
  not(): Bool {
    return wrap(unary('NOT', expressionOf(this), BOOLEAN, here()));
  }

  /** 1 for true, 0 for false; NULL stays NULL. */
  toNumber(): Int {
    return wrap(cast(expressionOf(this), number(38, 0), false, here()));
  }
}

function combine(column: Bool, operator: LogicalOperator, other: Bool | boolean): Bool {
  const left = expressionOf(column);
  const right = operand(other);
  expectSameFamily(operator.toLowerCase(), left, right);
  return wrap(binary(operator, left, right, BOOLEAN, here()));
}

/** What a filter or a join is given. */
export type Condition = Bool;
