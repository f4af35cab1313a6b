import type { DuckDBConnection } from '@duckdb/node-api';
import { Catalog } from './catalog.js';
import type { CatalogObject, ObjectKind } from './model.js';
import { DEFAULT_RETENTION } from './model.js';

/** Raised by one with every change of the tables below; `open` refuses a file from a newer Firn. */
export const CATALOG_VERSION = 5;

const TABLES = [
  'CREATE SCHEMA firn_catalog',
  'CREATE SCHEMA data',
  // One row. Reading it also fixes a transaction's snapshot.
  'CREATE TABLE firn_catalog.firn (version INTEGER NOT NULL, created_on TIMESTAMPTZ NOT NULL)',
  'CREATE TABLE firn_catalog.objects (id BIGINT NOT NULL, kind VARCHAR NOT NULL, parent BIGINT, name VARCHAR NOT NULL, body JSON NOT NULL)',
  `CREATE TABLE firn_catalog.refresh_history (
     object_id BIGINT NOT NULL, database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL,
     state VARCHAR NOT NULL, state_code VARCHAR NOT NULL, state_message VARCHAR, query_id VARCHAR NOT NULL,
     data_timestamp TIMESTAMPTZ, refresh_start_time TIMESTAMPTZ NOT NULL, refresh_end_time TIMESTAMPTZ,
     rows_inserted BIGINT, rows_deleted BIGINT, refresh_action VARCHAR NOT NULL, refresh_trigger VARCHAR NOT NULL,
     target_lag_sec BIGINT, warehouse VARCHAR)`,
  `CREATE TABLE firn_catalog.load_history (
     table_id BIGINT NOT NULL, stage_id BIGINT NOT NULL, file VARCHAR NOT NULL, content VARCHAR NOT NULL,
     loaded_on TIMESTAMPTZ NOT NULL, rows_loaded BIGINT NOT NULL)`,
];

/** What each version added to the tables above. */
const ADDITIONS: readonly { readonly version: number; readonly statements: readonly string[] }[] = [
  {
    version: 2,
    statements: [
      `CREATE TABLE firn_catalog.task_history (
         run_id BIGINT NOT NULL, task_id BIGINT NOT NULL, root_task_id BIGINT NOT NULL, query_id VARCHAR NOT NULL,
         database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL,
         query_text VARCHAR NOT NULL, condition_text VARCHAR, state VARCHAR NOT NULL,
         error_code VARCHAR, error_message VARCHAR, scheduled_time TIMESTAMPTZ NOT NULL,
         query_start_time TIMESTAMPTZ, completed_time TIMESTAMPTZ, scheduled_from VARCHAR NOT NULL, config VARCHAR)`,
    ],
  },
  // Numbers of changes and of rows; see changes/recording.ts.
  { version: 3, statements: ['CREATE SEQUENCE IF NOT EXISTS firn_catalog.ticks'] },
  // The first number that no object and no run of a task has had. Streams, tags' values and histories know objects that
  // are gone by their numbers, which nothing else may get.
  {
    version: 4,
    statements: [
      `CREATE TABLE firn_catalog.ids AS SELECT 1 + greatest(
         (SELECT coalesce(max(id), 0) FROM firn_catalog.objects),
         (SELECT coalesce(max((body->>'source')::BIGINT), 0) FROM firn_catalog.objects WHERE kind = 'STREAM'),
         (SELECT coalesce(max(TRY_CAST(tag AS INTEGER)), 0) FROM (
            SELECT unnest(regexp_extract_all(body::VARCHAR, '"(\\d+)":', 1)) AS tag FROM firn_catalog.objects)),
         (SELECT coalesce(max(object_id), 0) FROM firn_catalog.refresh_history),
         (SELECT coalesce(max(greatest(table_id, stage_id)), 0) FROM firn_catalog.load_history),
         (SELECT coalesce(max(greatest(run_id, root_task_id)), 0) FROM firn_catalog.task_history)) AS next`,
    ],
  },
];

/** Fields that objects written by older versions lack. */
const ADDED_FIELDS: Readonly<Partial<Record<ObjectKind, object>>> = {
  TABLE: { changeTracking: false, changesSince: null, retention: DEFAULT_RETENTION, derivedFrom: [] },
  'DYNAMIC TABLE': {
    lastAttemptOn: null,
    consecutiveFailures: 0,
    changesSince: null,
    retention: DEFAULT_RETENTION,
    basis: null,
  },
  TASK: { lastSuspendedReason: null, nextRunOn: null, requestedOn: null, consecutiveFailures: 0 },
};

