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
const NET = 'firn_net';
const CLEAR = `DROP TABLE IF EXISTS ${GONE}; DROP TABLE IF EXISTS ${NET}`;

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
  const { duckdb } = scope;
  const names = namesOf(table);
  // A row's number stands beside its count, so that a single copy that goes need not be looked for again.
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE ${NET} AS SELECT ${names}, sum(w)::BIGINT AS w, min(id) AS id
     FROM (SELECT ${names}, -1 AS w, id FROM (${present}) UNION ALL SELECT ${names}, 1 AS w, NULL AS id FROM (${wanted}))
     GROUP BY ${names} HAVING sum(w) <> 0`,
  );
  const going = `SELECT id FROM ${NET} WHERE w < 0`;
  const found = await duckdb.runAndReadAll(
    `SELECT coalesce(min(w), 0), ${rangeItems('id').join(', ')} FROM (SELECT w, id FROM ${NET} WHERE w < 0)`,
  );
  const [most, ...cells] = found.getRowsJson()[0] ?? [];
  const isSingle = Number(most) >= -1;
  const gone = isSingle ? goneRows(going, cells) : (await findGone(scope, table, NET, present)).gone;
  const counts = await exchange(scope, table, gone, coming(table, NET));
  await duckdb.run(CLEAR);
  return counts;
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
  const { duckdb } = scope;
  const names = namesOf(table);
  const net = isNet ? `(${counted})` : NET;
  if (!isNet)
    await duckdb.run(
      `CREATE OR REPLACE TEMP TABLE ${NET} AS SELECT ${names}, sum(w)::BIGINT AS w FROM (${counted}) GROUP BY ${names} HAVING sum(w) <> 0`,
    );
  const present = `SELECT rowid AS id, ${names} FROM data.${table.physical}`;
  const { going, found, gone } = await findGone(scope, table, net, present);
  const counts = going === found ? await exchange(scope, table, gone, coming(table, net)) : null;
  await duckdb.run(CLEAR);
  return counts;
}

function namesOf(table: StoredRelation): string {
  return table.columns.map((c) => c.physical).join(', ');
}

/** DuckDB query of the rows that come. */
function coming(table: StoredRelation, net: string): string {
  return `SELECT ${namesOf(table)} FROM ${net}, range(w) WHERE w > 0`;
}

/** What a table's rows that go meet; `cells` tell the range of their numbers, which there is when some go. */
function goneRows(ids: string, cells: readonly unknown[]): string {
  const range = rangeFrom(cells);
  return range === null ? 'FALSE' : `rowid IN (${ids}) AND ${within('rowid', range)}`;
}

/**
 * Fills GONE from counted differences when rows are to go; answers how many rows are to go, how many of them were found, and the condition
 * that those meet.
 */
async function findGone(scope: WriteScope, table: StoredRelation, net: string, present: string) {
  const { duckdb } = scope;
  const columns = table.columns.map((c) => c.physical);
  const own = columns.map((c) => `d.${c}`).join(', ');
  const { going, same } = await compared(duckdb, net, columns);
  if (going === 0) return { going, found: 0, gone: 'FALSE' };
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE ${GONE} AS SELECT id FROM (
       SELECT d.id, n.w, row_number() OVER (PARTITION BY ${own}) AS copy
       FROM (${present}) AS d JOIN ${net} AS n ON n.w < 0 AND ${same}) WHERE copy <= -w`,
  );
  const ids = await duckdb.runAndReadAll(`SELECT count(*), ${rangeItems('id').join(', ')} FROM ${GONE}`);
  const [found, ...cells] = ids.getRowsJson()[0] ?? [];
  return { going, found: Number(found), gone: goneRows(`SELECT id FROM ${GONE}`, cells) };
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

/** Removes the rows that are gone and inserts those that come. */
async function exchange(
  scope: WriteScope,
  table: StoredRelation,
  gone: string,
  come: string,
): Promise<RowCounts> {
  const { duckdb } = scope;
  const physical = `data.${table.physical}`;
  return recorded(scope, table, `SELECT ${ROW} FROM ${physical} WHERE ${gone}`, async () => {
    const removed = await duckdb.run(`DELETE FROM ${physical} WHERE ${gone}`);
    const added = await duckdb.run(`INSERT INTO ${physical} (${namesOf(table)}) ${come}`);
    return { inserted: added.rowsChanged, deleted: removed.rowsChanged };
  });
}
