/** What a query gives: its columns, their types, and where they come from, found from its text and a catalog. */
import { Reading } from './infer/reading.js';
import type { Dependency } from '../lineage/model.js';
import type { ReadCatalog, ReadProblem } from './infer/model.js';
import { inferQuery as infer } from './infer/query.js';
import { as, union } from './infer/uses.js';
import { tokenize } from './lexer.js';
import type { Query } from './syntax/tree.js';
import type { SnowflakeType } from './types.js';

/** A source column that an output column depends on. */
export interface InferredUse {
  /** The relation's `id` in the catalog. */
  readonly relation: string;
  readonly column: string;
  /** Every way in which the output depends on it. */
  readonly dependencies: readonly Dependency[];
}

export interface InferredColumn {
  /** The stored name. */
  readonly name: string;
  /** null: not known; a problem says why. */
  readonly type: SnowflakeType | null;
  /** False only where a NULL is impossible. */
  readonly nullable: boolean;
  /**
   * Lineage: the source columns that the value is made of (`IDENTITY`, `TRANSFORMATION`, `AGGREGATION`) or that decide
   * it (`CONDITIONAL`, `WINDOW`, `SORT`) and those that decide which rows there are (`JOIN`, `FILTER`, `GROUP_BY`). It
   * follows CTEs, derived tables, set operations and subqueries down to the catalog's relations. Columns of relations
   * whose columns are not known are missing from it.
   */
  readonly uses: readonly InferredUse[];
}

/** A catalog's table in the text; `id` is its name in the catalog. */
export interface TableMention {
  readonly start: number;
  readonly end: number;
  readonly id: string;
  /** Whether the text says its schema, or database and schema. */
  readonly isPlaced: boolean;
  /** Whether its name alone would be a CTE's there. */
  readonly isHidden: boolean;
}

export interface InferredQuery {
  readonly columns: readonly InferredColumn[];
  /** It may give more columns than these: `*` of a table that is not known. */
  readonly open: boolean;
  /** Whether the columns of everything it reads are known, so that `uses` lacks nothing. */
  readonly complete: boolean;
  readonly problems: readonly ReadProblem[];
  /** Where the text names tables of the catalog, in its order; a CTE's name is none. */
  readonly tables: readonly TableMention[];
  /** Parenthesised queries that read columns of the queries around them. */
  readonly correlated: ReadonlySet<Query>;
  /** Names of the columns of every query in it; null where they are not known. */
  readonly outputs: ReadonlyMap<Query, readonly string[] | null>;
}

/**
 * Infers a query's output columns against a catalog. Result types are those of Snowflake's documentation, function by
 * function; where a function or a table is not known, the type is null and a problem says so. Nothing is guessed.
 * @param source the text that the tree's places refer to.
 */
export function inferQuery(query: Query, source: string, catalog: ReadCatalog): InferredQuery {
  const reading = new Reading(catalog, tokenize(source));
  const relation = infer(query, { reading, ctes: new Map(), inferQuery: infer }, null);
  return {
    columns: relation.columns.map(({ name, type, nullable, uses }) => ({
      name,
      type,
      nullable,
      uses: [...union(uses, as('IDENTITY', relation.rows))].map(([source, dependencies]) => ({
        ...source,
        dependencies: [...dependencies],
      })),
    })),
    open: relation.open,
    complete: reading.complete,
    problems: [...reading.problems].sort((a, b) => a.start - b.start),
    tables: [...new Map(reading.tables.map((t) => [t.start, t])).values()].sort((a, b) => a.start - b.start),
    correlated: reading.correlated,
    outputs: reading.outputs,
  };
}
