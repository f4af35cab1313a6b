/** What inference carries along. */
import { closest } from '../../../dataframe/suggestion.js';
import type { Token } from '../lexer.js';
import type { Name } from '../syntax/tree.js';
import type { Query } from '../syntax/tree.js';
import { Namespace, Scope } from '../scope.js';
import type { NamedColumn } from '../scope.js';
import type {
  OutputColumn,
  ReadCatalog,
  ReadProblem,
  ReadProblemCode,
  Relation,
  SourceColumn,
  Value,
} from './model.js';

export interface ScopeColumn extends NamedColumn, OutputColumn {}
export type ReadNamespace = Namespace<ScopeColumn>;
export const ReadNamespace = Namespace<ScopeColumn>;
export type ReadScope = Scope<ScopeColumn>;
export const ReadScope = Scope<ScopeColumn>;

/** One statement's problems and facts. */
export class Reading {
  readonly problems: ReadProblem[] = [];
  /** False once something was read whose columns are not known. */
  complete = true;
  readonly #seen = new Set<string>();
  readonly #sources = new Map<string, SourceColumn>();
  /** Queries that read columns of the queries around them. */
  readonly correlated = new Set<Query>();
  /** Names of each query's columns; null where they are not known. */
  readonly outputs = new Map<Query, readonly string[] | null>();
  /** The queries being read, with the names around each. */
  readonly open: { readonly query: Query; readonly within: ReadScope | null }[] = [];
  readonly #ends: ReadonlyMap<number, number>;

  constructor(
    readonly catalog: ReadCatalog,
    tokens: readonly Token[],
  ) {
    this.#ends = new Map(tokens.map((t) => [t.start, t.end]));
  }

  /** The same problem at the same place is told once, however often the place is looked at. */
  report(
    code: ReadProblemCode,
    message: string,
    where: { readonly start: number; readonly end: number },
    more: { readonly suggestion?: string } = {},
  ): void {
    const key = `${code} ${where.start}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.problems.push({ code, message, ...where, ...more });
  }

  /** Where a name stands; names that were not written have none of their own. */
  place(first: Name | number, last: Name | number = first): { start: number; end: number } {
    const start = typeof first === 'number' ? first : first.at;
    const end = typeof last === 'number' ? last : last.at;
    return { start, end: this.#ends.get(end) ?? end + 1 };
  }

  /** A table of the catalog, where the text names it. */
  readonly tables: { start: number; end: number; id: string; isPlaced: boolean; isHidden: boolean }[] = [];

  /** One object for each column read, so that its uses meet. */
  source(relation: string, column: string): SourceColumn {
    const key = `${relation}\0${column}`;
    const known = this.#sources.get(key) ?? { relation, column };
    this.#sources.set(key, known);
    return known;
  }

  suggestion(name: string, names: readonly string[]): string | undefined {
    return closest(name, [...new Set(names)]);
  }
}

export interface Environment {
  readonly reading: Reading;
  readonly ctes: ReadonlyMap<string, Relation>;
  readonly inferQuery: (query: Query, env: Environment, outer: ReadScope | null) => Relation;
}

export const unknownValue = (uses: Value['uses']): Value => ({ type: null, nullable: true, uses });

/** What a column is where it is read; its name stays behind. */
export function valueOf(column: ScopeColumn): Value {
  const { type, nullable, uses, untyped } = column;
  return { type, nullable, uses, ...(untyped === undefined ? {} : { untyped }) };
}
