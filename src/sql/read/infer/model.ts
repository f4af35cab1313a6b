import type { Dependency } from '../../lineage/model.js';
import type { SnowflakeType } from '../types.js';

/** A column of a table that the query reads. */
export interface SourceColumn {
  readonly relation: string;
  readonly column: string;
}

/** Columns read, each with every way in which it is used. */
export type Uses = ReadonlyMap<SourceColumn, ReadonlySet<Dependency>>;

/** An expression after inference. */
export interface Value {
  /** null: not known. */
  readonly type: SnowflakeType | null;
  /** NULL and nothing else: it takes the type of what it meets. */
  readonly untyped?: true;
  readonly nullable: boolean;
  readonly uses: Uses;
  /** A literal's text. */
  readonly constant?: string;
}

export interface OutputColumn extends Value {
  readonly name: string;
}

export interface Relation {
  readonly columns: readonly OutputColumn[];
  /** What decides which rows there are. */
  readonly rows: Uses;
  /** It may have more columns than are known. */
  readonly open: boolean;
}

/** A table or view as the catalog knows it; stored names. */
export interface CatalogRelation {
  /** The name that lineage gives it. */
  readonly id: string;
  /** Its parts, for qualified column names. */
  readonly path: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: SnowflakeType | null;
    readonly nullable: boolean;
  }[];
  /** It may have more columns than these. */
  readonly open?: boolean;
}

/** What a query's names are resolved against. */
export interface ReadCatalog {
  /** `unknown`: there is no such table; `outside`: the catalog does not reach there. */
  relation(path: readonly string[]): CatalogRelation | 'unknown' | 'outside';
  /** Names of tables, for suggestions. */
  readonly names: readonly string[];
}

export type ReadProblemCode =
  /** The text is no Snowflake SQL. */
  | 'sql-syntax'
  /** A construct that is not read here, so that nothing of the text is checked. */
  | 'sql-unread'
  | 'unknown-table'
  | 'unknown-column'
  | 'ambiguous-column'
  | 'type-mismatch'
  | 'invalid-argument'
  /** A table in a place that the catalog does not reach. */
  | 'table-outside'
  /** A function or table whose types or columns are not known. */
  | 'sql-type-unknown';

/** What is wrong with a query, at its place in the text. */
export interface ReadProblem {
  readonly code: ReadProblemCode;
  readonly message: string;
  /** Offsets in the text, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** SQL for that place that was probably meant. */
  readonly suggestion?: string;
}
