/** Goes through the queries of a statement. */
import type { Body, Expression, FromItem, OrderItem, Query, Select } from './syntax/tree.js';

/** How a query stands in the one around it. */
export type QueryPlace =
  /** A CTE's own query, or a part of a set operation. */
  | { readonly kind: 'part' }
  /** In FROM. */
  | { readonly kind: 'derived'; readonly item: Extract<FromItem, { kind: 'derived' }> }
  /** A scalar subquery, IN, EXISTS, ANY, ALL. */
  | { readonly kind: 'expression' };

/** Called for every query inside another one, before those inside it; what it answers is given to them as `within`. */
export type VisitQuery<T> = (query: Query, place: QueryPlace, within: T) => T;

export function walkQuery<T>(query: Query, within: T, visit: VisitQuery<T>): void {
  new Walker(visit).query(query, within);
}

class Walker<T> {
  constructor(private readonly visit: VisitQuery<T>) {}

  query({ ctes, body, orderBy, limit, offset }: Query, within: T): void {
    for (const cte of ctes) this.#inner(cte.query, { kind: 'part' }, within);
    this.#body(body, within);
    this.#order(orderBy, within);
    this.#all([limit, offset], within);
  }

  #inner(query: Query, place: QueryPlace, within: T): void {
    this.query(query, this.visit(query, place, within));
  }

  #body(body: Body, within: T): void {
    switch (body.kind) {
      case 'query':
        return this.#inner(body.query, { kind: 'part' }, within);
      case 'set':
        this.#body(body.left, within);
        return this.#body(body.right, within);
      case 'values':
        return body.rows.forEach((row) => this.#all(row, within));
      case 'select':
        return this.#select(body, within);
    }
  }

  #select(select: Select, within: T): void {
    this.#all(
      select.items.map((i) => i.value),
      within,
    );
    for (const item of select.from) this.#from(item, within);
    this.#all([select.where, select.having, select.qualify], within);
    if (select.groupBy?.kind !== 'list') return;
    for (const item of select.groupBy.items)
      this.#all(item.kind === 'expression' ? [item.value] : item.sets.flat(), within);
  }

  #from(item: FromItem, within: T): void {
    switch (item.kind) {
      case 'relation':
        return;
      case 'derived':
        return this.#inner(item.query, { kind: 'derived', item }, within);
      case 'function':
        return this.#expression(item.call, within);
      case 'pivot':
        this.#from(item.source, within);
        if (item.values.kind === 'query') this.#inner(item.values.query, { kind: 'expression' }, within);
        return this.#all([item.aggregate, item.fallback], within);
      case 'unpivot':
        return this.#from(item.source, within);
      case 'joined':
        this.#from(item.first, within);
        for (const join of item.joins) {
          this.#from(join.item, within);
          this.#all([join.on, join.matchCondition], within);
        }
    }
  }

  #order(items: readonly OrderItem[], within: T): void {
    this.#all(
      items.map((i) => i.value),
      within,
    );
  }

  #all(expressions: readonly (Expression | null)[], within: T): void {
    for (const e of expressions) if (e !== null) this.#expression(e, within);
  }

  #expression(e: Expression, within: T): void {
    const inner = (query: Query | null): void => {
      if (query !== null) this.#inner(query, { kind: 'expression' }, within);
    };
    switch (e.kind) {
      case 'subquery':
      case 'exists':
        return inner(e.query);
      case 'quantified':
        this.#expression(e.operand, within);
        return inner(e.query);
      case 'in':
        this.#all([e.operand, ...e.items], within);
        return inner(e.query);
      case 'call':
        this.#all([...e.args, ...e.named.map(([, value]) => value)], within);
        this.#order(e.withinGroup ?? [], within);
        this.#all(e.over?.partitionBy ?? [], within);
        return this.#order(e.over?.orderBy ?? [], within);
      case 'binary':
        return this.#all([e.left, e.right], within);
      case 'between':
        return this.#all([e.operand, e.low, e.high], within);
      case 'like':
        return this.#all([e.operand, ...e.patterns, e.escape], within);
      case 'case':
        return this.#all([e.operand, ...e.whens.flat(), e.otherwise], within);
      case 'array':
      case 'row':
        return this.#all(e.items, within);
      case 'object':
        return this.#all(e.entries.flat(), within);
      case 'index':
        return this.#all([e.operand, e.index], within);
      case 'star':
        return this.#all(
          e.replace.map(([value]) => value),
          within,
        );
      case 'lambda':
        return this.#expression(e.body, within);
      case 'negate':
      case 'not':
      case 'isNull':
      case 'isBoolean':
      case 'cast':
      case 'path':
        return this.#expression(e.operand, within);
      default:
        return;
    }
  }
}
