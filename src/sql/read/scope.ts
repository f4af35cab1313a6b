/** Which columns a name can mean at one place of a query. */
import type { Name } from './syntax/tree.js';

export interface NamedColumn {
  readonly name: string;
  readonly nullable: boolean;
}

/** One FROM item. */
export interface Source<C extends NamedColumn> {
  /** Alias, or the table's own name; null for a derived table without one. */
  readonly name: string | null;
  /** Database, schema and name, when the item has no alias, so that `db.s.t.c` works. */
  readonly path: readonly string[];
  readonly columns: readonly C[];
  /** It may have more columns than are known. */
  readonly open?: boolean;
}

/** What FROM (or a part of it) makes visible. */
export class Namespace<C extends NamedColumn> {
  constructor(
    readonly sources: readonly Source<C>[],
    /** Columns that USING or NATURAL merged; they stand before the others in `*`. */
    readonly merged: readonly C[] = [],
    /** Columns that stay reachable by qualified name only. */
    readonly hidden: ReadonlySet<C> = new Set(),
  ) {}

  static readonly EMPTY = new Namespace<never>([]);

  /** Both sides' names, side by side. */
  with(other: Namespace<C>): Namespace<C> {
    return new Namespace(
      [...this.sources, ...other.sources],
      [...this.merged, ...other.merged],
      new Set([...this.hidden, ...other.hidden]),
    );
  }

  /** The columns that `*` means, in order. */
  visible(): readonly C[] {
    return [...this.merged, ...this.sources.flatMap((s) => s.columns).filter((c) => !this.hidden.has(c))];
  }

  /** Whether a name that is not known may still be a column. */
  get open(): boolean {
    return this.sources.some((s) => s.open === true);
  }

  /** The same names on the side of an outer join that may be missing. */
  nullable(): Namespace<C> {
    const copies = new Map<C, C>();
    const copy = (c: C): C => {
      const known = copies.get(c) ?? optional(c);
      copies.set(c, known);
      return known;
    };
    const sources = this.sources.map((s) => ({ ...s, columns: s.columns.map(copy) }));
    return new Namespace(sources, this.merged.map(copy), new Set([...this.hidden].map(copy)));
  }

  sourcesNamed(qualifier: readonly string[]): readonly Source<C>[] {
    return this.sources.filter((s) => matches(s, qualifier));
  }
}

/** A copy that may be NULL; what is computed when it is read stays so. */
function optional<C extends NamedColumn>(column: C): C {
  const nullable = { value: true, enumerable: true };
  return Object.create(null, { ...Object.getOwnPropertyDescriptors(column), nullable }) as C;
}

function matches(source: Source<NamedColumn>, qualifier: readonly string[]): boolean {
  if (qualifier.length === 1 && source.name === qualifier[0]) return true;
  const tail = source.path.slice(-qualifier.length);
  return tail.length === qualifier.length && tail.every((part, i) => part === qualifier[i]);
}

export type Found<C> =
  | { readonly kind: 'found'; readonly column: C; readonly outer: boolean; readonly scope: object }
  /** Nobody knows: a source's columns are not known. */
  | { readonly kind: 'open'; readonly outer: boolean; readonly scope: object }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ambiguous' };

/** A namespace inside those of the queries around it. */
export class Scope<C extends NamedColumn> {
  constructor(
    readonly namespace: Namespace<C>,
    readonly parent: Scope<C> | null = null,
  ) {}

  find(path: readonly Name[]): Found<C> {
    const here = this.local(path.map((n) => n.text));
    if (here.length > 1) return { kind: 'ambiguous' };
    const [column] = here;
    if (column !== undefined) return { kind: 'found', column, outer: false, scope: this };
    if (this.mayHave(path)) return { kind: 'open', outer: false, scope: this };
    const outer = this.parent?.find(path) ?? { kind: 'missing' };
    return outer.kind === 'found' || outer.kind === 'open' ? { ...outer, outer: true } : outer;
  }

  private mayHave(path: readonly Name[]): boolean {
    if (path.length === 1) return this.namespace.open;
    const qualifier = path.slice(0, -1).map((n) => n.text);
    return this.namespace.sourcesNamed(qualifier).some((s) => s.open === true);
  }

  private local(path: readonly string[]): readonly C[] {
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
