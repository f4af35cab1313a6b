/** Columns whose values are counted: AUTOINCREMENT, also written IDENTITY. Source: "CREATE TABLE". */
import type { CatalogColumn } from './model.js';

export interface Identity {
  readonly start: number;
  readonly increment: number;
  /** ORDER: values grow with each row that is inserted, which they always do here. */
  readonly ordered: boolean;
}

/** The counter's name in DuckDB. */
export const counterOf = (table: string, column: string): string => `data.${table}_${column}`;

/** `IDENTITY START 1 INCREMENT 1 NOORDER`, as DESCRIBE shows it. */
export const identityText = (identity: Identity): string =>
  `IDENTITY START ${identity.start} INCREMENT ${identity.increment} ${identity.ordered ? 'ORDER' : 'NOORDER'}`;

export const hasIdentity = (
  column: CatalogColumn,
): column is CatalogColumn & { readonly identity: Identity } => column.identity != null;
