/**
 * What the catalog gives the translator and what it gets back. The translator reads Snowflake queries and DML and
 * writes DuckDB; names and declared types come from a `NameResolver`, so that it needs no catalog of its own.
 */
import type { TimestampMapping } from '../../sql/read/types.js';
import type { ModelCall } from '../models/calls.js';
import type { ModelMethod } from '../models/method.js';
import type { PlanNode } from './plan.js';
import type { AccountBind, AccountColumn, SnowflakeType, StatementKind } from '../account.js';

/** A column as the catalog declares it. */
export interface RelationColumn {
  /** The stored name: unquoted names in upper case. */
  readonly name: string;
  /** The column's name inside the DuckDB relation. */
  readonly physicalName: string;
  readonly type: SnowflakeType;
  readonly nullable: boolean;
  /** Snowflake text of the DEFAULT expression, for INSERT. */
  readonly default?: string;
  /** AUTOINCREMENT: the DuckDB sequence that counts, for INSERT. */
  readonly counter?: string;
}

export interface ResolvedTable {
  readonly kind: 'table';
  /** `DB.SCHEMA.NAME` as messages and `Translation.reads` spell it. */
  readonly fullName: string;
  /** DuckDB text of the relation, ready to stand after FROM: `data.t17`. */
  readonly physical: string;
  /** DuckDB text of the log of its changes: statements that change the table record them there. Absent: they do not. */
  readonly log?: string;
  /** Its rows are those of a query: DML may not change them. */
  readonly computed?: true;
  readonly columns: readonly RelationColumn[];
}

export interface ResolvedView {
  readonly kind: 'view';
  readonly fullName: string;
  /** The view's query, Snowflake text as stored. */
  readonly text: string;
  /** Resolves names where the view lives (its own database and schema). */
  readonly within: NameResolver;
  /** Column names of `CREATE VIEW v (a, b)`; absent when the query's own names hold. */
  readonly columns?: readonly string[];
}

/** INFORMATION_SCHEMA views and table functions: DuckDB text whose columns have the given physical names. */
export interface ResolvedRows {
  readonly kind: 'rows';
  readonly fullName: string;
  /** A DuckDB SELECT, without parentheses. */
  readonly sql: string;
  readonly columns: readonly RelationColumn[];
}

/** A user-defined function in SQL. */
export interface ResolvedFunction {
  readonly fullName: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: SnowflakeType;
    /** Snowflake text; null where a call has to give the argument. */
    readonly default: string | null;
  }[];
  readonly returns:
    | { readonly kind: 'value'; readonly type: SnowflakeType }
    | { readonly kind: 'rows'; readonly columns: readonly { name: string; type: SnowflakeType }[] };
  /** An expression or a query, Snowflake text as stored. */
  readonly body: string;
  readonly immutable: boolean;
  /** Resolves names where the function lives. */
  readonly within: NameResolver;
}

export type ResolvedRelation = ResolvedTable | ResolvedView | ResolvedRows;

/** Context functions whose value is the session's. */
export type SessionValue =
  | 'CURRENT_ACCOUNT'
  | 'CURRENT_ACCOUNT_NAME'
  | 'CURRENT_AVAILABLE_ROLES'
  | 'CURRENT_CLIENT'
  | 'CURRENT_DATABASE'
  | 'CURRENT_IP_ADDRESS'
  | 'CURRENT_ORGANIZATION_NAME'
  | 'CURRENT_REGION'
  | 'CURRENT_ROLE'
  | 'CURRENT_ROLE_TYPE'
  | 'CURRENT_SCHEMA'
  | 'CURRENT_SCHEMAS'
  | 'CURRENT_SECONDARY_ROLES'
  | 'CURRENT_SESSION'
  | 'CURRENT_STATEMENT'
  | 'CURRENT_TRANSACTION'
  | 'CURRENT_USER'
  | 'CURRENT_VERSION'
  | 'CURRENT_WAREHOUSE'
  | 'LAST_QUERY_ID';

/** An argument of a table function or system function, already evaluated. */
export interface CallArgument {
  /** Upper-case name of a named argument (`NAME => …`), null for a positional one. */
  readonly name: string | null;
  readonly value: string | null;
  /** DuckDB text of the value, for what is no constant. */
  readonly sql: string;
}

/** Files on a stage that a query reads, or whose columns INFER_SCHEMA tells. */
export interface StagedRequest {
  readonly kind: 'rows' | 'schema';
  /** `@stage/path` as written. */
  readonly location: string;
  /** The name of a file format; null: the stage's own. */
  readonly format: string | null;
  readonly pattern: string | null;
  /** Names of files below the location; null: all. */
  readonly files: readonly string[] | null;
  /** MAX_FILE_COUNT; null: all of them. */
  readonly most: number | null;
  /** The largest n of `$n` in the statement. */
  readonly fields: number;
  /** Whether the statement asks for METADATA$ columns. */
  readonly metadata: boolean;
  readonly ignoreCase: boolean;
}

