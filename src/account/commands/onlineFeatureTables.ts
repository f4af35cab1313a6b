import type { OnlineFeatureTableObject, Relation } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import { invalidValue, refused, unsupported } from '../catalog/refusals.js';
import type { Change } from './alter.js';
import { alter, commonChange, targetOrRefusal } from './alter.js';
import { properties, tagClause, withTags } from './clauses.js';
import { invalidColumn } from './columns.js';
import type { Command } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment, status } from './command.js';
import { describeRelation } from './describe.js';
import type { AlterTarget, Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { copySource } from './onlineRefresh.js';
import { listing, shape } from './show.js';
import { rowsOf } from './tables.js';
import { lagSeconds, normalisedLag } from './targetLag.js';

const LEAST_LAG = 10;
const GREATEST_LAG = 8 * 86_400;
const PROPERTIES = ['TARGET_LAG', 'WAREHOUSE', 'REFRESH_MODE', 'TIMESTAMP_COLUMN', 'COMMENT'];

/**
 * CREATE [OR REPLACE] ONLINE FEATURE TABLE [IF NOT EXISTS] name PRIMARY KEY (…) TARGET_LAG = '…' [WAREHOUSE = …]
 * [REFRESH_MODE = …] [TIMESTAMP_COLUMN = …] [COMMENT = …] [TAG (…)] FROM source (documentation: CREATE ONLINE FEATURE TABLE).
 */
function createOnline(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  const given: Record<string, string> = {};
  let key: readonly string[] | undefined;
  let tags: ReturnType<typeof tagClause>;
  while (!g.try('FROM')) {
    const found = properties(g, PROPERTIES);
    Object.assign(given, found);
    const assigned = tagClause(g);
    tags = assigned ?? tags;
    if (g.try('PRIMARY', 'KEY')) key = g.list(() => g.identifier());
    else if (Object.keys(found).length === 0 && assigned === undefined) g.unexpected();
  }
  if (g.looksAt('SPECIFICATION'))
    throw unsupported(
      'ONLINE FEATURE TABLE FROM SPECIFICATION',
      'Tables of the Postgres store are served by an online service; make one FROM a view or dynamic table.',
    );
  const source = g.name();
  g.end();
  if (key === undefined || key.length === 0)
    throw refused('Missing option(s): [PRIMARY KEY]', '001003', '42000');
  const primaryKey = key;
  const targetLag = onlineLag(given['TARGET_LAG'] ?? '');
  const refreshMode = modeOf(given['REFRESH_MODE']);
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE ONLINE FEATURE TABLE');
      const relation = scope.names.relation(source, 'CREATE ONLINE FEATURE TABLE');
      if (relation.kind !== 'VIEW' && relation.kind !== 'DYNAMIC TABLE')
        throw unsupported(
          `${relation.kind} as the source of an online feature table`,
          'It takes a view or dynamic table.',
        );
      const warehouse = given['WAREHOUSE'] ?? null;
      if (warehouse !== null) scope.names.global('WAREHOUSE', warehouse);
      const timestampColumn = timestampOf(relation, given['TIMESTAMP_COLUMN']);
      for (const column of primaryKey) columnOf(relation, column);
      const done = await makeRoomAt(scope, head, 'ONLINE FEATURE TABLE', place);
      if (done !== undefined) return done;
      const base = newObject(scope, place.name, given['COMMENT'] ?? '');
      const table: OnlineFeatureTableObject = {
        ...base,
        kind: 'ONLINE FEATURE TABLE',
        parent: place.schema.id,
        physical: `t${base.id}`,
        columns: columnsOf(relation, primaryKey),
        text: head.text,
        source: relation.id,
        primaryKey,
        timestampColumn,
        targetLag,
        warehouse,
        refreshMode: refreshMode ?? 'INCREMENTAL',
        schedulingState: 'ACTIVE',
        lastSuspendedOn: null,
        dataTimestamp: null,
        sourceTimestamp: null,
        lastAttemptOn: null,
        consecutiveFailures: 0,
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(table);
      await copySource(scope, table);
      return created('ONLINE FEATURE TABLE', place.name);
    },
  };
}

function columnOf(relation: Relation, name: string): Relation['columns'][number] {
  const column = relation.columns.find((c) => c.name === name);
  if (column === undefined) throw invalidColumn(name);
  return column;
}

/** TIMESTAMP_COLUMN names a column like an identifier in a string. */
function timestampOf(relation: Relation, given: string | undefined): string | null {
  if (given === undefined) return null;
  const exact = relation.columns.find((c) => c.name === given) ?? columnOf(relation, given.toUpperCase());
  if (!exact.type.kind.startsWith('TIMESTAMP'))
    throw invalidValue(given, 'TIMESTAMP_COLUMN', 'a column of a TIMESTAMP type');
  return exact.name;
}

