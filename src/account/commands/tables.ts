import { asColumns } from '../query/bind/stored.js';
import { recorded } from '../changes/tracking.js';
import { ROW } from '../query/recording.js';
import type { CatalogColumn, Derivation, Retention, StoredRelation, TableObject } from '../catalog/model.js';
import { DEFAULT_RETENTION, isStored } from '../catalog/model.js';
import type { ObjectName, Place } from '../catalog/names.js';
import { wrongKind } from '../catalog/refusals.js';
import type { TagAssignment } from './clauses.js';
import { clusterByClause, fileFormatClause, properties, tagClause, withTags } from './clauses.js';
import type { ColumnDefinition } from './columns.js';
import { catalogColumns, columnList, columnsOfQuery, duckdbColumns } from './columns.js';
import type { Command, CommandResult, ReadScope, WriteScope } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment, status } from './command.js';
import { STORAGE_PROPERTIES } from './databases.js';
import type { Grammar } from './grammar.js';
import { startCounters } from './identity.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject, placeName } from './objects.js';
import { listing, shape } from './show.js';
import { templateColumns } from './template.js';
import { withRetention } from './retention.js';

const TABLE_PROPERTIES = [
  'COMMENT',
  'CHANGE_TRACKING',
  'ENABLE_SCHEMA_EVOLUTION',
  'STAGE_COPY_OPTIONS',
  ...STORAGE_PROPERTIES,
];

interface TableClauses {
  readonly columns: readonly ColumnDefinition[] | undefined;
  readonly comment: string;
  readonly clusterBy: string;
  readonly tags: readonly TagAssignment[];
  readonly changeTracking: boolean;
  readonly retention: Retention;
}

export function createTable(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const columns = g.looksAt('(') ? columnList(g) : undefined;
  if (columns === undefined && g.looksAt('LIKE')) return copyDefinition(g, head, name, false);
  if (columns === undefined && g.looksAt('CLONE')) return copyDefinition(g, head, name, true);
  if (columns === undefined && g.try('USING', 'TEMPLATE')) return createFromTemplate(g, head, name);
  const clauses = tableClauses(g, columns);
  if (g.try('AS')) return createAs(g, head, name, clauses);
  g.end();
  if (columns === undefined) g.unexpected();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TABLE');
      const done = await makeRoomAt(scope, head, 'TABLE', place);
      if (done !== undefined) return done;
      await putTable(scope, head, place, clauses, catalogColumns(scope.names, columns));
      return created('TABLE', place.name);
    },
  };
}

function tableClauses(g: Grammar, columns: readonly ColumnDefinition[] | undefined): TableClauses {
  let comment = '';
  let clusterBy = '';
  let tags: readonly TagAssignment[] = [];
  let changeTracking = false;
  let retention = DEFAULT_RETENTION;
  while (!g.atEnd && !g.looksAt('AS')) {
    const found = properties(g, TABLE_PROPERTIES);
    comment = found['COMMENT'] ?? comment;
    retention = withRetention(retention, found);
    if (found['CHANGE_TRACKING'] !== undefined) changeTracking = isTrue(found['CHANGE_TRACKING']);
    const cluster = clusterByClause(g);
    const assigned = tagClause(g);
    const copied = g.try('COPY', 'GRANTS');
    clusterBy = cluster ?? clusterBy;
    tags = assigned ?? tags;
    if (Object.keys(found).length > 0 || cluster !== undefined || assigned !== undefined || copied) continue;
    if (g.looksAt('STAGE_FILE_FORMAT')) fileFormatClause(g);
    g.refuse('ROW ACCESS POLICY', 'WITH ROW ACCESS POLICY', 'AGGREGATION POLICY', 'BACKUP SET');
    g.unexpected();
  }
  return { columns, comment, clusterBy, tags, changeTracking, retention };
}

export function isTrue(value: string): boolean {
  return value.toUpperCase() === 'TRUE';
}

function createAs(g: Grammar, head: CreateHead, name: ObjectName, clauses: TableClauses): Command {
  const offset = g.peek()?.start ?? g.source.length;
  g.rest();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TABLE AS SELECT');
      // The query reads what is there before OR REPLACE drops it: a table may be rebuilt from itself.
      const translation = await scope.queries.translate(g.source, { offset });
      const columns = columnsOfQuery(
        scope.names,
        clauses.columns,
        translation.columns,
        `table '${placeName(place)}'`,
      );
      const names = columns.map((c) => c.name);
      const derivedFrom = await scope.queries.derivations(g.source, names, { offset });
      const scratch = `new${scope.catalog.newId()}`;
      await scope.duckdb.run(`CREATE TABLE data.${scratch} (${duckdbColumns(columns)})`);
      await scope.consuming(translation.reads, () =>
        scope.queries.run(scope.duckdb, asColumns(translation, columns), `data.${scratch}`),
      );
      const done = await makeRoomAt(scope, head, 'TABLE', place);
      if (done !== undefined) {
        await scope.duckdb.run(`DROP TABLE data.${scratch}`);
        return done;
      }
      await putTable(scope, head, place, clauses, columns, scratch, derivedFrom);
      return created('TABLE', place.name);
    },
  };
}

