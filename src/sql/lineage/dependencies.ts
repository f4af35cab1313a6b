import type { ColumnReference } from '../../dataframe/expression/column.js';
import type { Expression, ExpressionVisitor } from '../../dataframe/expression/expression.js';
import { visitExpression } from '../../dataframe/expression/expression.js';
import { children } from '../../dataframe/expression/walk.js';
import type { Ordering } from '../../dataframe/expression/window.js';
import type { Dependency, DirectDependency } from './model.js';

/** A column that an expression reads, and how. */
export interface ColumnUse {
  readonly column: ColumnReference;
  readonly dependency: Dependency;
}

const STRENGTH: Readonly<Record<DirectDependency, number>> = {
  IDENTITY: 0,
  TRANSFORMATION: 1,
  AGGREGATION: 2,
};
const isDirect = (dependency: Dependency): dependency is DirectDependency =>
  Object.hasOwn(STRENGTH, dependency);

/**
 * How the first column depends on the third, when it depends on the second as `outer` and the second on the third as
 * `inner`: what is indirect stays so, and a value that was aggregated once is an aggregate.
 */
export function through(outer: Dependency, inner: Dependency): Dependency {
  if (!isDirect(outer)) return outer;
  if (!isDirect(inner)) return inner;
  return STRENGTH[inner] > STRENGTH[outer] ? inner : outer;
}

/** The columns of an expression in the order in which its SQL reads them, each with every way in which it is used. */
export function usesOf(expression: Expression): readonly ColumnUse[] {
  const uses: ColumnUse[] = [];
  walk(expression, 'IDENTITY', uses);
  return uses;
}

function walk(expression: Expression, dependency: Dependency, uses: ColumnUse[]): void {
  const into = (expressions: readonly Expression[], inner: Dependency) => {
    for (const e of expressions) walk(e, through(dependency, inner), uses);
  };
  const order = (orderBy: readonly Ordering[], inner: Dependency) =>
    into(
      orderBy.map((o) => o.expression),
      inner,
    );
  const computed = (e: Expression) => into(children(e), 'TRANSFORMATION');
  const visitor: ExpressionVisitor<void> = {
    aggregate: (e) => {
      into(e.args, 'AGGREGATION');
      order(e.withinGroup, 'SORT');
    },
    between: computed,
    binary: computed,
    call: (e) => {
      const conditions = e.name === 'IFF' ? 1 : 0;
      into(e.args.slice(0, conditions), 'CONDITIONAL');
      into(e.args.slice(conditions), 'TRANSFORMATION');
    },
    case: (e) => {
      for (const branch of e.branches) {
        into([branch.when], 'CONDITIONAL');
        into([branch.then], 'TRANSFORMATION');
      }
      if (e.otherwise) into([e.otherwise], 'TRANSFORMATION');
    },
    cast: computed,
    column: (e) => void uses.push({ column: e, dependency }),
    external: computed,
    in: computed,
    keyword: () => undefined,
    literal: () => undefined,
    nullTest: computed,
    poison: () => undefined,
    ranking: computed,
    raw: computed,
    unary: computed,
    window: (e) => {
      into(e.function.args, e.function.kind === 'aggregate' ? 'AGGREGATION' : 'TRANSFORMATION');
      into(e.by, 'WINDOW');
      order(e.orderBy, 'WINDOW');
    },
  };
  visitExpression(expression, visitor);
}