function columnsOf(relation: Relation, key: readonly string[]): OnlineFeatureTableObject['columns'] {
  return relation.columns.map((c, i) => ({
    ...c,
    physical: `c${i}`,
    default: null,
    primaryKey: key.includes(c.name),
    nullable: !key.includes(c.name),
    uniqueKey: false,
    tags: {},
  }));
}

/** Between ten seconds and eight days (documentation: CREATE ONLINE FEATURE TABLE). */
function onlineLag(lag: string): string {
  if (lag === '') throw refused('Missing option(s): [TARGET_LAG]', '001003', '42000');
  const seconds = lagSeconds(lag);
  if (seconds === null || seconds < LEAST_LAG || seconds > GREATEST_LAG)
    throw invalidValue(lag, 'TARGET_LAG', 'between 10 seconds and 8 days');
  return normalisedLag(lag, LEAST_LAG);
}

const MODES = ['AUTO', 'FULL', 'INCREMENTAL'] as const;

/** AUTO, and its absence, mean incremental here as they do where a source's changes can be followed. */
function modeOf(given: string | undefined): 'FULL' | 'INCREMENTAL' | undefined {
  const mode = MODES.find((m) => m === given?.toUpperCase());
  if (given !== undefined && mode === undefined)
    throw invalidValue(given, 'REFRESH_MODE', `one of ${MODES.join(', ')}`);
  return mode === 'AUTO' ? undefined : mode;
}

function alterOnline(g: Grammar, target: AlterTarget): Command {
  g.refuse('RENAME');
  if (g.try('REFRESH')) {
    g.end();
    return refreshNow(target);
  }
  return alter(['ONLINE FEATURE TABLE'], target, commonChange(g) ?? onlineChange(g));
}

function refreshNow(target: AlterTarget): Command {
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const table = targetOrRefusal(scope, ['ONLINE FEATURE TABLE'], target);
      if (table?.kind === 'ONLINE FEATURE TABLE') await copySource(scope, table);
      return status('Statement executed successfully.');
    },
  };
}

function onlineChange(g: Grammar): Change {
  const change = (
    next: (table: OnlineFeatureTableObject, now: number) => OnlineFeatureTableObject,
  ): Change => {
    g.end();
    return (scope, object) => (object.kind === 'ONLINE FEATURE TABLE' ? next(object, scope.now) : object);
  };
  if (g.try('SUSPEND'))
    return change((table, now) => ({
      ...table,
      schedulingState: 'SUSPENDED',
      lastSuspendedOn: table.lastSuspendedOn ?? now,
    }));
  if (g.try('RESUME'))
    return change((table) => ({
      ...table,
      schedulingState: 'ACTIVE',
      lastSuspendedOn: null,
      consecutiveFailures: 0,
    }));
  g.expect('SET');
  g.refuse('REFRESH_MODE', 'TIMESTAMP_COLUMN');
  const found = properties(g, ['TARGET_LAG', 'WAREHOUSE', 'COMMENT']);
  if (Object.keys(found).length === 0) g.unexpected();
  const { TARGET_LAG: lag, WAREHOUSE: warehouse, COMMENT: comment } = found;
  const targetLag = lag === undefined ? undefined : onlineLag(lag);
  const set = change((table) => ({
    ...table,
    targetLag: targetLag ?? table.targetLag,
    warehouse: warehouse ?? table.warehouse,
    comment: comment ?? table.comment,
  }));
  return (scope, object) => {
    if (warehouse !== undefined) scope.names.global('WAREHOUSE', warehouse);
    return set(scope, object);
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'owner',
    'target_lag',
    'warehouse',
    'refresh_mode',
    'refresh_mode_reason',
    'primary_key',
    'scheduling_state',
    'store_type',
    'comment',
    'text',
    'rows',
    'owner_role_type',
  ],
  { created_on: TIMESTAMP_LTZ, rows: INTEGER },
);

export const onlineFeatureTables: Family = {
  singular: 'ONLINE FEATURE TABLE',
  plural: 'ONLINE FEATURE TABLES',
  create: createOnline,
  alter: alterOnline,
  drops: 'ONLINE FEATURE TABLE',
  describe: describeRelation(['ONLINE FEATURE TABLE']),
  show: listing({
    kinds: ['ONLINE FEATURE TABLE'],
    columns: COLUMNS,
    prepare: rowsOf,
    row: (table, at, _scope, counts) => ({
      created_on: moment(table.createdOn),
      name: table.name,
      database_name: at.database,
      schema_name: at.schema,
      owner: table.owner,
      target_lag: table.targetLag,
      warehouse: table.warehouse,
      refresh_mode: table.refreshMode,
      primary_key: `(${table.primaryKey.map(printName).join(', ')})`,
      scheduling_state: table.schedulingState,
      store_type: 'hybrid_table',
      comment: table.comment,
      text: table.text,
      rows: counts.get(table.id) ?? '0',
      owner_role_type: table.owner === null ? '' : 'ROLE',
    }),
  }),
};