/** The answer to a request: found, and read when it is loaded. */
export interface StagedLoad {
  /** Equal keys are equal answers within one statement. */
  readonly key: string;
  readonly load: () => Promise<ResolvedRows>;
}

/** Implemented by the catalog, for one session at one moment. Names are parts with their quoting resolved. */
export interface NameResolver {
  /**
   * Changes whenever an answer of this resolver may change (catalog version, context); translations are cached by
   * (text, version). Absent: never cached.
   */
  readonly version?: string;
  /**
   * @throws AccountError 002003 when the object does not exist, 090105/090106 when there is no current database/schema.
   * `db..t` arrives with an empty schema part and means PUBLIC.
   */
  relation(parts: readonly string[]): ResolvedRelation;
  /** `TABLE(db.INFORMATION_SCHEMA.TAG_REFERENCES(…))`; undefined: no such function. */
  tableFunction?(parts: readonly string[], args: readonly CallArgument[]): ResolvedRelation | undefined;
  /** @throws AccountError 002003 when there is no such stage or file format. */
  staged?(request: StagedRequest): StagedLoad;
  /** The values that a DuckDB query of one column gives, in its order. Absent: nothing can be read while translating. */
  values?(sql: string): Promise<readonly (string | null)[]>;
  sessionValue(name: SessionValue): string | null;
  /** System functions with constant text arguments (`ENTITY_DETAIL`, `SYSTEM$…`); undefined: no such function. */
  systemFunction?(name: string, args: readonly (string | null)[]): string | null | undefined;
  /** System functions whose answer is in the data: undefined: no such function. */
  systemCondition?(name: string, args: readonly (string | null)[]): SystemCondition | undefined;
  /** What TIMESTAMP means; absent: TIMESTAMP_NTZ. */
  readonly timestamp?: TimestampMapping;
  /** A session parameter that was set; null: it has its default. */
  parameter?(name: string): string | null;
  /** The user-defined functions of this name; none: there is no such function. */
  functions?(parts: readonly string[]): readonly ResolvedFunction[];
  /**
   * A method of a model, to be loaded before it is called; absent: no models.
   * @throws AccountError when there is none of this name, or nothing that may run it
   */
  model?(call: ModelCall): ModelMethod;
  /** DuckDB text for `seq.NEXTVAL`; undefined or absent: no such sequence. */
  sequence?(parts: readonly string[]): string | undefined;
}

/** How a DML statement's counts become its result row. */
export interface DmlCounts {
  /** `count`: DuckDB answers one row count. `actions`: DuckDB answers one row per changed row, naming the action. */
  readonly source: 'count' | 'actions';
  /** A DuckDB query, asked before the statement runs, that gives the result row where DuckDB's own count cannot. */
  readonly query?: string;
  /** Result columns in order with the action whose rows they count; `null` always counts zero. */
  readonly columns: readonly {
    readonly name: string;
    readonly action: 'INSERT' | 'UPDATE' | 'DELETE' | null;
  }[];
}

export interface Translation {
  readonly kind: StatementKind;
  /** Statements to run first, in the same transaction (INSERT OVERWRITE empties its table). */
  readonly before: readonly string[];
  /** The DuckDB statement. Its columns stand in the order of `columns`; their DuckDB names mean nothing. */
  readonly sql: string;
  /** Statements to run afterwards, in the same transaction (the recording of changes). */
  readonly after?: readonly string[];
  /** Full names of the relations read, views and what is below them included; each once. */
  readonly reads: readonly string[];
  /** It reads the numbers that FLATTEN gives to rows, which are others each time. */
  readonly numbersRows?: boolean;
  /** Full names of the streams of which it asks whether they have data. */
  readonly asks?: readonly string[];
  /** The user-defined functions it calls, those that these call included. */
  readonly functions?: readonly ResolvedFunction[];
  /** Full name of the table changed. */
  readonly writes?: string;
  /** Of an INSERT: the DuckDB SELECT whose rows it stores, as they are stored. */
  readonly stored?: string;
  /** The result's columns in Snowflake's terms. For DML the counts. */
  readonly columns: readonly AccountColumn[];
  readonly counts?: DmlCounts;
  /** How a query is built; absent where it cannot be taken apart. */
  readonly plan?: PlanNode;
  /** The data decides which columns there are: PIVOT … IN (ANY) or IN (a query). */
  readonly pivotsByData?: true;
}

/** What a system function asks about a stream. */
export interface SystemCondition {
  /** A DuckDB expression of type BOOLEAN. */
  readonly sql: string;
  /** The stream's full name. */
  readonly stream: string;
}

export interface TranslateOptions {
  /** Values of `?` and `:1` by position; they become typed literals. */
  readonly binds?: readonly AccountBind[];
  /** In their place: rows of values, for each of which an INSERT writes its one row. Other statements refuse them. */
  readonly bindRows?: readonly (readonly AccountBind[])[];
}
