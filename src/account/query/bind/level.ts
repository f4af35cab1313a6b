/**
 * A SELECT in two levels. DuckDB has no window function in a window function: where one is needed, the level below
 * computes it from FROM, WHERE, GROUP BY and HAVING, together with all that the select list reads, and the select list,
 * QUALIFY, DISTINCT and ORDER BY stand in the level above it.
 */
import { Namespace, Scope } from './scope.js';
import type { ScopeColumn } from './scope.js';

/** A select list cannot be bound in one level. */
export class LevelNeeded extends Error {
  override readonly name = 'LevelNeeded';
  constructor() {
    super('The SELECT has to be bound in two levels.');
  }
}

export class Level {
  /** The level's columns by the DuckDB text below. */
  private readonly columns = new Map<string, string>();

  constructor(private readonly alias: string) {}

  /** Text of the level below as a column of it, for use above. */
  hold(sql: string): string {
    const name = this.columns.get(sql) ?? `h${this.columns.size + 1}`;
    this.columns.set(sql, name);
    return `${this.alias}.${name}`;
  }

  /** Text from above as it would be below, by which grouping keys are known. */
  below(sql: string): string {
    const texts = new Map([...this.columns].map(([text, name]) => [`${this.alias}.${name}`, text]));
    return sql.replace(/\b[a-z]+\d+\.h\d+\b/g, (found) => texts.get(found) ?? found);
  }

  /** The names of a SELECT as queries in its select list see them: `holds` tells which columns reach the level above. */
  scope(scope: Scope, holds: (column: ScopeColumn) => boolean): Scope {
    const known = new Map<ScopeColumn, ScopeColumn>();
    const above = (column: ScopeColumn): ScopeColumn => {
      const copy = known.get(column) ?? this.lazily(column, holds);
      known.set(column, copy);
      return copy;
    };
    const { sources, merged, hidden } = scope.namespace;
    const named = sources.map((s) => ({ ...s, columns: s.columns.map(above) }));
    return new Scope(new Namespace(named, merged.map(above), new Set([...hidden].map(above))), scope.parent);
  }

  /** Only columns that something reads are held. */
  private lazily(column: ScopeColumn, holds: (column: ScopeColumn) => boolean): ScopeColumn {
    const hold = (sql: string): string => this.hold(sql);
    return {
      ...column,
      get sql() {
        return holds(column) ? hold(column.sql) : column.sql;
      },
    };
  }

  /** The level as an item of FROM; `rest` is everything after its select list. */
  from(rest: string): string {
    const items = [...this.columns].map(([sql, name]) => `${sql} AS ${name}`);
    return ` FROM (SELECT ${items.join(', ')}${rest}) AS ${this.alias}`;
  }
}
