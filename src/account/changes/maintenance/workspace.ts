import type { DuckDBConnection } from '@duckdb/node-api';
import type { Range } from '../ranges.js';
import { rangeFrom, rangeItems, within } from '../ranges.js';

/** Rows of a refresh while it runs, in temporary DuckDB tables. */
export class Workspace {
  /** Rows by table. */
  private readonly tables = new Map<string, number>();

  constructor(readonly duckdb: DuckDBConnection) {}

  /** Keeps a query's rows; answers the table's name. */
  async keep(query: string): Promise<string> {
    const name = `firn_work${this.tables.size + 1}`;
    // DuckDB answers with the number of rows.
    const made = await this.duckdb.runAndReadAll(`CREATE OR REPLACE TEMP TABLE ${name} AS ${query}`);
    this.tables.set(name, Number(made.getRowsJson()[0]?.[0]));
    return name;
  }

  async value(query: string): Promise<unknown> {
    const rows = await this.duckdb.runAndReadAll(query);
    return rows.getRowsJson()[0]?.[0];
  }

  /** Whether a kept query gave no row. */
  isEmpty(table: string): boolean {
    return this.tables.get(table) === 0;
  }

  /** How many rows a kept query gave. */
  rowsOf(table: string): number {
    return this.tables.get(table) ?? 0;
  }

  async clear(): Promise<void> {
    await this.duckdb.run([...this.tables.keys()].map((t) => `DROP TABLE IF EXISTS ${t}`).join(';'));
    this.tables.clear();
  }
}

/** Values that rows must have to be looked at: some columns of a node, as columns of a small table. */
export interface Keys {
  readonly table: string;
  /** A node's column → the table's. */
  readonly columns: ReadonlyMap<string, string>;
  /** Columns of the table that hold a NULL, which then meets NULL. */
  readonly nullable: ReadonlySet<string>;
  /** Between what the values of a column of the table are. */
  readonly ranges: ReadonlyMap<string, Range>;
}

/**
 * The keys in a table's columns.
 *
 * @param meetNull whether a NULL among them meets NULL; otherwise it meets nothing
 */
export async function keysOf(
  work: Workspace,
  table: string,
  columns: ReadonlyMap<string, string>,
  { meetNull }: { readonly meetNull: boolean },
): Promise<Keys> {
  const names = [...new Set(columns.values())];
  const items = names.flatMap((name) => [`bool_or(${name} IS NULL)`, ...rangeItems(name)]);
  const found = await work.duckdb.runAndReadAll(`SELECT ${items.join(', ')} FROM ${table}`);
  const cells = found.getRowsJson()[0] ?? [];
  const width = items.length / names.length;
  const nullable = new Set(names.filter((_, i) => meetNull && cells[i * width] === true));
  const ranges = new Map<string, Range>();
  for (const [i, name] of names.entries()) {
    const range = rangeFrom(cells.slice(i * width + 1, (i + 1) * width));
    if (range !== null && !nullable.has(name)) ranges.set(name, range);
  }
  return { table, columns, nullable, ranges };
}

/** ` SEMI JOIN keys ON …`, for a relation whose columns are written by `text`. */
export function semiJoin(keys: Keys, text: (column: string) => string): string {
  const tests = [...keys.columns].map(([column, key]) => {
    // DuckDB hashes equality several times faster.
    const operator = keys.nullable.has(key) ? 'IS NOT DISTINCT FROM' : '=';
    return `${text(column)} ${operator} firn_keys.${key}`;
  });
  return ` SEMI JOIN ${keys.table} AS firn_keys ON ${tests.join(' AND ')}`;
}

/** The same with ` WHERE` behind it, for a table of which DuckDB need not read all. */
export function semiJoinOfTable(keys: Keys, text: (column: string) => string): string {
  const tests = [...keys.columns].flatMap(([column, key]) => {
    const range = keys.ranges.get(key);
    return range === undefined ? [] : [within(text(column), range)];
  });
  return semiJoin(keys, text) + (tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`);
}
