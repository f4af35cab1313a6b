import type { Ordering } from '../expression/window.js';
import type { Column } from './column.js';
import { expressionOf, isColumn } from './expressionOf.js';

/** A column with a direction. */
export interface Ordered {
  readonly column: Column;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last';
}

/** A column alone is ascending, NULLs last. */
export type Order = Column | Ordered;

export interface NullsOption {
  readonly nulls?: 'first' | 'last';
}

/** Smallest first; NULLs last unless told otherwise. */
export function asc(column: Column, options: NullsOption = {}): Ordered {
  return Object.freeze({ column, descending: false, nulls: options.nulls ?? 'last' });
}

/** Largest first; NULLs last unless told otherwise (Snowflake's own default would put them first). */
export function desc(column: Column, options: NullsOption = {}): Ordered {
  return Object.freeze({ column, descending: true, nulls: options.nulls ?? 'last' });
}

export function orderings(orders: Order | readonly Order[] | undefined): readonly Ordering[] {
  if (orders === undefined) return [];
  const list = Array.isArray(orders) ? (orders as readonly Order[]) : [orders as Order];
  return list.map((order) => {
    const { column, descending, nulls } = isColumn(order) ? asc(order) : order;
    return Object.freeze({ expression: expressionOf(column), descending, nulls });
  });
}
