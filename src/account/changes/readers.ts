import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, StoredRelation, StreamObject } from '../catalog/model.js';
import { DEFAULT_RETENTION, isRelation, isStored } from '../catalog/model.js';
import { logOf } from './tracking.js';

const DAY = 24 * 3_600_000;

/**
 * How long the changes of these tables are kept for one who does not read them: the retention time, extended where that
 * is longer (documentation: Introduction to streams, "Data retention period and staleness"). Milliseconds.
 */
function keptFor(catalog: CatalogView, bases: readonly number[]): number {
  const days = bases.map((id) => {
    const { retention } = storedTable(catalog, id) ?? { retention: DEFAULT_RETENTION };
    return Math.max(retention.days, retention.extension);
  });
  return Math.min(...days) * DAY;
}

/** From this moment on a stream that is not consumed is stale; milliseconds since the epoch. */
export function staleAfter(catalog: CatalogView, stream: StreamObject): number {
  return stream.offsetOn + keptFor(catalog, stream.bases);
}

export function storedTable(catalog: CatalogView, id: number): StoredRelation | undefined {
  const table = catalog.get(id);
  return table !== undefined && isRelation(table) && isStored(table) ? table : undefined;
}

/** Why a stream can give no changes any more; null when it can. */
export function staleReason(catalog: CatalogView, stream: StreamObject, now: number): string | null {
  const reason = lossReason(catalog, stream);
  return reason ?? (staleAfter(catalog, stream) > now ? null : GONE);
}

const GONE = 'Change data is no longer available';

/** Why the changes that a stream has not given are not there; null when they are. */
function lossReason(catalog: CatalogView, stream: StreamObject): string | null {
  if (catalog.get(stream.source) === undefined) return `Base object '${stream.sourceName}' dropped`;
  for (const id of stream.bases) {
    const since = storedTable(catalog, id)?.changesSince;
    if (since === undefined) return 'A table below the base object was dropped';
    if (since === null || since > stream.offset) return GONE;
  }
  return null;
}

/** The tables whose changes an object reads. */
export function basesOf(object: CatalogObject): readonly number[] {
  if (object.kind === 'STREAM') return object.bases;
  return object.kind === 'DYNAMIC TABLE' ? (object.basis?.bases ?? []) : [];
}

/** Somebody who has not read all of a table's changes. */
interface Reader {
  /** The changes of later ticks are needed. */
  readonly from: number;
  /** The moment from which on they are not kept for it. */
  readonly until: number;
}

/** Those who read the changes of each table, and can. */
function readersByTable(catalog: CatalogView): ReadonlyMap<number, readonly Reader[]> {
  const found = new Map<number, Reader[]>();
  const add = (bases: readonly number[], reader: Reader): void => {
    for (const base of bases) found.set(base, [...(found.get(base) ?? []), reader]);
  };
  for (const stream of catalog.list('STREAM')) {
    if (lossReason(catalog, stream) !== null) continue;
    add(stream.bases, { from: stream.offset, until: staleAfter(catalog, stream) });
  }
  for (const { basis, dataTimestamp } of catalog.list('DYNAMIC TABLE')) {
    if (basis === null || basis.bases.some((id) => isLost(catalog, id, basis.tick))) continue;
    add(basis.bases, { from: basis.tick, until: (dataTimestamp ?? 0) + keptFor(catalog, basis.bases) });
  }
  return found;
}

function isLost(catalog: CatalogView, id: number, tick: number): boolean {
  const since = storedTable(catalog, id)?.changesSince;
  return since == null || since > tick;
}

/** A table's log, and the moment at which some of it is not needed any more. */
export interface Trimming {
  readonly table: number;
  readonly due: number;
}

/** When the logs of changes can be shortened because those who have not read them have had their time. */
export function trimmings(catalog: CatalogView): Trimming[] {
  const readers = readersByTable(catalog);
  return catalog
    .list('TABLE', 'DYNAMIC TABLE')
    .filter((table) => table.changesSince !== null)
    .map((table) => {
      const own = readers.get(table.id) ?? [];
      const first = Math.min(...own.map((r) => r.from));
      const untils = own.filter((r) => r.from === first).map((r) => r.until);
      return { table: table.id, due: Math.max(0, ...untils) };
    });
}

interface Target {
  readonly duckdb: DuckDBConnection;
  readonly catalog: Catalog;
}

/** Removes from a table's log what every reader has had, or has had time for. Without readers the recording ends. */
export async function forgetConsumed({ duckdb, catalog }: Target, id: number, now: number): Promise<void> {
  const table = storedTable(catalog, id);
  if (table === undefined || table.changesSince === null) return;
  const readers = (readersByTable(catalog).get(id) ?? []).filter((reader) => reader.until > now);
  const needed = Math.min(...readers.map((reader) => reader.from));
  if (readers.length === 0) {
    await duckdb.run(`DROP TABLE ${logOf(table)}`);
    catalog.put({ ...table, changesSince: null });
  } else if (needed > table.changesSince) {
    await duckdb.run(`DELETE FROM ${logOf(table)} WHERE tick <= ${needed}`);
    catalog.put({ ...table, changesSince: needed });
  }
}
