import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoredRelation } from '../catalog/model.js';
import type { WriteScope } from '../commands/command.js';
import { ROW } from '../query/recording.js';
import { rangeFrom, rangeItems, within } from './ranges.js';
import { recorded } from './tracking.js';

/** What a refresh has written. */
export interface RowCounts {
  readonly inserted: number;
  readonly deleted: number;
}

const GONE = 'firn_gone';
const COME = 'firn_come';
const NET = 'firn_net';

/**
 * Makes some of a table's rows those that they should be, touching only rows that differ. Rows are compared by their
 * values, and as many copies stay as there should be.
 *
 * @param present DuckDB query of the rows in question: DuckDB's number of each as `id`, and the table's columns
 * @param wanted DuckDB query of the rows that should be there instead, under the table's column names
 */
export async function replaceRows(
  scope: WriteScope,
  table: StoredRelation,
  present: string,
  wanted: string,
): Promise<RowCounts> {
  const names = namesOf(table);
  const counted = `SELECT ${names}, -1 AS w FROM (${present}) UNION ALL SELECT ${names}, 1 AS w FROM (${wanted})`;
  const { where } = await differ(scope, table, counted, present);
  return exchange(scope, table, where);
}

/**
 * Applies counted differences.
 *
 * @param counted DuckDB query with the table's columns and `w`: how many such rows come (positive) or go
 * @param isNet whether it has each such row once, and gives each of its values again from the same row
 * @returns null, with nothing changed, when rows are to go that are not there
 */
export async function replaceCounted(
  scope: WriteScope,
  table: StoredRelation,
  counted: string,
  isNet: boolean,
): Promise<RowCounts | null> {
  const present = `SELECT rowid AS id, ${namesOf(table)} FROM data.${table.physical}`;
  const { going, found, where } = await differ(scope, table, counted, present, isNet);
  return going === found ? exchange(scope, table, where) : null;
}

function namesOf(table: StoredRelation): string {
  return table.columns.map((c) => c.physical).join(', ');
}

/**
 * Fills GONE and COME from counted differences; answers how many rows are to go, how many of them were found, and the
 * condition that those meet.
 */
async function differ(
  scope: WriteScope,
  table: StoredRelation,
  counted: string,
  present: string,
  isNet = false,
) {
  const { duckdb } = scope;
  const net = isNet ? `(${counted})` : NET;
  const columns = table.columns.map((c) => c.physical);
  const names = namesOf(table);
  const own = columns.map((c) => `d.${c}`).join(', ');
  if (!isNet)
    await duckdb.run(
      `CREATE OR REPLACE TEMP TABLE ${NET} AS SELECT ${names}, sum(w)::BIGINT AS w FROM (${counted}) GROUP BY ${names} HAVING sum(w) <> 0`,
    );
  const { going, same } = await compared(duckdb, net, columns);
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE ${GONE} AS SELECT id FROM (
       SELECT d.id, n.w, row_number() OVER (PARTITION BY ${own}) AS copy
       FROM (${present}) AS d JOIN ${net} AS n ON n.w < 0 AND ${same}) WHERE copy <= -w`,
  );
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE ${COME} AS SELECT ${names} FROM ${net}, range(w) WHERE w > 0`,
  );
  const ids = await duckdb.runAndReadAll(`SELECT count(*), ${rangeItems('id').join(', ')} FROM ${GONE}`);
  if (!isNet) await duckdb.run(`DROP TABLE ${NET}`);
  const [found, ...cells] = ids.getRowsJson()[0] ?? [];
  const range = rangeFrom(cells);
  const where = `rowid IN (SELECT id FROM ${GONE})${range === null ? '' : ` AND ${within('rowid', range)}`}`;
  return { going, found: Number(found), where };
}

/**
 * How many rows are to go, and whether a row of `d` is one of those of `n`, which go. Where none of them has a NULL, `=`
 * says the same as IS NOT DISTINCT FROM, and a range lets DuckDB pass over the parts of the table that have none of them.
 */
async function compared(duckdb: DuckDBConnection, net: string, columns: readonly string[]) {
  const items = columns.flatMap((c) => [`bool_or(${c} IS NULL)`, ...rangeItems(c)]);
  const found = await duckdb.runAndReadAll(
    `SELECT coalesce(-sum(w), 0), ${items.join(', ')} FROM ${net} WHERE w < 0`,
  );
  const [going, ...cells] = found.getRowsJson()[0] ?? [];
  const width = items.length / columns.length;
  const same = columns.flatMap((c, i) => {
    const [hasNull, ...range] = cells.slice(i * width, (i + 1) * width);
    if (hasNull === true) return [`d.${c} IS NOT DISTINCT FROM n.${c}`];
    const known = rangeFrom(range);
    return [`d.${c} = n.${c}`, ...(known === null ? [] : [within(`d.${c}`, known)])];
  });
  return { going: Number(going), same: same.join(' AND ') };
}

/** Removes the rows in GONE and inserts those in COME. */
async function exchange(scope: WriteScope, table: StoredRelation, isGone: string): Promise<RowCounts> {
  const { duckdb } = scope;
  const physical = `data.${table.physical}`;
  const names = namesOf(table);
  const counts = await recorded(scope, table, `SELECT ${ROW} FROM ${physical} WHERE ${isGone}`, async () => {
    const removed = await duckdb.run(`DELETE FROM ${physical} WHERE ${isGone}`);
    const added = await duckdb.run(`INSERT INTO ${physical} (${names}) SELECT ${names} FROM ${COME}`);
    return { inserted: added.rowsChanged, deleted: removed.rowsChanged };
  });
  await duckdb.run(`DROP TABLE ${GONE}`);
  await duckdb.run(`DROP TABLE ${COME}`);
  return counts;
}