function createFromTemplate(g: Grammar, head: CreateHead, name: ObjectName): Command {
  const { source } = g;
  const start = g.peek()?.end ?? source.length;
  const query = g.parenthesised();
  const end = start + query.length - 2;
  const clauses = tableClauses(g, undefined);
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TABLE');
      const columns = await templateColumns(scope, source.slice(0, end), start);
      const done = await makeRoomAt(scope, head, 'TABLE', place);
      if (done !== undefined) return done;
      await putTable(scope, head, place, clauses, columns);
      return created('TABLE', place.name);
    },
  };
}

/** LIKE and CLONE: the same definition, and with CLONE the rows. */
function copyDefinition(g: Grammar, head: CreateHead, name: ObjectName, withRows: boolean): Command {
  g.skip();
  const source = g.name();
  g.refuse('AT', 'BEFORE');
  g.try('COPY', 'GRANTS');
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE TABLE');
      const original = scope.names.relation(source, 'CREATE TABLE');
      if (!isStored(original)) throw wrongKind(scope.names.full(original), original.kind, 'TABLE');
      const scratch = `new${scope.catalog.newId()}`;
      await scope.duckdb.run(`CREATE TABLE data.${scratch} (${duckdbColumns(original.columns)})`);
      const names = original.columns.map((c) => c.physical).join(', ');
      if (withRows)
        await scope.duckdb.run(`INSERT INTO data.${scratch} SELECT ${names} FROM data.${original.physical}`);
      const done = await makeRoomAt(scope, head, 'TABLE', place);
      if (done !== undefined) {
        await scope.duckdb.run(`DROP TABLE data.${scratch}`);
        return done;
      }
      const clauses = {
        columns: undefined,
        comment: withRows ? original.comment : '',
        clusterBy: original.clusterBy,
        tags: [],
        changeTracking: original.kind === 'TABLE' && original.changeTracking,
        retention: original.retention,
      };
      const pairs = original.columns.map(({ name: column }) => [column, column] as const);
      const cloned = withRows ? [{ source: original.id, version: null, columns: pairs }] : [];
      const table = await putTable(
        scope,
        head,
        place,
        clauses,
        original.columns,
        scratch,
        cloned,
        withRows ? original.physical : undefined,
      );
      if (withRows) scope.catalog.put({ ...table, tags: original.tags });
      return created('TABLE', place.name);
    },
  };
}

/** Enters the table into the catalog, with its DuckDB table new or taken over from `scratch`. */
async function putTable(
  scope: WriteScope,
  head: CreateHead,
  place: Place,
  clauses: TableClauses,
  columns: readonly CatalogColumn[],
  scratch?: string,
  derivedFrom: readonly Derivation[] = [],
  /** The DuckDB table that this one is a clone of. */
  original?: string,
): Promise<TableObject> {
  const base = newObject(scope, place.name, clauses.comment);
  const type = head.modifiers.has('TEMPORARY')
    ? 'TEMPORARY'
    : head.modifiers.has('TRANSIENT')
      ? 'TRANSIENT'
      : 'TABLE';
  const table: TableObject = {
    ...base,
    kind: 'TABLE',
    parent: place.schema.id,
    physical: `t${base.id}`,
    columns,
    type,
    session: type === 'TEMPORARY' ? scope.session.id : null,
    clusterBy: clauses.clusterBy,
    changeTracking: clauses.changeTracking,
    changesSince: null,
    retention: clauses.retention,
    derivedFrom,
    tags: withTags(scope.names, {}, clauses.tags),
  };
  await scope.duckdb.run(
    scratch === undefined
      ? `CREATE TABLE data.${table.physical} (${duckdbColumns(columns)})`
      : `ALTER TABLE data.${scratch} RENAME TO ${table.physical}`,
  );
  await startCounters(scope.duckdb, table.physical, columns, original);
  scope.catalog.put(table);
  return table;
}

/** Rows in each table, by object id. */
export function rowCounts(
  scope: ReadScope,
  relations: readonly StoredRelation[],
): Promise<ReadonlyMap<number, string>> {
  return rowsOf(scope, relations);
}

