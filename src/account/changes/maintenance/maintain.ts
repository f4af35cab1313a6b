import type { DynamicTableObject } from '../../catalog/model.js';
import type { WriteScope } from '../../commands/command.js';
import { duckdbType } from '../../query/duckdbTypes.js';
import type { PlanNode } from '../../query/plan.js';
import type { Translation } from '../../query/translation.js';
import type { RowCounts } from '../replacing.js';
import { replaceCounted, replaceRows } from '../replacing.js';
import type { Changes } from './deltas.js';
import { Deltas } from './deltas.js';
import { Rows } from './rows.js';
import { Touched } from './touched.js';
import type { Keys } from './workspace.js';
import { Workspace, keysOf, semiJoinOfTable } from './workspace.js';

/**
 * Brings a dynamic table's rows from what its query gave at a tick to what it gives now, with work in proportion to
 * what its sources' changes touch.
 *
 * Where the query treats rows by themselves, their changes are known exactly and applied. Elsewhere the changes tell
 * which values of grouping keys, partition keys and the like are touched, and the results with those values are computed
 * anew: a sum is never corrected by a difference. Where nothing tells the touched results from others, all are computed.
 *
 * @returns null, with nothing changed, when the table does not hold what its query gave at that tick; 'touches most',
 * with nothing changed, when to compute everything costs less
 */
export async function maintain(
  scope: WriteScope,
  table: DynamicTableObject,
  translation: Translation,
  changes: Changes,
): Promise<RowCounts | 'touches most' | null> {
  const { plan } = translation;
  if (plan === undefined || dependsOnTime(translation.sql)) return recompute(scope, table, translation);
  const work = new Workspace(scope.duckdb);
  // When this fails the transaction ends, and the tables of the workspace with it.
  const counts = await write(scope, table, { ...translation, plan }, changes, work);
  await work.clear();
  return counts;
}

async function write(
  scope: WriteScope,
  table: DynamicTableObject,
  translation: Translation & { readonly plan: PlanNode },
  changes: Changes,
  work: Workspace,
): Promise<RowCounts | 'touches most' | null> {
  const { plan } = translation;
  const rows = new Rows(work);
  const deltas = new Deltas(work, rows, changes);
  const delta = await deltas.of(plan);
  if (delta !== null) {
    if (delta.table === null) return NOTHING;
    const isCounted =
      plan.kind === 'block' && table.columns.every((c, i) => duckdbType(c.type) === plan.types[i]);
    return replaceCounted(scope, table, `SELECT ${cast(table)}, w FROM ${delta.table}`, isCounted);
  }
  const touch = await new Touched(work, rows, deltas).of(plan);
  if (touch === null) return NOTHING;
  // A value that the table's own column type has changed is not the one that was touched.
  const columns = touch.columns.filter((c) => {
    const index = plan.columns.indexOf(c);
    const [own, given] = [table.columns[index]?.type, translation.columns[index]?.type];
    return own !== undefined && given !== undefined && duckdbType(own) === duckdbType(given);
  });
  if (columns.length === 0) return recompute(scope, table, translation);
  const keys = await keysOf(work, touch.table, new Map(columns.map((c) => [c, c])), {
    meetNull: true,
  });
  const physical = (column: string): string =>
    `d.${table.columns[plan.columns.indexOf(column)]?.physical ?? ''}`;
  if (await touchMost(work, keys, table)) return 'touches most';
  const present = `SELECT d.rowid AS id, ${names(table, 'd')} FROM data.${table.physical} AS d${semiJoinOfTable(keys, physical)}`;
  const wanted = await rows.once(plan, keys);
  return replaceRows(scope, table, present, `SELECT ${cast(table)} FROM ${wanted}`);
}

/** Rows below which it does not matter how they are computed. */
export const FEW = 10_000;
/** To look for the rows with some of the keys costs so many times what it costs to compute as many of all rows. */
const SEARCH_COST = 4;

/** Whether there are so many keys that to look for their rows costs more than to compute all. */
async function touchMost(work: Workspace, keys: Keys, table: DynamicTableObject): Promise<boolean> {
  // The table has as many keys as rows, or fewer: mostly that is all there is to know.
  if (work.rowsOf(keys.table) * SEARCH_COST <= FEW) return false;
  const rows = Number(await work.value(`SELECT count(*) FROM data.${table.physical}`));
  if (rows < FEW || work.rowsOf(keys.table) * SEARCH_COST <= rows) return false;
  const columns = [...new Set(keys.columns.values())].join(', ');
  const found = await work.value(`SELECT count(*) FROM (SELECT DISTINCT ${columns} FROM ${keys.table})`);
  return Number(found) * SEARCH_COST > rows;
}

const NOTHING: RowCounts = { inserted: 0, deleted: 0 };

/** Computes the whole query and writes what differs. */
export function recompute(
  scope: WriteScope,
  table: DynamicTableObject,
  { sql }: Translation,
): Promise<RowCounts> {
  const present = `SELECT d.rowid AS id, ${names(table, 'd')} FROM data.${table.physical} AS d`;
  const columns = table.columns.map((_, i) => `c${i + 1}`).join(', ');
  return replaceRows(scope, table, present, `SELECT ${cast(table)} FROM (${sql}) AS x(${columns})`);
}

function names(table: DynamicTableObject, alias: string): string {
  return table.columns.map((c) => `${alias}.${c.physical}`).join(', ');
}

/** A query's columns c1, c2, … under the table's names and types. */
function cast(table: DynamicTableObject): string {
  return table.columns.map((c, i) => `CAST(c${i + 1} AS ${duckdbType(c.type)}) AS ${c.physical}`).join(', ');
}

/** Whether a query's rows change while its sources do not: WHERE may ask for the time. */
export function dependsOnTime(sql: string): boolean {
  return /\b(?:now|current_date|random|uuid|nextval|getvariable)\(/.test(sql.replace(/'(?:[^']|'')*'/g, ''));
}
