import { createHash } from 'node:crypto';
import type { DynamicTableObject, RefreshBasis, StoredRelation } from '../catalog/model.js';
import { isRelation, isStored } from '../catalog/model.js';
import { pathOf, printNames } from '../catalog/names.js';
import { duckdbColumns } from '../commands/columns.js';
import type { WriteScope } from '../commands/command.js';
import type { Translation } from '../query/translation.js';
import { dependsOnTime, maintain, recompute } from './maintenance/maintain.js';
import type { RowCounts } from './replacing.js';
import { changeOf, found, guessed, isExpected, isLarge } from './changeSize.js';
import { storedTable } from './readers.js';
import { nextTick, track } from './tracking.js';

/** What a refresh did (documentation: DYNAMIC_TABLE_REFRESH_HISTORY). */
export type RefreshAction = 'NO_DATA' | 'INCREMENTAL' | 'FULL' | 'REINITIALIZE';

interface Written extends RowCounts {
  readonly action: RefreshAction;
  readonly basis: RefreshBasis | null;
}

/** Makes a dynamic table's rows those of its query: from its sources' changes where its mode says so. */
export async function write(
  scope: WriteScope,
  table: DynamicTableObject,
  translation: Translation,
  trigger: string,
): Promise<Written> {
  if (table.refreshMode === 'FULL') {
    const action = trigger === 'CREATION' ? 'REINITIALIZE' : 'FULL';
    return { ...(await rebuild(scope, table, translation)), action, basis: null };
  }
  const sources = storedSources(scope, translation.reads);
  const fingerprint = createHash('sha256').update(translation.sql).digest('hex');
  const done = await follow(scope, table, translation, sources, fingerprint);
  const { action, counts, touchesMost } = done ?? (await restart(scope, table, translation, sources));
  const bases = sources.map((s) => s.id);
  const basis = { tick: await nextTick(scope.duckdb), bases, fingerprint, touchesMost };
  return { ...counts, action, basis };
}

interface Done {
  readonly action: RefreshAction;
  readonly counts: RowCounts;
  readonly touchesMost?: RefreshBasis['touchesMost'];
}

/** Follows the changes since the last refresh; null when they are not all known, or the query is another one. */
async function follow(
  scope: WriteScope,
  table: DynamicTableObject,
  translation: Translation,
  sources: readonly StoredRelation[],
  fingerprint: string,
): Promise<Done | null> {
  const { basis } = table;
  if (basis === null || basis.fingerprint !== fingerprint) return null;
  if (sources.some((s) => s.changesSince === null || s.changesSince > basis.tick)) return null;
  const change = await changeOf(scope, sources, basis.tick);
  const { touchesMost } = basis;
  if (!dependsOnTime(translation.sql) && change.changed === 0)
    return { action: 'NO_DATA', counts: { inserted: 0, deleted: 0 }, touchesMost };
  const full = async (next: RefreshBasis['touchesMost']): Promise<Done> => ({
    action: 'FULL',
    counts: await rebuild(scope, table, translation),
    touchesMost: next,
  });
  if (isLarge(change)) return full(touchesMost);
  if (isExpected(change, touchesMost)) return full(guessed(touchesMost));
  const done = await maintain(scope, table, translation, change);
  if (done === 'touches most') return full(found(change));
  return done === null ? null : { action: 'INCREMENTAL', counts: done, touchesMost };
}

/** Computes the query from the beginning; from now on the sources' changes are recorded. */
async function restart(
  scope: WriteScope,
  table: DynamicTableObject,
  translation: Translation,
  sources: readonly StoredRelation[],
): Promise<Done> {
  for (const source of sources) {
    const tracked = await track(scope, source);
    if (tracked.kind === 'TABLE') scope.catalog.put({ ...tracked, changeTracking: true });
  }
  return { action: 'REINITIALIZE', counts: await rebuild(scope, table, translation) };
}

function storedSources(scope: WriteScope, reads: readonly string[]): StoredRelation[] {
  const names = new Set(reads);
  return [...scope.catalog.values()].filter(
    (o): o is StoredRelation =>
      isRelation(o) && isStored(o) && names.has(printNames(pathOf(scope.catalog, o))),
  );
}

/** Computes the whole query. Where the table's own changes are recorded, rows that stay the same are left alone. */
async function rebuild(
  scope: WriteScope,
  given: DynamicTableObject,
  translation: Translation,
): Promise<RowCounts> {
  const { duckdb } = scope;
  const table = (storedTable(scope.catalog, given.id) ?? given) as DynamicTableObject;
  if (table.changesSince !== null) return recompute(scope, table, translation);
  const physical = `data.${table.physical}`;
  const scratch = `new${scope.catalog.newId()}`;
  await duckdb.run(`CREATE TABLE data.${scratch} (${duckdbColumns(table.columns)})`);
  const inserted = await scope.queries.run(duckdb, translation, `data.${scratch}`);
  const rows = await duckdb.runAndReadAll(`SELECT count(*) FROM ${physical}`);
  await duckdb.run(`DROP TABLE ${physical}`);
  await duckdb.run(`ALTER TABLE data.${scratch} RENAME TO ${table.physical}`);
  return { inserted, deleted: Number(rows.getRowsJson()[0]?.[0] ?? 0) };
}
