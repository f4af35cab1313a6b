import type { CatalogView } from '../catalog/catalog.js';
import type { CatalogObject, DynamicTableObject } from '../catalog/model.js';
import { DEFAULT_RETENTION, isRelation } from '../catalog/model.js';
import { pathOf, printNames } from '../catalog/names.js';
import type { ObjectName } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange, targetOrRefusal } from './alter.js';
import { clusterByClause, properties, tagClause, withTags } from './clauses.js';
import { cloneCommand, cloneSource } from './clone.js';
import { columnList, columnsOfQuery, duckdbColumns } from './columns.js';
import type { Command } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, column, moment, status } from './command.js';
import { STORAGE_PROPERTIES } from './databases.js';
import type { AlterTarget, Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject, placeName } from './objects.js';
import { refresh } from './refresh.js';
import { resolveRefreshMode } from './refreshMode.js';
import { listing, shape } from './show.js';
import { rowCounts } from './tables.js';
import { normalisedLag } from './targetLag.js';
import { withRetention } from './retention.js';

const PROPERTIES = [
  'TARGET_LAG',
  // As it was called first; Snowpark still writes it.
  'LAG',
  'WAREHOUSE',
  'INITIALIZATION_WAREHOUSE',
  'REFRESH_MODE',
  'INITIALIZE',
  'COMMENT',
  ...STORAGE_PROPERTIES,
];
const UNSUPPORTED_CLAUSES = [
  'SCHEDULER',
  'FROZEN WHERE',
  'IMMUTABLE WHERE',
  'BACKFILL FROM',
  'EXECUTE AS',
  'ROW_TIMESTAMP',
  'REQUIRE USER',
  'ROW ACCESS POLICY',
  'AGGREGATION POLICY',
];

/** What a kind of dynamic table says beside what all do. */
export interface FurtherProperties {
  readonly names: readonly string[];
  readonly of: (given: Readonly<Record<string, string>>) => Partial<DynamicTableObject>;
}

const NOTHING_MORE: FurtherProperties = { names: [], of: () => ({}) };

export function createDynamicTable(g: Grammar, head: CreateHead, further = NOTHING_MORE): Command {
  const name = g.name();
  const definitions = g.looksAt('(') ? columnList(g) : undefined;
  const source = definitions === undefined ? cloneSource(g) : undefined;
  if (source !== undefined) return cloneDynamicTable(g, head, name, source);
  const given: Record<string, string> = {};
  let clusterBy = '';
  let tags: ReturnType<typeof tagClause>;
  while (!g.try('AS')) {
    g.refuse(...UNSUPPORTED_CLAUSES);
    const found = properties(g, [...PROPERTIES, ...further.names]);
    Object.assign(given, found);
    const cluster = clusterByClause(g);
    const assigned = tagClause(g);
    clusterBy = cluster ?? clusterBy;
    tags = assigned ?? tags;
    const moved = Object.keys(found).length > 0 || cluster !== undefined || assigned !== undefined;
    if (!moved && !g.try('COPY', 'GRANTS')) g.unexpected();
  }
  const offset = g.peek()?.start ?? g.source.length;
  const query = g.rest();
  const targetLag = normalisedLag(given['LAG'] ?? required(given, 'TARGET_LAG'));
  const warehouse = required(given, 'WAREHOUSE');
  const mode = choice(given, 'REFRESH_MODE', ['AUTO', 'FULL', 'INCREMENTAL']);
  const more = further.of(given);
  const initialize = choice(given, 'INITIALIZE', ['ON_CREATE', 'ON_SCHEDULE']);
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE DYNAMIC TABLE');
      const full = placeName(place);
      scope.names.global('WAREHOUSE', warehouse);
      const home = { database: place.database.name, schema: place.schema.name };
      const translation = await scope.queries.translate(g.source, { offset, home });
      const { columns: body, reads, functions } = translation;
      if (translation.pivotsByData === true)
        throw unsupported(
          `PIVOT with columns that the data decides in dynamic table ${full}`,
          'List the values of the PIVOT.',
        );
      const columns = columnsOfQuery(scope.names, definitions, body, `dynamic table '${full}'`);
      if (reads.includes(full))
        throw refused(`Dynamic table '${full}' cannot read from itself.`, '002037', '42601');
      const sources = relationsNamed(scope.catalog, reads);
      refuseStreams(scope.catalog, reads);
      const texts = [query, ...sources.flatMap((s) => (s.kind === 'VIEW' ? [s.query] : []))];
      const upstream = sources.find((s) => s.kind === 'DYNAMIC TABLE' && s.refreshMode === 'FULL');
      const resolved = resolveRefreshMode(
        mode,
        texts,
        upstream && printNames(pathOf(scope.catalog, upstream)),
        translation.numbersRows,
        functions,
      );
      const done = await makeRoomAt(scope, head, 'DYNAMIC TABLE', place);
      if (done !== undefined) return done;
      const base = newObject(scope, place.name, given['COMMENT'] ?? '');
      const table: DynamicTableObject = {
        ...base,
        kind: 'DYNAMIC TABLE',
        parent: place.schema.id,
        physical: `t${base.id}`,
        columns,
        text: head.text,
        query,
        targetLag,
        warehouse,
        initializationWarehouse: given['INITIALIZATION_WAREHOUSE'] ?? null,
        refreshMode: resolved.mode,
        refreshModeReason: resolved.reason,
        initialize,
        clusterBy,
        ...more,
        transient: head.modifiers.has('TRANSIENT'),
        schedulingState: 'ACTIVE',
        lastSuspendedOn: null,
        dataTimestamp: null,
        lastAttemptOn: null,
        consecutiveFailures: 0,
        changesSince: null,
        retention: withRetention(DEFAULT_RETENTION, given),
        basis: null,
        tags: withTags(scope.names, {}, tags ?? []),
      };
      await scope.duckdb.run(`CREATE TABLE data.${table.physical} (${duckdbColumns(columns)})`);
      scope.catalog.put(table);
      if (initialize === 'ON_CREATE') await refresh(scope, table, 'CREATION');
      return created('DYNAMIC TABLE', place.name);
    },
  };
}

