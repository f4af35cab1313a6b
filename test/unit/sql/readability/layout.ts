import type { Body, Expression, FromItem, Query, Select } from '../../../../src/sql/read/syntax/tree.js';

/**
 * The lines of a query in one common layout, so that nobody's own line breaks count: each item of a list, each word that
 * opens a clause, each source, each ON and each condition of WHERE on a line of its own.
 */
export function linesOf(query: Query): number {
  const closing = query.ctes.length > 0 ? 1 : 0;
  const ctes = sum(query.ctes.map((cte) => 1 + linesOf(cte.query)));
  const order = query.orderBy.length > 0 ? 1 + query.orderBy.length : 0;
  return ctes + closing + linesOfBody(query.body) + order + (query.limit ? 1 : 0) + (query.offset ? 1 : 0);
}

function linesOfBody(body: Body): number {
  switch (body.kind) {
    case 'select':
      return linesOfSelect(body);
    case 'set':
      return linesOfBody(body.left) + 1 + linesOfBody(body.right);
    case 'query':
      return 2 + linesOf(body.query);
    case 'values':
      return 1 + body.rows.length;
  }
}

function linesOfSelect({ items, from, where, groupBy, having, qualify }: Select): number {
  const keys = groupBy?.kind === 'list' ? 1 + groupBy.items.length : groupBy ? 1 : 0;
  const clauses = sum(
    [where, having, qualify].map((condition) => (condition ? 1 + conjuncts(condition) : 0)),
  );
  return 1 + items.length + sum(from.map(linesOfSource)) + keys + clauses;
}

function linesOfSource(item: FromItem): number {
  if (item.kind === 'derived') return 2 + linesOf(item.query);
  if (item.kind !== 'joined') return 1;
  const joins = item.joins.map((j) => linesOfSource(j.item) + (j.on ? 1 : 0) + (j.matchCondition ? 1 : 0));
  return linesOfSource(item.first) + sum(joins);
}

const conjuncts = (e: Expression): number =>
  e.kind === 'binary' && e.operator === 'AND' ? conjuncts(e.left) + conjuncts(e.right) : 1;

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
