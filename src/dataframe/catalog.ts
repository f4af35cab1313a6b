import type { TableKey } from './plan/table.js';

/** What is known of the source tables when definitions are evaluated: the project's snapshot of the account's catalog. */
export interface SourceCatalog {
  /** The table that `table(name)` means, or undefined when there is none. */
  table(name: string): SourceTable | undefined;
  /** Names that `table` knows, for suggestions. */
  readonly names?: readonly string[];
}

export interface SourceTable {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** What it declares as PRIMARY KEY and UNIQUE; Snowflake enforces neither. */
  readonly keys?: readonly TableKey[];
}

interface SourceColumn {
  /** The stored name. */
  readonly name: string;
  /** As DESCRIBE TABLE prints it: `NUMBER(38,0)`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment?: string;
}

let current: SourceCatalog | undefined;

/** Sets the catalog that `table()` reads from now on. The evaluation runner calls it before it loads definitions. */
export function setCatalog(catalog: SourceCatalog | undefined): void {
  current = catalog;
}

export function catalog(): SourceCatalog | undefined {
  return current;
}
