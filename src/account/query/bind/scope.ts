/** Which columns a name can mean at one place of a query. */
import type { SnowflakeType } from '../../account.js';
import type { Name } from '../../../sql/read/syntax/tree.js';

export interface ScopeColumn {
  readonly name: string;
  /** DuckDB text: `r1."C"`. */
  readonly sql: string;
  readonly type: SnowflakeType;
  readonly nullable: boolean;
}

/** One FROM item. */
export interface Source {
  /** Alias, or the table's own name; null for a derived table without one. */
  readonly name: string | null;
  /** Database, schema and name, when the item has no alias, so that `db.s.t.c` works. */
  readonly path: readonly string[];
  readonly columns: readonly ScopeColumn[];
}

/** What FROM (or a part of it) makes visible. */
export class Namespace {
  constructor(
    readonly sources: readonly Source[],
    /** Columns that USING or NATURAL merged; they stand before the others in `*`. */
    readonly merged: readonly ScopeColumn[] = [],
    /** Columns that stay reachable by qualified name only. */
    readonly hidden: ReadonlySet<ScopeColumn> = new Set(),
  ) {}

  static readonly EMPTY = new Namespace([]);

  /** Both sides' names, side by side. */
  with(other: Namespace): Namespace {
    return new Namespace(
      [...this.sources, ...other.sources],
      [...this.merged, ...other.merged],
      new Set([...this.hidden, ...other.hidden]),
    );
  }

  /** The columns that `*` means, in order. */
  visible(): readonly ScopeColumn[] {
    return [...this.merged, ...this.sources.flatMap((s) => s.columns).filter((c) => !this.hidden.has(c))];
  }

  /** The same names on the side of an outer join that may be missing. */
  nullable(): Namespace {
    const copies = new Map<ScopeColumn, ScopeColumn>();
    const copy = (c: ScopeColumn): ScopeColumn => {
      const known = copies.get(c) ?? { ...c, nullable: true };
      copies.set(c, known);
      return known;
    };
    const sources = this.sources.map((s) => ({ ...s, columns: s.columns.map(copy) }));
    return new Namespace(sources, this.merged.map(copy), new Set([...this.hidden].map(copy)));
  }

  sourcesNamed(qualifier: readonly string[]): readonly Source[] {
    return this.sources.filter((s) => matches(s, qualifier));
  }
}

function matches(source: Source, qualifier: readonly string[]): boolean {
  if (qualifier.length === 1) return source.name === qualifier[0];
  const tail = source.path.slice(-qualifier.length);
  return tail.length === qualifier.length && tail.every((part, i) => part === qualifier[i]);
}

export type Found =
  | { readonly kind: 'found'; readonly column: ScopeColumn; readonly outer: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ambiguous' };

/** A namespace inside those of the queries around it. */
export class Scope {
  constructor(
    readonly namespace: Namespace,
    readonly parent: Scope | null = null,
  ) {}

  find(path: readonly Name[]): Found {
    const here = this.local(path.map((n) => n.text));
    if (here.length > 1) return { kind: 'ambiguous' };
    const [column] = here;
    if (column !== undefined) return { kind: 'found', column, outer: false };
    const outer = this.parent?.find(path) ?? { kind: 'missing' };
    return outer.kind === 'found' ? { ...outer, outer: true } : outer;
  }

  private local(path: readonly string[]): readonly ScopeColumn[] {
    const name = path.at(-1)!;
    if (path.length > 1) {
      return this.namespace
        .sourcesNamed(path.slice(0, -1))
        .flatMap((s) => s.columns.filter((c) => c.name === name));
    }
    const position = /^\$([1-9]\d*)$/.exec(name);
    if (position !== null && this.namespace.sources.length === 1) {
      const column = this.namespace.sources[0]?.columns[Number(position[1]) - 1];
      return column === undefined ? [] : [column];
    }
    return this.namespace.visible().filter((c) => c.name === name);
  }
}
