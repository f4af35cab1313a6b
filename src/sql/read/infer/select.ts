/** Infers one SELECT block. Source: "SELECT", "GROUP BY", "QUALIFY" (order of evaluation, use of aliases). */
import { identifier } from '../../identifiers.js';
import type { Expression, Query, Select, SelectItem, Star } from '../syntax/tree.js';
import { ExpressionReader } from './expressions.js';
import type { Aliases } from './expressions.js';
import { inferFrom } from './from.js';
import type { OutputColumn, Relation, Uses } from './model.js';
import { ReadScope, valueOf } from './reading.js';
import type { Environment, ScopeColumn } from './reading.js';
import { as, NONE, union } from './uses.js';

type Ending = Pick<Query, 'orderBy' | 'limit'>;

export function inferSelect(
  select: Select,
  ending: Ending,
  env: Environment,
  outer: ReadScope | null,
): Relation {
  return new SelectReader(select, env, outer).read(ending);
}

class SelectReader {
  readonly #scope: ReadScope;
  readonly #rows: Uses;
  readonly #reader: ExpressionReader;
  readonly #orderReader: ExpressionReader;

  constructor(
    private readonly select: Select,
    private readonly env: Environment,
    outer: ReadScope | null,
  ) {
    const from = inferFrom(select.from, env, outer);
    this.#scope = new ReadScope(from.namespace, outer);
    this.#rows = from.rows;
    const written = new Map(
      select.items.flatMap((i) => (i.alias === null ? [] : [[i.alias.text, i.value] as const])),
    );
    const aliases = (first: boolean): Aliases => ({
      find: (name) => written.get(name),
      names: [...written.keys()],
      first,
    });
    this.#reader = new ExpressionReader(env, this.#scope, aliases(false));
    this.#orderReader = new ExpressionReader(env, this.#scope, aliases(true));
  }

  read({ orderBy, limit }: Ending): Relation {
    const { where, having, qualify } = this.select;
    const filtered = [where, having, qualify].map((c) => (c === null ? NONE : this.#reader.read(c).uses));
    const columns = this.select.items.flatMap((item) => this.#project(item));
    const keys = this.#groupUses(columns);
    const order = union(...orderBy.map((item) => this.#positional(item.value, columns, this.#orderReader)));
    return {
      columns,
      rows: union(
        this.#rows,
        as('FILTER', union(...filtered)),
        as('GROUP_BY', union(keys, this.select.distinct ? union(...columns.map((c) => c.uses)) : NONE)),
        limit === null ? NONE : as('SORT', order),
      ),
      open: this.select.items.some((i) => i.value.kind === 'star' && this.#isOpen(i.value)),
    };
  }

  // The select list ---------------------------------------------------------------------------------------------------

  #project(item: SelectItem): readonly OutputColumn[] {
    if (item.value.kind === 'star') return this.#star(item.value);
    return [{ ...this.#reader.read(item.value), name: item.label }];
  }

  #sources(star: Star) {
    return star.qualifier.length === 0
      ? this.#scope.namespace.sources
      : this.#scope.namespace.sourcesNamed(star.qualifier.map((n) => n.text));
  }

  #isOpen(star: Star): boolean {
    return this.#sources(star).some((s) => s.open === true);
  }

  #starColumns(star: Star): readonly ScopeColumn[] {
    const { namespace } = this.#scope;
    if (star.qualifier.length === 0) return namespace.visible();
    const sources = this.#sources(star);
    if (sources.length === 0) {
      const { reading } = this.env;
      const name = star.qualifier.map((n) => n.text).join('.');
      const known = namespace.sources.flatMap((s) => s.name ?? []);
      const meant = reading.suggestion(name, known);
      reading.report(
        'unknown-column',
        `There is no ${name} in FROM.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
        reading.place(star.qualifier[0]!, star.qualifier.at(-1)),
        meant === undefined ? {} : { suggestion: identifier(meant) },
      );
    }
    return sources.flatMap((s) => s.columns);
  }

  #star(star: Star): readonly OutputColumn[] {
    const columns = this.#starColumns(star);
    this.#checkModifiers(star, columns);
    const excluded = new Set(star.exclude.map((n) => n.text));
    const renamed = new Map(star.rename.map(([from, to]) => [from.text, to.text]));
    const replaced = new Map(star.replace.map(([value, name]) => [name.text, value]));
    const like = star.ilike === null ? null : likePattern(star.ilike);
    return columns
      .filter((c) => !excluded.has(c.name) && (like === null || like.test(c.name)))
      .map((c) => {
        const replacement = replaced.get(c.name);
        const value = replacement === undefined ? valueOf(c) : this.#reader.read(replacement);
        return { ...value, name: renamed.get(c.name) ?? c.name };
      });
  }

  #checkModifiers(star: Star, columns: readonly ScopeColumn[]): void {
    if (this.#isOpen(star)) return;
    const { reading } = this.env;
    const names = columns.map((c) => c.name);
    const mentioned = [
      ...star.exclude,
      ...star.rename.map(([from]) => from),
      ...star.replace.map(([, n]) => n),
    ];
    for (const name of mentioned) {
      if (names.includes(name.text)) continue;
      const meant = reading.suggestion(name.text, names);
      reading.report(
        'unknown-column',
        `* has no column ${name.text}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
        reading.place(name),
        meant === undefined ? {} : { suggestion: identifier(meant) },
      );
    }
  }

  // Grouping ----------------------------------------------------------------------------------------------------------

  #groupUses(columns: readonly OutputColumn[]): Uses {
    const { groupBy } = this.select;
    if (groupBy === null || groupBy.kind === 'all') return groupBy === null ? NONE : plainUses(columns);
    const values = groupBy.items.flatMap((item) =>
      item.kind === 'expression' ? [item.value] : item.sets.flat(),
    );
    return union(...values.map((value) => this.#positional(value, columns, this.#reader)));
  }

  /** `GROUP BY 1` and `ORDER BY 1` mean the first item. */
  #positional(value: Expression, columns: readonly OutputColumn[], reader: ExpressionReader): Uses {
    if (value.kind !== 'literal' || value.type !== 'number') return reader.read(value).uses;
    return columns[Number(value.value) - 1]?.uses ?? NONE;
  }
}

/** GROUP BY ALL groups by what is not aggregated. */
function plainUses(columns: readonly OutputColumn[]): Uses {
  return union(
    ...columns.map((c) => c.uses).filter((uses) => ![...uses.values()].some((set) => set.has('AGGREGATION'))),
  );
}

/** A SQL LIKE pattern, ignoring case, as a regular expression. */
function likePattern(pattern: string): RegExp {
  const text = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]');
  return new RegExp(`^${text}$`, 'i');
}
