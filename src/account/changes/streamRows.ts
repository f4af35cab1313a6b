import type { SnowflakeType } from '../account.js';
import type { CatalogView } from '../catalog/catalog.js';
import type { StoredRelation, StreamObject } from '../catalog/model.js';
import { refused } from '../catalog/refusals.js';
import { ROW } from '../query/recording.js';
import type { RelationColumn, ResolvedRows } from '../query/translation.js';
import { TEXT } from '../../sql/read/types.js';
import { staleReason, storedTable } from './readers.js';
import { logOf } from './tracking.js';

const BOOLEAN: SnowflakeType = { kind: 'BOOLEAN' };

/** What a stream's rows have behind the source's columns (documentation: Introduction to streams, "Stream columns"). */
const METADATA: readonly RelationColumn[] = [
  { name: 'METADATA$ACTION', physicalName: 'action', type: TEXT, nullable: false },
  { name: 'METADATA$ISUPDATE', physicalName: 'is_update', type: BOOLEAN, nullable: false },
  { name: 'METADATA$ROW_ID', physicalName: 'row_id', type: TEXT, nullable: false },
];

/**
 * The rows of a stream.
 *
 * @param upTo changes of later ticks are left out: those made since the client's transaction began. Null for all.
 * @param now the statement's moment: a stream that was not consumed for too long gives nothing any more
 * @throws AccountError 091901 when the changes are no longer there
 */
export function streamRows(
  catalog: CatalogView,
  stream: StreamObject,
  fullName: string,
  { upTo, now }: { readonly upTo: number | null; readonly now: number },
): ResolvedRows {
  const reason = staleReason(catalog, stream, now);
  const table = storedTable(catalog, stream.source);
  if (reason !== null || table === undefined) {
    throw refused(
      `Stream '${fullName}' is stale: ${reason ?? 'its base object is gone'}. Recreate the stream using the CREATE STREAM command.`,
      '091901',
      '22000',
    );
  }
  const columns = table.columns.map((c): RelationColumn => ({
    name: c.name,
    physicalName: c.physical,
    type: c.type,
    nullable: c.nullable,
  }));
  return {
    kind: 'rows',
    fullName,
    sql: changes(table, stream, upTo),
    columns: [...columns, ...METADATA],
  };
}

function changes(table: StoredRelation, stream: StreamObject, upTo: number | null): string {
  const names = table.columns.map((c) => c.physical).join(', ');
  const id = `sha1('${table.id}:' || ${ROW}) AS row_id`;
  const between = images(table, names, stream.offset, upTo);
  const inserted = `SELECT ${names}, 'INSERT' AS action, FALSE AS is_update, ${id} FROM`;
  if (stream.appendOnly) {
    // A row that came after the offset has a later number, and its first image is the one it came with.
    const appended = `${inserted} (${between}) WHERE ${ROW} > ${stream.offset} AND first = 1`;
    return stream.initialRows
      ? `${inserted} (${stateAt(table, names, stream.offset)}) UNION ALL ${appended}`
      : appended;
  }
  if (stream.initialRows) {
    const now =
      upTo === null ? `SELECT ${names}, ${ROW} FROM data.${table.physical}` : stateAt(table, names, upTo);
    return `${inserted} (${now})`;
  }
  return `SELECT ${names}, CASE WHEN added THEN 'INSERT' ELSE 'DELETE' END AS action,
    count(*) OVER (PARTITION BY ${ROW}) > 1 AS is_update, ${id}
    FROM (${between}) WHERE (first = 1 AND NOT added) OR (last = 1 AND added)`;
}

/** A log's images of some ticks, with each row's counted from both ends. A statement's old images come before its new ones. */
function images(table: StoredRelation, names: string, after: number, upTo: number | null): string {
  const until = upTo === null ? '' : ` AND tick <= ${upTo}`;
  return `SELECT ${names}, added, ${ROW},
    row_number() OVER (PARTITION BY ${ROW} ORDER BY tick, added) AS first,
    row_number() OVER (PARTITION BY ${ROW} ORDER BY tick DESC, added DESC) AS last
    FROM ${logOf(table)} WHERE tick > ${after}${until}`;
}

/** The table's rows as they were at a tick. */
function stateAt(table: StoredRelation, names: string, tick: number): string {
  return `SELECT ${names}, ${ROW} FROM data.${table.physical}
    WHERE ${ROW} NOT IN (SELECT ${ROW} FROM ${logOf(table)} WHERE tick > ${tick})
    UNION ALL SELECT ${names}, ${ROW} FROM (${images(table, names, tick, null)}) WHERE first = 1 AND NOT added`;
}
