import type { DatabaseObject, SchemaObject } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { alter, commonChange } from './alter.js';
import { cloneContents, cloneSource } from './clone.js';
import { properties, tagClause, withTags } from './clauses.js';
import type { Command, WriteScope } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoom, newObject } from './objects.js';
import { droppedObjects, filterNames, shape, showRequest, toRows, withHistory } from './show.js';
import { printName } from '../catalog/names.js';

/** Properties Snowflake has that only tune storage; accepted, and without effect here but for those of `retention.ts`. */
export const STORAGE_PROPERTIES = [
  'DATA_RETENTION_TIME_IN_DAYS',
  'MAX_DATA_EXTENSION_TIME_IN_DAYS',
  'DEFAULT_DDL_COLLATION',
  'LOG_LEVEL',
  'TRACE_LEVEL',
];

function createDatabase(g: Grammar, head: CreateHead): Command {
  const name = g.identifier();
  g.refuse('FROM SHARE', 'AS REPLICA');
  const source = cloneSource(g);
  let comment = '';
  let tags: ReturnType<typeof tagClause>;
  while (!g.atEnd) {
    const found = properties(g, ['COMMENT', ...STORAGE_PROPERTIES]);
    comment = found['COMMENT'] ?? comment;
    tags = tagClause(g) ?? tags;
    if (Object.keys(found).length === 0 && tags === undefined) g.unexpected();
  }
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const original = source && scope.names.database(source.at(-1) ?? '', 'CLONE');
      const done = await makeRoom(scope, head, {
        kind: 'DATABASE',
        name,
        parent: null,
        fullName: printName(name),
      });
      if (done !== undefined) return done;
      const database: DatabaseObject = {
        ...newObject(scope, name, comment),
        kind: 'DATABASE',
        parent: null,
        transient: head.modifiers.has('TRANSIENT'),
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(original === undefined ? database : { ...database, ...inherited(original, comment) });
      if (original === undefined) scope.catalog.put(publicSchema(scope, database));
      else await cloneContents(scope, original.id, database.id);
      scope.onCommit(() => Object.assign(scope.session.context, { database: name, schema: 'PUBLIC' }));
      return created('DATABASE', name);
    },
  };
}

/** What a clone takes over from its original. */
export function inherited(
  original: DatabaseObject | SchemaObject,
  comment: string,
): Pick<DatabaseObject, 'comment' | 'tags'> {
  return { comment: comment === '' ? original.comment : comment, tags: original.tags };
}

function publicSchema(scope: WriteScope, database: DatabaseObject): SchemaObject {
  return {
    ...newObject(scope, 'PUBLIC', ''),
    kind: 'SCHEMA',
    parent: database.id,
    transient: database.transient,
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'is_default',
    'is_current',
    'origin',
    'owner',
    'comment',
    'options',
    'retention_time',
    'kind',
    'budget',
    'owner_role_type',
    'object_visibility',
  ],
  { created_on: TIMESTAMP_LTZ },
);

const PRESENT = { columns: COLUMNS, droppedOn: () => null };

function showDatabases(g: Grammar): Command {
  const request = showRequest(g, 'database');
  return {
    access: 'read',
    kind: 'show',
    run: (scope) => {
      const { catalog, session } = scope;
      const dropped = request.history === true ? droppedObjects(scope, ['DATABASE']) : [];
      const { columns, droppedOn } = request.history === true ? withHistory(scope, COLUMNS) : PRESENT;
      const all = [...catalog.list('DATABASE'), ...dropped.map((d) => d.object as DatabaseObject)].sort(
        (a, b) => (a.name < b.name ? -1 : 1),
      );
      const rows = filterNames(all, request, (d) => d.name).map((d) => ({
        created_on: moment(d.createdOn),
        name: d.name,
        is_default: 'N',
        is_current: d.name === session.context.database ? 'Y' : 'N',
        origin: '',
        owner: d.owner,
        comment: d.comment,
        options: d.transient ? 'TRANSIENT' : '',
        retention_time: '1',
        dropped_on: droppedOn(d.id),
        kind: 'STANDARD',
        owner_role_type: d.owner === null ? '' : 'ROLE',
      }));
      return { columns, rows: toRows(columns, rows) };
    },
  };
}

export const databases: Family = {
  singular: 'DATABASE',
  plural: 'DATABASES',
  create: createDatabase,
  drops: 'DATABASE',
  show: showDatabases,
  alter: (g, target) => {
    const change = commonChange(g) ?? setContainerProperties(g);
    return alter(['DATABASE'], target, change);
  },
};

/** `SET COMMENT = '…' DATA_RETENTION_TIME_IN_DAYS = n …` of databases and schemas. */
export function setContainerProperties(g: Grammar): Parameters<typeof alter>[2] {
  if (!g.try('SET')) {
    if (g.looksAt('SWAP')) throw unsupported('SWAP WITH');
    g.unexpected();
  }
  const found = properties(g, ['COMMENT', ...STORAGE_PROPERTIES]);
  g.end();
  if (Object.keys(found).length === 0) throw refused('SET needs a property.', '001003', '42000');
  return (_scope, object) => ({ ...object, comment: found['COMMENT'] ?? object.comment });
}
