/** What binding carries along: one translation's state, and the names that hold at one place. */
import type { SnowflakeType } from '../../account.js';
import type { BindRows } from './bindColumns.js';
import type { BindValues } from './binds.js';
import type { PlanNode } from '../plan.js';
import type { NameResolver, ResolvedFunction, ResolvedRows, StagedLoad } from '../translation.js';
import type { Bound } from './bound.js';
import type { Expression, Query, Statement } from '../../../sql/read/syntax/tree.js';
import type { RowNumbering } from './rowNumbers.js';
import type { Scope } from './scope.js';

export interface OutputColumn {
  readonly name: string;
  readonly type: SnowflakeType;
  readonly nullable: boolean;
  /** Nothing but NULL: TEXT when shown, any type when it meets one in a set operation. */
  readonly untyped?: boolean;
}

/** A bound query: a DuckDB SELECT whose columns are named c1, c2, … in order. */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
  /** How it is built; absent where it cannot be taken apart. */
  readonly plan?: PlanNode | undefined;
}

/** The physical name of column `index` (from 0) of every query this translator writes. */
export const columnName = (index: number): string => `c${index + 1}`;

export interface CteBinding {
  readonly physical: string;
  readonly columns: readonly OutputColumn[];
  readonly plan?: PlanNode | undefined;
}

/** A view's text that has to be read before binding can go on. */
export class TextNeeded extends Error {
  override readonly name = 'TextNeeded';
  constructor(readonly text: string) {
    super('A view has to be read first.');
  }
}

/** Staged files that have to be looked into before binding can go on. */
export class StagedNeeded extends Error {
  override readonly name = 'StagedNeeded';
  constructor(readonly staged: StagedLoad) {
    super('Staged files have to be read first.');
  }
}

/** Values that have to be read before binding can go on: the columns of a PIVOT are made of them. */
export class ValuesNeeded extends Error {
  override readonly name = 'ValuesNeeded';
  /** @param sql a DuckDB query of one column of texts */
  constructor(readonly sql: string) {
    super('The values of a PIVOT have to be read first.');
  }
}

/** What was read for one translation so far. */
export interface ReadSoFar {
  /** Views and bodies of functions, by text. */
  readonly texts: Map<string, Statement>;
  /** Staged files looked into, by their keys. */
  readonly files: Map<string, ResolvedRows>;
  /** Values of PIVOTs, by the query that gives them. */
  readonly values: Map<string, readonly (string | null)[]>;
}

export const nothingRead = (): ReadSoFar => ({ texts: new Map(), files: new Map(), values: new Map() });

/** One translation's state. */
export class BindState {
  readonly reads = new Set<string>();
  /** The streams of which it is asked whether they have data. */
  readonly asks = new Set<string>();
  /** The user-defined functions called, by their full names and signatures. */
  readonly functions = new Map<string, ResolvedFunction>();
  /** A query stood inside an expression: the plan does not tell all that the statement reads. */
  hasExpressionQuery = false;
  /** SEQ of a FLATTEN is read: the rows it is given are numbered, anew each time. */
  numbersRows = false;
  /** How many of its PIVOTs have columns that the data decides. */
  dynamicPivots = 0;
  private counter = 0;
  private sides = 0;

  constructor(private readonly readSoFar: ReadSoFar) {}

  /** A name that no other relation of the statement has. */
  fresh(prefix: string): string {
    this.counter++;
    return `${prefix}${this.counter}`;
  }

  /** A number for a side of an outer join. */
  freshSide(): number {
    return ++this.sides;
  }

  /** @throws StagedNeeded when the files have not been looked into yet. */
  staged(load: StagedLoad): ResolvedRows {
    const rows = this.readSoFar.files.get(load.key);
    if (rows === undefined) throw new StagedNeeded(load);
    return rows;
  }

  /** @throws ValuesNeeded when the query has not been asked yet. */
  valuesOf(sql: string): readonly (string | null)[] {
    const values = this.readSoFar.values.get(sql);
    if (values === undefined) throw new ValuesNeeded(sql);
    return values;
  }

  /** @throws TextNeeded when the text has not been read yet. */
  read(text: string): Statement {
    const statement = this.readSoFar.texts.get(text);
    if (statement === undefined) throw new TextNeeded(text);
    return statement;
  }
}

export interface Environment {
  /** The text that positions in the tree refer to. */
  readonly source: string;
  readonly resolver: NameResolver;
  readonly state: BindState;
  readonly binds: BindValues;
  /** Many rows of binds for the one row that an INSERT writes. */
  readonly bindRows: BindRows | null;
  readonly ctes: ReadonlyMap<string, CteBinding>;
  /** DuckDB text of every CTE that can be seen here, in order. */
  readonly cteTexts: readonly string[];
  /** Full names of the views being inlined, against views that read themselves. */
  readonly within: readonly string[];
  readonly numbering: RowNumbering;
  /** Binds a query at this place; queries and expressions need each other. */
  readonly bindQuery: (query: Query, env: Environment, outer: Scope | null) => Relation;
  /** Binds a value of no query's: the body of a function. */
  readonly bindValue: (value: Expression, env: Environment, scope: Scope, clause: string) => Bound;
}