/** Rows of whatever has a DuckDB table, by object id. */
export async function rowsOf(
  scope: ReadScope,
  relations: readonly { readonly id: number; readonly physical: string }[],
): Promise<ReadonlyMap<number, string>> {
  const counts = new Map<number, string>();
  const BATCH = 500;
  for (let from = 0; from < relations.length; from += BATCH) {
    const union = relations
      .slice(from, from + BATCH)
      .map((r) => `SELECT ${r.id}, count(*)::VARCHAR FROM data.${r.physical}`)
      .join(' UNION ALL ');
    const rows = await scope.duckdb.runAndReadAll(union);
    for (const [id, count] of rows.getRowsJson()) counts.set(Number(id), String(count));
  }
  return counts;
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'kind',
    'comment',
    'cluster_by',
    'rows',
    'bytes',
    'owner',
    'retention_time',
    'automatic_clustering',
    'change_tracking',
    'search_optimization',
    'search_optimization_progress',
    'search_optimization_bytes',
    'is_external',
    'enable_schema_evolution',
    'owner_role_type',
    'is_event',
    'budget',
    'is_hybrid',
    'is_iceberg',
    'is_dynamic',
    'is_immutable',
  ],
  { created_on: TIMESTAMP_LTZ, rows: INTEGER, bytes: INTEGER, search_optimization_bytes: INTEGER },
);

export const showTables = listing({
  kinds: ['TABLE', 'DYNAMIC TABLE'],
  columns: COLUMNS,
  prepare: rowCounts,
  row: (table, at, _scope, counts) => ({
    created_on: moment(table.createdOn),
    name: table.name,
    database_name: at.database,
    schema_name: at.schema,
    kind: table.kind === 'TABLE' ? table.type : table.transient ? 'TRANSIENT' : 'TABLE',
    comment: table.comment,
    cluster_by: table.clusterBy,
    rows: counts.get(table.id) ?? '0',
    owner: table.owner,
    retention_time: String(table.retention.days),
    automatic_clustering: table.clusterBy === '' ? 'OFF' : 'ON',
    change_tracking: isTracked(table) ? 'ON' : 'OFF',
    search_optimization: 'OFF',
    is_external: 'N',
    enable_schema_evolution: 'N',
    owner_role_type: table.owner === null ? '' : 'ROLE',
    is_event: 'N',
    is_hybrid: 'N',
    is_iceberg: 'N',
    is_dynamic: table.kind === 'DYNAMIC TABLE' ? 'Y' : 'N',
    is_immutable: 'N',
  }),
});

function isTracked(table: StoredRelation): boolean {
  return table.changesSince !== null || (table.kind === 'TABLE' && table.changeTracking);
}

/** TRUNCATE [TABLE] [IF EXISTS] name */
export function truncate(g: Grammar): Command {
  g.try('TABLE');
  const ifExists = g.try('IF', 'EXISTS');
  const name = g.name();
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope): Promise<CommandResult> => {
      const table = ifExists
        ? scope.names.find('TABLE', name, 'TRUNCATE')
        : scope.names.must('TABLE', name, 'TRUNCATE');
      if (table !== undefined) {
        const physical = `data.${table.physical}`;
        await recorded(scope, table, `SELECT ${ROW} FROM ${physical}`, () =>
          scope.duckdb.run(`DELETE FROM ${physical}`),
        );
        await scope.duckdb.run('DELETE FROM firn_catalog.load_history WHERE table_id = $1', [table.id]);
      }
      return status('Statement executed successfully.');
    },
  };
}

/** The `SHOW OBJECTS` listing: tables, dynamic tables and views together. */
const OBJECT_COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'kind',
    'comment',
    'cluster_by',
    'rows',
    'bytes',
    'owner',
    'retention_time',
    'owner_role_type',
    'budget',
    'is_hybrid',
    'is_iceberg',
    'is_dynamic',
  ],
  { created_on: TIMESTAMP_LTZ, rows: INTEGER, bytes: INTEGER },
);

export const showObjects = listing({
  kinds: ['TABLE', 'DYNAMIC TABLE', 'VIEW'],
  columns: OBJECT_COLUMNS,
  prepare: (scope, objects) => rowCounts(scope, objects.filter(isStored)),
  row: (object, at, _scope, counts) => ({
    created_on: moment(object.createdOn),
    name: object.name,
    database_name: at.database,
    schema_name: at.schema,
    kind: object.kind === 'TABLE' ? object.type : object.kind === 'VIEW' ? 'VIEW' : 'TABLE',
    comment: object.comment,
    cluster_by: object.kind === 'VIEW' ? '' : object.clusterBy,
    rows: counts.get(object.id) ?? null,
    owner: object.owner,
    retention_time: object.kind === 'VIEW' ? '1' : String(object.retention.days),
    owner_role_type: object.owner === null ? '' : 'ROLE',
    is_hybrid: 'N',
    is_iceberg: 'N',
    is_dynamic: object.kind === 'DYNAMIC TABLE' ? 'Y' : 'N',
  }),
});
