import { commonType } from '../arithmetic.js';
import type { Bool } from '../columns/boolean.js';
import type { Column } from '../columns/column.js';
import { expressionOf } from '../columns/expressionOf.js';
import { expectSameFamily } from '../columns/family.js';
import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import { wrap } from '../columns/wrap.js';
import type { LiteralColumn, LiteralOf } from './literals.js';
import { functionCall } from '../expression/call.js';
import { caseOf } from '../expression/case.js';
import type { Branch } from '../expression/case.js';
import type { Expression } from '../expression/expression.js';
import { here } from '../trace.js';
import type { SqlType } from '../type.js';

/** `a` where the condition is true, else `b`, also where it is NULL (IFF). */
export function iff<C extends Column>(condition: Bool, a: C, b: C | LiteralOf<C>): C {
  const first = expressionOf(a);
  const second = operand(b as Value, first.type);
  expectSameFamily('iff', first, second);
  return wrap(
    functionCall(
      'IFF',
      [expressionOf(condition), first, second],
      commonType([first.type, second.type]),
      here(),
    ),
  );
}

/** The first value that is not NULL; NULL when all are (COALESCE). */
export function coalesce<C extends Column>(first: C, ...others: readonly (C | LiteralOf<C>)[]): C {
  return variadic('COALESCE', first, others);
}

/** The largest value; NULL when one is NULL (GREATEST). */
export function greatest<C extends Column>(first: C, ...others: readonly (C | LiteralOf<C>)[]): C {
  return variadic('GREATEST', first, others);
}

/** The smallest value; NULL when one is NULL (LEAST). */
export function least<C extends Column>(first: C, ...others: readonly (C | LiteralOf<C>)[]): C {
  return variadic('LEAST', first, others);
}

/** A CASE being written: more branches, then `else` or `end`. */
export interface When<C extends Column> {
  /** The value where this is the first condition that is true. */
  when(condition: Bool, then: C | LiteralOf<C>): When<C>;
  /** The value where no condition is true. */
  else(otherwise: C | LiteralOf<C>): C;
  /** NULL where no condition is true. */
  end(): C;
}

/** `when(c, a).when(d, b).else(x)`: the value of the first condition that is true (CASE). All values have one type. */
export function when<T extends Column | number | string | boolean>(
  condition: Bool,
  then: T,
): When<LiteralColumn<T> & Column> {
  const first = operand(then);
  return new CaseBuilder<LiteralColumn<T> & Column>(
    [{ when: expressionOf(condition), then: first }],
    first.type,
  );
}

class CaseBuilder<C extends Column> implements When<C> {
  readonly #branches: readonly Branch[];
  readonly #type: SqlType | null;

  constructor(branches: readonly Branch[], type: SqlType | null) {
    this.#branches = branches;
    this.#type = type;
  }

  when(condition: Bool, then: C | LiteralOf<C>): When<C> {
    const value = this.#value(then);
    return new CaseBuilder([...this.#branches, { when: expressionOf(condition), then: value }], this.#type);
  }

  else(otherwise: C | LiteralOf<C>): C {
    return this.#finish(this.#value(otherwise));
  }

  end(): C {
    return this.#finish(null);
  }

  #value(value: C | LiteralOf<C>): Expression {
    const expression = operand(value as Value, this.#type);
    const first = this.#branches[0];
    if (first) expectSameFamily('when', first.then, expression);
    return expression;
  }

  #finish(otherwise: Expression | null): C {
    const values = [...this.#branches.map((b) => b.then), ...(otherwise ? [otherwise] : [])];
    return wrap(caseOf(this.#branches, otherwise, commonType(values.map((v) => v.type)), here()));
  }
}

function variadic<C extends Column>(name: string, first: C, others: readonly (C | LiteralOf<C>)[]): C {
  const head = expressionOf(first);
  const tail = others.map((other) => operand(other as Value, head.type));
  for (const other of tail) expectSameFamily(name.toLowerCase(), head, other);
  return wrap(functionCall(name, [head, ...tail], commonType([head, ...tail].map((e) => e.type)), here()));
}