/** CLONE takes the definition and the rows; TARGET_LAG and WAREHOUSE may be others. */
function cloneDynamicTable(g: Grammar, head: CreateHead, name: ObjectName, source: ObjectName): Command {
  const given = properties(g, ['TARGET_LAG', 'WAREHOUSE']);
  const lag = given['TARGET_LAG'] === undefined ? undefined : normalisedLag(given['TARGET_LAG']);
  return cloneCommand(g, head, 'DYNAMIC TABLE', name, source, (clone) =>
    clone.kind === 'DYNAMIC TABLE'
      ? { ...clone, targetLag: lag ?? clone.targetLag, warehouse: given['WAREHOUSE'] ?? clone.warehouse }
      : clone,
  );
}

export function required(given: Readonly<Record<string, string>>, name: string): string {
  const value = given[name];
  if (value === undefined) throw refused(`Missing option(s): [${name}]`, '001003', '42000');
  return value;
}

/** A keyword property, quoted or not; the first word is the default. */
function choice<W extends string>(
  given: Readonly<Record<string, string>>,
  name: string,
  allowed: readonly [W, ...W[]],
): W {
  const value = given[name]?.toUpperCase();
  if (value === undefined) return allowed[0];
  const found = allowed.find((word) => word === value);
  if (found === undefined) {
    throw refused(
      `invalid value [${given[name] ?? ''}] for parameter '${name}': one of ${allowed.join(', ')}`,
      '001008',
      '22023',
    );
  }
  return found;
}

function relationsNamed(catalog: CatalogView, names: readonly string[]): CatalogObject[] {
  return [...catalog.values()].filter((o) => isRelation(o) && names.includes(printNames(pathOf(catalog, o))));
}

/** Streams are no source of a dynamic table (documentation: Dynamic table limitations). */
function refuseStreams(catalog: CatalogView, names: readonly string[]): void {
  const stream = catalog.list('STREAM').find((s) => names.includes(printNames(pathOf(catalog, s))));
  if (stream !== undefined) throw unsupported(`stream ${stream.name} in a dynamic table`);
}

function onDynamicTable(change: (table: DynamicTableObject, now: number) => DynamicTableObject): Change {
  return (scope, object) => (object.kind === 'DYNAMIC TABLE' ? change(object, scope.now) : object);
}

function alterDynamicTable(g: Grammar, target: AlterTarget): Command {
  if (g.try('REFRESH')) {
    g.try('COPY', 'SESSION');
    g.end();
    return manualRefresh(target);
  }
  return alter(['DYNAMIC TABLE'], target, commonChange(g) ?? dynamicTableChange(g));
}

