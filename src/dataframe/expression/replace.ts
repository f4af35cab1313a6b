import { aggregateCall } from './aggregate.js';
import type { AggregateCall } from './aggregate.js';
import type { ColumnReference } from './column.js';
import type { Expression, ExpressionVisitor } from './expression.js';
import { visitExpression } from './expression.js';
import { ranking } from './ranking.js';
import type { Ranking } from './ranking.js';
import type { Ordering } from './window.js';

/** The same expression with every column replaced by what `replacement` says. */
export function replaceColumns(
  expression: Expression,
  replacement: (column: ColumnReference) => Expression,
): Expression {
  const go = (e: Expression): Expression => visitExpression(e, visitor);
  const all = (list: readonly Expression[]) => Object.freeze(list.map(go));
  const orderings = (list: readonly Ordering[]) =>
    Object.freeze(list.map((o) => ({ ...o, expression: go(o.expression) })));
  const aggregate = (e: AggregateCall) =>
    aggregateCall(e.name, all(e.args), e.type, { ...e, withinGroup: orderings(e.withinGroup) });
  const rank = (e: Ranking) => ranking(e.name, all(e.args), e.type, e);
  const visitor: ExpressionVisitor<Expression> = {
    aggregate,
    between: (e) => Object.freeze({ ...e, operand: go(e.operand), low: go(e.low), high: go(e.high) }),
    binary: (e) => Object.freeze({ ...e, left: go(e.left), right: go(e.right) }),
    call: (e) => Object.freeze({ ...e, args: all(e.args) }),
    case: (e) =>
      Object.freeze({
        ...e,
        branches: Object.freeze(e.branches.map((b) => ({ when: go(b.when), then: go(b.then) }))),
        otherwise: e.otherwise && go(e.otherwise),
      }),
    cast: (e) => Object.freeze({ ...e, operand: go(e.operand) }),
    column: replacement,
    external: (e) => Object.freeze({ ...e, args: all(e.args) }),
    in: (e) => Object.freeze({ ...e, operand: go(e.operand), values: all(e.values) }),
    keyword: (e) => e,
    literal: (e) => e,
    nullTest: (e) => Object.freeze({ ...e, operand: go(e.operand) }),
    poison: (e) => e,
    ranking: rank,
    raw: (e) => Object.freeze({ ...e, values: all(e.values) }),
    unary: (e) => Object.freeze({ ...e, operand: go(e.operand) }),
    window: (e) =>
      Object.freeze({
        ...e,
        function: e.function.kind === 'aggregate' ? aggregate(e.function) : rank(e.function),
        by: all(e.by),
        orderBy: orderings(e.orderBy),
      }),
  };
  return go(expression);
}
