/** Whether a query reads a relation of a given name: what makes a CTE recursive. */
import type { Body, FromItem, Query } from './syntax/tree.js';

function inFrom(item: FromItem, name: string): boolean {
  switch (item.kind) {
    case 'relation':
      return item.path.length === 1 && item.path[0]?.text === name;
    case 'derived':
      return mentions(item.query, name);
    case 'joined':
      return inFrom(item.first, name) || item.joins.some((j) => inFrom(j.item, name));
    case 'pivot':
    case 'unpivot':
      return inFrom(item.source, name);
    case 'function':
      return false;
  }
}

function inBody(body: Body, name: string): boolean {
  switch (body.kind) {
    case 'select':
      return body.from.some((item) => inFrom(item, name));
    case 'set':
      return inBody(body.left, name) || inBody(body.right, name);
    case 'query':
      return mentions(body.query, name);
    case 'values':
      return false;
  }
}

/** Looks at FROM clauses; a CTE of the query itself by that name hides the outer one. */
export function mentions(query: Query, name: string): boolean {
  if (query.ctes.some((cte) => cte.name.text === name)) return false;
  return query.ctes.some((cte) => mentions(cte.query, name)) || inBody(query.body, name);
}
