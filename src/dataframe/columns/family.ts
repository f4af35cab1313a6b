import type { Expression } from '../expression/expression.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import type { SqlType, TypeKind } from '../type.js';
import { describeType } from './operand.js';

/** Types that compare with each other without a cast. Timestamps of different kinds do not: the result would hang on the session's time zone. */
const FAMILY: Readonly<Record<TypeKind, string>> = {
  NUMBER: 'number',
  FLOAT: 'number',
  TEXT: 'text',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP_NTZ: 'timestamp without time zone',
  TIMESTAMP_LTZ: 'timestamp in the session time zone',
  TIMESTAMP_TZ: 'timestamp with time zone',
  BINARY: 'binary',
  VARIANT: 'variant',
  OBJECT: 'object',
  ARRAY: 'array',
  VECTOR: 'vector',
};

function family(type: SqlType): string {
  return FAMILY[type.kind];
}

/** Reports operands of different families; unknown types have no family and fit everything. */
export function expectSameFamily(what: string, left: Expression, right: Expression): void {
  if (!left.type || !right.type || family(left.type) === family(right.type)) return;
  if (isTimestamp(left.type) && isTimestamp(right.type)) {
    report({
      code: 'ntz-ltz-comparison',
      severity: 'error',
      message: `${what} takes timestamps of one kind, not ${describe(left)} and ${describe(right)}: Snowflake would read one of them in the session's time zone. Convert one of them where its zone is known.`,
      place: { call: here() },
    });
    return;
  }
  report({
    code: 'type-mismatch',
    severity: 'error',
    message: `${what} takes values of one kind, not ${describe(left)} and ${describe(right)}. Convert one of them (toNumber, toText, toDate, …).`,
    place: { call: here() },
  });
}

const isTimestamp = ({ kind }: SqlType): boolean => kind.startsWith('TIMESTAMP');

function describe(expression: Expression): string {
  const type = describeType(expression.type);
  return expression.kind === 'column' ? `${expression.name} (${type})` : type;
}
