import type { CallId } from '../../dataframe/trace.js';

/**
 * How an input column decides an output column. The words are those of OpenLineage's column lineage facet: the value
 * comes from the input (directly) as it is, computed, or aggregated; or the input decides (indirectly) which value it is
 * or which rows there are.
 */
export type DirectDependency = 'IDENTITY' | 'TRANSFORMATION' | 'AGGREGATION';
export type IndirectDependency = 'JOIN' | 'FILTER' | 'GROUP_BY' | 'SORT' | 'WINDOW' | 'CONDITIONAL';
export type Dependency = DirectDependency | IndirectDependency;

/** A column that a step reads: the number of the step that gives it, and how it is used. */
export interface LineageInput {
  readonly step: number;
  readonly dependency: Dependency;
}

/** One operation on the way from source columns to an output column: what gives `column` of a frame. */
export interface LineageStep {
  /** `source` is a column of a table; the others are the steps of frames. */
  readonly operation: LineageOperation;
  /** The table, fully qualified, for a source; else the frame as the SQL calls it; null for the view's own SELECT. */
  readonly frame: string | null;
  readonly column: string;
  /** SQL of the column over the columns of the step before. */
  readonly expression: string;
  /** SQL of what decides the rows: the condition of a filter or join. */
  readonly condition?: string;
  /** Without repeats, in the order in which the SQL reads them. */
  readonly inputs: readonly LineageInput[];
  /**
   * True where the author's own SQL could not be read: the inputs are then all columns it can have read, not those it
   * reads.
   */
  readonly opaque?: true;
  /** The call of the definition that made the step. */
  readonly call?: CallId;
}

export type LineageOperation =
  | 'source'
  | 'select'
  | 'filter'
  | 'join'
  | 'aggregate'
  | 'latest'
  | 'distinct'
  | 'union'
  | 'intersect'
  | 'except'
  | 'sort'
  | 'limit'
  | 'sample'
  | 'flatten'
  /** A feature over a window of time: `expression` is words, for it is put together from tiles when it is read. */
  | 'window'
  | 'sql';

/** The lineage of every output column of a query: a graph whose steps stand before those that read them. */
export interface Lineage {
  readonly steps: readonly LineageStep[];
  /** The output columns in the query's order, each with the number of the step that gives it. */
  readonly columns: readonly { readonly name: string; readonly step: number }[];
}