/** The version of the catalog in this file, or null when the file holds no catalog. */
export async function catalogVersion(duckdb: DuckDBConnection): Promise<number | null> {
  const found = await duckdb.runAndReadAll(
    "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'firn_catalog' AND table_name = 'firn'",
  );
  if (found.currentRowCount === 0) return null;
  const row = (await duckdb.runAndReadAll('SELECT version FROM firn_catalog.firn')).getRowsJson()[0];
  return typeof row?.[0] === 'number' ? row[0] : null;
}

/** True when the file has no table of anybody's. */
export async function isEmpty(duckdb: DuckDBConnection): Promise<boolean> {
  const found = await duckdb.runAndReadAll(
    'SELECT 1 FROM duckdb_tables() UNION ALL SELECT 1 FROM duckdb_views() WHERE NOT internal LIMIT 1',
  );
  return found.currentRowCount === 0;
}

/** Lays the catalog's tables. The caller holds a transaction. */
export async function createTables(duckdb: DuckDBConnection): Promise<void> {
  for (const table of TABLES) await duckdb.run(table);
  await duckdb.run('INSERT INTO firn_catalog.firn VALUES ($1, now())', [1]);
  await upgrade(duckdb, 1);
}

/** Brings a file of an older version to this one. The caller holds a transaction. */
export async function upgrade(duckdb: DuckDBConnection, from: number): Promise<void> {
  for (const { version, statements } of ADDITIONS) {
    if (version > from) for (const statement of statements) await duckdb.run(statement);
  }
  if (from < 5) await giveOffsets(duckdb);
  await duckdb.run('UPDATE firn_catalog.firn SET version = $1', [CATALOG_VERSION]);
}

/** Columns of TIMESTAMP_TZ had no offsets before version 5, when nothing but NULL could be written into them. */
async function giveOffsets(duckdb: DuckDBConnection): Promise<void> {
  const found = await duckdb.runAndReadAll(
    `SELECT table_name, column_name FROM duckdb_columns()
     WHERE schema_name = 'data' AND data_type = 'TIMESTAMP WITH TIME ZONE' AND (table_name, column_name) IN (
       SELECT (name, c->>'$.physical') FROM (
         SELECT unnest([body->>'$.physical', 'log' || id]) AS name, unnest(body->'$.columns[*]') AS c, body
         FROM firn_catalog.objects WHERE kind IN ('TABLE', 'DYNAMIC TABLE'))
       WHERE c->>'$.type.kind' = 'TIMESTAMP_TZ')`,
  );
  for (const [table, column] of found.getRowsJson()) {
    const name = `"${String(column).replaceAll('"', '""')}"`;
    await duckdb.run(
      `ALTER TABLE data.${String(table)} ALTER ${name} SET DATA TYPE STRUCT(t TIMESTAMPTZ, o INTEGER)
       USING CASE WHEN ${name} IS NOT NULL THEN struct_pack(t := ${name}, o := 0) END`,
    );
  }
}

/** The objects, as this version knows them, of a catalog of any version. */
export async function loadObjects(duckdb: DuckDBConnection): Promise<CatalogObject[]> {
  const rows = await duckdb.runAndReadAll('SELECT body::VARCHAR FROM firn_catalog.objects ORDER BY id');
  return rows.getRowsJson().map(([body]) => readObject(String(body)));
}

export async function load(duckdb: DuckDBConnection): Promise<Catalog> {
  const objects = await loadObjects(duckdb);
  const ids = await duckdb.runAndReadAll('SELECT next FROM firn_catalog.ids');
  return Catalog.of(objects, Number(ids.getRowsJson()[0]?.[0]));
}

function readObject(body: string): CatalogObject {
  const object = JSON.parse(body) as CatalogObject;
  return { ...ADDED_FIELDS[object.kind], ...object };
}

/** Writes what changed in a draft, in the caller's transaction. */
export async function save(duckdb: DuckDBConnection, draft: Catalog): Promise<void> {
  if (draft.unsavedId !== null) await duckdb.run(`UPDATE firn_catalog.ids SET next = ${draft.unsavedId}`);
  if (draft.changed.size === 0) return;
  const ids = [...draft.changed];
  await duckdb.run(`DELETE FROM firn_catalog.objects WHERE id IN (${ids.join(', ')})`);
  const rows = ids.map((id) => draft.get(id)).filter((o): o is CatalogObject => o !== undefined);
  if (rows.length === 0) return;
  await duckdb.run(
    `INSERT INTO firn_catalog.objects
     SELECT (o->>'id')::BIGINT, o->>'kind', (o->>'parent')::BIGINT, o->>'name', o
     FROM (SELECT unnest(json_transform($1::JSON, '["JSON"]')) AS o)`,
    [JSON.stringify(rows)],
  );
}

/** Pins the snapshot of a transaction that has begun: DuckDB takes it at the first read, not at BEGIN. */
export async function pin(duckdb: DuckDBConnection): Promise<void> {
  await duckdb.run('SELECT version FROM firn_catalog.firn');
}
