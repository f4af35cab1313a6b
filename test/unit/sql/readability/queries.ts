import { init } from '@polyglot-sql/sdk';
import { parseStatement } from '../../../../src/sql/read/syntax/parse.js';
import type { Body, ColumnReference, FromItem, Query, Select } from '../../../../src/sql/read/syntax/tree.js';

await init();

/** The query as a tree. */
export function readQuery(sql: string): Query {
  const statement = parseStatement(sql);
  if (statement.kind !== 'query') throw new Error(`This is no query: ${sql}`);
  return unwrapped(statement.query) as Query;
}

/** The same tree without queries that are nothing but another in parentheses. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== 'object' || value === null) return value;
  if (isQuery(value) && value.body.kind === 'query' && addsNothing(value)) return unwrapped(value.body.query);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}

const addsNothing = ({ ctes, orderBy, limit, offset }: Query) =>
  ctes.length === 0 && orderBy.length === 0 && limit === null && offset === null;

/** One SELECT and where it stands. */
export interface Block {
  readonly select: Select;
  /** SELECTs around it, within one CTE or the last query. */
  readonly depth: number;
  /** The query whose ORDER BY and LIMIT are its own; null in a UNION. */
  readonly query: Query | null;
}

/** Every SELECT of the query. */
export function blocksOf(query: Query, depth = 0): readonly Block[] {
  const ctes = query.ctes.flatMap((cte) => blocksOf(cte.query));
  return [...ctes, ...blocksOfBody(query.body, query, depth)];
}

function blocksOfBody(body: Body, query: Query | null, depth: number): readonly Block[] {
  switch (body.kind) {
    case 'select':
      return [{ select: body, depth, query }, ...nestedQueries(body).flatMap((q) => blocksOf(q, depth + 1))];
    case 'set':
      return [body.left, body.right].flatMap((side) => blocksOfBody(side, null, depth));
    case 'query':
      return blocksOf(body.query, depth);
    case 'values':
      return [];
  }
}

/** All CTEs, those inside of others first. */
export function ctesOf(query: Query): Query['ctes'] {
  return query.ctes.flatMap((cte) => [...ctesOf(cte.query), cte]);
}

/** Tables, CTEs, queries and functions that a SELECT reads. */
export function sourcesOf(select: Select): readonly Exclude<FromItem, { kind: 'joined' }>[] {
  return select.from.flatMap(leaves);
}

function leaves(item: FromItem): readonly Exclude<FromItem, { kind: 'joined' }>[] {
  return item.kind === 'joined' ? [item.first, ...item.joins.map((j) => j.item)].flatMap(leaves) : [item];
}

/** The columns that a SELECT reads itself, its query's ORDER BY with it. */
export function columnsOf({ select, query }: Block): readonly ColumnReference[] {
  const found: ColumnReference[] = [];
  const visit = (value: unknown) =>
    eachPart(value, (part) => {
      if (isQuery(part)) return false;
      if ((part as { kind?: unknown }).kind === 'column') found.push(part as ColumnReference);
      return true;
    });
  visit(select);
  visit(query?.orderBy ?? []);
  return found;
}

/** The queries in a SELECT that stand in no other of them. */
function nestedQueries(select: Select): readonly Query[] {
  const found: Query[] = [];
  eachPart(select, (part) => {
    if (!isQuery(part)) return true;
    found.push(part);
    return false;
  });
  return found;
}

const isQuery = (part: object): part is Query => 'ctes' in part && 'body' in part;

/** Calls `visit` for every object in the tree; where it gives false, what is inside is left out. */
function eachPart(value: unknown, visit: (part: object) => boolean): void {
  if (Array.isArray(value)) value.forEach((item) => eachPart(item, visit));
  else if (typeof value === 'object' && value !== null && visit(value))
    Object.values(value).forEach((inner) => eachPart(inner, visit));
}