function dynamicTableChange(g: Grammar): Change {
  if (g.try('SUSPEND')) {
    g.end();
    return onDynamicTable((table, now) => ({
      ...table,
      schedulingState: 'SUSPENDED',
      lastSuspendedOn: table.schedulingState === 'SUSPENDED' ? table.lastSuspendedOn : now,
    }));
  }
  if (g.try('RESUME')) {
    g.end();
    return onDynamicTable((table) => ({ ...table, schedulingState: 'ACTIVE', consecutiveFailures: 0 }));
  }
  const cluster = clusterByClause(g);
  if (cluster !== undefined || g.try('DROP', 'CLUSTERING', 'KEY')) {
    g.end();
    return onDynamicTable((table) => ({ ...table, clusterBy: cluster ?? '' }));
  }
  if (g.try('UNSET')) return unsetProperties(g);
  g.expect('SET');
  g.refuse('IMMUTABLE', 'FROZEN', 'SCHEDULER', 'REFRESH_MODE');
  const found = properties(g, PROPERTIES);
  if (Object.keys(found).length === 0) g.unexpected();
  g.end();
  const lag = found['TARGET_LAG'] === undefined ? undefined : normalisedLag(found['TARGET_LAG']);
  return (scope, object) => {
    if (object.kind !== 'DYNAMIC TABLE') return object;
    if (found['WAREHOUSE'] !== undefined) scope.names.global('WAREHOUSE', found['WAREHOUSE']);
    return {
      ...object,
      targetLag: lag ?? object.targetLag,
      warehouse: found['WAREHOUSE'] ?? object.warehouse,
      initializationWarehouse: found['INITIALIZATION_WAREHOUSE'] ?? object.initializationWarehouse,
      comment: found['COMMENT'] ?? object.comment,
      retention: withRetention(object.retention, found),
    };
  };
}

function unsetProperties(g: Grammar): Change {
  const names = [g.oneOf('INITIALIZATION_WAREHOUSE', 'COMMENT', ...STORAGE_PROPERTIES)];
  while (g.try(',')) names.push(g.oneOf('INITIALIZATION_WAREHOUSE', 'COMMENT', ...STORAGE_PROPERTIES));
  g.end();
  return onDynamicTable((table) => ({
    ...table,
    initializationWarehouse: names.includes('INITIALIZATION_WAREHOUSE')
      ? null
      : table.initializationWarehouse,
    comment: names.includes('COMMENT') ? '' : table.comment,
    retention: {
      days: names.includes('DATA_RETENTION_TIME_IN_DAYS') ? DEFAULT_RETENTION.days : table.retention.days,
      extension: names.includes('MAX_DATA_EXTENSION_TIME_IN_DAYS')
        ? DEFAULT_RETENTION.extension
        : table.retention.extension,
    },
  }));
}

const REFRESH_COLUMNS = [
  column('refreshed_dynamic_table_count', INTEGER, false),
  column('data_timestamp', TIMESTAMP_LTZ, false),
];

function manualRefresh(target: AlterTarget): Command {
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const object = targetOrRefusal(scope, ['DYNAMIC TABLE'], target);
      if (object?.kind !== 'DYNAMIC TABLE') return status('Statement executed successfully.');
      const count = await refresh(scope, object, 'MANUAL');
      return { columns: REFRESH_COLUMNS, rows: [[String(count), moment(scope.now)]] };
    },
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'cluster_by',
    'rows',
    'bytes',
    'owner',
    'target_lag',
    'refresh_mode',
    'refresh_mode_reason',
    'warehouse',
    'comment',
    'text',
    'automatic_clustering',
    'scheduling_state',
    'last_suspended_on',
    'is_clone',
    'is_replica',
    'is_iceberg',
    'data_timestamp',
    'owner_role_type',
    'budget',
    'immutable_where',
    'initialization_warehouse',
  ],
  {
    created_on: TIMESTAMP_LTZ,
    rows: INTEGER,
    bytes: INTEGER,
    last_suspended_on: TIMESTAMP_LTZ,
    data_timestamp: TIMESTAMP_LTZ,
  },
);

export const dynamicTables: Family = {
  singular: 'DYNAMIC TABLE',
  plural: 'DYNAMIC TABLES',
  create: (g, head) => createDynamicTable(g, head),
  drops: 'DYNAMIC TABLE',
  alter: alterDynamicTable,
  show: listing({
    kinds: ['DYNAMIC TABLE'],
    columns: COLUMNS,
    prepare: rowCounts,
    row: (table, at, _scope, counts) => ({
      created_on: moment(table.createdOn),
      name: table.name,
      database_name: at.database,
      schema_name: at.schema,
      cluster_by: table.clusterBy,
      rows: counts.get(table.id) ?? '0',
      owner: table.owner,
      target_lag: table.targetLag,
      refresh_mode: table.refreshMode,
      refresh_mode_reason: table.refreshModeReason,
      warehouse: table.warehouse,
      comment: table.comment,
      text: table.text,
      automatic_clustering: table.clusterBy === '' ? 'OFF' : 'ON',
      scheduling_state: table.schedulingState,
      last_suspended_on: moment(table.lastSuspendedOn),
      is_clone: 'false',
      is_replica: 'false',
      is_iceberg: String(table.iceberg != null),
      data_timestamp: moment(table.dataTimestamp),
      owner_role_type: table.owner === null ? '' : 'ROLE',
      initialization_warehouse: table.initializationWarehouse,
    }),
  }),
};
