import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, StoredRelation, StreamObject } from '../catalog/model.js';
import { isRelation, isStored } from '../catalog/model.js';
import { logOf } from './tracking.js';

const DAY = 24 * 3_600_000;
/** How long changes are kept for a stream that nobody consumes (documentation: MAX_DATA_EXTENSION_TIME_IN_DAYS). */
const KEPT_FOR = 14 * DAY;

/** After this moment the changes behind a stream's offset may be gone; milliseconds since the epoch. */
export function staleAfter(stream: StreamObject): number {
  return stream.offsetOn + KEPT_FOR;
}

export function storedTable(catalog: CatalogView, id: number): StoredRelation | undefined {
  const table = catalog.get(id);
  return table !== undefined && isRelation(table) && isStored(table) ? table : undefined;
}

/** Why a stream can give no changes any more; null when it can. */
export function staleReason(catalog: CatalogView, stream: StreamObject): string | null {
  if (catalog.get(stream.source) === undefined) return `Base object '${stream.sourceName}' dropped`;
  for (const id of stream.bases) {
    const since = storedTable(catalog, id)?.changesSince;
    if (since === undefined) return 'A table below the base object was dropped';
    if (since === null || since > stream.offset) return 'Change data is no longer available';
  }
  return null;
}

/** The tables whose changes an object reads. */
export function basesOf(object: CatalogObject): readonly number[] {
  if (object.kind === 'STREAM') return object.bases;
  return object.kind === 'DYNAMIC TABLE' ? (object.basis?.bases ?? []) : [];
}

/** The earliest place in a table's changes that a reader still needs; null when nobody reads them. */
function neededFrom(catalog: CatalogView, table: number, now: number): number | null {
  const offsets = catalog
    .list('STREAM')
    .filter((s) => s.bases.includes(table) && staleAfter(s) > now && staleReason(catalog, s) === null)
    .map((s) => s.offset);
  const ticks = catalog
    .list('DYNAMIC TABLE')
    .filter((d) => d.basis?.bases.includes(table) === true && (d.dataTimestamp ?? 0) + KEPT_FOR > now)
    .map((d) => d.basis?.tick ?? 0);
  const all = [...offsets, ...ticks];
  return all.length === 0 ? null : Math.min(...all);
}

interface Target {
  readonly duckdb: DuckDBConnection;
  readonly catalog: Catalog;
}

/** Removes from a table's log what every reader has had. Without readers the recording ends. */
export async function forgetConsumed({ duckdb, catalog }: Target, id: number, now: number): Promise<void> {
  const table = storedTable(catalog, id);
  if (table === undefined || table.changesSince === null) return;
  const needed = neededFrom(catalog, id, now);
  if (needed === null) {
    await duckdb.run(`DROP TABLE ${logOf(table)}`);
    catalog.put({ ...table, changesSince: null });
  } else if (needed > table.changesSince) {
    await duckdb.run(`DELETE FROM ${logOf(table)} WHERE tick <= ${needed}`);
    catalog.put({ ...table, changesSince: needed });
  }
}
