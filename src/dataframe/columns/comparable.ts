import { commonType } from '../arithmetic.js';
import { between } from '../expression/between.js';
import { binary } from '../expression/binary.js';
import type { ComparisonOperator } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { caseOf } from '../expression/case.js';
import type { Expression } from '../expression/expression.js';
import { inList } from '../expression/in.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { BOOLEAN } from '../type.js';
import type { SqlType } from '../type.js';
import type { Bool } from './boolean.js';
import { Column } from './column.js';
import { expressionOf } from './expressionOf.js';
import { expectSameFamily } from './family.js';
import { operand } from './operand.js';
import type { Value } from './operand.js';
import { wrap } from './wrap.js';

/** Columns whose values compare with `V`: columns and constants of the same kind. */
export abstract class Comparable<V extends Value> extends Column {
  /** Equal. NULL where either side is NULL; `sameAs` compares NULLs too. */
  eq(other: V): Bool {
    return compare(this, '=', other);
  }

  /** Not equal. NULL where either side is NULL. */
  ne(other: V): Bool {
    return compare(this, '<>', other);
  }

  /** Less than. NULL where either side is NULL. */
  lt(other: V): Bool {
    return compare(this, '<', other);
  }

  /** Less than or equal. NULL where either side is NULL. */
  le(other: V): Bool {
    return compare(this, '<=', other);
  }

  /** Greater than. NULL where either side is NULL. */
  gt(other: V): Bool {
    return compare(this, '>', other);
  }

  /** Greater than or equal. NULL where either side is NULL. */
  ge(other: V): Bool {
    return compare(this, '>=', other);
  }

  /** Equal, where NULL is equal to NULL (`IS NOT DISTINCT FROM`). Never NULL itself. */
  sameAs(other: V): Bool {
    return compare(this, 'IS NOT DISTINCT FROM', other);
  }

  /** From `low` to `high`, both included; NULL where one of the three is NULL (BETWEEN). */
  between(low: V, high: V): Bool {
    const self = expressionOf(this);
    const [a, b] = [operand(low, self.type), operand(high, self.type)];
    expectSameFamily('between', self, a);
    expectSameFamily('between', self, b);
    return wrap(between(self, a, b, here()));
  }

  /** From `low`, included, to `high`, excluded: what ranges of dates and times need (`x >= low AND x < high`). */
  within(low: V, high: V): Bool {
    const lower = expressionOf(compare(this, '>=', low));
    const upper = expressionOf(compare(this, '<', high));
    return wrap(binary('AND', lower, upper, BOOLEAN, here()));
  }

  /** Equal to one of the values (IN). NULL where this is NULL. */
  isIn(values: readonly V[]): Bool {
    return oneOf(this, values, false);
  }

  /** Equal to none of the values (NOT IN). NULL where this is NULL, so such rows do not pass a filter. */
  notIn(values: readonly V[]): Bool {
    return oneOf(this, values, true);
  }

  /** The value, or `value` where it is NULL (COALESCE). */
  fillNull(value: V): this {
    const self = expressionOf(this);
    const fill = operand(value, self.type);
    expectSameFamily('fillNull', self, fill);
    return wrap<Column>(
      functionCall('COALESCE', [self, fill], commonType([self.type, fill.type]), here()),
    ) as this;
  }

  /**
   * Other values for some: `replaceValues({ a: 'b' })`, the rest as it is; NULL stays NULL (`CASE WHEN x = 'a' THEN 'b' …
   * ELSE x END`). The keys are constants of this column's type, written as texts; no value is replaced twice.
   */
  replaceValues(values: Readonly<Record<string, V>>): this {
    return wrap<Column>(replaced(expressionOf(this), values)) as this;
  }

  /** NULL where the value equals `value` (NULLIF). */
  nullIf(value: V): this {
    const self = expressionOf(this);
    const other = operand(value, self.type);
    expectSameFamily('nullIf', self, other);
    return wrap<Column>(functionCall('NULLIF', [self, other], self.type, here())) as this;
  }
}

function compare(column: Column, operator: ComparisonOperator, other: Value): Bool {
  const left = expressionOf(column);
  const right = operand(other, left.type);
  expectSameFamily(operator, left, right);
  return wrap(binary(operator, left, right, BOOLEAN, here()));
}

function replaced(self: Expression, values: Readonly<Record<string, Value>>): Expression {
  const branches = Object.entries(values).map(([key, value]) => {
    const from = operand(constantOf(key, self.type), self.type);
    const then = operand(value, self.type);
    expectSameFamily('replaceValues', self, from);
    expectSameFamily('replaceValues', self, then);
    return { when: binary('=', self, from, BOOLEAN, here()), then };
  });
  if (branches.length === 0) {
    invalid('replaceValues needs a value to replace.');
    return self;
  }
  const type = commonType([self.type, ...branches.map((b) => b.then.type)]);
  return caseOf(branches, self, type, here());
}

/** A key of an object is a text, whatever it stands for. */
function constantOf(key: string, type: SqlType | null): Value {
  if (type?.kind === 'BOOLEAN') return key === 'true' ? true : key === 'false' ? false : key;
  if ((type?.kind !== 'NUMBER' && type?.kind !== 'FLOAT') || key.trim() === '') return key;
  if (/^-?\d{16,}$/.test(key)) return BigInt(key);
  return Number.isNaN(Number(key)) ? key : Number(key);
}

function invalid(message: string): void {
  report({ code: 'invalid-argument', severity: 'error', message, place: { call: here() } });
}

function oneOf(column: Column, values: readonly Value[], negated: boolean): Bool {
  const self = expressionOf(column);
  const method = negated ? 'notIn' : 'isIn';
  if (values.length === 0) invalid(`${method} needs at least one value.`);
  const list = values.map((value) => operand(value, self.type));
  for (const value of list) expectSameFamily(method, self, value);
  return wrap(inList(self, list, negated, here()));
}
