/** Predicates: BETWEEN, IN, LIKE, quantified comparisons and comparisons of rows. */
import { BOOLEAN } from '../../../sql/read/types.js';
import type { Expression, Query } from '../../../sql/read/syntax/tree.js';
import { bound } from './bound.js';
import type { Bound } from './bound.js';
import { asText, byMoment, sameType, unify } from './coerce.js';
import { comparable, compare } from './compare.js';
import { columnName } from './environment.js';
import type { Relation } from './environment.js';
import { badArgument } from './errors.js';

/** What a predicate needs of the binder whose expression it stands in. */
export interface Operands {
  readonly bind: (value: Expression) => Bound;
  readonly query: (query: Query) => Relation;
  readonly fresh: (prefix: string) => string;
}

export function rowComparison(
  operator: string,
  left: readonly Expression[],
  right: readonly Expression[],
  on: Operands,
): Bound {
  const parts = left.map((item, i) => compare(operator, on.bind(item), on.bind(right[i]!)).sql);
  return bound(`(${parts.join(operator === '<>' ? ' OR ' : ' AND ')})`, BOOLEAN);
}

export function between(e: Extract<Expression, { kind: 'between' }>, on: Operands): Bound {
  const operand = on.bind(e.operand);
  const low = compare('>=', operand, on.bind(e.low)).sql;
  const high = compare('<=', operand, on.bind(e.high)).sql;
  return bound(`(${e.negated ? 'NOT ' : ''}(${low} AND ${high}))`, BOOLEAN);
}

export function inList(e: Extract<Expression, { kind: 'in' }>, on: Operands): Bound {
  const not = e.negated ? 'NOT ' : '';
  if (e.query !== null) return bound(`(${not}${inQuery(e.operand, e.query, on)})`, BOOLEAN);
  if (e.operand.kind === 'row') {
    const { items } = e.operand;
    const options = e.items.map(
      (item) => rowComparison('=', items, item.kind === 'row' ? item.items : [item], on).sql,
    );
    return bound(`(${not}(${options.join(' OR ')}))`, BOOLEAN);
  }
  const operand = on.bind(e.operand);
  const items = e.items.map((item) => on.bind(item));
  if (operand.type.kind === 'VARIANT')
    return bound(`(${not}(${items.map((i) => compare('=', operand, i).sql).join(' OR ')}))`, BOOLEAN);
  const [first, ...rest] = unify([operand, ...items]).values.map(byMoment);
  return bound(`(${not}${first!.sql} IN (${rest.map((i) => i.sql).join(', ')}))`, BOOLEAN);
}

function inQuery(operand: Expression, query: Query, on: Operands): string {
  const operands = operand.kind === 'row' ? operand.items.map((i) => on.bind(i)) : [on.bind(operand)];
  const { left, sql } = matched(operands, on.query(query), on);
  return `${left.length === 1 ? left[0]!.sql : `(${left.map((v) => v.sql).join(', ')})`} IN (${sql})`;
}

/** Operands and a subquery's columns in common types. */
function matched(
  operands: readonly Bound[],
  relation: Relation,
  on: Operands,
): { left: Bound[]; sql: string } {
  if (operands.length !== relation.columns.length)
    throw badArgument('Invalid number of columns in the subquery');
  const alias = on.fresh('s');
  const pairs = relation.columns.map((c, i) =>
    comparable(operands[i]!, bound(`${alias}.${columnName(i)}`, c.type, c.nullable)),
  );
  const unchanged = pairs.every(([, right], i) => sameType(right.type, relation.columns[i]!.type));
  const sql = unchanged
    ? relation.sql
    : `SELECT ${pairs.map(([, r]) => r.sql).join(', ')} FROM (${relation.sql}) AS ${alias}`;
  return { left: pairs.map(([l]) => l), sql };
}

export function quantified(e: Extract<Expression, { kind: 'quantified' }>, on: Operands): Bound {
  const { left, sql } = matched([on.bind(e.operand)], on.query(e.query), on);
  return bound(`(${left[0]!.sql} ${e.operator} ${e.quantifier} (${sql}))`, BOOLEAN);
}

export function like(e: Extract<Expression, { kind: 'like' }>, on: Operands): Bound {
  const operand = asText(on.bind(e.operand)).sql;
  const escape = e.escape === null ? '' : ` ESCAPE ${asText(on.bind(e.escape)).sql}`;
  const tests = e.patterns.map((p) => {
    const pattern = asText(on.bind(p)).sql;
    return e.operator === 'RLIKE'
      ? `regexp_full_match(${operand}, ${pattern})`
      : `(${operand} ${e.operator} ${pattern}${escape})`;
  });
  return bound(`(${tests.join(e.quantifier === 'ALL' ? ' AND ' : ' OR ')})`, BOOLEAN);
}
