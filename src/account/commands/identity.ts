/** AUTOINCREMENT columns: their clause, and the counters behind them. Source: "CREATE TABLE" (AUTOINCREMENT | IDENTITY). */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogColumn } from '../catalog/model.js';
import { counterOf, hasIdentity } from '../catalog/identity.js';
import type { Identity } from '../catalog/identity.js';
import { refused } from '../catalog/refusals.js';
import type { Grammar } from './grammar.js';

/** `AUTOINCREMENT [(start, step) | START n INCREMENT m] [ORDER | NOORDER]`, from its first word on; undefined for others. */
export function identityClause(g: Grammar): Identity | undefined {
  if (!g.try('AUTOINCREMENT') && !g.try('IDENTITY')) return undefined;
  let [start, increment] = [1, 1];
  if (g.looksAt('(')) {
    const given = g.list(() => whole(g));
    if (given.length !== 2)
      throw refused('AUTOINCREMENT takes a start and a step: (1, 1).', '001003', '42000');
    [start, increment] = given as [number, number];
  } else {
    if (g.try('START')) start = counted(g, 'WITH');
    if (g.try('INCREMENT')) increment = counted(g, 'BY');
  }
  if (increment === 0) throw refused('The step of AUTOINCREMENT cannot be 0.', '001420', '22023');
  const ordered = g.try('ORDER');
  if (!ordered) g.try('NOORDER');
  return { start, increment, ordered };
}

function counted(g: Grammar, word: string): number {
  g.try(word);
  g.try('=');
  return whole(g);
}

function whole(g: Grammar): number {
  const given = g.number();
  if (!Number.isSafeInteger(given))
    throw refused(`AUTOINCREMENT counts in whole numbers; ${given} is none.`, '001003', '42000');
  return given;
}

/** @throws AccountError where a column cannot count. */
export function checkIdentity(column: Pick<CatalogColumn, 'name' | 'type' | 'default' | 'identity'>): void {
  if (column.identity == null) return;
  if (column.default !== null)
    throw refused(
      `Column '${column.name}' has a DEFAULT and AUTOINCREMENT; it can have one.`,
      '002024',
      '42601',
    );
  if (column.type.kind !== 'NUMBER' && column.type.kind !== 'FLOAT')
    throw refused(
      `Column '${column.name}' is AUTOINCREMENT: its type has to be a number.`,
      '002023',
      '22000',
    );
}

const LEAST = '-9223372036854775808';
const MOST = '9223372036854775807';

/** Makes the counters of a table's columns, new or going on where those of the table it is a clone of stand. */
export async function startCounters(
  duckdb: DuckDBConnection,
  table: string,
  columns: readonly CatalogColumn[],
  original?: string,
): Promise<void> {
  for (const { physical, identity } of columns.filter(hasIdentity)) {
    const start =
      original === undefined
        ? String(identity.start)
        : await nextOf(duckdb, counterOf(original, physical), identity);
    await duckdb.run(
      `CREATE SEQUENCE ${counterOf(table, physical)} START ${start} INCREMENT ${identity.increment} MINVALUE ${LEAST} MAXVALUE ${MOST}`,
    );
  }
}

export async function dropCounters(
  duckdb: DuckDBConnection,
  table: string,
  columns: readonly CatalogColumn[],
): Promise<void> {
  for (const { physical } of columns.filter(hasIdentity))
    await duckdb.run(`DROP SEQUENCE IF EXISTS ${counterOf(table, physical)}`);
}

async function nextOf(duckdb: DuckDBConnection, counter: string, identity: Identity): Promise<string> {
  const found = await duckdb.runAndReadAll(
    `SELECT last_value + increment_by FROM duckdb_sequences()
     WHERE database_name = current_database() AND schema_name || '.' || sequence_name = $1`,
    [counter],
  );
  return String(found.getRowsJson()[0]?.[0] ?? identity.start);
}
