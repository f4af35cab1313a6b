import type { Column } from '../columns/column.js';
import { expressionOf, isColumn } from '../columns/expressionOf.js';
import { describeJs, describeType, operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import { wrap } from '../columns/wrap.js';
import type { Expression } from '../expression/expression.js';
import { POISON } from '../expression/poison.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import type { SqlType } from '../type.js';

/** What operators tell apart; null where a type is not known and every operator may be right. */
export type Kind = 'number' | 'text' | 'boolean' | 'date' | 'other';

const KINDS: Readonly<Record<SqlType['kind'], Kind>> = {
  NUMBER: 'number',
  FLOAT: 'number',
  TEXT: 'text',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP_NTZ: 'date',
  TIMESTAMP_LTZ: 'date',
  TIMESTAMP_TZ: 'date',
  TIME: 'other',
  BINARY: 'other',
  VARIANT: 'other',
  OBJECT: 'other',
  ARRAY: 'other',
  VECTOR: 'other',
};

export function kindOf(value: unknown): Kind | null {
  const type = typeOf(value);
  if (type) return KINDS[type.kind];
  if (isColumn(value) || value === null) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'boolean' : 'other';
}

/** The SQL type of a column; null for constants, which take the type of what stands beside them. */
export function typeOf(value: unknown): SqlType | null {
  return isColumn(value) ? expressionOf(value).type : null;
}

/** A column or a constant as an expression. A text constant beside a date is read as one. */
export function expressed(value: unknown, beside: SqlType | null = null): Expression {
  return operand(value as Value, beside);
}

/** A constant as a column, so that it has the methods of one. */
export function lifted<C extends Column>(value: unknown, beside: SqlType | null = null): C {
  return isColumn(value) ? (value as C) : wrap<C>(expressed(value, beside));
}

/** How a message speaks of an operand. */
export function described(value: unknown): string {
  if (!isColumn(value)) return typeof value === 'string' ? `the text '${value}'` : describeJs(value);
  const expression = expressionOf(value);
  const type = describeType(expression.type);
  return expression.kind === 'column' ? `${expression.name} (${type})` : type;
}

/** The rules about operators, and the one that they share with methods. */
type OperatorRule =
  | 'column-as-condition'
  | 'null-comparison'
  | 'loose-equality'
  | 'chained-comparison'
  | 'date-arithmetic'
  | 'mixed-addition'
  | 'operator-misuse'
  | 'type-mismatch';

export function reportOperator(code: OperatorRule, message: string, suggestion?: string): void {
  report({
    code,
    severity: 'error',
    message,
    place: { call: here() },
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** Reports, and gives a column that no further problem is found in. */
export function refused(code: OperatorRule, message: string, suggestion?: string): Column {
  reportOperator(code, message, suggestion);
  return wrap(POISON);
}
