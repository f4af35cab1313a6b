/** Conditions of joins, and of ASOF joins. Source: "JOIN", "ASOF JOIN". */
import type { Expression, Join } from '../../../sql/read/syntax/tree.js';
import type { Bound } from './bound.js';
import { comparable } from './compare.js';
import type { Environment } from './environment.js';
import { badArgument } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import type { Namespace } from './scope.js';
import { Scope } from './scope.js';

/** Two sides of an equality, as they compare. */
export type Pair = readonly [string, string];

const MATCH_OPERATORS: ReadonlySet<string> = new Set(['>=', '>', '<=', '<']);

export interface OnConditions {
  readonly conditions: readonly string[];
  readonly pairs: readonly Pair[];
}

export function onConditions(join: Join, namespace: Namespace, env: Environment, outer: Scope): OnConditions {
  const binder = new ExpressionBinder(env, new Scope(namespace, outer), {
    clause: 'ON',
    aggregates: false,
    windows: false,
  });
  const conditions: string[] = [];
  if (join.on !== null) {
    if (join.type === 'ASOF') requireEquality(join.on);
    conditions.push(binder.condition(join.on).sql);
  }
  const pairs = equalPairs(join.on, binder);
  if (join.type === 'ASOF') conditions.push(matchCondition(join.matchCondition, binder));
  return { conditions, pairs };
}

export function sides(a: Bound, b: Bound): Pair {
  const [left, right] = comparable(a, b);
  return [left.sql, right.sql];
}

/** The equalities that a condition joins by AND. */
export function equalPairs(condition: Expression | null, binder: ExpressionBinder): readonly Pair[] {
  if (condition?.kind !== 'binary') return [];
  const { operator, left, right } = condition;
  if (operator === 'AND') return [...equalPairs(left, binder), ...equalPairs(right, binder)];
  return operator === '=' && left.kind !== 'row' ? [sides(binder.bind(left), binder.bind(right))] : [];
}

/** ON of an ASOF JOIN: equalities joined by AND. */
function requireEquality(on: Expression): void {
  if (on.kind === 'binary' && on.operator === 'AND') {
    requireEquality(on.left);
    requireEquality(on.right);
  } else if (on.kind !== 'binary' || on.operator !== '=') {
    throw badArgument('ON of an ASOF JOIN takes only equality conditions joined by AND');
  }
}

function matchCondition(value: Expression | null, binder: ExpressionBinder): string {
  if (value?.kind !== 'binary' || !MATCH_OPERATORS.has(value.operator)) {
    throw badArgument('MATCH_CONDITION of an ASOF JOIN takes one comparison with >=, >, <= or <');
  }
  const [left, right] = comparable(binder.bind(value.left), binder.bind(value.right));
  return matched(left, value.operator, right);
}

/** Types that have a value beyond all of Snowflake's, as DuckDB calls them. */
const ENDLESS: Readonly<Record<string, string>> = {
  DATE: 'DATE',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMP_LTZ: 'TIMESTAMPTZ',
};

/**
 * DuckDB takes NULL on the left for a moment after all others, with some of its plans; nothing compares with it. A moment
 * before all others (after them for < and <=) finds nothing either. A condition beside the comparison would make DuckDB
 * compare every row with all rows of its key.
 */
function matched(left: Bound, operator: string, right: Bound): string {
  if (!left.nullable) return `${left.sql} ${operator} ${right.sql}`;
  const type = ENDLESS[left.type.kind];
  if (type === undefined) return `${left.sql} ${operator} ${right.sql} AND ${left.sql} IS NOT NULL`;
  const end = operator.startsWith('>') ? '-infinity' : 'infinity';
  return `COALESCE(${left.sql}, '${end}'::${type}) ${operator} ${right.sql}`;
}
