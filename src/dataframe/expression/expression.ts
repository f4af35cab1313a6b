import type { CallId } from '../trace.js';
import type { SqlType } from '../type.js';
import type { AggregateCall } from './aggregate.js';
import type { Between } from './between.js';
import type { Binary } from './binary.js';
import type { Call } from './call.js';
import type { Case } from './case.js';
import type { Cast } from './cast.js';
import type { ColumnReference } from './column.js';
import type { External } from './external.js';
import type { InList } from './in.js';
import type { Keyword } from './keyword.js';
import type { Literal } from './literal.js';
import type { NullTest } from './nullTest.js';
import type { Poison } from './poison.js';
import type { Ranking } from './ranking.js';
import type { Raw } from './raw.js';
import type { Unary } from './unary.js';
import type { Window } from './window.js';

/** What every expression knows: its type (null where it is not known) and the call that made it. */
export interface ExpressionBase {
  readonly type: SqlType | null;
  readonly call?: CallId;
}

export type Expression =
  | AggregateCall
  | Between
  | Binary
  | Call
  | Case
  | Cast
  | ColumnReference
  | External
  | InList
  | Keyword
  | Literal
  | NullTest
  | Poison
  | Ranking
  | Raw
  | Unary
  | Window;

type ExpressionKind = Expression['kind'];

/** One function for every kind: a new kind does not compile until every visitor knows it. */
export type ExpressionVisitor<T> = {
  readonly [K in ExpressionKind]: (expression: Extract<Expression, { readonly kind: K }>) => T;
};

export function visitExpression<T>(expression: Expression, visitor: ExpressionVisitor<T>): T {
  return (visitor[expression.kind] as (expression: Expression) => T)(expression);
}
